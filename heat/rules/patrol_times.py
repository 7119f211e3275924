"""When a patrol falls due: every so many hours or days, on weekdays, only in some phases of the heating year."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heat.rules.calendar import day_of, start_of
from heat.words import N_, Refused, Say

HOUR, MINUTE = 3_600_000, 60_000
SORTS = {"hours": N_("每几小时"), "days": N_("每几天"), "weekdays": N_("每周固定几天")}
PHASES = {"first": N_("供热头十天"), "season": N_("采暖季其余时间"), "off": N_("非采暖季")}
WEEK = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
LONGEST = 400  # due times looked at in one go: half a month of every hour


@dataclass(frozen=True)
class Schedule:
    """How often: every `every` hours or days, or on `weekdays` (0 is Monday), at `minute` of the day, in `phases`."""

    sort: str
    every: int = 1
    weekdays: tuple[int, ...] = ()
    minute: int = 540
    phases: tuple[str, ...] = tuple(PHASES)

    def stored(self) -> dict[str, Any]:
        """As a plan keeps it."""
        return {
            "sort": self.sort,
            "every": self.every,
            "weekdays": list(self.weekdays),
            "minute": self.minute,
            "phases": list(self.phases),
        }


def of(body: Mapping[str, Any]) -> Schedule:
    """A schedule as it was kept."""
    return Schedule(body["sort"], body["every"], tuple(body["weekdays"]), body["minute"], tuple(body["phases"]))


def read(sort: str, every: str, weekdays: Sequence[str], at: str, phases: Sequence[str]) -> Schedule:
    """A schedule as a form tells it; Refused with what cannot be."""
    if sort not in SORTS:
        raise Refused(Say(N_("请选择多久巡检一次")))
    n = int(every) if every.isascii() and every.isdigit() and len(every) < 4 else 0
    most = 168 if sort == "hours" else 366
    if sort != "weekdays" and not 1 <= n <= most:
        raise Refused(Say(N_("间隔要填 1 到 {most} 的整数"), most=most))
    days = tuple(n for n in range(7) if str(n) in weekdays)
    if sort == "weekdays" and not days:
        raise Refused(Say(N_("请至少选一天")))
    hours, _colon, minutes = at.partition(":")
    clock = [int(one) for one in (hours, minutes) if one.isascii() and one.isdigit() and len(one) == 2]
    if len(clock) != 2 or clock[0] > 23 or clock[1] > 59:
        raise Refused(Say(N_("几点开始要写成 09:00 这样")))
    chosen = tuple(one for one in PHASES if one in phases)
    if not chosen:
        raise Refused(Say(N_("请至少选一个时段，否则永远不会巡检")))
    return Schedule(sort, n or 1, days, clock[0] * 60 + clock[1], chosen)


def dues(plan: Schedule, started_at: int, after: int, until: int, phase: Callable[[date], str]) -> list[int]:
    """The due times behind `after` up to `until`, oldest first; at most the newest LONGEST, since older ones are past.

    Counted from the day the plan was started, so that nothing drifts. `phase` tells where a day stands.
    """
    first = start_of(day_of(started_at)) + plan.minute * MINUTE
    found = []
    for at in _times(plan, first, max(after + 1, started_at), until):
        if phase(day_of(at)) in plan.phases:
            found.append(at)
    return found[-LONGEST:]


def _times(plan: Schedule, first: int, least: int, until: int) -> list[int]:
    if plan.sort == "hours":
        step = plan.every * HOUR
        n = max(0, -(-(least - first) // step))
        last = (until - first) // step
        return [first + k * step for k in range(max(n, last - LONGEST), last + 1)]
    day, times = max(day_of(first), day_of(until) - timedelta(days=LONGEST)), []
    while day <= day_of(until):
        at = start_of(day) + plan.minute * MINUTE
        on = day.weekday() in plan.weekdays if plan.sort == "weekdays" else (day - day_of(first)).days % plan.every == 0
        if on and least <= at <= until:
            times.append(at)
        day += timedelta(days=1)
    return times


def next_after(plan: Schedule, started_at: int, at: int, phase: Callable[[date], str]) -> int:
    """The next due time behind an instant within a year, or the instant a day later where there is none."""
    step = plan.every * HOUR if plan.sort == "hours" else 0
    spans = (step, 8 * 24 * HOUR, 400 * 24 * HOUR)
    for span in spans:
        if span and (found := dues(plan, started_at, at, at + span, phase)):
            return found[0]
    return at + 24 * HOUR
