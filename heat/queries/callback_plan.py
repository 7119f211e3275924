"""How the office calls back: the plan in force, and what of a finished ticket it asks about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from heat import clock, db
from heat.models import DesignVersion, Ticket
from heat.queries import visible
from heat.rules import callbacks as rules
from heat.rules.callbacks import Case, Plan
from heat.rules.permissions import ROLES, Actor
from heat.rules.tickets import DISCONTENT, URGENT


@dataclass(frozen=True)
class PlanNow:
    """The plan and its version; who saved it, and when."""

    version_id: int
    version: int
    plan: Plan
    by: str | None
    at: int


def current() -> PlanNow:
    """The plan in force; one query. LookupError in an office without one, which no office is after its start."""
    found = db.row(
        "SELECT v.id, v.version, s.name, v.published_at FROM design d JOIN design_version v ON v.id = d.current_id "
        "LEFT JOIN staff s ON s.id = v.by_id WHERE d.kind = 'rule' AND d.code = 'callback'"
    )
    if found is None:
        raise LookupError("no plan of call-backs is published")
    return PlanNow(found[0], found[1], plan(found[0]), found[2], found[3])


def plan(version_id: int) -> Plan:
    """The plan of a version; read once a process, since a published version never changes."""
    return _plan(str(db.database.obj.database), version_id)


@lru_cache(maxsize=200)
def _plan(_database: str, version_id: int) -> Plan:
    return rules.read(DesignVersion.get_by_id(version_id).body)


def case(ticket: Ticket) -> Case:
    """What decides whether a ticket is called about; two queries."""
    kind = str(db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id))
    marks = {"urgent"} if ticket.priority == URGENT else set()
    if ticket.reopened:
        marks.add("reopened")
    today = clock.today().isoformat()
    found = db.row(
        "SELECT (SELECT h.ext FROM household h WHERE h.id = ?), "
        "EXISTS (SELECT 1 FROM feedback f WHERE f.ticket_id = ? AND f.via = 'hall' AND f.level <= ?), "
        "EXISTS (SELECT 1 FROM tag g WHERE g.household_id = ? AND g.code IN ('vulnerable','alone') "
        "AND g.valid_from <= ? AND ? < g.valid_to)",
        ticket.household_id or 0,
        ticket.id,
        DISCONTENT,
        ticket.household_id or 0,
        today,
        today,
    ) or (None, False, False)
    if (db.unpacked(found[0]) or {}).get("needs") or found[2]:
        marks.add("vulnerable")
    if found[1]:
        marks.add("discontent")
    nobody = not (ticket.household_id or ticket.party_id or ticket.phone)
    return Case(ticket.number, kind, frozenset(marks), nobody)


def callers(actor: Actor) -> frozenset[int]:
    """Who may call households back, of the people this person works with; one query."""
    roles = [role.code for role in ROLES if "ticket.call-back" in role.permissions]
    seen, today = visible.people(actor), clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id FROM staff s JOIN staff_role r ON r.staff_id = s.id AND r.valid_from <= ? "
        f"AND ? < r.valid_to JOIN role k ON k.id = r.role_id WHERE k.code IN ({', '.join('?' * len(roles))}) "
        f"AND s.disabled_at IS NULL AND {seen.sql}",
        today,
        today,
        *roles,
        *seen.values,
    )
    return frozenset(int(row_id) for (row_id,) in found)


def workers(ticket_id: int) -> frozenset[int]:
    """Who worked on a ticket: the one it is with, and everybody who went there. One query."""
    found = db.rows(
        "SELECT assignee_id FROM ticket WHERE id = ? AND assignee_id IS NOT NULL UNION "
        "SELECT staff_id FROM visit WHERE ticket_id = ? AND (arrived_at IS NOT NULL OR left_at IS NOT NULL) UNION "
        "SELECT helper_id FROM visit WHERE ticket_id = ? AND helper_id IS NOT NULL",
        ticket_id,
        ticket_id,
        ticket_id,
    )
    return frozenset(int(row_id) for (row_id,) in found)
