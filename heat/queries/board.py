"""The dispatch board: who has what, who is free; and what a technician has to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from heat import clock, db
from heat.queries import dispatch, flow_bodies, ticket_rows, visible
from heat.queries.ticket_rows import TicketRow
from heat.rules import tickets as life
from heat.rules.flows import FINISHED, GIVEN, NEW, STAGES, WORKING
from heat.rules.permissions import Actor
from heat.words import N_


class Head(NamedTuple):
    """Whose column it is; `share` of the largest load, in per cent, skills as names of sorts."""

    staff_id: int
    name: str
    team: str
    load: int
    share: int
    done: int
    working: bool
    skills: tuple[str, ...]


@dataclass
class Column:
    """One technician with the work they hold: `load` counts all of it, `cards` what is not overdue, `done` today."""

    staff_id: int
    team_id: int | None
    name: str
    team: str
    load: int = 0
    done: int = 0
    cards: list[TicketRow] = field(default_factory=list)
    skills: tuple[str, ...] = ()

    @property
    def working(self) -> bool:
        """Whether this person stands at a household's door now."""
        return any(card.stage == WORKING for card in self.cards)

    def head(self, busiest: int, kinds: Mapping[str, str]) -> Head:
        """What stands above the column, beside the largest load of the board; `kinds` are the names of sorts."""
        skills = tuple(kinds.get(code, code) for code in self.skills)
        share = self.load * 100 // busiest
        return Head(self.staff_id, self.name, self.team, self.load, share, self.done, self.working, skills)


@dataclass
class Board:
    """The whole board: what waits for somebody, a column a technician, what is late.

    `cards` is all that is drawn. When there is more than that, `held`, and the three counts are of all there is.
    """

    waiting: list[TicketRow]
    columns: list[Column]
    late: list[TicketRow]
    cards: list[TicketRow] = field(default_factory=list)
    held: bool = False
    waiting_n: int = 0
    late_n: int = 0
    given_n: int = 0

    @cached_property
    def busiest(self) -> int:
        """The largest load, at least 1: rings show shares of it."""
        return max((column.load for column in self.columns), default=0) or 1


@dataclass
class Lane:
    """A column by state or by team: what stands in it; `to` is whom a card dropped there is given to, '' for nobody."""

    code: str
    name: str
    to: str = ""
    people: int = 0
    skills: tuple[str, ...] = ()
    cards: list[TicketRow] = field(default_factory=list)

    @property
    def late(self) -> int:
        """How many of them are overdue."""
        return sum(card.overdue for card in self.cards)


@dataclass(frozen=True)
class Team:
    """A team, the people in it today, and the sorts of work each has learned."""

    id: int
    name: str
    members: list[tuple[int, str]]
    skills: dict[int, tuple[str, ...]] = field(default_factory=dict)


def mine(actor: Actor) -> list[tuple[int, str]]:
    """The teams this person is in today, for choosing among them."""
    return [(team.id, team.name) for team in teams(actor) if team.id in actor.team_ids] if actor.team_ids else []


def crews(actor: Actor) -> list[Team]:
    """The office's own teams as `teams` has them: whoever plans days, weeks and rounds plans those of nobody else."""
    return teams(actor, dispatch.OWN_TEAM)


def teams(actor: Actor, which: str = dispatch.IN_FORCE) -> list[Team]:
    """Teams in force of this person's branches with the members they may send today, their own first; one query.

    Outside companies are among them: any of them can be given a ticket.
    """
    today, of_branches, seen = clock.today().isoformat(), visible.teams(actor), visible.people(actor)
    found = db.rows(
        "SELECT t.id, t.name, s.id, s.name, m.skills FROM team t "
        "LEFT JOIN team_member m ON m.team_id = t.id AND m.valid_from <= ? AND ? < m.valid_to "
        f"LEFT JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL AND {seen.sql} "
        f"WHERE {which} AND {of_branches.sql} ORDER BY t.id, s.id",
        today,
        today,
        *seen.values,
        *of_branches.values,
    )
    made: dict[int, Team] = {}
    for team_id, name, staff_id, staff_name, skills in found:
        team = made.setdefault(team_id, Team(team_id, name, []))
        if staff_id is not None:
            team.members.append((staff_id, staff_name))
            team.skills[staff_id] = tuple(db.unpacked(skills) or ())
    return sorted(made.values(), key=lambda team: team.id not in actor.team_ids)


MOST = 200  # a board with more cards is a list


def board(
    actor: Actor, known: list[Team], team_id: int | None = None, *, called: bool = False, limit: int = MOST
) -> Board:
    """The open work of all teams, or of one with what no team has yet. Two queries; a third when there is too much.

    At most `limit` tickets are drawn, urgent ones first. With `called` what waits for its call-back is drawn too, in
    no column of a person.
    """
    which, values = _open(actor, team_id, STAGES if called else STAGES[:-1])
    found = db.rows(_first(which, limit + 1), *values)
    made = Board([], [], [], [ticket_rows.as_row(row) for row in found[:limit]], held=len(found) > limit)
    people = _columns([team for team in known if team_id in (None, team.id)])
    for card in made.cards:
        if card.stage == FINISHED:
            continue
        if card.assignee_id is None:
            made.waiting.append(card)
            continue
        holder = people.setdefault(
            card.assignee_id, Column(card.assignee_id, card.team_id, card.assignee or "", card.team or "")
        )
        holder.load += 1
        (made.late if card.overdue else holder.cards).append(card)
    for staff_id, done in _done_today():
        if staff_id in people:
            people[staff_id].done = done
    made.columns = list(people.values())
    _count(made, people, actor, team_id)
    return made


def _open(actor: Actor, team_id: int | None, stages: tuple[str, ...]) -> tuple[str, list[Any]]:
    scope, (standing, states) = visible.tickets(actor), flow_bodies.standing(*stages)
    of_team = " AND (t.team_id IS NULL OR t.team_id = ?)" if team_id else ""
    values = [*states, *scope.values, *([team_id] if team_id else [])]
    # an open ticket is in one of these states nearly always: no index by state is to be followed for that
    standing = standing.replace("t.state IN", "coalesce(t.state, '') IN")
    return f"{standing} AND {scope.sql}{of_team}", values


def _count(made: Board, people: dict[int, Column], actor: Actor, team_id: int | None) -> None:
    """The counts of the strip; of a board that draws everything they are what is drawn."""
    if not made.held:
        made.waiting_n, made.given_n = len(made.waiting), sum(column.load for column in made.columns)
        made.late_n = len(made.late) + sum(card.overdue for card in made.waiting)
        return
    which, values = _open(actor, team_id, STAGES[:-1])
    # its clock is looked up for what may be late, and for nothing else
    rests = (
        "SELECT 1 FROM sla_clock c WHERE c.ticket_id = t.id AND c.goal = 'finish' AND (c.met_at > 0 OR c.paused_at > 0)"
    )
    late = f"CASE WHEN t.due_at < ? AND NOT EXISTS ({rests}) THEN 1 ELSE 0 END"
    found = db.rows(
        f"SELECT t.assignee_id, count(*), sum({late}) FROM ticket t WHERE t.closed_at IS NULL AND {which} "
        "GROUP BY t.assignee_id",
        clock.now(),
        *values,
    )
    for staff_id, n, late_n in found:
        made.late_n += int(late_n)
        if staff_id is None:
            made.waiting_n = n
        else:
            made.given_n += n
        if staff_id in people:
            people[staff_id].load = n


def lanes(cards: list[TicketRow], known: list[Team], by: str, team_id: int | None = None) -> list[Lane]:
    """The cards of a board by state (with what waits for its call-back) or by team; no query."""
    return _by_state(cards) if by == "state" else _by_team(cards, known, team_id)


def _by_state(rows: list[TicketRow]) -> list[Lane]:
    made = {code: Lane(code, life.REPAIR["states"][code]["name"]) for code in STAGES}
    for row in rows:
        made[row.stage].cards.append(row)
    return list(made.values())


def _by_team(rows: list[TicketRow], known: list[Team], team_id: int | None) -> list[Lane]:
    made = {0: Lane("waiting", life.REPAIR["states"]["new"]["name"])}
    for team in known:
        if team_id in (None, team.id):
            skills = tuple(dict.fromkeys(skill for one in team.skills.values() for skill in one))
            made[team.id] = Lane(f"team-{team.id}", team.name, f"team-{team.id}", len(team.members), skills)
    for row in rows:
        lane = made.get(0 if row.stage == NEW else row.team_id or -1)
        if lane is None:
            lane = made.setdefault(-1, Lane("none", N_("没有班组")))
        lane.cards.append(row)
    return list(made.values())


def _first(condition: str, limit: int) -> str:
    """The most urgent open tickets of a condition: chosen along an index, and only these joined to the rest."""
    order = "ORDER BY t.priority, t.due_at, t.id"
    chosen = f"SELECT t.id FROM ticket t WHERE t.closed_at IS NULL AND {condition} {order} LIMIT {int(limit)}"
    return f"{ticket_rows.SELECT} WHERE t.id IN ({chosen}) {order}"


def _columns(known: list[Team]) -> dict[int, Column]:
    people: dict[int, Column] = {}
    for team in known:
        for staff_id, name in team.members:
            skills = team.skills.get(staff_id, ())
            people.setdefault(staff_id, Column(staff_id, team.id, name, team.name, skills=skills))
    return people


def _done_today() -> list[tuple[int, int]]:
    # along the indexes of open tickets and of those closed today; visits have none by the hour
    finished, values = flow_bodies.standing(FINISHED)
    found = db.rows(
        "SELECT t.assignee_id, count(*) FROM ("
        f"SELECT t.id, t.assignee_id FROM ticket t WHERE t.closed_at IS NULL AND {finished} "
        "UNION ALL SELECT id, assignee_id FROM ticket WHERE closed_on = ?) t "
        "JOIN sla_clock c ON c.ticket_id = t.id AND c.goal = 'finish' WHERE c.met_at >= ? GROUP BY t.assignee_id",
        *values,
        clock.today().isoformat(),
        clock.start_of(clock.today()),
    )
    return [(staff_id, n) for staff_id, n in found if staff_id]


def jobs(staff_id: int, team_ids: tuple[int, ...]) -> list[TicketRow]:
    """What a technician has to do: own tickets and those given to the team as a whole, by deadline. One query."""
    teams_sql = f" OR (t.assignee_id IS NULL AND t.team_id IN ({','.join('?' * len(team_ids))}))" if team_ids else ""
    standing, values = flow_bodies.standing(*GIVEN)
    found = db.rows(
        f"{ticket_rows.SELECT} WHERE t.closed_at IS NULL AND {standing} "
        f"AND (t.assignee_id = ?{teams_sql}) ORDER BY t.priority, t.due_at, t.id LIMIT 200",
        *values,
        staff_id,
        *team_ids,
    )
    return [ticket_rows.as_row(row) for row in found]


def done_today(staff_id: int) -> int:
    """How many repairs this technician has finished today."""
    return dict(_done_today()).get(staff_id, 0)
