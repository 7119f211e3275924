"""A household's one-time link to the step that waits for it."""

from __future__ import annotations

from dataclasses import dataclass

from heat.models import Ticket
from heat.rules.flows import OWNER, Move
from heat.rules.permissions import Actor
from heat.services import designs, flow_moves, flow_steps, throttle
from heat.words import N_, Missing, Moved, Say

# whoever holds the link speaks for the household, for this step alone
HOLDER = Actor("link", name="用户")


@dataclass(frozen=True)
class Opened:
    """What a link shows: the ticket, the step, what may be answered, and after how many days silence is an answer."""

    ticket: Ticket
    node: str
    name: str
    answers: list[Move]
    silent: int


def opened(token: str, *, ip: str = "") -> Opened:
    """What a link opens. Missing when it is unknown, over, or the step is done."""
    throttle.count(f"step-link:{ip}", 60, 15)
    found = flow_steps.of_link(token[:100])
    if found is None:
        raise Missing(Say(N_("这个链接已经用过或过期了。有问题请打热线。")))
    ticket, node = Ticket.get_by_id(found[0]), found[1]
    flow = designs.flow(ticket.flow_version_id)
    answers = [move for move in flow.actions(node, {OWNER}) if move.to and move.action != "back"]
    return Opened(ticket, node, flow.states[node].name, answers, flow.states[node].silent)


def answer(token: str, action: str, text: str, *, ip: str = "") -> Ticket:
    """The household's answer; the ticket afterwards. The link is used up, since the step is over."""
    link = opened(token, ip=ip)
    if action not in {move.action for move in link.answers}:
        raise Moved(Say(N_("这一步已经办过了，请刷新页面")))
    told = {"node": link.node, "text": text, "reason": text[:200]}
    return flow_moves.make(HOLDER, link.ticket, action, told)
