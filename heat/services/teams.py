"""Teams (班组): who belongs to them, who leads, and which communities they serve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from heat import clock, db
from heat.models import Community, Staff, Team, TeamArea, TeamMember
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

NAME = Text("name", N_("班组名称"), most=40)


def create(by: Actor, name: str) -> int:
    """A new team; the id. Refused when another team in force has the name."""
    named = NAME.read(name)
    with db.writing():
        _must_be_free(named)
        number = db.value("SELECT coalesce(max(id), 0) + 1 FROM team")
        team_id = int(Team.insert(org_id=1, code=f"T{number}", name=named).execute())
        audit.record(by, "team.created", "team", team_id, after={"name": named})
    return team_id


def change(
    by: Actor, team_id: int, *, name: str, leader_id: int | None, members: Iterable[int], areas: Iterable[int]
) -> None:
    """Name, leader, today's members and communities of a team, as the office says they are from today on.

    A leader belongs to the team. Whoever joined today and leaves today was never in it; others leave with yesterday.
    """
    named, wanted = NAME.read(name), set(members) | ({leader_id} if leader_id is not None else set())
    with db.writing():
        _must_be_in_force(team_id)
        _must_be_free(named, but=team_id)
        _must_exist(Staff, wanted, N_("员工"))
        _must_exist(Community, set(areas), N_("小区"))
        Team.update(name=named, leader_id=leader_id).where(Team.id == team_id).execute()
        _set_members(team_id, wanted)
        _set_areas(team_id, set(areas))
        after = {"name": named, "leader": leader_id, "members": sorted(wanted), "areas": sorted(set(areas))}
        audit.record(by, "team.changed", "team", team_id, after=after)


def equip(by: Actor, team_id: int, skills: Mapping[int, Iterable[str]], stewards: Mapping[int, int | None]) -> None:
    """What each member has learned, by kind of ticket, and the steward (服务管家) of each of the team's communities.

    Refused for somebody who is not in the team today, a kind nobody uses, a community the team does not serve.
    """
    today = clock.today()
    current = (TeamMember.team_id == team_id) & (TeamMember.valid_from <= today) & (TeamMember.valid_to > today)
    plain = (TeamArea.team_id == team_id) & TeamArea.kind_id.is_null() & TeamArea.community_id.is_null(False)
    with db.writing():
        _must_be_in_force(team_id)
        members = {row.staff_id for row in TeamMember.select().where(current)}
        areas = {row.community_id for row in TeamArea.select().where(plain)}
        named = {staff_id for staff_id in stewards.values() if staff_id is not None}
        kinds = {code for (code,) in db.rows("SELECT code FROM ticket_kind WHERE retired_at IS NULL")}
        learned = {staff_id: list(dict.fromkeys(codes)) for staff_id, codes in skills.items()}
        if not (set(learned) | named <= members and set(stewards) <= areas):
            raise Refused(Say(N_("成员或小区已经变了，请刷新后重新选择")))
        if not {code for codes in learned.values() for code in codes} <= kinds:
            raise Refused(Say(N_("有的工单类型已经不用，请刷新后重新选择")))
        for staff_id in members:
            TeamMember.update(skills=learned.get(staff_id, [])).where(
                current & (TeamMember.staff_id == staff_id)
            ).execute()
        for community_id, staff_id in stewards.items():
            TeamArea.update(staff_id=staff_id).where(plain & (TeamArea.community_id == community_id)).execute()
        after = {"skills": {str(one): codes for one, codes in learned.items() if codes}, "stewards": len(named)}
        audit.record(by, "team.equipped", "team", team_id, after=after)


def retire(by: Actor, team_id: int) -> None:
    """Dissolve a team. Refused while it has open tickets: they must be given to somebody first."""
    with db.writing():
        _must_be_in_force(team_id)
        held = db.value("SELECT count(*) FROM ticket WHERE team_id = ? AND closed_at IS NULL", team_id)
        if held:
            raise Refused(Say(N_("这个班组还有 {n} 张未完结的工单，请先改派给别的班组"), n=held))
        _set_members(team_id, set())
        _set_areas(team_id, set())
        Team.update(retired_at=clock.now()).where((Team.id == team_id) & Team.retired_at.is_null()).execute()
        audit.record(by, "team.retired", "team", team_id)


def _must_be_in_force(team_id: int) -> None:
    if db.row("SELECT 1 FROM team WHERE id = ? AND retired_at IS NULL", team_id) is None:
        raise Missing(Say(N_("没有这个班组，可能已经解散")))


def _must_be_free(name: str, but: int = 0) -> None:
    if db.row("SELECT 1 FROM team WHERE name = ? AND retired_at IS NULL AND id <> ?", name, but):
        raise Refused(Say(N_("已经有班组叫“{name}”，请换一个名字"), name=name))


def _must_exist(table: type[Staff] | type[Community], ids: set[int], what: str) -> None:
    known = table.select(table.id).where(table.id.in_(list(ids))).count() if ids else 0
    if known != len(ids):
        raise Refused(Say(N_("有的{what}已经不在名单里，请刷新后重新选择"), what=what))


def _set_members(team_id: int, wanted: set[int]) -> None:
    today = clock.today()
    current = (TeamMember.team_id == team_id) & (TeamMember.valid_from <= today) & (TeamMember.valid_to > today)
    held = {member.staff_id: member for member in TeamMember.select().where(current)}
    for staff_id, member in held.items():
        if staff_id in wanted:
            continue
        if member.valid_from == today:
            TeamMember.delete().where(TeamMember.id == member.id).execute()
        else:
            TeamMember.update(valid_to=today).where(TeamMember.id == member.id).execute()
    for staff_id in sorted(wanted - held.keys()):
        _join(team_id, staff_id)


def _join(team_id: int, staff_id: int) -> None:
    """From today on; whoever left earlier today simply stays."""
    today = clock.today()
    back = TeamMember.update(valid_to="9999-12-31").where(
        (TeamMember.team_id == team_id) & (TeamMember.staff_id == staff_id) & (TeamMember.valid_to == today)
    )
    if not back.execute():
        TeamMember.insert(team_id=team_id, staff_id=staff_id, valid_from=today).execute()


def _set_areas(team_id: int, wanted: set[int]) -> None:
    plain = (TeamArea.team_id == team_id) & TeamArea.kind_id.is_null() & TeamArea.community_id.is_null(False)
    held = {area.community_id for area in TeamArea.select(TeamArea.community_id).where(plain)}
    if gone := held - wanted:
        TeamArea.delete().where(plain & TeamArea.community_id.in_(list(gone))).execute()
    for community_id in sorted(wanted - held):
        TeamArea.insert(team_id=team_id, community_id=community_id).execute()
