"""Hazards: how old, how far their repair is, and the route that asks for one of them alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import Hazard
from heat.queries.patrols import seen
from heat.rules import patrols as rules
from heat.rules.permissions import Actor


def only(hazard: Hazard) -> list[dict[str, Any]]:
    """The route that asks for one hazard alone: its point with the one check, as the round that found it had it."""
    body = db.unpacked(db.value("SELECT route FROM patrol_round WHERE ticket_id = ?", hazard.found_id)) or []
    return [
        {**point, "items": [one for one in point["items"] if one["name"] == hazard.item]}
        for point in body
        if point["key"] == hazard.point
    ]


def rechecking(plan_id: int, point: str, item: str) -> str:
    """The number of an open check of this hazard, '' when there is none."""
    found = db.rows(
        "SELECT t.number, w.route FROM patrol_round w JOIN ticket t ON t.id = w.ticket_id WHERE w.plan_id = ? "
        "AND w.recheck = ? AND w.done_at IS NULL AND w.missed_at IS NULL AND t.closed_at IS NULL",
        plan_id,
        True,
    )
    for number, stored in found:
        route = rules.route_of(db.unpacked(stored))
        if any(one.key == point and check.name == item for one in route for check in one.items):
            return str(number)
    return ""


@dataclass(frozen=True)
class HazardRow:
    """A finding, and how far its repair is."""

    id: int
    plan_id: int
    plan: str
    place: str
    item: str
    text: str
    found_at: int
    found: str
    repair: str | None
    repair_state: str | None
    repairs: int
    closed_at: int | None
    closed: str | None
    point: str

    @property
    def days(self) -> int:
        """Whole days from finding to the check that closed it, or until now."""
        return int(((self.closed_at or clock.now()) - self.found_at) // clock.DAY)

    @property
    def waits(self) -> bool:
        """Whether it is repaired and only the check is missing."""
        return self.closed_at is None and self.repair_state in ("finished", "closed")


def listed(actor: Actor, *, closed: bool = False, plan_id: int | None = None) -> list[HazardRow]:
    """Open hazards, the oldest first, or closed ones, the newest first; one query or two."""
    scope = seen(actor)
    order = "z.closed_at DESC, z.id DESC" if closed else "z.found_at, z.id"
    found = db.rows(
        "SELECT z.id, p.id, p.name, z.place, z.item, z.text, z.found_at, f.number, r.number, r.state, z.repairs, "
        "z.closed_at, c.number, z.point FROM hazard z JOIN patrol_plan p ON p.id = z.plan_id "
        "JOIN ticket f ON f.id = z.found_id "
        "LEFT JOIN ticket r ON r.id = z.repair_id LEFT JOIN ticket c ON c.id = z.closed_id "
        f"WHERE z.closed_at IS {'NOT NULL' if closed else 'NULL'} AND (CAST(? AS int) IS NULL OR p.id = ?) "
        f"AND {scope.sql} ORDER BY {order} LIMIT 200",
        plan_id,
        plan_id or 0,
        *scope.values,
    )
    return [HazardRow(*row) for row in found]
