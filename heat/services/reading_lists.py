"""Readings as a kind of import: what devices showed; they are only ever added, so that no undo takes them away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import dues as homes_queries
from heat.queries import equipment_lists as queries
from heat.queries.equipment_lists import Hung
from heat.rules.columns import Layout
from heat.rules.devices import KIND
from heat.rules.intake import Checked
from heat.rules.lists import READINGS
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.reading_list import ReadingLine, check_readings
from heat.rules.sheets import Sheet
from heat.rules.ticket_list import Moment
from heat.services.import_kinds import Finding, Imported, InUse, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import homes_of
from heat.words import N_, Say

SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("kind", N_("设备类型"), ("kind",)),
    Shown("serial", N_("设备号"), ("serial",)),
    Shown("read", N_("读数时间"), ("read_at",)),
    Shown("value", N_("读数"), ("value",), right=True),
)


def check(sheet: Sheet, layout: Layout) -> Checked[ReadingLine | None]:
    """The lines of a list cleaned; nothing was read tomorrow."""
    return check_readings(sheet, layout, today=clock.today())


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the device it means and what that showed then; a handful of queries for five hundred."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes = homes_of(reading, by)
    there = _hanging(homes.ids)
    known = queries.values([one.id for devices in there.values() for one in devices])
    for entry in entries:
        line: ReadingLine = entry.value
        home = homes.get(line.account_no)
        meant = _meant(line, there.get(home.id, []) if home else [])
        value = known.get((meant[0].id, line.read.at)) if len(meant) == 1 else None
        said = {
            "kind": KIND[line.kind].name,
            "serial": meant[0].serial if len(meant) == 1 else line.serial,
            "read": line.read,
            "value": _worded_value(line.kind, line.value),
        }
        finding = Finding(entry, said, known=None if value is None else line, after={} if value is not None else said)
        finding.problems = homes.problems(line.row, line.account_no) or tuple(_problems(reading, line, meant, value))
        yield finding


def _hanging(household_ids: Sequence[int]) -> dict[int, list[Hung]]:
    """The devices that hang in each household."""
    there: dict[int, list[Hung]] = {}
    for one in queries.of_households(household_ids):
        there.setdefault(one.household_id, []).append(one)
    return there


def _meant(line: ReadingLine, devices: Sequence[Hung]) -> list[Hung]:
    return [one for one in devices if one.kind == line.kind and (not line.serial or one.serial == line.serial)]


def _problems(reading: Reading, line: ReadingLine, meant: Sequence[Hung], value: int | None) -> Iterator[Problem]:
    """What speaks against a line; `meant` are the devices it may mean, `value` what the one showed then."""
    header = reading.layout.header_of
    if len(meant) != 1:
        code = "device_unclear" if meant else "device_missing"
        yield Problem(line.row, header("account_no"), code, line.account_no)
    elif value is not None and value != line.value:
        told = [_worded_value(line.kind, one) for one in (line.value, value)]
        yield Problem(line.row, header("value"), "value_differs", *told)


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Add the readings; inside the caller's transaction."""
    lines: list[ReadingLine] = [finding.entry.value for finding in findings]
    homes = homes_queries.homes([line.account_no for line in lines], clock.today())
    there = _hanging([home.id for home in homes.values()])
    rows = []
    for line in lines:
        home = homes[line.account_no]
        rows.append((home.id, _meant(line, there[home.id])[0].id, line.read.at, line.value))
    db.many("INSERT INTO reading (device_id, at, value, quality) VALUES (?, ?, ?, 0)", [row[1:] for row in rows])
    return Written([Touched(row[0], 1, []) for row in rows])


def _worded_value(kind: str, value: int) -> str:
    return f"{Decimal(value) / KIND[kind].scale} {KIND[kind].unit}".strip()


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {
        name: f"{value.day} {value.minute // 60:02d}:{value.minute % 60:02d}"
        if isinstance(value, Moment)
        else str(value)
        for name, value in facts.items()
    }


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Every reading: none is ever taken away."""
    return {one.row: Say(N_("读数只增不改，不能撤销")) for one in imported}


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """InUse for any reading."""
    if imported:
        raise InUse


IMPORTS = offered(READINGS, "household.import", globals())
