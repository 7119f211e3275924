"""What the conditions of a flow may ask for: facts of the ticket and what was told with the step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat.words import N_


@dataclass(frozen=True)
class Fact:
    """One thing a condition may ask: its name, and what it may be compared with when that is a short list."""

    code: str
    name: str
    choices: tuple[str, ...] = ()


YES, NO = N_("是"), N_("否")
FACTS = (
    Fact("kind", N_("类型")),
    Fact("priority", N_("紧急程度"), (N_("紧急"), N_("普通"))),
    Fact("source", N_("来源")),
    Fact("community", N_("小区")),
    Fact("registered", N_("已建档的住户"), (YES, NO)),
    Fact("summary", N_("问题描述")),
    Fact("hour", N_("受理钟点")),
    Fact("night", N_("夜间受理"), (YES, NO)),
    Fact("urged", N_("催办次数")),
    Fact("reopened", N_("重开次数")),
    Fact("cause", N_("故障原因")),
    Fact("celsius", N_("处理后室温")),
    Fact("minutes", N_("用时")),
    Fact("level", N_("满意度")),
    Fact("reason", N_("原因")),
)
NAMES = {fact.code: fact.name for fact in FACTS}
HOME = "home:"  # before the code of a household's own field: a ticket's may have the same code
# what an automatic step may change beside the office's own fields
CHANGEABLE = {"priority": N_("紧急程度"), "cause": N_("故障原因")}
# what a step may hide or let people correct beside the office's own fields
CORRECTABLE = {"summary": N_("问题描述"), "phone": N_("联系电话"), "address": N_("地址")}
NIGHT_FROM, NIGHT_TO = 22, 6


def of_home(values: Mapping[str, Any]) -> dict[str, Any]:
    """A household's own fields as facts, told apart from those of the ticket by their code."""
    return {f"{HOME}{code}": value for code, value in values.items()}


def home_name(name: str) -> str:
    """What people call such a fact: 住户·装修."""
    return f"{N_('住户')}·{name}"


def is_night(hour: int) -> bool:
    """From ten in the evening to six in the morning."""
    return hour >= NIGHT_FROM or hour < NIGHT_TO
