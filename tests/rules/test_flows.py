"""The engine: what a drawn flow allows, what is drawn wrongly, and its picture."""

from pathlib import Path

import pytest

from heat.rules import flows
from heat.rules.tickets import REPAIR
from heat.words import Moved

FLOW = flows.read(REPAIR)
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


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", FLOW.states)
def test_every_pair_of_state_and_action_moves_or_is_refused(state, action):
    allowed = dict(pair.split(">") for pair in MAY[state].split())

    if action in allowed:
        assert FLOW.after(state, FLOW.step(state, action)).code == allowed[action]
    else:
        with pytest.raises(flows.NotAllowed) as refused:
            FLOW.step(state, action)
        assert FLOW.states[state].name in str(refused.value)


def test_a_refused_step_is_a_conflict_of_two_people():
    assert issubclass(flows.NotAllowed, Moved)


def test_the_buttons_are_what_the_state_and_the_rights_allow():
    buttons = FLOW.actions("assigned", frozenset({"ticket.work"}))

    assert [move.action for move in buttons] == ["accept", "hold", "return"]


def test_a_flow_that_leads_nowhere_is_refused():
    drawn = {
        "start": "new",
        "states": {"new": {"name": "待办", "phase": "new"}, "stuck": {"name": "卡住", "phase": "active"}},
        "moves": [{"action": "go", "name": "走", "from": ["new"], "to": "stuck", "permission": "ticket.work"}],
    }

    with pytest.raises(ValueError, match="“卡住”没有出口"):
        flows.read(drawn)


def test_an_arrow_to_an_unknown_state_is_refused():
    drawn = {
        "start": "new",
        "states": {"new": {"name": "待办", "phase": "new"}},
        "moves": [{"action": "go", "name": "走", "from": ["new"], "to": "moon", "permission": "ticket.work"}],
    }

    with pytest.raises(ValueError, match="moon"):
        flows.read(drawn)


def test_an_arrow_drawn_twice_is_refused():
    twice = {"action": "go", "name": "走", "from": ["new", "new"], "to": "done", "permission": "ticket.work"}
    drawn = {
        "start": "new",
        "states": {"new": {"name": "待办", "phase": "new"}, "done": {"name": "完", "phase": "done"}},
        "moves": [twice],
    }

    with pytest.raises(ValueError, match="twice"):
        flows.read(drawn)


def test_the_picture_in_the_docs_is_the_flow_that_runs():
    text = (Path(__file__).resolve().parents[2] / "docs" / "rules" / "tickets.md").read_text()
    picture = text.split("```mermaid\n")[1].split("\n```")[0]

    assert picture == flows.mermaid(FLOW), "paste flows.mermaid(flows.read(REPAIR)) into docs/rules/tickets.md"
