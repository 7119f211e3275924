"""Who should go: the team an area belongs to, and whether a chosen team or technician is in force today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say

IN_FORCE = "t.retired_at IS NULL"
# a team t of the office's own: outside companies get a job only when somebody gives it to them
OWN_TEAM = f"{IN_FORCE} AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.team_id = t.id)"


@dataclass(frozen=True)
class Proposal:
    """The team that serves a place, and the reason in words."""

    team_id: int
    team: str
    why: Say


def proposal(community_id: int | None, circuit_id: int | None, kind: str) -> Proposal | None:
    """The team responsible for a place and sort of work; None when the office has not said. At most two queries.

    The narrowest area wins: community before circuit, with the kind named before any kind; of equals the older.
    An office with one single team needs no areas.
    """
    found = db.row(
        "SELECT m.id, m.name, c.name, r.name FROM team_area a JOIN team m ON m.id = a.team_id "
        "LEFT JOIN community c ON c.id = a.community_id LEFT JOIN circuit r ON r.id = a.circuit_id "
        "LEFT JOIN ticket_kind k ON k.id = a.kind_id "
        "WHERE m.retired_at IS NULL AND (a.community_id = ? OR a.circuit_id = ?) AND (k.code IS NULL OR k.code = ?) "
        "ORDER BY CASE WHEN a.community_id IS NULL THEN 1 ELSE 0 END, CASE WHEN a.kind_id IS NULL THEN 1 ELSE 0 END, "
        "a.id LIMIT 1",
        community_id or 0,
        circuit_id or 0,
        kind,
    )
    if found:
        return Proposal(found[0], found[1], Say(N_("负责{area}"), area=found[2] or found[3]))
    teams = db.rows(f"SELECT id, name FROM team t WHERE {OWN_TEAM} ORDER BY id LIMIT 2")
    return Proposal(*teams[0], Say(N_("只有这一个班组"))) if len(teams) == 1 else None


def proposal_for(household_id: int | None, kind: str) -> Proposal | None:
    """The team responsible for a household; for a public place only an office with a single team has one."""
    place = db.row("SELECT community_id, circuit_id FROM household WHERE id = ?", household_id or 0)
    return proposal(*(place or (None, None)), kind)


def team_in_force(by: Actor, team_id: int) -> int | None:
    """The team's id, None for 0 (nobody yet). Refused when this person has no such team, or it was dissolved."""
    if team_id == 0:
        return None
    seen = visible.teams(by)
    if db.row(f"SELECT 1 FROM team t WHERE t.id = ? AND {IN_FORCE} AND {seen.sql}", team_id, *seen.values) is None:
        raise Refused(Say(N_("没有这个班组，请重新选择")))
    return team_id


def must_work_with(by: Actor, staff_id: int) -> None:
    """Refused for somebody who is nobody of ours, or of a branch this person has not; who has left counts still."""
    seen = visible.people(by)
    if db.row(f"SELECT 1 FROM staff s WHERE s.id = ? AND {seen.sql}", staff_id, *seen.values) is None:
        raise Refused(Say(N_("没有这位同事，请重新选择")))


def assignee(by: Actor, team_id: int | None, staff_id: int | None) -> dict[str, Any]:
    """The columns of an assignment: the team, and the technician when one is named, who brings today's team along.

    Refused when the team was dissolved, the technician has left, or either is of a branch this person has not.
    """
    if not staff_id:
        return {"team_id": team_in_force(by, team_id or 0), "assignee_id": None}
    today, seen = clock.today().isoformat(), visible.people(by)
    found = db.row(
        "SELECT s.id, m.team_id FROM staff s LEFT JOIN team_member m ON m.staff_id = s.id AND m.valid_from <= ? "
        f"AND ? < m.valid_to WHERE s.id = ? AND s.disabled_at IS NULL AND {seen.sql} ORDER BY m.team_id",
        today,
        today,
        staff_id,
        *seen.values,
    )
    if found is None:
        raise Refused(Say(N_("没有这位维修工，请重新选择")))
    return {"assignee_id": found[0], "team_id": team_in_force(by, team_id) if team_id else found[1]}
