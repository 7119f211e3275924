"""Where a ticket stands for those who send and those who go follows from the buttons of its step."""

import pytest

from heat.rules import built_in_flows, flow_reading, flows
from heat.rules import tickets as life
from tests.rules.drawn import arrow, drawn, step

HOLDER = {"owner": {"kind": "holder"}}
ENDS = {"call": step("回访", "waiting"), "done": step("完", "done")}
CLOSE = arrow("call", "done", action="close")


def stages(body) -> dict[str, str]:
    flow = flow_reading.read(body)
    return {code: flow.stage(code) for code in flow.states if flow.stage(code)}


def test_the_repair_is_called_by_its_own_codes():
    assert stages(life.REPAIR) == {code: code for code in flows.STAGES}


@pytest.mark.parametrize("body", [built_in_flows.VALVE, built_in_flows.PATROL, built_in_flows.INSPECTION])
def test_work_that_nobody_is_called_about_has_no_call_back(body):
    assert list(stages(body)) == list(flows.STAGES[:-1])


@pytest.mark.parametrize("body", [built_in_flows.COMPLAINT, built_in_flows.ANSWER], ids=["complaint", "answer"])
def test_what_goes_from_desk_to_desk_is_no_work_of_the_field(body):
    assert stages(body) == {}


def test_steps_of_other_names_stand_where_their_buttons_say():
    states = {
        "a": step("登记", "new"),
        "b": step("排人"),
        "c": step("路上", ops=["suspend"], **HOLDER),
        "d": step("干活"),
        **ENDS,
    }
    give, take, end = (
        arrow("b", "c", action="assign"),
        arrow("c", "d", action="arrive"),
        arrow("d", "call", action="finish"),
    )

    found = stages(drawn(states, "a>b", give, take, end, CLOSE))

    assert found == {"b": "new", "c": "accepted", "d": "working", "call": "finished", "held:c": "on_hold"}


def test_a_step_of_whoever_goes_stands_as_sent_without_a_button_of_the_field():
    states = {"a": step("登记", "new"), "b": step("上门", **HOLDER), **ENDS}

    assert stages(drawn(states, "a>b b>call", CLOSE)) == {"b": "assigned", "call": "finished"}
