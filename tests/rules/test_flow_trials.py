"""Trying a flow with what happened before."""

from heat.rules import flow_reading, flow_trials
from heat.rules.flow_trials import Act
from heat.rules.tickets import REPAIR
from tests.rules.drawn import arrow, drawn, step

FLOW, MINUTE = flow_reading.read(REPAIR), 60_000
OLD = [
    Act("take", "new", "待派单", 0), Act("assign", "assigned", "已派单", 5 * MINUTE), Act("note", "assigned", "", 6 * MINUTE),
    Act("accept", "accepted", "已接单", 9 * MINUTE), Act("arrive", "working", "处理中", 30 * MINUTE),
    Act("finish", "finished", "待回访", 60 * MINUTE), Act("close", "closed", "已办结", 90 * MINUTE),
]  # fmt: skip


def test_an_old_ticket_goes_through_its_own_flow_with_its_times():
    trial = flow_trials.walk(FLOW, OLD, {}, 0)

    assert trial.stuck is None
    assert [(stop.state, (stop.took or 0) // MINUTE) for stop in trial.stops][:3] == [
        ("new", 5),
        ("assigned", 4),
        ("accepted", 21),
    ]


def test_steps_of_another_flow_are_met_by_their_names():
    body = drawn({"a": step("待派单"), "b": step("已派单"), "c": step("已办结", "done")}, "a>b b>c")
    trial = flow_trials.walk(flow_reading.read(body), OLD, {}, 0)

    assert ([stop.state for stop in trial.stops], trial.stuck) == (["a", "b", "c"], None)


def test_a_new_step_in_between_is_gone_through_as_a_guess():
    body = drawn({"a": step("待派单"), "check": step("审核"), "c": step("已办结", "done")}, "a>check check>c")
    trial = flow_trials.walk(flow_reading.read(body), [Act("assign", "check", "审核", MINUTE)], {}, 0)

    assert [(stop.state, stop.guessed) for stop in trial.stops] == [("a", False), ("check", False), ("c", True)]


def test_a_ticket_sticks_where_no_condition_holds_and_says_why():
    never = {"every": True, "clauses": [["kind", "is", "火灾"]]}
    body = drawn({"a": step("待派单"), "c": step("已办结", "done")}, "", arrow("a", "c", when=never))
    trial = flow_trials.walk(flow_reading.read(body), OLD, {"kind": "不热"}, 0)

    assert (trial.stuck_at, "没有一条去向的条件成立" in str(trial.stuck)) == ("a", True)


def test_a_ticket_sticks_where_the_old_record_says_nothing():
    body = drawn({"a": step("待派单"), "b": step("甲"), "d": step("乙"), "c": step("完", "done")}, "a>b a>d b>c d>c")
    trial = flow_trials.walk(flow_reading.read(body), [], {}, 0)

    assert str(trial.stuck) == "旧单没有说在“待派单”怎么办"


def test_branches_of_an_old_ticket_meet_again():
    states = {"a": step("受理"), "f": {"name": "分", "phase": "active", "kind": "fork"}, "x": step("甲"), "y": step("乙"),
              "j": {"name": "合", "phase": "active", "kind": "join"}, "c": step("完", "done")}  # fmt: skip
    trial = flow_trials.walk(flow_reading.read(drawn(states, "a>f f>x f>y x>j y>j j>c")), [], {}, 0)

    assert (trial.stuck, trial.stops[-1].state) == (None, "c")


def test_many_trials_are_counted_with_their_mean_times():
    again = flow_trials.walk(FLOW, OLD, {}, 0)
    replay = flow_trials.together([("GD1", again), ("GD2", flow_trials.walk(FLOW, OLD[:1], {}, 0))])

    assert (replay.n, replay.ended, len(replay.stuck)) == (2, 1, 1)
    assert replay.average("accepted") == 21
