"""The life of a ticket (工单): flow number one, the kinds an office starts with, and what intake decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat.rules.fields import Celsius, Phone, Text, Whole
from heat.words import N_


def _move(action: str, name: str, source: str, to: str, permission: str, *asks: str) -> dict[str, Any]:
    return {
        "action": action,
        "name": name,
        "from": source.split(),
        "to": to,
        "permission": permission,
        "asks": list(asks),
    }


# published as design "repair"; a change here becomes a new version at the next start, running tickets keep theirs
REPAIR: dict[str, Any] = {
    "start": "new",
    "states": {
        "new": {"name": N_("待派单"), "phase": "new"},
        "assigned": {"name": N_("已派单"), "phase": "active"},
        "accepted": {"name": N_("已接单"), "phase": "active"},
        "working": {"name": N_("处理中"), "phase": "active"},
        "on_hold": {"name": N_("挂起"), "phase": "waiting"},
        "finished": {"name": N_("待回访"), "phase": "waiting"},
        "closed": {"name": N_("已办结"), "phase": "done"},
        "cancelled": {"name": N_("已撤销"), "phase": "cancelled"},
        "merged": {"name": N_("已并单"), "phase": "cancelled"},
    },
    "moves": [
        _move("assign", N_("派单"), "new assigned accepted working on_hold", "assigned", "ticket.assign", "team"),
        _move(
            "reassign", N_("转派"), "assigned accepted working on_hold", "assigned", "ticket.assign", "team", "reason"
        ),
        _move("accept", N_("接单"), "assigned", "accepted", "ticket.work"),
        _move("arrive", N_("到场"), "accepted", "working", "ticket.work"),
        _move("hold", N_("挂起"), "new assigned accepted working", "on_hold", "ticket.work", "reason"),
        _move("resume", N_("恢复"), "on_hold", "working", "ticket.work"),
        _move("return", N_("退回"), "assigned accepted working on_hold", "new", "ticket.work", "reason"),
        _move("finish", N_("完工"), "working", "finished", "ticket.work", "cause"),
        _move("close", N_("办结"), "new finished", "closed", "ticket.call-back", "result"),
        _move("reopen", N_("重新处理"), "finished closed", "new", "ticket.call-back", "reason"),
        _move("cancel", N_("撤销"), "new assigned accepted on_hold", "cancelled", "ticket.take", "reason"),
        _move("urge", N_("催办"), "new assigned accepted working on_hold", "", "ticket.take"),
        _move("escalate", N_("升级"), "new assigned accepted working on_hold", "", "ticket.take", "reason"),
        _move("ease", N_("降为普通"), "new assigned accepted working on_hold", "", "ticket.assign", "reason"),
        _move("plan", N_("约时间"), "assigned accepted on_hold", "", "ticket.assign", "planned"),
        _move("merge", N_("并单"), "new assigned accepted on_hold", "merged", "ticket.take", "into", "reason"),
        _move("attach", N_("挂到父工单"), "new assigned accepted working on_hold", "", "ticket.take", "into"),
        _move("detach", N_("脱离父工单"), "new assigned accepted working on_hold", "", "ticket.take", "reason"),
        _move("note", N_("备注"), "new assigned accepted working on_hold finished", "", "ticket.view", "text"),
        _move("enter", N_("补录完工"), "new assigned accepted working on_hold", "finished", "ticket.take", "cause"),
    ],
}


@dataclass(frozen=True)
class Kind:
    """A sort of ticket as the office meets it: its key at intake, how soon, and what it may have been caused by."""

    code: str
    name: str
    icon: str
    tone: str
    urgent: bool = False


KINDS = (
    Kind("no_heat", N_("不热"), "snowflake", "heat"),
    Kind("leak", N_("漏水"), "droplet", "bad", urgent=True),
    Kind("enquiry", N_("咨询"), "message", "info"),
    Kind("complaint", N_("投诉"), "flag", "vio"),
    Kind("temperature", N_("测温"), "temperature", "warn"),
    Kind("other", N_("其他"), "dots", "plain"),
)
KIND = {kind.code: kind for kind in KINDS}
SOURCES = {
    "phone": N_("来电"),
    "counter": N_("前台"),
    "hall": N_("网厅"),
    "official": N_("12345 转办"),
    "import": N_("导入"),
    "plan": N_("巡检计划"),
}
# how a household reaches a clerk, who says which it was
AT_THE_DESK = ("phone", "counter")
# what a household may do with its own ticket in the hall
HALL_ACTIONS = frozenset({"urge", "reopen"})
HOLD_REASONS = (
    N_("联系不上"),
    N_("客户不配合"),
    N_("物业不配合"),
    N_("需其他单位"),
    N_("无配件"),
    N_("无法修复"),
    N_("停热事件"),
)
CAUSES = (
    N_("户内堵塞"),
    N_("过滤网脏堵"),
    N_("系统有气"),
    N_("阀门故障"),
    N_("管道漏水"),
    N_("二网失调"),
    N_("换热站故障"),
    N_("用户自行改动"),
    N_("未发现异常"),
    N_("其他"),
)
SATISFACTION = {
    6: N_("非常满意"),
    5: N_("满意"),
    4: N_("一般"),
    3: N_("不满意"),
    2: N_("投诉"),
    1: N_("情况不符"),
}
# up to here the household was not content: the clerk must write down what was wrong
DISCONTENT = 3
# what may be told with a step, each read by its field; a form that leaves one out tells nothing
TOLD = {
    told.name: told
    for told in (
        Text("reason", N_("原因"), required=False, most=200),
        Text("cause", N_("故障原因"), required=False, most=100),
        Text("text", N_("说明"), required=False, most=2000, lines=True),
        Text("result", N_("结果"), required=False, most=40),
        Text("into", N_("工单号"), required=False, most=40),
        Text("planned", N_("上门时间"), required=False, most=20),
        Whole("minutes", N_("用时"), required=False, most=Decimal(1440), unit="分钟"),
        Celsius("before", N_("处理前室温"), required=False, least=Decimal(-30), most=Decimal(50)),
        Celsius("celsius", N_("处理后室温"), required=False, least=Decimal(-30), most=Decimal(50)),
    )
}
SUMMARY = Text("text", N_("问题描述"), required=False, most=2000, lines=True)
ADDRESS = Text("address", N_("地址"), required=False)
CALLER = Phone("phone", N_("来电号码"), required=False)
# what a heated room must have at least: 18 ℃ in the heating rules of nearly every province
WARM_ENOUGH = Decimal(18)
NORMAL, URGENT = 2, 1
PRIORITIES = {URGENT: N_("紧急"), NORMAL: N_("普通")}
_HOUR = 3_600_000


def told(typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was told with a step, read by its fields; nothing told is left out. Bad names the field and the remedy."""
    read = {
        key: TOLD[key].read(value.replace("\r\n", "\n")) if key in TOLD and isinstance(value, str) else value
        for key, value in typed.items()
    }
    return {key: value for key, value in read.items() if value not in (None, "")}


def priority_of(kind: str, asked: int | None = None, *, urgent: bool = False) -> int:
    """Leaks are urgent by themselves; anybody may be asked to hurry, nobody may make a leak wait.

    `urgent` is what the office says of a kind of its own.
    """
    built_in = KIND.get(kind)
    return URGENT if urgent or (built_in and built_in.urgent) or asked == URGENT else NORMAL


def due_at(opened_at: int, priority: int, *, hours: int, urgent_hours: int) -> int:
    """When the ticket should be done: so many hours of the clock after it was opened."""
    return opened_at + hours_for(priority, hours=hours, urgent_hours=urgent_hours) * _HOUR


def hours_for(priority: int, *, hours: int, urgent_hours: int) -> int:
    """The office's limit for a priority, in hours of the clock."""
    return urgent_hours if priority == URGENT else hours


def in_time(due: int | None, finished_at: int) -> bool | None:
    """Whether the work was done by its deadline; None when it never had one."""
    return None if due is None else finished_at <= due


def percent_used(started_at: int, due: int, now: int, paused: int = 0) -> int:
    """How much of the deadline has gone, 0 to 100, `paused` milliseconds not counted; the bar of every list."""
    whole = due - started_at - paused
    if whole <= 0:
        return 100
    return max(0, min(100, (now - started_at - paused) * 100 // whole))


def tone_of(percent: int, overdue: bool) -> str:
    """Green below 70 per cent, amber to 90, red from there: one rule for board, list and phone."""
    return "bad" if overdue or percent >= 90 else "warn" if percent >= 70 else "ok"
