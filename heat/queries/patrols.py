"""Patrols as pages show them: plans with how well they are kept, rounds, readings of a point, hazards by age."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.models import PatrolRound
from heat.queries.visible import ALL, Scope
from heat.rules import patrols as rules
from heat.rules.patrols import Point, Result
from heat.rules.permissions import Actor

DAYS, READINGS = 30, 40


def seen(actor: Actor) -> Scope:
    """Plans `p` walked by somebody of this person's branches, or by a team with one: most teams are the company's."""
    if not actor.org_ids:
        return Scope("1 = 0")
    marks = ",".join("?" * len(actor.org_ids))
    if db.row(f"SELECT 1 FROM org WHERE parent_id IS NULL AND id IN ({marks})", *actor.org_ids):
        return ALL
    today = clock.today().isoformat()
    return Scope(
        "EXISTS (SELECT 1 FROM org_above a WHERE a.above_id IN "
        f"({marks}) AND (a.org_id = (SELECT s.org_id FROM staff s WHERE s.id = p.staff_id) "
        "OR a.org_id = (SELECT m.org_id FROM team m WHERE m.id = p.team_id) "
        "OR a.org_id IN (SELECT s.org_id FROM team_member x JOIN staff s ON s.id = x.staff_id "
        "AND s.disabled_at IS NULL WHERE x.team_id = p.team_id AND x.valid_from <= ? AND ? < x.valid_to)))",
        (*actor.org_ids, today, today),
    )


def may_see(actor: Actor, plan_id: int) -> bool:
    """Whether a plan is there for this person; one query or two."""
    scope = seen(actor)
    return db.row(f"SELECT 1 FROM patrol_plan p WHERE p.id = ? AND {scope.sql}", plan_id, *scope.values) is not None


def named(name: str, *, but: int) -> bool:
    """Whether another plan in force has this name."""
    sql = "SELECT 1 FROM patrol_plan WHERE name = ? AND stopped_at IS NULL AND id <> ?"
    return db.row(sql, name, but) is not None


def last_due(plan_id: int) -> int | None:
    """The newest due time a plan has a round for, checks of single hazards left out."""
    found = db.value("SELECT max(due_at) FROM patrol_round WHERE plan_id = ? AND recheck = ?", plan_id, False)
    return int(found) if found is not None else None


def over(now: int) -> list[PatrolRound]:
    """Rounds whose time is over and that nobody has walked."""
    return list(
        PatrolRound.select().where(
            PatrolRound.done_at.is_null()
            & PatrolRound.missed_at.is_null()
            & (PatrolRound.until_at <= now)
            & (PatrolRound.recheck == False)  # noqa: E712 - a condition of SQL
        )
    )


def photos(ticket_id: int) -> dict[str, int]:
    """How many photos of each kind a ticket has; one query."""
    return dict(
        db.rows(
            "SELECT kind, count(*) FROM attachment WHERE subject = 'ticket' AND subject_id = ? "
            "AND hidden_at IS NULL GROUP BY kind",
            ticket_id,
        )
    )


def photos_at(ticket_id: int, stop: int) -> list[int]:
    """The contents of the photos taken at a point of a round, or of its sheet; one query."""
    found = db.rows(
        "SELECT blob_id FROM attachment WHERE subject = 'ticket' AND subject_id = ? AND hidden_at IS NULL "
        "AND kind IN (?, 'sheet') ORDER BY id",
        ticket_id,
        rules.photo_of(stop),
    )
    return [blob_id for (blob_id,) in found]


def place_of(plan_id: int, result: Result) -> str:
    """The name under which the readings of a point are kept together."""
    return f"{plan_id}:{result.point.key}"


@dataclass(frozen=True)
class PlanRow:
    """A plan and how it was kept in the last thirty days."""

    id: int
    name: str
    route: tuple[Point, ...]
    schedule: dict[str, Any]
    team: str | None
    staff: str | None
    team_id: int | None
    staff_id: int | None
    started_at: int
    stopped_at: int | None
    version: int
    due: int
    done: int
    hazards: int
    open_number: str | None
    last_at: int | None

    @property
    def percent(self) -> int | None:
        """Rounds that were walked of those that fell due, None before the first."""
        return self.done * 100 // self.due if self.due else None


_PLAN = (
    "SELECT p.id, p.name, p.route, p.schedule, m.name, s.name, p.team_id, p.staff_id, p.started_at, p.stopped_at, "
    "p.version, "
    "(SELECT count(*) FROM patrol_round w WHERE w.plan_id = p.id AND w.due_at > ? AND w.recheck = ? "
    " AND (w.done_at IS NOT NULL OR w.missed_at IS NOT NULL)), "
    "(SELECT count(*) FROM patrol_round w WHERE w.plan_id = p.id AND w.due_at > ? AND w.recheck = ? "
    " AND w.done_at IS NOT NULL), "
    "(SELECT count(*) FROM hazard z WHERE z.plan_id = p.id AND z.closed_at IS NULL), "
    "(SELECT t.number FROM patrol_round w JOIN ticket t ON t.id = w.ticket_id WHERE w.plan_id = p.id "
    " AND w.done_at IS NULL AND w.missed_at IS NULL ORDER BY w.due_at DESC LIMIT 1), "
    "(SELECT max(w.done_at) FROM patrol_round w WHERE w.plan_id = p.id) "
    "FROM patrol_plan p LEFT JOIN team m ON m.id = p.team_id LEFT JOIN staff s ON s.id = p.staff_id"
)


def plans(actor: Actor, plan_id: int | None = None) -> list[PlanRow]:
    """The plans this person may see, those in force first; or one of them. One query or two."""
    scope, since = seen(actor), clock.now() - DAYS * clock.DAY
    found = db.rows(
        f"{_PLAN} WHERE {scope.sql} AND (CAST(? AS int) IS NULL OR p.id = ?) "
        "ORDER BY CASE WHEN p.stopped_at IS NULL THEN 0 ELSE 1 END, p.name, p.id LIMIT 100",
        since,
        False,
        since,
        False,
        *scope.values,
        plan_id,
        plan_id or 0,
    )
    return [
        PlanRow(row[0], row[1], rules.route_of(db.unpacked(row[2])), db.unpacked(row[3]), *row[4:]) for row in found
    ]


@dataclass(frozen=True)
class RoundRow:
    """One due time of a plan."""

    due_at: int
    recheck: bool
    number: str | None
    done_at: int | None
    missed_at: int | None
    by: str | None
    bad: int


def rounds(plan_id: int) -> list[RoundRow]:
    """The newest rounds of a plan; one query."""
    found = db.rows(
        "SELECT w.due_at, w.recheck, t.number, w.done_at, w.missed_at, s.name, "
        "(SELECT count(*) FROM patrol_result r WHERE r.ticket_id = t.id AND NOT r.ok) FROM patrol_round w "
        "LEFT JOIN ticket t ON t.id = w.ticket_id LEFT JOIN staff s ON s.id = t.assignee_id "
        "WHERE w.plan_id = ? ORDER BY w.due_at DESC LIMIT 30",
        plan_id,
    )
    return [RoundRow(*row) for row in found]


def readings(plan: PlanRow) -> dict[tuple[str, str], list[tuple[int, Decimal]]]:
    """The last numbers of each check of a plan's points, oldest first, by point and check. A query a check."""
    found: dict[tuple[str, str], list[tuple[int, Decimal]]] = {}
    for point in plan.route:
        for one in point.items:
            if one.kind == "number":
                rows = db.rows(
                    "SELECT at, milli FROM patrol_result WHERE point = ? AND name = ? ORDER BY at DESC LIMIT ?",
                    f"{plan.id}:{point.key}",
                    one.name,
                    READINGS,
                )
                found[point.key, one.name] = [(at, Decimal(milli) / 1000) for at, milli in reversed(rows)]
    return found


@dataclass(frozen=True)
class Walk:
    """A round as whoever walks it sees it: the route, and by point and check what is wrong there since when."""

    plan_id: int
    recheck: bool
    route: tuple[Point, ...]
    hazards: dict[tuple[str, str], str]
    done: bool

    def open_at(self, key: str) -> tuple[str, ...]:
        """What is wrong at a point of the route."""
        return tuple(text for (point, _item), text in self.hazards.items() if point == key)


def walk_of(ticket_id: int) -> Walk | None:
    """The round of a ticket, None when it is none; two queries."""
    found = db.row("SELECT plan_id, recheck, route, done_at FROM patrol_round WHERE ticket_id = ?", ticket_id)
    if found is None:
        return None
    plan_id, recheck, route, done_at = found
    rows = db.rows(
        "SELECT z.point, z.item, z.text, r.number, r.state, r.phase FROM hazard z "
        "LEFT JOIN ticket r ON r.id = z.repair_id WHERE z.plan_id = ? AND z.closed_at IS NULL",
        plan_id,
    )
    open_ = {(point, item): _told(*rest) for point, item, *rest in rows}
    return Walk(plan_id, bool(recheck), rules.route_of(db.unpacked(route)), open_, done_at is not None)


def _told(text: str, number: str | None, state: str | None, phase: str | None) -> str:
    repaired = state == "finished" or phase == "done"
    return f"{text}，{number or '还没有开维修单'}{'，已修，请复查' if repaired else ''}"


@dataclass(frozen=True)
class Seen:
    """One kept result, for the page of its ticket."""

    stop: int
    name: str
    value: str
    ok: bool
    note: str | None
    hazard_id: int | None


def results(ticket_id: int) -> dict[int, list[Seen]]:
    """What a round found, by point; one query."""
    found = defaultdict(list)
    for row in db.rows(
        "SELECT stop, name, value, ok, note, hazard_id FROM patrol_result WHERE ticket_id = ? ORDER BY stop, item",
        ticket_id,
    ):
        found[row[0]].append(Seen(row[0], row[1], row[2], bool(row[3]), *row[4:]))
    return dict(found)


def open_round(actor: Actor, plan_id: int, key: str) -> tuple[str, int] | None:
    """The ticket number of the round of a plan this person is to walk now, and which stop of it a point is."""
    found = db.rows(
        "SELECT t.number, w.route FROM patrol_round w JOIN ticket t ON t.id = w.ticket_id WHERE w.plan_id = ? "
        "AND w.done_at IS NULL AND w.missed_at IS NULL AND (t.assignee_id = ? OR t.assignee_id IS NULL) "
        "ORDER BY w.due_at DESC",
        plan_id,
        actor.id or 0,
    )
    for number, stored in found:
        for stop, point in enumerate(rules.route_of(db.unpacked(stored))):
            if point.key == key:
                return str(number), stop
    return None


def stops(route: Sequence[Point]) -> int:
    """How many checks a route has."""
    return sum(len(point.items) for point in route)
