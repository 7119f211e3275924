"""Heating seasons (采暖季): their legal days and their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from heat.words import N_, Refused, Say

_TURN = 7  # the heating year turns on 1 July: the longest northern season ends in May, early payment begins in July


@dataclass(frozen=True, slots=True)
class Season:
    """A season by its first and last day; both count unless the town heats until midnight before the last one."""

    first: date
    last: date
    last_counts: bool = True

    def __post_init__(self) -> None:
        if self.first >= self.last:
            raise Refused(
                Say(N_("采暖季的首日 {first} 应早于末日 {last}，请核对日期。"), first=self.first, last=self.last)
            )

    @property
    def last_legal(self) -> date:
        """The last day that is paid for."""
        return self.last if self.last_counts else self.last - timedelta(days=1)

    @property
    def legal_days(self) -> int:
        """Days the fee is for: 121 from 11-15 to 03-15, 122 in a leap winter, 120 when the last does not count."""
        return (self.last_legal - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last_legal

    def days_between(self, first: date, last: date) -> int:
        """Legal days from `first` to `last`, both included, outside days cut off; never negative."""
        return max(0, (min(last, self.last_legal) - max(first, self.first)).days + 1)

    def days_left(self, day: date) -> int:
        """Legal days from `day` to the end, `day` included: all before the season, 0 after it."""
        return self.days_between(day, self.last)


def season_code(day: date) -> str:
    """The season a day is worked for: 2026-2027 from 1 July 2026 to 30 June 2027."""
    year = day.year if day.month >= _TURN else day.year - 1
    return f"{year}-{year + 1}"


def season_of(code: str, first: str, last: str, *, last_counts: bool = True) -> Season:
    """The season '2026-2027' in a town that heats from '11-15' to '03-15' (month-day).

    02-29 means the last day of February. Refused when the code is not two years in a row or a day does not exist.
    """
    begin, _, end = code.partition("-")
    if not (begin.isascii() and begin.isdigit() and len(begin) == 4 and end == str(int(begin) + 1)):
        raise Refused(Say(N_("“{code}”不是采暖季，请写成 2026-2027 这样。"), code=code))
    return Season(_day(int(begin), first), _day(int(end), last), last_counts)


def a_year_later(day: date) -> date:
    """The same day of the next year; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _day(year: int, month_day: str) -> date:
    try:
        month, _, day = month_day.partition("-")
        if (month, day) == ("02", "29"):
            return date(year, 3, 1) - timedelta(days=1)
        return date(year, int(month), int(day))
    except ValueError:
        raise Refused(Say(N_("“{day}”不是日期，请写成 11-15 这样的月-日。"), day=month_day)) from None
