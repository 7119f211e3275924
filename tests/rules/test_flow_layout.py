"""Where steps stand and how arrows run."""

from heat.rules import flow_layout, flow_reading
from heat.rules.flow_layout import Arrow
from heat.rules.tickets import REPAIR
from tests.rules.test_flow_runs import parallel

FLOW = flow_reading.read(REPAIR)


def test_the_straight_way_runs_down_and_no_two_steps_stand_on_each_other():
    spots = flow_layout.places(FLOW, {})

    assert [spots[code][0] for code in ("new", "assigned", "closed")] == [340, 340, 340]
    assert len(set(spots.values())) == len(FLOW.states)


def test_a_step_stands_where_it_was_put():
    assert flow_layout.places(FLOW, {"new": [5, 6]})["new"] == (5, 6)


def test_branches_stand_side_by_side_above_their_join():
    spots = flow_layout.places(parallel(), {})

    assert spots["a"][1] == spots["b"][1] < spots["meet"][1]
    assert spots["a"][0] < spots["meet"][0] < spots["b"][0]


def test_neighbours_are_joined_straight_and_ways_back_go_around_the_left():
    spots = flow_layout.places(FLOW, {})
    down, back = flow_layout.routes(
        FLOW, spots, [Arrow("new", "assigned", "派单", back=False), Arrow("working", "new", "退回", back=True)]
    )

    assert (down.sides, len(down.points)) == (("b", "t"), 2)
    assert back.sides == ("l", "l")
    assert back.at[0] < spots["new"][0]
