"""The dispatch board: who has what, who is free, and whom a ticket suits."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat import clock, db
from heat.queries import tickets, visible
from heat.queries.tickets import TicketRow
from heat.rules.permissions import Actor


@dataclass
class Column:
    """One technician (or the waiting tickets) with the work they hold."""

    staff_id: int | None
    team_id: int | None
    name: str
    team: str
    cards: list[TicketRow] = field(default_factory=list)


@dataclass(frozen=True)
class Team:
    """A team and the people in it today."""

    id: int
    name: str
    members: list[tuple[int, str]]


def teams(actor: Actor) -> list[Team]:
    """Teams in force with today's members, those of this person first; one query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT t.id, t.name, s.id, s.name FROM team t "
        "LEFT JOIN team_member m ON m.team_id = t.id AND m.valid_from <= ? AND ? < m.valid_to "
        "LEFT JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL "
        "WHERE t.retired_at IS NULL ORDER BY t.id, s.id",
        today,
        today,
    )
    made: dict[int, Team] = {}
    for team_id, name, staff_id, staff_name in found:
        team = made.setdefault(team_id, Team(team_id, name, []))
        if staff_id is not None:
            team.members.append((staff_id, staff_name))
    return sorted(made.values(), key=lambda team: team.id not in actor.team_ids)


def board(actor: Actor, limit: int = 400) -> list[Column]:
    """Waiting tickets first, then a column a technician, each by deadline. Three queries, however many tickets.

    At most `limit` open tickets are drawn; a board with more is a list.
    """
    columns = [Column(None, None, "", "")]
    by_staff: dict[int, Column] = {}
    for team in teams(actor):
        for staff_id, name in team.members:
            if staff_id not in by_staff:
                by_staff[staff_id] = Column(staff_id, team.id, name, team.name)
                columns.append(by_staff[staff_id])
    scope = visible.tickets(actor)
    cards = db.rows(
        f"{tickets.SELECT} WHERE t.closed_at IS NULL AND t.state IN ('new','assigned','accepted','working','on_hold') "
        f"AND {scope.sql} ORDER BY t.priority, t.due_at, t.id LIMIT {int(limit)}",
        *scope.values,
    )
    for card in map(tickets.as_row, cards):
        column = by_staff.get(card.assignee_id or 0, columns[0])
        column.cards.append(card)
    return columns


def jobs(staff_id: int, team_ids: tuple[int, ...]) -> list[TicketRow]:
    """What a technician has to do: own tickets and those given to the team as a whole, by deadline. One query."""
    teams_sql = f" OR (t.assignee_id IS NULL AND t.team_id IN ({','.join('?' * len(team_ids))}))" if team_ids else ""
    found = db.rows(
        f"{tickets.SELECT} WHERE t.closed_at IS NULL AND t.state IN ('assigned','accepted','working','on_hold') "
        f"AND (t.assignee_id = ?{teams_sql}) ORDER BY t.priority, t.due_at, t.id LIMIT 200",
        staff_id,
        *team_ids,
    )
    return [tickets.as_row(row) for row in found]


def done_today(staff_id: int) -> int:
    """How many visits this technician has ended today with a result."""
    return int(
        db.value(
            "SELECT count(*) FROM visit WHERE staff_id = ? AND left_at >= ? AND result IS NOT NULL",
            staff_id,
            clock.start_of(clock.today()),
        )
    )
