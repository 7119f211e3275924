"""A day is walked without going back."""

from heat.rules.routes import Stop, walk
from heat.rules.tickets import NORMAL, URGENT

FIRST, SECOND = 1, 2  # two communities


def stop(ticket_id: int, community=FIRST, building=1, entrance="1", floor=1, due=100, priority=NORMAL) -> Stop:
    return Stop(ticket_id, priority, due, community, building, building, entrance, floor, f"{floor}01")


def test_what_burns_comes_first_by_its_deadline():
    assert walk([stop(1), stop(2, priority=URGENT, due=90), stop(3, priority=URGENT, due=80)]) == [3, 2, 1]


def test_a_community_is_walked_once_and_the_one_with_the_earliest_deadline_first():
    stops = [stop(1, FIRST, due=50), stop(2, SECOND, due=40), stop(3, FIRST, due=60), stop(4, SECOND, due=900)]

    assert walk(stops) == [2, 4, 1, 3]


def test_building_after_building_entrance_after_entrance_and_from_the_top_down():
    stops = [stop(1, building=2), stop(2, floor=1), stop(3, floor=6), stop(4, entrance="2")]

    assert walk(stops) == [3, 2, 4, 1]
