"""What a technician's phone asks: what lies on the way, what became of a ticket meanwhile, what the day looks like."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import flow_bodies, neighbours, ticket_rows, visible
from heat.queries.neighbours import Flat
from heat.queries.ticket_rows import TicketRow
from heat.rules.flows import NEW
from heat.rules.permissions import Actor

FEW = 6
# acts of the office that change nothing about who has to go
_QUIET = "('urge', 'note', 'photo', 'print', 'link')"


def had(staff_id: int, ticket_id: int) -> bool:
    """Whether a ticket was this person's at some time: what was done at the door then still belongs on it."""
    return (
        db.row(
            "SELECT 1 FROM ticket_step WHERE ticket_id = ? AND owner_kind = 'staff' AND owner_id = ? "
            "UNION SELECT 1 FROM visit WHERE ticket_id = ? AND (staff_id = ? OR helper_id = ?)",
            ticket_id,
            staff_id,
            ticket_id,
            staff_id,
            staff_id,
        )
        is not None
    )


def reached(ticket_id: int, staff_id: int, action: str) -> bool:
    """Whether the last step of a ticket was this very act by this person."""
    last = db.row(
        "SELECT action, by_id FROM ticket_move WHERE ticket_id = ? AND "
        f"action NOT IN {_QUIET} ORDER BY seq DESC LIMIT 1",
        ticket_id,
    )
    return last == (action, staff_id)


def phone_arrived_at(ticket_id: int, staff_id: int) -> int | None:
    """When this person's phone says it arrived at the ticket last; None when it never said so."""
    found = db.value(
        "SELECT data FROM ticket_move WHERE ticket_id = ? AND by_id = ? AND action IN ('arrive', 'resume') "
        "ORDER BY seq DESC LIMIT 1",
        ticket_id,
        staff_id,
    )
    at = (db.unpacked(found) or {}).get("phone_at")
    return at if isinstance(at, int) else None


def under_way_since(ticket_id: int) -> int | None:
    """When somebody arrived for the visit that is not over, as recorded so far; None while nobody has. One query."""
    found = db.row(
        "SELECT arrived_at FROM visit WHERE ticket_id = ? AND left_at IS NULL ORDER BY no DESC LIMIT 1", ticket_id
    )
    return found[0] if found else None


@dataclass(frozen=True)
class Office:
    """The office's side of a conflict: what was done last, by whom, when, and who has the ticket now."""

    action: str
    by: str | None
    at: int
    data: dict[str, Any]
    assignee: str | None
    state: str


def office_side(ticket_id: int, staff_id: int) -> Office | None:
    """The last act of somebody else that changed the way of a ticket; two queries."""
    now = db.row(
        "SELECT s.name, t.state FROM ticket t LEFT JOIN staff s ON s.id = t.assignee_id WHERE t.id = ?", ticket_id
    )
    last = db.row(
        "SELECT m.action, s.name, m.at, m.data FROM ticket_move m LEFT JOIN staff s ON s.id = m.by_id "
        f"WHERE m.ticket_id = ? AND (m.by_id IS NULL OR m.by_id <> ?) AND m.action NOT IN {_QUIET} "
        "ORDER BY m.seq DESC LIMIT 1",
        ticket_id,
        staff_id,
    )
    return Office(*last[:3], db.unpacked(last[3]) or {}, *now) if last and now else None


def nearby(actor: Actor, mine: Sequence[TicketRow]) -> list[TicketRow]:
    """Open tickets nobody has been sent to in the communities of one's own jobs, same buildings first; at most six.

    Two queries.
    """
    ids = [job.id for job in mine]
    if not ids or not actor.team_ids:
        return []
    marks, teams = ",".join("?" * len(ids)), ",".join("?" * len(actor.team_ids))
    places = db.rows(
        f"SELECT DISTINCT t.community_id, h.building_id FROM ticket t LEFT JOIN household h ON h.id = t.household_id "
        f"WHERE t.id IN ({marks}) AND t.community_id IS NOT NULL",
        *ids,
    )
    if not places:
        return []
    scope, (waiting, values) = visible.tickets(actor), flow_bodies.standing(NEW)
    communities = sorted({community for community, _ in places})
    buildings = sorted({building for _, building in places if building}) or [0]
    found = db.rows(
        f"{ticket_rows.SELECT} WHERE t.closed_at IS NULL AND {waiting} AND t.assignee_id IS NULL "
        f"AND t.team_id IN ({teams}) AND t.community_id IN ({','.join('?' * len(communities))}) AND {scope.sql} "
        f"ORDER BY CASE WHEN h.building_id IN ({','.join('?' * len(buildings))}) THEN 0 ELSE 1 END, t.priority, "
        f"t.due_at, t.id LIMIT {FEW}",
        *values,
        *actor.team_ids,
        *communities,
        *scope.values,
        *buildings,
    )
    return [ticket_rows.as_row(row) for row in found]


def numbers(jobs: Sequence[TicketRow]) -> dict[int, str]:
    """Whom to ring at each of these tickets: the number left with it, else the household's best; by id. One query."""
    if not jobs:
        return {}
    found = db.rows(
        "SELECT t.id, coalesce(t.phone, (SELECT f.phone FROM party_phone f WHERE f.party_id = t.party_id "
        "AND f.dead_at IS NULL ORDER BY f.rank, f.id LIMIT 1)) FROM ticket t "
        f"WHERE t.id IN ({','.join('?' * len(jobs))})",
        *[job.id for job in jobs],
    )
    return {ticket_id: phone for ticket_id, phone in found if phone}


@dataclass(frozen=True)
class Mate:
    """A colleague who may come along or take over."""

    id: int
    name: str


def mates(actor: Actor) -> list[Mate]:
    """The others in this person's teams today; one query."""
    if not actor.team_ids:
        return []
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id, s.name FROM team_member m JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL "
        f"WHERE m.team_id IN ({','.join('?' * len(actor.team_ids))}) AND m.valid_from <= ? AND ? < m.valid_to "
        "AND s.id <> ? ORDER BY s.name",
        *actor.team_ids,
        today,
        today,
        actor.id or 0,
    )
    return [Mate(*row) for row in found]


def doors(household_id: int) -> list[Flat]:
    """The flats beside, above and below in the same entrance, the household left out; at most eight. Two queries."""
    home = db.row(
        "SELECT h.building_id, h.floor, coalesce(e.number, ''), coalesce(h.column_no, 0) FROM household h "
        "LEFT JOIN entrance e ON e.id = h.entrance_id WHERE h.id = ?",
        household_id,
    )
    if home is None or home[1] is None:
        return []
    building_id, floor, entrance, column = home
    near = [
        flat
        for flat in neighbours.around(building_id, floor)
        if flat.column[0] == entrance and flat.id != household_id and flat.floor is not None
    ]
    close = [flat for flat in near if abs(flat.floor - floor) + abs(flat.column[1] - column) <= 1]
    return (close or [flat for flat in near if abs(flat.floor - floor) <= 1])[:8]


def reopened_at(ticket_id: int) -> int | None:
    """The instant at which a ticket was last opened once more; None when it never was. One query."""
    found = db.row("SELECT max(at) FROM ticket_move WHERE ticket_id = ? AND action = 'reopen'", ticket_id)
    return found[0] if found else None


def seen_of_day(jobs: Sequence[TicketRow]) -> str:
    """A short word for the state of a day's jobs: the same word, nothing to fetch anew."""
    told = ",".join(f"{job.id}:{job.version}" for job in jobs)
    return hashlib.sha256(told.encode()).hexdigest()[:16]
