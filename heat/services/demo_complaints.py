"""The complaints of the demo town, taken through their process by the office's own acts as far as the time allows."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from heat import clock, db
from heat.models import ComplaintLetter
from heat.rules.permissions import Actor
from heat.services import callbacks, complaints, tickets
from heat.services.complaints import Finding

_SAID = (
    ("true", "服务态度", "听了当天的通话录音，维修工上门前没有打电话。", "已当面道歉，班组重新学习上门规范。"),
    ("true", "维修不及时", "查了派单记录，约好上午，下午才到。", "已道歉，约时间改为两小时一段，迟到提前打电话。"),
    ("partly", "供热不达标", "测温主卧 18.4 ℃，次卧 17.6 ℃，次卧不达标。", "已调二网平衡，三天后复测达标。"),
    ("false", None, "查了收费记录，面积和单价与合同一致。", "已把算法逐项讲给用户。"),
)


def work(
    dice: random.Random, people: Callable[[str], Actor], ticket_id: int, opened_at: int, now: int, responsible: int
) -> None:
    """Let the office work on a complaint as far as the time since then allows; `responsible` is a team's id."""
    finding, cause, found, measures = dice.choice(_SAID)
    agent, manager = people("agent"), people("manager")
    said = Finding(finding, cause or "", found, None if finding == "false" else responsible)
    steps: list[tuple[float, Callable[[], Any]]] = [
        (1, lambda: tickets.move(agent, ticket_id, "taken-blame")),
        (dice.expovariate(1 / 9), lambda: complaints.judge(manager, ticket_id, said)),
        (dice.expovariate(1 / 14), lambda: complaints.measure(people("leader"), ticket_id, measures)),
        (2, lambda: _answer(agent, manager, ticket_id, found, measures)),
        (dice.expovariate(1 / 20), lambda: callbacks.answered(agent, ticket_id, solved=True, level=5)),
    ]
    if finding == "false":
        del steps[2]
    at = opened_at
    for hours, step in steps:
        at += int(hours * clock.HOUR)
        if at >= now:
            return
        with clock.stopped(at):
            step()


def _answer(agent: Actor, manager: Actor, ticket_id: int, found: str, measures: str) -> None:
    complaints.write_letter(agent, ticket_id, found, measures, manager.name)
    newest = ComplaintLetter.select().where(ComplaintLetter.ticket_id == ticket_id).order_by(ComplaintLetter.id.desc())
    complaints.deliver(agent, ticket_id, newest.get().id, "visit", "本人签收")


def supervise(manager: Actor, now: int) -> None:
    """The newest complaint that still has more than a day is under supervision."""
    found = db.row(
        "SELECT t.id, t.due_at FROM complaint x JOIN ticket t ON t.id = x.ticket_id WHERE t.closed_at IS NULL "
        "AND x.answered_at IS NULL AND t.due_at > ? ORDER BY t.id DESC LIMIT 1",
        now + 26 * clock.HOUR,
    )
    if found:
        with clock.stopped(now):
            complaints.supervise(manager, found[0], "市长热线转来，要求两天内答复", now + clock.DAY)
