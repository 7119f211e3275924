"""Whom to call back (回访), and what today's calls said."""

from __future__ import annotations

from dataclasses import dataclass

from heat import clock, db
from heat.queries import callback_plan, flow_bodies, ticket_kinds, visible
from heat.rules import tickets as life
from heat.rules.permissions import Actor


def _worked(who: str) -> str:
    """Whether a ticket is with somebody now, or they have been there or helped; `who` stands in it three times."""
    return (
        f"(coalesce(t.assignee_id, 0) = {who} OR EXISTS (SELECT 1 FROM visit v WHERE v.ticket_id = t.id "
        f"AND (v.helper_id = {who} OR (v.staff_id = {who} AND (v.arrived_at IS NOT NULL OR v.left_at IS NOT NULL)))))"
    )


def _another_calls(actor: Actor) -> tuple[str, list[int]]:
    """That this person worked on a ticket and a colleague, who did not, can call; as SQL with its values. One query."""
    others = sorted(callback_plan.callers(actor) - {actor.id})
    colleague = f"SELECT 1 FROM staff x WHERE x.id IN ({', '.join('?' * len(others)) or 'NULL'})"
    sql = f"({_worked('?')} AND EXISTS ({colleague} AND NOT {_worked('x.id')}))"
    return sql, [actor.id or 0] * 3 + others


@dataclass(frozen=True, slots=True)
class Call:
    """One household to be called about a finished ticket."""

    ticket_id: int
    number: str
    version: int
    kind_name: str
    tone: str
    household_id: int | None
    customer: str | None
    address: str
    phone: str | None
    cause: str | None
    worker: str | None
    finished_at: int
    reopened: int
    tries: int
    next_at: int | None
    rated: int | None
    why: str | None
    script_id: int | None
    kind: str

    @property
    def waiting(self) -> bool:
        """Tried already and not yet to be tried again."""
        return self.next_at is not None and self.next_at > clock.now()


def queue(actor: Actor, limit: int = 100) -> list[Call]:
    """Finished tickets to be called about: urgent ones first, then by the time of finishing.

    Those that did not answer come last until their next time. What the sample left out is not there, nor is what this
    person has worked on while a colleague can call. Four queries.
    """
    scope, (called, values) = visible.tickets(actor), flow_bodies.to_be_called()
    own, own_values = _another_calls(actor)
    found = db.rows(
        "SELECT t.id, t.number, t.version, k.code, t.household_id, p.name, coalesce(t.address, h.address, ''), "
        "coalesce(t.phone, (SELECT f.phone FROM party_phone f WHERE f.party_id = t.party_id AND f.dead_at IS NULL "
        "ORDER BY f.rank, f.id LIMIT 1)), t.cause, s.name, coalesce(c.met_at, t.opened_at), t.reopened, "
        "coalesce(b.tries, 0), b.next_at, r.level, b.why, b.script_id "
        "FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "LEFT JOIN household h ON h.id = t.household_id LEFT JOIN party p ON p.id = t.party_id "
        "LEFT JOIN staff s ON s.id = t.assignee_id "
        "LEFT JOIN sla_clock c ON c.ticket_id = t.id AND c.goal = 'finish' "
        "LEFT JOIN feedback b ON b.ticket_id = t.id AND b.done_at IS NULL AND b.via <> 'hall' "
        "LEFT JOIN feedback r ON r.ticket_id = t.id AND r.via = 'hall' "
        f"WHERE t.closed_at IS NULL AND {called} AND {scope.sql} "
        "AND coalesce(b.why, '') NOT IN ('left', 'nobody') "
        f"AND NOT {own} "
        "ORDER BY CASE WHEN b.next_at > ? THEN 1 ELSE 0 END, t.priority, 11, t.id LIMIT ?",
        *values,
        *scope.values,
        *own_values,
        clock.now(),
        limit,
    )
    kinds = {kind.code: kind for kind in ticket_kinds.all_kinds()} if found else {}
    return [
        Call(
            *row[:3],
            kinds[row[3]].name,
            kinds[row[3]].tone,
            *row[4:],
            row[3],
        )
        for row in found
    ]


def own_work(actor: Actor) -> int:
    """How many finished tickets wait for a call that this person may not make, having done the work; three queries."""
    scope, (called, values) = visible.tickets(actor), flow_bodies.to_be_called()
    own, own_values = _another_calls(actor)
    return int(
        db.value(
            "SELECT count(*) FROM ticket t LEFT JOIN feedback b ON b.ticket_id = t.id AND b.done_at IS NULL "
            f"AND b.via <> 'hall' WHERE t.closed_at IS NULL AND {called} AND {scope.sql} "
            f"AND coalesce(b.why, '') NOT IN ('left', 'nobody') AND {own}",
            *values,
            *scope.values,
            *own_values,
        )
    )


def left_out() -> int:
    """How many finished tickets nobody is called about and that still wait to close; one query, a partial index."""
    return int(db.value("SELECT count(*) FROM feedback WHERE done_at IS NULL AND why IN ('left', 'nobody')"))


@dataclass(frozen=True)
class Day:
    """One clerk's calls of today: how many, not reached, reopened, and how many of each level."""

    called: int
    not_reached: int
    reopened: int
    levels: dict[int, int]

    @property
    def content(self) -> int | None:
        """Per cent of those asked who were content, None when nobody was asked."""
        asked = sum(self.levels.values())
        happy = sum(n for level, n in self.levels.items() if level > life.DISCONTENT)
        return round(happy * 100 / asked) if asked else None


def today(staff_id: int) -> Day:
    """What the households said whom this clerk has called today; one query over a clerk's day."""
    found = db.rows(
        "SELECT level, answers FROM feedback WHERE staff_id = ? AND done_at IS NOT NULL AND done_at >= ?",
        staff_id,
        clock.start_of(clock.today()),
    )
    levels = {level: sum(1 for one, _ in found if one == level) for level in life.SATISFACTION}
    unheard = sum(1 for level, _ in found if level is None)
    reopened = sum(1 for _, answers in found if (db.unpacked(answers) or {}).get("solved") is False)
    return Day(len(found), unheard, reopened, levels)
