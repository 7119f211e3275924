"""Who gets a step: the owner its flow names, looked up for one ticket; whoever has left is replaced by a leader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import dispatch, visible
from heat.rules.permissions import ROLE, SYSTEM, Actor
from heat.words import N_, Say


@dataclass(frozen=True)
class Owner:
    """Who has a step: staff, team, role (by code) or household; `why` says what people should know about the choice."""

    kind: str
    id: int | None = None
    code: str | None = None
    why: Say | None = None


# when nobody else can be found: whoever may dispatch
ANY_LEADER = Owner("role", code="leader")


def owner(drawn: Mapping[str, Any], ticket: Ticket) -> Owner:
    """The owner of a step of this ticket; one to three queries."""
    kind = drawn.get("kind") or "holder"
    if kind == "household":
        return Owner("household") if ticket.household_id or ticket.phone else _counter()
    if kind == "role":
        return Owner("role", code=str(drawn.get("code")))
    if kind == "team":
        return _team(int(drawn.get("id") or 0))
    if kind == "person":
        return person(int(drawn.get("id") or 0))
    if kind == "area":
        return _area(ticket)
    if kind == "leader":
        return _leader_of_opener(ticket)
    return holder(ticket)


def holder(ticket: Ticket) -> Owner:
    """Whoever the ticket was given to: the technician, else the team, else whoever may dispatch."""
    if ticket.assignee_id:
        return person(ticket.assignee_id)
    return Owner("team", ticket.team_id) if ticket.team_id else Owner("role")


def person(staff_id: int, barred: Collection[int] = ()) -> Owner:
    """A person in force, or the leader of a team they are or were in, said so; never one of `barred`."""
    found = db.row("SELECT name, disabled_at FROM staff WHERE id = ?", staff_id)
    if found and found[1] is None:
        return Owner("staff", staff_id)
    name = found[0] if found else str(staff_id)
    leader = leader_of(staff_id, barred)
    if leader is None:
        role = others(barred)
        return Owner("role", code=role, why=Say(N_("{name}已停用，转给{role}岗位"), name=name, role=ROLE[role].name))
    return Owner("staff", leader[0], why=Say(N_("{name}已停用，转给班组长{leader}"), name=name, leader=leader[1]))


def others(barred: Collection[int]) -> str:
    """The role that takes over where nobody is named: the leaders, or the managers where every leader is barred."""
    if not barred:
        return "leader"
    today = clock.today().isoformat()
    leaders = db.rows(
        "SELECT r.staff_id FROM staff_role r JOIN role k ON k.id = r.role_id JOIN staff s ON s.id = r.staff_id "
        "WHERE k.code = 'leader' AND r.valid_from <= ? AND ? < r.valid_to AND s.disabled_at IS NULL",
        today,
        today,
    )
    return "leader" if {staff_id for (staff_id,) in leaders} - set(barred) else "manager"


def leader_of(staff_id: int, barred: Collection[int] = ()) -> tuple[int, str] | None:
    """The leader in force of the team a person is or was last in, neither the person nor barred; one query."""
    found = db.rows(
        "SELECT s.id, s.name FROM team_member m JOIN team t ON t.id = m.team_id JOIN staff s ON s.id = t.leader_id "
        "WHERE m.staff_id = ? AND t.retired_at IS NULL AND s.disabled_at IS NULL AND s.id <> ? "
        "ORDER BY m.valid_to DESC, m.valid_from DESC, t.id",
        staff_id,
        staff_id,
    )
    return next(((int(one), str(name)) for one, name in found if one not in barred), None)


def _team(team_id: int) -> Owner:
    found = db.row("SELECT name, retired_at FROM team WHERE id = ?", team_id)
    if found and found[1] is None:
        return Owner("team", team_id)
    why = Say(N_("班组{name}已撤销，转给班组长岗位"), name=found[0] if found else team_id)
    return Owner("role", code="leader", why=why)


def _area(ticket: Ticket) -> Owner:
    kind = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    found = dispatch.proposal(ticket.community_id, ticket.circuit_id, kind)
    if found is None:
        return Owner("role", code="leader", why=Say(N_("没有负责这个片区的班组，转给班组长岗位")))
    return Owner("team", found.team_id, why=Say(N_("按片区：{team}"), team=found.team))


def _leader_of_opener(ticket: Ticket) -> Owner:
    opener = db.value("SELECT by_id FROM ticket_move WHERE ticket_id = ? ORDER BY seq LIMIT 1", ticket.id)
    leader = leader_of(int(opener)) if opener else None
    if leader is None:
        return Owner("role", code="leader", why=Say(N_("发起人没有班组长，转给班组长岗位")))
    return Owner("staff", leader[0])


def _counter() -> Owner:
    return Owner("role", code="agent", why=Say(N_("没有用户可以联系，由客服代为确认")))


@dataclass(frozen=True)
class Choices:
    """Whom a designer may choose: people and teams in force."""

    people: list[tuple[int, str]]
    teams: list[tuple[int, str]]


def people(by: Actor) -> list[tuple[int, str]]:
    """The people in force whom this person works with, by name; one query."""
    seen = visible.people(by)
    sql = f"SELECT s.id, s.name FROM staff s WHERE s.disabled_at IS NULL AND {seen.sql} ORDER BY s.name, s.id"
    return db.rows(sql, *seen.values)


def choices() -> Choices:
    """People and teams in force by name, of all branches, since a flow is drawn for them all; two queries."""
    return Choices(
        people(SYSTEM),
        [(i, n) for i, n in db.rows("SELECT id, name FROM team WHERE retired_at IS NULL ORDER BY name, id")],
    )


def held_by(staff_id: int) -> list[tuple[int, int, str]]:
    """The live steps a person has, as step, ticket and node; one query along the index of the inbox."""
    found = db.rows(
        "SELECT p.id, p.ticket_id, p.node FROM ticket_step p JOIN ticket t ON t.id = p.ticket_id "
        "WHERE p.owner_kind = 'staff' AND p.owner_id = ? AND p.left_at IS NULL AND t.closed_at IS NULL ORDER BY p.id",
        staff_id,
    )
    return [(int(a), int(b), str(c)) for a, b, c in found]
