"""Teams: members from today on, areas, dissolving."""

from datetime import timedelta

import pytest

from heat import clock, db
from heat.queries import board, stewards
from heat.services import teams
from heat.words import Missing, Refused
from tests import make


@pytest.fixture
def admin(office):
    return office.actor("admin")


def members(admin) -> list[str]:
    return [name for team in board.teams(admin) for _, name in team.members]


def change(admin, team_id, **what):
    teams.change(admin, team_id, **({"name": "A区抢修组", "leader_id": None, "members": [], "areas": []} | what))


def test_a_new_team_gets_people_and_communities(office, admin):
    team, place = teams.create(admin, " A区抢修组 "), make.community()

    change(admin, team, members=[office.technician], areas=[place])

    assert members(admin) == ["小张"]
    assert db.row("SELECT team_id, community_id FROM team_area") == (team, place)


def test_a_leader_belongs_to_the_team(office, admin):
    team = teams.create(admin, "A区抢修组")

    change(admin, team, leader_id=office.leader)

    assert members(admin) == ["老李"]


def test_whoever_leaves_was_in_the_team_until_yesterday(office, admin):
    team = teams.create(admin, "A区抢修组")
    change(admin, team, members=[office.technician])

    with clock.stopped(clock.today() + timedelta(days=3)):
        change(admin, team)
        assert members(admin) == []
        change(admin, team, members=[office.technician])
        assert members(admin) == ["小张"]

    assert db.value("SELECT count(*) FROM team_member") == 1


def test_joining_and_leaving_on_one_day_leaves_nothing(office, admin):
    team = teams.create(admin, "A区抢修组")
    change(admin, team, members=[office.technician])
    change(admin, team)

    assert db.value("SELECT count(*) FROM team_member") == 0


def test_two_teams_do_not_share_a_name(admin):
    teams.create(admin, "A区抢修组")

    with pytest.raises(Refused, match="已经有班组叫"):
        teams.create(admin, "A区抢修组")


@pytest.mark.parametrize(
    ("what", "says"), [({"members": [99]}, "员工"), ({"areas": [99]}, "小区"), ({"name": ""}, "班组名称")]
)
def test_what_is_not_there_is_refused(admin, what, says):
    team = teams.create(admin, "A区抢修组")

    with pytest.raises(Refused, match=says):
        change(admin, team, **what)


def test_a_team_with_open_work_is_not_dissolved(office, admin):
    team = teams.create(admin, "A区抢修组")
    make.ticket(office.actor("agent"), make.household())  # the only team is proposed for it

    with pytest.raises(Refused, match="还有 1 张未完结的工单"):
        teams.retire(admin, team)


def test_a_dissolved_team_is_gone(admin):
    team = teams.create(admin, "A区抢修组")
    teams.retire(admin, team)

    assert board.teams(admin) == []
    with pytest.raises(Missing):
        change(admin, team)


def test_skills_and_stewards_are_written_down(office, admin):
    team, place = teams.create(admin, "A区抢修组"), make.community()
    change(admin, team, members=[office.technician], areas=[place])

    home = make.household()
    teams.equip(admin, team, {office.technician: ["leak", "leak"]}, {place: office.technician})

    assert board.teams(admin)[0].skills == {office.technician: ("leak",)}
    assert stewards.of(home).name == "小张"
    teams.equip(admin, team, {}, {place: None})
    assert stewards.of(home) is None


def test_only_members_learn_and_only_own_communities_have_a_steward(office, admin):
    team, place = teams.create(admin, "A区抢修组"), make.community()
    change(admin, team, members=[office.technician], areas=[place])

    for skills, named in (({office.agent: ["leak"]}, {}), ({}, {place: office.agent}), ({}, {place + 1: None})):
        with pytest.raises(Refused, match="请刷新后重新选择"):
            teams.equip(admin, team, skills, named)
    with pytest.raises(Refused, match="类型已经不用"):
        teams.equip(admin, team, {office.technician: ["moon"]}, {})
