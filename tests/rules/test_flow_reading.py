"""What reading a flow adds to what is drawn: what can be finished can be entered from paper, as far as a sheet tells."""

from heat.rules import flow_reading
from heat.rules import tickets as life
from tests.rules.drawn import arrow, drawn, step

HOLDER = {"owner": {"kind": "holder"}}
ENDS = {"call": step("回访", "waiting"), "done": step("完", "done")}
CLOSE = arrow("call", "done", action="close")


def test_what_can_be_finished_is_entered_from_paper_too_from_wherever_it_stands():
    states = {"a": step("路上", **HOLDER), "b": step("干活", **HOLDER), **ENDS}
    take, end = arrow("a", "b", "owner", "accept"), arrow("b", "call", "owner", "finish", asks=["cause"])
    flow = flow_reading.read(drawn(states, "", take, end, CLOSE))

    for code in ("a", "b"):
        [entry] = flow.moves[code, "enter"]
        assert (entry.to, entry.permission, entry.asks) == ("call", "ticket.take", ("cause",))


def test_a_flow_that_draws_its_own_entry_from_paper_keeps_it():
    flow = flow_reading.read(life.REPAIR)

    assert ("finished", "enter") not in flow.moves
    assert flow.moves["new", "enter"][0].name == "补录完工"


def test_a_circle_of_presses_is_walked_once():
    states = {"a": step("甲", **HOLDER), "b": step("乙", **HOLDER), **ENDS}
    body = drawn(states, "b>call", arrow("a", "b", action="accept"), arrow("b", "a", action="arrive"), CLOSE)

    assert ("a", "enter") not in flow_reading.read(body).moves


def entered_from(states, *arrows) -> list[str]:
    """The steps from which a sheet is entered."""
    return [code for code, action in flow_reading.read(drawn(states, "", *arrows, CLOSE)).moves if action == "enter"]


def test_what_the_accountant_has_to_finish_no_clerk_enters_from_paper():
    states = {"a": step("路上", **HOLDER), "b": step("核价", owner={"kind": "role", "code": "accountant"}), **ENDS}
    on, end = arrow("a", "b", "owner", "arrive"), arrow("b", "call", "owner", "finish")

    assert entered_from(states, on, end) == []


def test_what_needs_a_right_of_its_own_to_be_finished_no_clerk_enters_from_paper():
    states = {"a": step("验收", **HOLDER), **ENDS}

    assert entered_from(states, arrow("a", "call", "change.approve", "finish")) == []
    assert entered_from(states, arrow("a", "call", "ticket.work", "finish")) == ["a"]


def test_a_step_in_which_something_must_be_filled_in_is_not_passed_over_on_paper():
    states = {"a": step("路上", **HOLDER), "b": step("干活", fields={"meter": "must"}, **HOLDER), **ENDS}
    on, end = arrow("a", "b", "owner", "arrive"), arrow("b", "call", "owner", "finish")

    assert entered_from(states, on, end) == ["b"]  # there it is asked for
