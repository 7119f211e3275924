"""When a visit was, as its sheet says: hours of a clock, taken for the last time that a clock showed them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from heat.rules.fields import Clock, Day
from heat.words import N_, Refused, Say

DAY = Day("day", N_("上门日期"), required=False)
ARRIVED = Clock("arrived", N_("到场时间"), required=False)
DONE = Clock("done", N_("完工时间"), required=False)
FORM = ("who", "day", "arrived", "done")
_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Times:
    """When somebody came and when the work was done, on the wall clock of the office; None: the sheet does not say."""

    arrived: datetime | None = None
    done: datetime | None = None


def read(typed: Mapping[str, str], opened: datetime, now: datetime, phone: datetime | None = None) -> Times:
    """The hours of a sheet as times between `opened`, when the ticket was taken, and `now`.

    Without a day an hour is the last one that has been: a sheet of the evening is entered in the morning. Whoever
    came after the hour of leaving came the day before. Refused when they lie outside, or a day stands there alone.

    `phone` is when the visit's technician pressed 到场. A sheet with an arrival of its own corrects that: people press
    late, and this hour the household has signed. One that only says "done", at an hour before it, is refused: of the
    two one is wrong, and nobody but the clerk with the sheet in the hand can say which.
    """
    day, arrived, done = (one.read(typed.get(one.name, "")) for one in (DAY, ARRIVED, DONE))
    if arrived is None and done is None:
        if day:
            raise Refused(Say(N_("填了上门日期，也请填到场或完工时间")))
        return Times()
    left = None if done is None else _at(day, done, now)
    came = None if arrived is None else _at(left.date() if left else day, arrived, now)
    if came and left and came > left:
        came -= _A_DAY
    for one, label in ((came, ARRIVED.label), (left, DONE.label)):
        if one and not opened <= one <= now:
            sentence = N_("{label} {time} 不在受理（{opened}）和现在之间，请核对日期和时间")
            raise Refused(Say(sentence, label=label, time=_said(one, now), opened=_said(opened, now)))
    if came is None and left and phone and left < phone:
        sentence = N_("完工时间 {done} 早于手机上的到场时间 {arrived}，请核对；以纸质单为准就请一并填写到场时间")
        raise Refused(Say(sentence, done=_said(left, now), arrived=_said(phone, now)))
    return Times(came, left)


def _said(one: datetime, now: datetime) -> str:
    """The year is said where it is another one: that is what the clerk has to see."""
    return f"{one:%m-%d %H:%M}" if one.year == now.year else f"{one:%Y-%m-%d %H:%M}"


def _at(day: date | None, minutes: int, now: datetime) -> datetime:
    clock = time(minutes // 60, minutes % 60)
    if day:
        return datetime.combine(day, clock)
    today = datetime.combine(now.date(), clock)
    return today if today <= now else today - _A_DAY
