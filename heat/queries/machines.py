"""Company equipment: the list with its filters, one machine, where machines may stand, and the machine of a ticket."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heat import clock, db
from heat.queries import office, visible
from heat.queries.accounts import as_day
from heat.queries.visible import Scope
from heat.rules import machines as rules
from heat.rules.permissions import Actor

PAGE = 100
VIEWS = ("all", "broken", "calibration", "warranty", "upkeep", "retired")


@dataclass(frozen=True)
class MachineRow:
    """One machine with the names of its place and how many of its tickets are open."""

    id: int
    code: str
    kind: str
    name: str
    state: str
    source_id: int | None
    source: str
    substation_id: int | None
    substation: str
    circuit_id: int | None
    circuit: str
    spot: str
    maker: str
    model: str
    serial: str
    hours: int | None
    hours_at: int | None
    note: str
    version: int
    open_tickets: int
    installed_on: date | None
    warranty_until: date | None
    calibration_due: date | None

    @property
    def place(self) -> str:
        """Where it stands, in words: 1# 换热站 高区机组, 一层泵房."""
        tree = " ".join(part for part in (self.substation or self.source, self.circuit) if part)
        return f"{tree}，{self.spot}" if self.spot else tree

    @property
    def where(self) -> str:
        """Its place as a form tells it: 'substation-3'."""
        levels = (("circuit", self.circuit_id), ("substation", self.substation_id), ("source", self.source_id))
        return next(f"{level}-{row_id}" for level, row_id in levels if row_id)

    @property
    def kind_name(self) -> str:
        """The word for its kind."""
        return rules.KINDS[self.kind]

    @property
    def under_warranty(self) -> bool:
        """Whether its maker still answers for it today."""
        return self.warranty_until is not None and self.warranty_until >= clock.today()

    def calibration(self, days: int) -> str:
        """How near its calibration is: '', 'soon' (within so many days) or 'over'."""
        return "" if self.state == "retired" else rules.until(self.calibration_due, clock.today(), days)


_OPEN = "SELECT count(*) FROM machine_ticket o JOIN ticket t ON t.id = o.ticket_id AND t.closed_at IS NULL"
_FROM = """
machine m LEFT JOIN substation b ON b.id = m.substation_id 
LEFT JOIN heat_source s ON s.id = coalesce(m.source_id, b.source_id)
LEFT JOIN circuit c ON c.id = m.circuit_id
"""
_SELECT = f"""
SELECT m.id, m.code, m.kind, m.name, m.state, m.source_id, coalesce(s.name, ''), m.substation_id, coalesce(b.name, ''),
       m.circuit_id, coalesce(c.name, ''), coalesce(m.spot, ''), coalesce(m.maker, ''), coalesce(m.model, ''),
       coalesce(m.serial, ''), m.hours, m.hours_at, coalesce(m.note, ''), m.version,
       ({_OPEN} WHERE o.machine_id = m.id), m.installed_on, m.warranty_until, m.calibration_due
FROM {_FROM}
"""


def _row(found: tuple[Any, ...]) -> MachineRow:
    return MachineRow(*found[:20], *(as_day(day) for day in found[20:]))


def scope(actor: Actor) -> Scope:
    """The machines `m` (with `b` and `s` as in the list) at the sources and substations of this person's branches."""
    if actor.kind == "system":
        return visible.ALL
    if actor.kind != "staff" or not actor.may("machine.view"):
        return visible.NOTHING
    if visible.communities(actor) is None:
        return visible.ALL
    roots = actor.org_ids or (0,)
    marks = ",".join("?" * len(roots))
    return Scope(
        "EXISTS (SELECT 1 FROM org_above a WHERE a.org_id = CASE WHEN m.substation_id IS NULL THEN s.org_id "
        f"ELSE b.org_id END AND a.above_id IN ({marks}))",
        tuple(roots),
    )


@dataclass(frozen=True)
class Wanted:
    """What a list asks for; everything may be left out."""

    view: str = "all"
    kind: str = ""
    substation_id: int | None = None
    source_id: int | None = None
    text: str = ""
    after: str = ""


def calibration_days() -> int:
    """How many days before its day a calibration counts as due; one query."""
    return int(office.setting("calibration.days"))


def _conditions(wanted: Wanted, days: int = 0) -> tuple[list[str], list[Any]]:
    """The condition of a list; `days` as in calibration_days, for the view that shows what is due."""
    today = clock.today()
    near, soon = ((today + timedelta(days=n)).isoformat() for n in (rules.SOON_DAYS, days))
    views: dict[str, tuple[str, tuple[Any, ...]]] = {
        "all": ("m.state <> 'retired'", ()),
        "broken": ("m.state = 'broken'", ()),
        "calibration": ("m.state <> 'retired' AND m.calibration_due <= ?", (soon,)),
        "warranty": ("m.state <> 'retired' AND m.warranty_until BETWEEN ? AND ?", (today.isoformat(), near)),
        "upkeep": (f"({_OPEN} WHERE o.machine_id = m.id AND o.role = 'maintenance') > 0", ()),
        "retired": ("m.state = 'retired'", ()),
    }
    sql, own = views[wanted.view if wanted.view in VIEWS else "all"]
    parts, values = [sql], list[Any](own)
    for column, value in (("kind", wanted.kind), ("substation_id", wanted.substation_id)):
        if value:
            parts.append(f"m.{column} = ?")
            values.append(value)
    if wanted.source_id:
        parts.append("m.source_id = ?")
        values.append(wanted.source_id)
    if wanted.text:
        parts.append("(upper(m.code) LIKE ? OR m.name LIKE ? OR upper(coalesce(m.serial, '')) LIKE ?)")
        like = "%" + wanted.text.replace("%", "").replace("_", "") + "%"
        values += [like.upper(), like, like.upper()]
    return parts, values


def listed(actor: Actor, wanted: Wanted, limit: int = PAGE + 1) -> list[MachineRow]:
    """The machines a list asks for, by substation and code, a hundred and one more; one query or two."""
    parts, values = _conditions(wanted, calibration_days() if wanted.view == "calibration" else 0)
    if wanted.after:
        parts.append("m.code > ?")
        values.append(wanted.after)
    seen = scope(actor)
    sql = f"{_SELECT} WHERE {' AND '.join([*parts, seen.sql])} ORDER BY m.code LIMIT ?"
    return [_row(row) for row in db.rows(sql, *values, *seen.values, limit)]


def counts(actor: Actor) -> dict[str, int]:
    """How many machines each view holds; two queries."""
    seen, days = scope(actor), calibration_days()
    sums, values = [], list[Any]()
    for view in VIEWS:
        parts, own = _conditions(Wanted(view), days)
        sums.append(f"sum(CASE WHEN {' AND '.join(parts)} THEN 1 ELSE 0 END)")
        values += own
    found = db.row(f"SELECT {', '.join(sums)} FROM {_FROM} WHERE {seen.sql}", *values, *seen.values)
    return dict(zip(VIEWS, (int(n or 0) for n in found or [0] * len(VIEWS)), strict=True))


def one(actor: Actor, machine_id: int) -> MachineRow | None:
    """One machine, None when there is none within this person's branches; one query."""
    seen = scope(actor)
    found = db.row(f"{_SELECT} WHERE m.id = ? AND {seen.sql}", machine_id, *seen.values)
    return _row(found) if found else None


def outside(actor: Actor, codes: Sequence[str]) -> set[str]:
    """Which of these codes belong to machines this person may not see; one query, none for those who see all."""
    seen = scope(actor)
    if seen is visible.ALL or not codes:
        return set()
    marks = ",".join("?" * len(codes))
    sql = f"SELECT m.code FROM {_FROM} WHERE m.code IN ({marks}) AND NOT ({seen.sql})"
    return {str(code) for (code,) in db.rows(sql, *codes, *seen.values)}


def places(actor: Actor) -> list[tuple[str, str]]:
    """Where a machine may stand within this person's branches, by tree: code of the place and its name; three queries.

    The unseen places that every office begins with are offered only while there are no others.
    """
    allowed, found = _orgs(actor), list[tuple[str, str]]()
    sources = db.rows("SELECT id, org_id, name FROM heat_source ORDER BY id")
    stations = db.rows("SELECT id, source_id, org_id, name FROM substation ORDER BY name, id")
    circuits = db.rows("SELECT id, substation_id, name FROM circuit ORDER BY name, id")
    for source_id, org_id, source in sources[1:] or sources:
        if allowed is None or org_id in allowed:
            found.append((f"source-{source_id}", source))
        for station_id, above, station_org, station in stations:
            if above == source_id and (allowed is None or station_org in allowed):
                found.append((f"substation-{station_id}", f"　{station}"))
                below = [(i, name) for i, station_above, name in circuits if station_above == station_id]
                found += [(f"circuit-{i}", f"　　{station} {name}") for i, name in below]
    return found


def _orgs(actor: Actor) -> frozenset[int] | None:
    if actor.kind == "system" or visible.communities(actor) is None:
        return None
    roots = actor.org_ids or (0,)
    marks = ",".join("?" * len(roots))
    found = db.rows(f"SELECT org_id FROM org_above WHERE above_id IN ({marks})", *roots)
    return frozenset(org_id for (org_id,) in found)


def stations() -> list[tuple[int, str]]:
    """The substations by name, for a filter; one query."""
    found = db.rows("SELECT id, name FROM substation WHERE id > 1 ORDER BY name, id")
    return [(int(row_id), str(name)) for row_id, name in found]


def of_ticket(actor: Actor, ticket_id: int) -> list[MachineRow]:
    """The machines a ticket belongs to, as far as this person may see them; one query."""
    seen = scope(actor)
    sql = f"{_SELECT} JOIN machine_ticket k ON k.machine_id = m.id WHERE k.ticket_id = ? AND {seen.sql} ORDER BY m.code"
    return [_row(row) for row in db.rows(sql, ticket_id, *seen.values)]
