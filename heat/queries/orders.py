"""What stands on a printed work order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import flow_bodies, visible
from heat.rules import routes
from heat.rules.flows import ACCEPTED, ASSIGNED, WORKABLE, WORKING
from heat.rules.permissions import Actor
from heat.rules.routes import Stop
from heat.rules.tickets import URGENT


@dataclass
class Sheet:
    """One ticket as it goes on paper."""

    id: int
    number: str
    kind: str
    priority: int
    summary: str
    due_at: int | None
    phone: str | None
    address: str
    team: str | None
    technician: str | None
    household_id: int | None
    account_no: str | None
    customer: str | None
    ext: Any
    opened_at: int
    wishes: Any
    area_m2: Decimal | None
    circuit: str | None
    prints: int
    form_version_id: int | None
    past: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def urgent(self) -> bool:
        """Whether it goes before others."""
        return self.priority == URGENT


_SHEET = """
SELECT t.id, t.number, k.code, t.priority, t.summary, t.due_at,
       coalesce(t.phone, (SELECT f.phone FROM party_phone f WHERE f.party_id = t.party_id AND f.dead_at IS NULL
                          ORDER BY f.rank, f.id LIMIT 1)),
       coalesce(t.address, h.address, ''), m.name, s.name, t.household_id, h.account_no, p.name, h.ext,
       t.opened_at, t.ext, w.charge_m2, r.name,
       (SELECT count(*) FROM ticket_move v WHERE v.ticket_id = t.id AND v.action = 'print'), t.form_version_id
FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id
LEFT JOIN household h ON h.id = t.household_id LEFT JOIN party p ON p.id = t.party_id
LEFT JOIN team m ON m.id = t.team_id LEFT JOIN staff s ON s.id = t.assignee_id
LEFT JOIN household_terms w ON w.household_id = h.id AND w.part = 0 AND w.valid_from <= ? AND ? < w.valid_to
LEFT JOIN circuit r ON r.id = h.circuit_id AND r.id <> 1
"""


def sheets(actor: Actor, ticket_ids: Sequence[int]) -> list[Sheet]:
    """The tickets of these ids that may be seen, in the given order. Two queries, however many tickets."""
    if not ticket_ids:
        return []
    today, scope = clock.today().isoformat(), visible.tickets(actor)
    marks = ",".join("?" * len(ticket_ids))
    found = db.rows(f"{_SHEET} WHERE t.id IN ({marks}) AND {scope.sql}", today, today, *ticket_ids, *scope.values)
    made = {row[0]: Sheet(*row[:16], None if row[16] is None else Decimal(row[16]) / 100, *row[17:]) for row in found}
    _past(made)
    return [made[ticket_id] for ticket_id in ticket_ids if ticket_id in made]


def _past(made: dict[int, Sheet]) -> None:
    """The last three repairs of each household before this one."""
    homes = sorted({sheet.household_id for sheet in made.values() if sheet.household_id})
    if not homes:
        return
    found = db.rows(
        "SELECT t.household_id, t.id, k.code, coalesce(t.cause, ''), t.opened_at FROM ticket t "
        "JOIN ticket_kind k ON k.id = t.kind_id "
        f"WHERE t.household_id IN ({','.join('?' * len(homes))}) AND t.opened_at > ? ORDER BY t.opened_at DESC",
        *homes,
        clock.now() - 365 * clock.DAY,
    )
    for sheet in made.values():
        others = [row for row in found if row[0] == sheet.household_id and row[1] != sheet.id]
        sheet.past = [(code, cause, at) for _, _, code, cause, at in others[:3]]


def of_technician(actor: Actor, staff_id: int) -> list[int]:
    """The open tickets of one technician in walking order; the ids. One query."""
    scope, (standing, values) = visible.tickets(actor), flow_bodies.standing(ASSIGNED, ACCEPTED, WORKING)
    found = db.rows(
        "SELECT t.id, t.priority, coalesce(t.due_at, t.opened_at), coalesce(t.community_id, 0), coalesce(b.sort, 0), "
        "coalesce(b.id, 0), coalesce(e.number, ''), coalesce(h.floor, 0), coalesce(h.room, t.address, '') "
        "FROM ticket t LEFT JOIN household h ON h.id = t.household_id LEFT JOIN building b ON b.id = h.building_id "
        "LEFT JOIN entrance e ON e.id = h.entrance_id WHERE t.closed_at IS NULL AND t.assignee_id = ? "
        f"AND {standing} AND {scope.sql} ORDER BY t.due_at, t.id LIMIT 60",
        staff_id,
        *values,
        *scope.values,
    )
    return routes.walk([Stop(*row) for row in found])


def of_team_today(actor: Actor, team_id: int | None) -> list[int]:
    """The open tickets of a team that can still be worked on, urgent and early ones first; the ids. One query.

    None: of the whole office, as far as this person sees it.
    """
    of_team, team = (" AND t.team_id = ?", (team_id,)) if team_id is not None else ("", ())
    scope, (standing, values) = visible.tickets(actor), flow_bodies.standing(*WORKABLE)
    found = db.rows(
        f"SELECT t.id FROM ticket t WHERE t.closed_at IS NULL AND {standing} AND {scope.sql}{of_team} "
        "ORDER BY t.assignee_id IS NULL, t.assignee_id, t.priority, t.due_at, t.id LIMIT 200",
        *values,
        *scope.values,
        *team,
    )
    return [ticket_id for (ticket_id,) in found]
