"""Changes of the demo town that need a second person, since this season's bills are out: asked for, decided, open."""

from __future__ import annotations

from decimal import Decimal

from heat import clock
from heat.models import ChangeRequest
from heat.queries import change_requests
from heat.rules.permissions import Actor
from heat.services import changes
from heat.services.demo_town import Town

# days ago, what differs, why, and what became of it
_ASKED = (
    (6, {"area": "2.40"}, "阳台封闭后复测面积", "approved"),
    (5, {"price": "20.00"}, "用户要求按旧价收", "refused"),
    (2, {"owner": "于海燕"}, "二手房过户，已看房产证", ""),
    (1, {"area": "-1.85"}, "测绘报告面积小于账上面积", ""),
    (0, {"state": "suspended"}, "全家去外地，补办停供", ""),
)


def fill(made: Town, now: int) -> None:
    """Ask as a clerk and decide as the manager; the homes are the first that have a bill."""
    agent, manager = made.actor("agent"), made.actor("manager")
    homes = [home for home in made.homes[40:140] if changes.guarded(home)]
    for home, (days, wish, why, verdict) in zip(homes, _ASKED, strict=False):
        with clock.stopped(now - days * clock.DAY - clock.HOUR):
            _ask(agent, home, wish, why)
        if verdict:
            with clock.stopped(now - days * clock.DAY + 2 * clock.HOUR):
                _decide(manager, home, verdict)


def _ask(agent: Actor, home: int, wish: dict[str, str], why: str) -> None:
    known, book = changes.seen(agent, home)
    typed = changes.as_typed(known, book)
    if "area" in wish:
        wish = {"charge_m2": f"{Decimal(typed['charge_m2']) + Decimal(wish['area']):.2f}"}
    changes.change(agent, home, known.version, typed | wish | {"reason": why})


def _decide(manager: Actor, home: int, verdict: str) -> None:
    made = ChangeRequest.get_or_none((ChangeRequest.household_id == home) & ChangeRequest.verdict.is_null())
    request = change_requests.one(manager, made.number) if made else None
    if request is None:
        return
    if verdict == "approved":
        changes.approve(manager, request.number, changes.effect_now(manager, request).effect_fen)
    else:
        changes.refuse(manager, request.number, "按物价文件执行，不能按旧价。")
