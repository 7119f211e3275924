"""The staff, their roles and teams, as the administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat import clock, db
from heat.queries import visible
from heat.rules.permissions import Actor


@dataclass
class Person:
    """One member of staff with today's roles and teams."""

    id: int
    login: str
    name: str
    has_password: bool
    disabled: bool
    hourly_fen: int | None = None
    roles: list[str] = field(default_factory=list)
    teams: list[str] = field(default_factory=list)


def staff() -> list[Person]:
    """Everybody, those who left last; three queries."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT id, login, name, password_hash IS NOT NULL, disabled_at IS NOT NULL, hourly_fen FROM staff "
        "ORDER BY CASE WHEN disabled_at IS NULL THEN 0 ELSE 1 END, id"
    )
    people = {row[0]: Person(*row[:3], bool(row[3]), bool(row[4]), row[5]) for row in found}
    for staff_id, code in db.rows(
        "SELECT s.staff_id, r.code FROM staff_role s JOIN role r ON r.id = s.role_id "
        "WHERE s.valid_from <= ? AND ? < s.valid_to ORDER BY r.id",
        today,
        today,
    ):
        people[staff_id].roles.append(code)
    for staff_id, name in db.rows(
        "SELECT m.staff_id, t.name FROM team_member m JOIN team t ON t.id = m.team_id "
        "WHERE m.valid_from <= ? AND ? < m.valid_to AND t.retired_at IS NULL ORDER BY t.id",
        today,
        today,
    ):
        people[staff_id].teams.append(name)
    return list(people.values())


def own(actor: Actor) -> list[tuple[int, str]]:
    """The office's own people in force whom this person works with, for planning them; one query."""
    seen = visible.people(actor)
    return db.rows(
        f"SELECT s.id, s.name FROM staff s WHERE s.disabled_at IS NULL AND {seen.sql} "
        "AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.staff_id = s.id) ORDER BY s.id",
        *seen.values,
    )


@dataclass
class TeamSheet:
    """One team as it is edited: leader, members and communities by id."""

    id: int
    name: str
    leader_id: int | None
    members: list[int] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    open_tickets: int = 0
    skills: dict[int, list[str]] = field(default_factory=dict)
    stewards: dict[int, int] = field(default_factory=dict)


def teams() -> list[TeamSheet]:
    """The teams in force; four queries."""
    today = clock.today().isoformat()
    found = {
        row[0]: TeamSheet(*row)
        for row in db.rows("SELECT id, name, leader_id FROM team WHERE retired_at IS NULL ORDER BY id")
    }
    for team_id, staff_id, skills in db.rows(
        "SELECT team_id, staff_id, skills FROM team_member WHERE valid_from <= ? AND ? < valid_to ORDER BY staff_id",
        today,
        today,
    ):
        if team_id in found:
            found[team_id].members.append(staff_id)
            found[team_id].skills[staff_id] = list(db.unpacked(skills) or ())
    for team_id, community_id, staff_id in db.rows(
        "SELECT team_id, community_id, staff_id FROM team_area WHERE community_id IS NOT NULL AND kind_id IS NULL"
    ):
        if team_id in found:
            found[team_id].areas.append(community_id)
            if staff_id is not None:
                found[team_id].stewards[community_id] = staff_id
    for team_id, n in db.rows(
        "SELECT team_id, count(*) FROM ticket WHERE closed_at IS NULL AND team_id IS NOT NULL GROUP BY team_id"
    ):
        if team_id in found:
            found[team_id].open_tickets = n
    return list(found.values())


def communities() -> list[tuple[int, str]]:
    """Every community by name; one query."""
    return [(row[0], row[1]) for row in db.rows("SELECT id, name FROM community ORDER BY name, id")]
