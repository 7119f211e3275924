"""The engine: what a drawn flow allows, what is drawn wrongly, and its picture."""

from pathlib import Path

import pytest

from heat.rules import flow_reading, flows
from heat.rules.tickets import REPAIR
from heat.words import Moved, Refused
from tests.rules.drawn import arrow, drawn, step

FLOW = flow_reading.read(REPAIR)
ACTIONS = list(dict.fromkeys(move["action"] for move in REPAIR["moves"]))
# the whole table once more, as the office says it: state -> what may be done there and where it leads
MAY = {
    "new": "assign>assigned hold>on_hold close>closed cancel>cancelled urge>new note>new enter>finished escalate>new ease>new "
    "merge>merged attach>new detach>new",
    "assigned": "assign>assigned accept>accepted hold>on_hold return>new cancel>cancelled urge>assigned note>assigned "
    "enter>finished reassign>assigned escalate>assigned ease>assigned plan>assigned merge>merged attach>assigned "
    "detach>assigned",
    "accepted": "assign>assigned arrive>working hold>on_hold return>new cancel>cancelled urge>accepted note>accepted "
    "enter>finished reassign>assigned escalate>accepted ease>accepted plan>accepted merge>merged attach>accepted "
    "detach>accepted",
    "working": "assign>assigned hold>on_hold return>new finish>finished urge>working note>working enter>finished "
    "reassign>assigned escalate>working ease>working attach>working detach>working",
    "on_hold": "assign>assigned resume>working return>new cancel>cancelled urge>on_hold note>on_hold enter>finished "
    "reassign>assigned escalate>on_hold ease>on_hold plan>on_hold merge>merged attach>on_hold detach>on_hold",
    "finished": "close>closed reopen>new note>finished",
    "closed": "reopen>new",
    "cancelled": "",
    "merged": "",
}


def led(state, action):
    """Where an action leads, or the sentence that refuses it."""
    try:
        return FLOW.after(state, FLOW.step(state, action)).code
    except flows.NotAllowed as refused:
        return str(refused)


@pytest.mark.parametrize("state", FLOW.states)
def test_every_pair_of_state_and_action_moves_or_is_refused(state):
    refused = f"工单现在是“{FLOW.states[state].name}”，不能“{{}}”：请刷新后按页面上的按钮操作"
    expected = {action: refused.format(FLOW.name_of(action)) for action in ACTIONS}
    expected |= dict(pair.split(">") for pair in MAY[state].split())

    assert {action: led(state, action) for action in ACTIONS} == expected


def test_a_refused_step_is_a_conflict_of_two_people():
    assert issubclass(flows.NotAllowed, Moved)


def test_the_buttons_are_what_the_state_and_the_rights_allow():
    buttons = FLOW.actions("assigned", frozenset({"ticket.work"}))

    assert [move.action for move in buttons] == ["accept", "hold", "return"]


def test_an_arrow_to_an_unknown_state_is_refused():
    drawn = {
        "start": "new",
        "states": {"new": {"name": "待办", "phase": "new"}},
        "moves": [{"action": "go", "name": "走", "from": ["new"], "to": "moon", "permission": "ticket.work"}],
    }

    with pytest.raises(ValueError, match="moon"):
        flow_reading.read(drawn)


WITH_OPERATIONS = drawn(
    {
        "ask": step("申请", owner={"kind": "role", "code": "agent"}),
        "check": step("审核", owner={"kind": "role", "code": "accountant"},
                      ops=["return", "transfer", "sign", "urge", "suspend", "withdraw"]),
        "done": step("办结", "done"),
        "off": step("已撤回", "cancelled"),
    },
    "ask>check check>done",
)  # fmt: skip


def test_allowed_operations_become_moves():
    flow = flow_reading.read(WITH_OPERATIONS)

    actions = [
        move.action
        for move in flow.actions("check", {"owner", "signer", "ticket.take", "ticket.view", "ticket.assign"})
    ]
    assert actions == ["go-done", "back", "transfer", "sign", "urge", "hold", "cancel", "signed", "note"]


def test_a_suspended_step_is_taken_up_again_where_it_was():
    flow = flow_reading.read(WITH_OPERATIONS)

    held = flow.after("check", flow.step("check", "hold"))
    assert (held.name, held.phase) == ("审核（挂起）", "waiting")
    assert flow.after(held.code, flow.step(held.code, "resume")).code == "check"


def test_a_step_is_returned_to_the_step_that_was_chosen():
    flow = flow_reading.read(WITH_OPERATIONS)

    assert flow.step("check", "back", {"step": "ask"}).to == "ask"
    with pytest.raises(Refused):
        flow.step("check", "back", {"step": "done"})


def test_the_first_condition_that_holds_decides_where_an_action_leads():
    leak = {"every": True, "clauses": [["kind", "is", "漏水"]]}
    body = drawn({"new": step("受理"), "rush": step("抢修"), "plan": step("排期"), "done": step("完", "done")},
                 "rush>done plan>done",
                 arrow("new", "rush", action="go", when=leak), arrow("new", "plan", action="go"))  # fmt: skip
    flow = flow_reading.read(body)

    assert flow.step("new", "go", {"kind": "漏水"}).to == "rush"
    assert flow.step("new", "go", {"kind": "不热"}).to == "plan"


def test_the_picture_in_the_docs_is_the_flow_that_runs():
    text = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "tickets.md").read_text()
    picture = text.split("```mermaid\n")[1].split("\n```")[0]

    assert picture == flows.mermaid(FLOW), "paste flows.mermaid(flow_reading.read(REPAIR)) into docs/rules/tickets.md"


def test_a_step_waits_for_whoever_may_take_it_on_or_sign_it():
    assert FLOW.is_on("new", ["ticket.assign"])
    assert FLOW.is_on("assigned", ["ticket.work"])
    assert flow_reading.read(WITH_OPERATIONS).is_on("check", [flows.SIGNER])


def test_whoever_may_only_put_a_step_off_or_call_it_off_has_nothing_waiting():
    # of a ticket nobody was sent to a technician may say that it waits, a clerk that it is not needed
    assert not FLOW.is_on("new", ["ticket.work", "ticket.view"])
    assert not FLOW.is_on("accepted", ["ticket.view"])
