"""Inspections as pages show them, and whom a lot may fall on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import callback_plan, visible
from heat.rules.accounts import PENALTY
from heat.rules.money import Fen
from heat.rules.permissions import Actor

PAGE = 100
_OPEN = (
    "SELECT t.number FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id WHERE t.household_id = {home} "
    "AND t.closed_at IS NULL AND k.code = 'inspection' ORDER BY t.id LIMIT 1"
)


def key_of(ticket_id: int) -> str:
    """The key of a penalty's charge."""
    return f"{PENALTY}:{ticket_id}"


def open_task(household_id: int) -> str:
    """The number of the household's open inspection, '' when it has none; one query."""
    found = db.row(_OPEN.format(home="?"), household_id)
    return str(found[0]) if found else ""


def owner(household_id: int) -> int | None:
    """The household's owner of today, None for an empty flat."""
    found = db.row(
        "SELECT o.party_id FROM household_party o JOIN party p ON p.id = o.party_id WHERE o.household_id = ? "
        "AND o.role = 'owner' AND o.rank = 0 AND o.valid_to = '9999-12-31' AND p.name <> '空置房'",
        household_id,
    )
    return int(found[0]) if found else None


@dataclass(frozen=True)
class Drawn:
    """Whom a lot may fall on: a community or all, only those whose supply is stopped or everybody connected."""

    community_id: int | None = None
    stopped: bool = True


def population(actor: Actor, wanted: Drawn) -> list[int]:
    """The households a lot may fall on, those with an open inspection left out; one query."""
    scope, today = visible.households(actor), clock.today().isoformat()
    state = (
        "SELECT 1 FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND ? < s.valid_to "
        "AND s.state IN ('suspended', 'cut')"
    )
    where = [scope.sql, "h.merged_into_id IS NULL", "h.connected = 'connected'", f"NOT EXISTS ({_OPEN})"]
    values: list[Any] = [*scope.values]
    if wanted.stopped:
        where.append(f"EXISTS ({state})")
        values += [today, today]
    if wanted.community_id:
        where.append("h.community_id = ?")
        values.append(wanted.community_id)
    sql = f"SELECT h.id FROM household h WHERE {' AND '.join(where)} ORDER BY h.id".format(home="h.id")
    return [home for (home,) in db.rows(sql, *values)]


@dataclass(frozen=True)
class InspectionRow:
    """One inspection with its ticket, its finding and its verdict."""

    ticket_id: int
    number: str
    state: str
    phase: str
    reason: str
    source: str
    tip: str | None
    household_id: int
    account_no: str
    address: str
    assignee: str | None
    opened_at: int
    finding: str | None
    record: str | None
    facts: dict[str, str]
    unsigned: bool
    found_at: int | None
    found_by: str | None
    found_by_id: int | None
    verdict: str | None
    why: str | None
    decided_at: int | None
    decided_by: str | None
    decided_by_id: int | None
    penalty_fen: Fen
    tag_id: int | None
    blacklisted: bool
    waived_at: int | None
    waived_by: str | None
    waived_why: str | None
    version: int

    @property
    def waits(self) -> bool:
        """Whether it waits for a verdict."""
        return self.found_at is not None and self.decided_at is None


_ROW = (
    "SELECT t.id, t.number, t.state, t.phase, i.reason, i.source, i.tip, h.id, h.account_no, h.address, s.name, "
    "t.opened_at, i.finding, i.record, i.facts, i.unsigned, i.found_at, f.name, i.found_by_id, i.verdict, i.why, "
    "i.decided_at, d.name, i.decided_by_id, i.penalty_fen, i.tag_id, "
    "EXISTS (SELECT 1 FROM tag g WHERE g.id = i.tag_id AND g.valid_to > ?), i.waived_at, w.name, i.waived_why, "
    "i.version FROM inspection i JOIN ticket t ON t.id = i.ticket_id JOIN household h ON h.id = t.household_id "
    "LEFT JOIN staff s ON s.id = t.assignee_id LEFT JOIN staff f ON f.id = i.found_by_id "
    "LEFT JOIN staff d ON d.id = i.decided_by_id LEFT JOIN staff w ON w.id = i.waived_by_id"
)
VIEWS = {
    "open": ("i.found_at IS NULL AND t.closed_at IS NULL", "t.opened_at, t.id"),
    "waiting": ("i.found_at IS NOT NULL AND i.decided_at IS NULL", "i.found_at, i.id"),
    "decided": ("i.decided_at IS NOT NULL", "i.decided_at DESC, i.id DESC"),
}


def listed(actor: Actor, view: str) -> list[InspectionRow]:
    """The inspections of a view within this person's branches, at most a hundred; one query."""
    condition, order = VIEWS[view]
    return _rows(actor, f"{condition} ORDER BY {order} LIMIT {PAGE}")


def one(actor: Actor, ticket_id: int) -> InspectionRow | None:
    """One inspection by its ticket; None for a foreign one."""
    return next(iter(_rows(actor, "t.id = ?", ticket_id)), None)


def _rows(actor: Actor, condition: str, *values: Any) -> list[InspectionRow]:
    scope = visible.households(actor)
    found = db.rows(f"{_ROW} WHERE {scope.sql} AND {condition}", clock.today().isoformat(), *scope.values, *values)
    return [InspectionRow(*row[:14], db.unpacked(row[14]) or {}, *row[15:]) for row in found]


def hands(ticket_id: int) -> frozenset[int]:
    """Who had a hand in what was found, and so may not decide on it: who went, who helped, who typed it in.

    Two queries.
    """
    found = db.row("SELECT found_by_id, entered_by_id FROM inspection WHERE ticket_id = ?", ticket_id) or ()
    return callback_plan.workers(ticket_id) | {staff_id for staff_id in found if staff_id is not None}


def evidence(actor: Actor, ticket_id: int) -> bool:
    """Whether a ticket's photos are evidence this person may look at; one query."""
    return actor.may("inspection.view") and one(actor, ticket_id) is not None


def counts(actor: Actor) -> dict[str, int]:
    """How many there are of each view; one query."""
    scope = visible.households(actor)
    cases = ", ".join(f"sum(CASE WHEN {condition} THEN 1 ELSE 0 END)" for condition, _order in VIEWS.values())
    found = db.row(
        f"SELECT {cases} FROM inspection i JOIN ticket t ON t.id = i.ticket_id "
        f"JOIN household h ON h.id = t.household_id WHERE {scope.sql}",
        *scope.values,
    )
    return dict(zip(VIEWS, (int(n or 0) for n in found or (0, 0, 0)), strict=True))


def of_ticket(ticket_id: int) -> tuple[str, str, str] | None:
    """Reason, source and tip ('' for none) of the inspection of a ticket, None when it is none; one query."""
    found = db.row("SELECT reason, source, coalesce(tip, '') FROM inspection WHERE ticket_id = ?", ticket_id)
    return (str(found[0]), str(found[1]), str(found[2])) if found else None


def looked_into(act_ids: list[int]) -> set[int]:
    """Which of these valve jobs have given rise to an inspection; one query."""
    if not act_ids:
        return set()
    found = db.rows(f"SELECT act_id FROM inspection WHERE act_id IN ({','.join('?' * len(act_ids))})", *act_ids)
    return {act_id for (act_id,) in found}


def inspectors(actor: Actor) -> list[tuple[int, str]]:
    """Everybody whom this person may send: who holds the inspector's role today; one query."""
    today, seen = clock.today().isoformat(), visible.people(actor)
    return db.rows(
        "SELECT DISTINCT s.id, s.name FROM staff s JOIN staff_role r ON r.staff_id = s.id AND r.valid_from <= ? "
        "AND ? < r.valid_to JOIN role k ON k.id = r.role_id WHERE k.code = 'inspector' AND s.disabled_at IS NULL "
        f"AND {seen.sql} ORDER BY s.name, s.id",
        today,
        today,
        *seen.values,
    )
