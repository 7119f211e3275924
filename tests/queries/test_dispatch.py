"""Which team serves a place."""

import pytest

from heat import db
from heat.models import TeamArea, TicketKind
from heat.queries import dispatch
from heat.rules.permissions import SYSTEM
from heat.words import Refused
from tests import make


def serves(team_id, **area) -> None:
    TeamArea.insert(team_id=team_id, **area).execute()


@pytest.fixture
def place(office):
    return make.community()


def test_a_single_team_needs_no_areas(place):
    team = make.team("抢修组")

    found = dispatch.proposal(place, 1, "no_heat")

    assert (found.team_id, str(found.why)) == (team, "只有这一个班组")


def test_of_several_teams_without_areas_none_is_proposed(place):
    make.team("一组")
    make.team("二组")

    assert dispatch.proposal(place, 1, "no_heat") is None


def test_the_community_goes_before_the_circuit(place):
    serves(make.team("站里"), circuit_id=1)
    serves(make.team("小区"), community_id=place)

    found = dispatch.proposal(place, 1, "no_heat")

    assert (found.team, str(found.why)) == ("小区", "负责幸福里")


def test_an_area_for_this_sort_of_work_goes_before_one_for_all(place):
    leak = TicketKind.get(TicketKind.code == "leak").id
    serves(make.team("维修"), community_id=place)
    serves(make.team("抢修"), community_id=place, kind_id=leak)

    assert dispatch.proposal(place, 1, "leak").team == "抢修"
    assert dispatch.proposal(place, 1, "no_heat").team == "维修"


def test_a_dissolved_team_is_not_proposed(place):
    serves(make.team("旧组"), community_id=place)
    db.run("UPDATE team SET retired_at = 1")

    assert dispatch.proposal(place, 1, "no_heat") is None


def test_nobody_yet_is_a_choice(office):
    assert dispatch.team_in_force(SYSTEM, 0) is None


def test_an_unknown_team_or_technician_is_refused(office):
    with pytest.raises(Refused, match="班组"):
        dispatch.team_in_force(SYSTEM, 99)
    with pytest.raises(Refused, match="维修工"):
        dispatch.assignee(SYSTEM, None, 99)


def test_a_technician_brings_todays_team(office):
    team = make.team("A区抢修组", office.technician)

    assert dispatch.assignee(SYSTEM, None, office.technician) == {"assignee_id": office.technician, "team_id": team}
