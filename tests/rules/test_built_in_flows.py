"""The flows that are ready: no fault, and every pair of state and action tried."""

import pytest

from heat.rules import flow_faults, flow_reading, flow_trials
from heat.rules.built_in_flows import ANSWER, COMPLAINT
from heat.words import Refused

# state -> what may be done there and where it leads; what a step is told decides where 退回 goes
MAY = {
    "complaint": {
        "taken": "taken-blame>blame urge>taken cancel>off note>taken",
        "blame": "blame-handle>handle blame-reply>reply back>taken transfer>blame sign>blame urge>blame cancel>off signed>blame note>blame",
        "handle": "handle-reply>reply back>blame transfer>handle hold>held:handle urge>handle cancel>off note>handle",
        "held:handle": "resume>handle",
        "reply": "answer>call back>handle transfer>reply urge>reply cancel>off note>reply",
        "call": "close>filed reopen>blame back>reply note>call",
        "filed": "reopen>blame",
        "off": "",
    },
    "answer": {"taken": "taken-filed>filed transfer>taken urge>taken cancel>off note>taken", "filed": "", "off": ""},
}
FLOWS = {"complaint": flow_reading.read(COMPLAINT), "answer": flow_reading.read(ANSWER)}
PAIRS = [
    (code, state, action)
    for code, flow in FLOWS.items()
    for state in flow.states
    for action in dict.fromkeys(action for _, action in flow.moves)
]


@pytest.mark.parametrize("code", FLOWS)
def test_a_ready_flow_has_no_fault(code):
    assert flow_faults.faults(FLOWS[code]) == []


@pytest.mark.whole
@pytest.mark.parametrize(("code", "state", "action"), PAIRS)
def test_every_pair_of_state_and_action_moves_or_is_refused(code, state, action):
    flow, allowed = FLOWS[code], dict(pair.split(">") for pair in MAY[code][state].split())
    told = {"step": allowed.get("back", "")}

    if action in allowed:
        assert flow.after(state, flow.step(state, action, told)).code == allowed[action]
    else:
        with pytest.raises(Refused):
            flow.step(state, action, told)


def test_a_complaint_goes_from_hand_to_hand_to_the_file():
    acts = [flow_trials.Act(*act) for act in (
        ("taken-blame", "blame", "", 1), ("blame-handle", "handle", "", 2), ("handle-reply", "reply", "", 3),
        ("answer", "call", "", 4), ("close", "filed", "", 5),
    )]  # fmt: skip
    trial = flow_trials.walk(FLOWS["complaint"], acts, {}, 0)

    assert (trial.stuck, trial.stops[-1].name) == (None, "归档")
