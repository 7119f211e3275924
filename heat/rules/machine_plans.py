"""When upkeep of a machine is due, and by which name, so that no due time makes two tickets. docs/rules/machines.md"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from heat.rules.fields import Choice, Day, Text, Whole
from heat.words import N_, Refused, Say

EVERY = {
    "days": N_("每隔几天"),
    "hours": N_("每运行几小时"),
    "before_season": N_("供热开始前几天"),
    "after_season": N_("供热结束后几天"),
}
FIELDS = (
    Text("plan", N_("保养内容"), most=40),
    Text("text", N_("要求"), required=False, most=500, lines=True),
    Choice("every", N_("周期"), options=tuple(EVERY.items())),
    Whole("n", N_("数目"), most=Decimal(100_000)),
    Day("counted_on", N_("上次保养"), required=False),
)


class Season(NamedTuple):
    """First and last day of heating, with the season's code."""

    code: str
    first_on: date
    last_on: date


@dataclass(frozen=True)
class Plan:
    """One plan: its rhythm, and from which day and which counter it counts."""

    every: str
    n: int
    counted_on: date
    counted_hours: int | None = None


class Due(NamedTuple):
    """What is due: the day it fell due (None for hours), its name among the due times of the plan."""

    key: str
    on: date | None = None


def told(form: Mapping[str, str], today: date, hours: int | None) -> dict[str, Any]:
    """A plan as a form tells it; Refused with the field that cannot be, for a rhythm of nothing, for a day to come.

    `hours` is what the machine's counter shows; a plan by hours counts from there.
    """
    said = {one.name: one.read(form.get(one.name, "").replace("\r\n", "\n")) for one in FIELDS}
    every, n = said["every"], said["n"]
    if every in ("days", "hours") and n < 1:
        raise Refused(Say(N_("周期至少是 1")))
    if every.endswith("season") and n > 180:
        raise Refused(Say(N_("供热前后最多 180 天")))
    if every == "hours" and hours is None:
        raise Refused(Say(N_("按运行小时保养要先抄一次运行小时")))
    counted_on = said["counted_on"] or today
    if counted_on > today:
        raise Refused(Say(N_("上次保养不能晚于今天")))
    return {
        "name": said["plan"],
        "text": said["text"] or None,
        "every": every,
        "n": n,
        "counted_on": counted_on,
        "counted_hours": hours if every == "hours" else None,
    }


def next_due(plan: Plan, seasons: Iterable[Season]) -> Due | None:
    """The next time a plan falls due; None for hours, which have no day, and while no season is known to come."""
    if plan.every == "days":
        day = plan.counted_on + timedelta(days=plan.n)
        return Due(day.isoformat(), day)
    days = sorted((_of_season(plan, one), one.code) for one in seasons) if plan.every != "hours" else []
    return next((Due(f"{code}:{plan.every}", day) for day, code in days if day > plan.counted_on), None)


def _of_season(plan: Plan, season: Season) -> date:
    before = plan.every == "before_season"
    return season.first_on - timedelta(days=plan.n) if before else season.last_on + timedelta(days=plan.n)


def due(plan: Plan, today: date, hours: int | None, seasons: Iterable[Season]) -> Due | None:
    """What is due today, None when nothing is; the day itself counts. Of seasons that passed the last one counts."""
    if plan.every == "hours":
        at = (plan.counted_hours or 0) + plan.n
        return Due(f"h{at}") if hours is not None and hours >= at else None
    known = list(seasons)
    found = next_due(plan, known)
    if found is None or found.on is None or found.on > today:
        return None
    if plan.every == "days":
        return found
    passed = [one for one in known if plan.counted_on < _of_season(plan, one) <= today]
    last = max(passed, key=lambda one: _of_season(plan, one))
    return Due(f"{last.code}:{plan.every}", _of_season(plan, last))


def hours_left(plan: Plan, hours: int | None) -> int | None:
    """Running hours until a plan by hours is due, 0 when it is; None for the others."""
    if plan.every != "hours" or hours is None:
        return None
    return max(0, (plan.counted_hours or 0) + plan.n - hours)
