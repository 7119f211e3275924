"""The drawn way of a ticket, and what runs side by side."""

from heat.rules import flow_paths, flow_reading
from heat.rules.tickets import REPAIR
from tests.rules.drawn import drawn, step

FLOW = flow_reading.read(REPAIR)


def marks(moves, state):
    return [(step.state, step.mark) for step in flow_paths.way(FLOW, moves, state)]


def test_a_new_ticket_stands_at_the_beginning_of_its_way():
    assert marks([("new", 0)], "new")[:2] == [("new", "now"), ("assigned", "later")]


def test_the_way_tells_how_long_each_part_took():
    steps = flow_paths.way(FLOW, [("new", 0), ("assigned", 6), ("accepted", 10)], "accepted")

    assert [(step.at, step.took) for step in steps[:3]] == [(0, None), (6, 6), (10, 4)]


def test_giving_a_ticket_back_wipes_the_later_stops():
    moves = [("new", 0), ("assigned", 6), ("accepted", 9), ("new", 12)]

    assert marks(moves, "new")[:3] == [("new", "now"), ("assigned", "later"), ("accepted", "later")]
    assert flow_paths.way(FLOW, moves, "new")[0].at == 0


def test_a_new_technician_starts_the_way_from_the_assignment():
    steps = flow_paths.way(FLOW, [("new", 0), ("assigned", 6), ("accepted", 9), ("assigned", 12)], "assigned")

    assert (steps[1].mark, steps[1].at, steps[2].mark) == ("now", 12, "later")


def test_a_hold_is_drawn_where_it_happened():
    steps = flow_paths.way(FLOW, [("new", 0), ("assigned", 6), ("on_hold", 8), ("working", 20)], "working")

    assert [step.state for step in steps if step.paused] == ["assigned"]
    assert [step.mark for step in steps] == ["done", "done", "skipped", "now", "later", "later"]


def test_a_note_does_not_move_a_ticket():
    assert flow_paths.way(FLOW, [("new", 0), ("new", 5)], "new")[0].at == 0


def test_a_closed_ticket_has_gone_all_its_way():
    moves = [(code, at) for at, code in enumerate(flow_paths.straight(FLOW))]

    assert {step.mark for step in flow_paths.way(FLOW, moves, "closed")} == {"done"}


def test_a_cancelled_ticket_goes_no_further():
    steps = flow_paths.way(FLOW, [("new", 0), ("assigned", 3), ("cancelled", 5)], "cancelled")

    assert [step.mark for step in steps] == ["done", "done", "later", "later", "later", "later"]


SIDE_BY_SIDE = drawn(
    {
        "new": step("受理"), "split": {"name": "同时办", "phase": "active", "kind": "fork"}, "a": step("现场"),
        "b": step("财务"), "meet": {"name": "会合", "phase": "active", "kind": "join"}, "done": step("办结", "done"),
    },
    "new>split split>a split>b a>meet b>meet meet>done",
)  # fmt: skip


def test_what_runs_side_by_side_lies_between_fork_and_join():
    region = flow_paths.regions(flow_reading.read(SIDE_BY_SIDE))["split"]

    assert (region.inside, region.joins) == ({"a", "b"}, {"meet"})


def test_a_parallel_part_is_one_stop_of_the_way():
    steps = flow_paths.way(flow_reading.read(SIDE_BY_SIDE), [("new", 0), ("split", 5), ("a", 5), ("b", 5)], "split")

    assert [(one.name, one.mark) for one in steps] == [("受理", "done"), ("同时办", "now"), ("办结", "later")]


def test_a_ticket_that_went_another_way_is_drawn_on_the_way_it_went():
    body = drawn({"new": step("受理"), "far": step("外派"), "near": step("本地"), "done": step("办结", "done")},
                 "new>near new>far near>done far>done")  # fmt: skip
    steps = flow_paths.way(flow_reading.read(body), [("new", 0), ("far", 5)], "far")

    assert [one.state for one in steps] == ["new", "far", "done"]


def test_a_sheet_of_paper_came_to_the_door_when_it_says_so():
    steps = [("new", 0, {}), ("assigned", 6, {}), ("finished", 900, {"arrived_at": 20, "done_at": 65})]

    way = flow_paths.way(FLOW, flow_paths.as_worked(FLOW, steps), "finished")
    # nobody accepted it; at the door 20 - 6 after it was given out, done 65 - 20 later, typed in long after
    assert [(step.state, step.mark, step.at, step.took) for step in way[1:5]] == [
        ("assigned", "done", 6, 6),
        ("accepted", "skipped", None, None),
        ("working", "done", 20, 14),
        ("finished", "now", 65, 45),
    ]


def test_the_arrival_of_a_sheet_goes_before_the_one_of_the_phone():
    steps = [("new", 0, {}), ("assigned", 6, {}), ("working", 30, {}), ("finished", 90, {"arrived_at": 20})]

    assert ("working", 20) in flow_paths.as_worked(FLOW, steps)
    assert ("working", 30) not in flow_paths.as_worked(FLOW, steps)
