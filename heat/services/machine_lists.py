"""Company equipment as a kind of import: a machine is known by its code and stands at a station that is there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.queries import machines as queries
from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.lists import MACHINES
from heat.rules.machine_list import DAYS, TEXTS, MachineLine, check_machines
from heat.rules.machines import KINDS, place_of
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.rules.written import squeezed
from heat.services import traces
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Touched, Written, offered
from heat.services.traces import Trace
from heat.words import N_, Refused, Say

SHOWN = (
    Shown("code", N_("设备编号"), ("number",)),
    Shown("name", N_("名称"), ("name",)),
    Shown("kind", N_("设备种类"), ("kind",)),
    Shown("station", N_("换热站"), ("station", "circuit")),
    Shown("maker", N_("厂家"), ("maker", "model")),
    Shown("calibration_due", N_("下次检定"), ("calibration_due",)),
)
_CHUNK = 500
_FACTS = ("name", "kind", *TEXTS, *DAYS)


def check(sheet: Sheet, layout: Layout) -> Checked[MachineLine]:
    """The lines of a list cleaned."""
    return check_machines(sheet, layout)


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the machines that are there; a few queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    codes = [entry.value.code for entry in entries]
    there, places, foreign = _there(codes), _places(by), _foreign(codes, by)
    for entry in entries:
        line: MachineLine = entry.value
        # another branch's machine is compared with nothing, so that none of its facts is shown
        row = None if line.code in foreign else there.get(line.code)
        finding = _beside(entry, row, reading.columns)
        if line.code in foreign:
            problem = Problem(line.row, reading.layout.header_of("number"), "machine_not_yours", line.code)
            finding.problems = (problem,)
        elif _where(line, places) is None:
            header, wanted = reading.layout.header_of("station"), f"{line.station} {line.circuit}".strip()
            finding.problems = (Problem(line.row, header, "place_unknown", wanted),)
        yield finding


def _beside(entry: Any, row: dict[str, Any] | None, columns: frozenset[str]) -> Finding:
    said = _said(entry.value) | {"code": entry.value.code, "station": entry.value.station}
    if row is None:
        return Finding(entry, said, after=said)
    # a kind that was only guessed from the name changes nothing
    told = {name: value for name, value in _said(entry.value).items() if value and name in columns}
    changed = {name: value for name, value in told.items() if str(value) != str(row[name] or "")}
    return Finding(entry, said, _Known(row["id"]), {name: row[name] for name in changed}, changed)


class _Known:
    """A machine that is there already."""

    def __init__(self, machine_id: int) -> None:
        self.id = machine_id


def _said(line: MachineLine) -> dict[str, Any]:
    return {name: getattr(line, name) for name in _FACTS}


def _there(codes: Sequence[str]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    names = ("id", "code", "version", *_FACTS)
    for start in range(0, len(codes), _CHUNK):
        chunk = codes[start : start + _CHUNK]
        sql = f"SELECT {', '.join(names)} FROM machine WHERE code IN ({','.join('?' * len(chunk))})"
        found |= {row[1]: dict(zip(names, row, strict=True)) for row in db.rows(sql, *chunk)}
    return found


def _foreign(codes: Sequence[str], by: Actor) -> set[str]:
    chunks = [codes[start : start + _CHUNK] for start in range(0, len(codes), _CHUNK)]
    return {code for chunk in chunks for code in queries.outside(by, chunk)}


def _places(by: Actor) -> dict[str, str]:
    """The places this person may fill, by their names without spaces; the last one of a name counts."""
    return {squeezed(name): code for code, name in queries.places(by)}


def _where(line: MachineLine, places: Mapping[str, str]) -> str | None:
    return places.get(f"{line.station}{line.circuit}") if line.circuit else places.get(line.station)


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Write new machines with their first state, and what differs of known ones; in the caller's transaction."""
    places = _places(by)
    codes = [finding.entry.value.code for finding in findings]
    if foreign := _foreign(codes, by):  # compare keeps them out; one has come to be another branch's since
        raise Refused(Say(N_("设备 {code} 不在您负责的范围，请重新检查"), code=min(foreign)))
    there = _there(codes)
    return Written([_written(finding, there.get(finding.entry.value.code), places, by) for finding in findings])


def _written(finding: Finding, row: dict[str, Any] | None, places: Mapping[str, str], by: Actor) -> Touched:
    line, trace = finding.entry.value, Trace()
    if row is not None:
        trace.update("machine", row["id"], **finding.after, version=row["version"] + 1)
        return Touched(row["id"], row["version"] + 1, trace.steps)
    own = {name: value or None for name, value in _said(line).items()}
    machine_id = trace.insert(
        "machine", code=line.code, state=line.state, version=1, **_place(_where(line, places) or ""), **own
    )
    by_id = by.id if by.kind == "staff" else None
    trace.insert("machine_state", machine_id=machine_id, from_at=clock.now(), state=line.state, by_id=by_id)
    return Touched(machine_id, 1, trace.steps)


def _place(where: str) -> dict[str, int | None]:
    place = place_of(where)
    station = place.id if place.level == "substation" else None
    if place.level == "circuit":
        station = db.value("SELECT substation_id FROM circuit WHERE id = ?", place.id)
    source, circuit = (place.id if place.level == level else None for level in ("source", "circuit"))
    return {"source_id": source, "substation_id": station, "circuit_id": circuit}


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: KINDS.get(value, "") if name == "kind" else str(value or "") for name, value in facts.items()}


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Machines that were changed, planned for or repaired since they were imported; by row of the sheet."""
    why: dict[int, Say] = {}
    for one in imported:
        machine_id = one.touched.subject_id
        if db.value("SELECT version FROM machine WHERE id = ?", machine_id) != one.touched.version:
            why[one.row] = Say(N_("导入后又被修改过"))
        elif db.row(
            "SELECT 1 FROM machine_ticket WHERE machine_id = ? UNION ALL "
            "SELECT 1 FROM machine_plan WHERE machine_id = ?",
            machine_id,
            machine_id,
        ):
            why[one.row] = Say(N_("导入后已经有工单或保养计划"))
    return why


IMPORTS = offered(
    MACHINES, "machine.keep", globals(), take_back=traces.take_back_all, subject="machine", module="plant"
)
