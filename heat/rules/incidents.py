"""Incidents: which sorts there are, which tickets belong to one, whom its scope names, and what households are told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat.rules.fields import Text
from heat.words import N_, Refused, Say

HELD = "停热事件"  # why a ticket of an incident waits; one of the reasons of a hold
_HOUR = 3_600_000


@dataclass(frozen=True)
class Kind:
    """A sort of incident: its name, the cause its tickets end with, and the sorts of tickets that belong to it."""

    code: str
    name: str
    cause: str
    takes: tuple[str, ...]


KINDS = (
    Kind("outage", N_("停热"), "换热站故障", ("no_heat", "temperature")),
    Kind("low", N_("低温运行"), "换热站故障", ("no_heat", "temperature")),
    Kind("burst", N_("管道抢修"), "管道漏水", ("no_heat", "temperature", "leak")),
    Kind("works", N_("计划检修"), "其他", ("no_heat", "temperature")),
)
KIND = {kind.code: kind for kind in KINDS}
STATES = {"active": N_("进行中"), "restored": N_("已恢复"), "withdrawn": N_("已撤销")}
LEVELS = ("source", "substation", "circuit", "community", "building", "household")
TITLE = Text("title", N_("标题"), most=60)
CAUSE = Text("cause", N_("原因"), required=False, most=100)


@dataclass(frozen=True)
class Scope:
    """Whom an incident touches: ids of heat sources, substations, circuits, communities, buildings and households."""

    substation: tuple[int, ...] = ()
    circuit: tuple[int, ...] = ()
    community: tuple[int, ...] = ()
    building: tuple[int, ...] = ()
    household: tuple[int, ...] = ()
    source: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether it names nothing."""
        return not any(getattr(self, level) for level in LEVELS)

    def stored(self) -> dict[str, list[int]]:
        """As the incident keeps it."""
        return {level: list(getattr(self, level)) for level in LEVELS if getattr(self, level)}


def scope_of(told: Mapping[str, Any]) -> Scope:
    """A scope from lists of ids by level, each id once; what is no number names nothing."""
    return Scope(**{level: tuple(dict.fromkeys(_ids(told.get(level)))) for level in LEVELS})


def _ids(told: Any) -> list[int]:
    found = told if isinstance(told, list | tuple) else []
    return [int(one) for one in found if str(one).isascii() and str(one).isdigit() and len(str(one)) < 16]


def takes(kind: str, ticket_kind: str) -> bool:
    """Whether a ticket of this sort from a household of the incident belongs to it."""
    return kind in KIND and ticket_kind in KIND[kind].takes


def checked(kind: str, scope: Scope, start_at: int, expected_at: int | None, now: int) -> None:
    """Refused with a sentence when an incident could not be: unknown sort, nobody touched, an end before its start."""
    if kind not in KIND:
        raise Refused(Say(N_("请选择事件类型")))
    if scope.empty:
        raise Refused(Say(N_("请至少选择一个热源、换热站、机组、小区、楼栋或户号，才知道影响了谁")))
    if start_at > now + _HOUR * 24 * 30 or start_at < now - _HOUR * 24 * 30:
        raise Refused(Say(N_("开始时间要在前后 30 天以内，请检查日期")))
    expected_after(start_at, expected_at)


def expected_after(start_at: int, expected_at: int | None) -> None:
    """Refused when it would end before it begins."""
    if expected_at is not None and expected_at <= start_at:
        raise Refused(Say(N_("预计恢复要晚于开始时间")))


def hours(from_at: int, to_at: int) -> int:
    """Whole hours without heat, begun ones counted: what a list for compensation starts from."""
    return max(0, -(-(to_at - from_at) // _HOUR))


def message(company: str, hotline: str, title: str, until: str, *, over: bool = False, since: str = "") -> str:
    """What a household is told once when it begins and once when it is over.

    `until` is '' when nobody knows; `since` is the hour from which it will be, '' for what is on already.
    """
    call = f"咨询电话{hotline}。" if hotline else ""
    if over:
        return f"【{company}】{title}已恢复供热，水温回升需要几小时。仍然不热请联系我们。{call}"
    if since:
        over_at = f"预计{until}恢复" if until else "恢复时间另行通知"
        return f"【{company}】{title}：{since}起停热，{over_at}，请提前做好准备。{call}"
    expected = f"预计{until}恢复。" if until else "正在抢修，恢复时间另行通知。"
    return f"【{company}】{title}，您家暂时不热，{expected}给您添麻烦了，不必另外报修。{call}"
