"""Room temperatures of one household over its seasons: every measurement by hand, and sensors as means of a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from heat import clock, db
from heat.queries.as_of import AsOf
from heat.rules.devices import ROOM_SENSOR

WEEK = 7 * clock.DAY


@dataclass(frozen=True, slots=True)
class Measured:
    """A temperature somebody wrote down, in 0.1 ℃."""

    at: int
    tenths: int
    by: str | None
    number: str | None

    @property
    def celsius(self) -> Decimal:
        """The same in ℃ with one decimal."""
        return Decimal(self.tenths) / 10


@dataclass(frozen=True, slots=True)
class Winter:
    """A season as the chart shows it: its weeks that have a mean, as (week from 0, ℃)."""

    code: str
    first: date
    last: date
    weeks: tuple[tuple[int, Decimal], ...]

    @property
    def n_weeks(self) -> int:
        """How many weeks the season has, the last one perhaps not whole."""
        return (self.last - self.first).days // 7 + 1

    @property
    def mean(self) -> Decimal | None:
        """The mean of its weeks, None without any."""
        if not self.weeks:
            return None
        return Decimal(sum(value for _, value in self.weeks) / len(self.weeks)).quantize(Decimal("0.1"))


def measured(household_id: int, seen: AsOf, limit: int = 200) -> list[Measured]:
    """What was measured by hand up to the end of a day, newest first; one query."""
    found = db.rows(
        "SELECT c.at, c.text, s.name, t.number FROM contact c LEFT JOIN staff s ON s.id = c.by_id "
        "LEFT JOIN ticket t ON c.subject = 'ticket' AND t.id = c.subject_id "
        "WHERE c.household_id = ? AND c.kind = 'temperature' AND c.at < ? ORDER BY c.at DESC, c.id DESC LIMIT ?",
        household_id,
        seen.end,
        limit,
    )
    return [Measured(at, tenths, *who) for at, text, *who in found if (tenths := _tenths(text)) is not None]


def winters(
    household_id: int, seasons: Sequence[tuple[str, date, date]], by_hand: Sequence[Measured], seen: AsOf
) -> list[Winter]:
    """The seasons (code, first day, last day) with the mean of each week, of hands and sensors together. One query."""
    if not seasons:
        return []
    begin = clock.start_of(min(first for _, first, _ in seasons))
    sums: dict[int, tuple[Decimal, int]] = {}
    for day, total, n in _sensed(household_id, begin, seen.end):
        sums[day] = (total, n)
    for one in by_hand:
        day = (one.at - begin) // clock.DAY
        total, n = sums.get(day, (Decimal(0), 0))
        sums[day] = (total + one.celsius, n + 1)
    return [Winter(code, first, last, _weeks(first, last, begin, sums)) for code, first, last in seasons]


def _weeks(
    first: date, last: date, begin: int, sums: dict[int, tuple[Decimal, int]]
) -> tuple[tuple[int, Decimal], ...]:
    made: dict[int, tuple[Decimal, int]] = {}
    start = (clock.start_of(first) - begin) // clock.DAY
    for offset in range((last - first).days + 1):
        if found := sums.get(start + offset):
            total, n = made.get(offset // 7, (Decimal(0), 0))
            made[offset // 7] = (total + found[0], n + found[1])
    return tuple((week, (total / n).quantize(Decimal("0.1"))) for week, (total, n) in sorted(made.items()))


def _sensed(household_id: int, begin: int, end: int) -> list[tuple[int, Decimal, int]]:
    """What sensors read while they hung in the household, as (day from `begin`, sum in ℃, how many)."""
    found = db.rows(
        "SELECT f.valid_from, f.valid_to, (r.at - ?) / ?, d.scale, sum(r.value), count(*) FROM device_fit f "
        "JOIN device d ON d.id = f.device_id "
        "JOIN reading r ON r.device_id = d.id AND r.at >= ? AND r.at < ? AND r.quality = 0 "
        "WHERE f.household_id = ? AND d.kind = ? GROUP BY 1, 2, 3, 4",
        begin,
        clock.DAY,
        begin,
        end,
        household_id,
        ROOM_SENSOR,
    )
    return [
        (day, Decimal(int(total)) / scale, n)
        for since, until, day, scale, total, n in found
        if str(since) <= clock.day_of(begin + day * clock.DAY).isoformat() < str(until)
    ]


def newest(household_id: int, by_hand: Sequence[Measured], seen: AsOf) -> Measured | None:
    """The last temperature there is on a day, by hand or from a sensor; one query."""
    found = db.row(
        "SELECT r.at, r.value * 10 / d.scale FROM device_fit f JOIN device d ON d.id = f.device_id "
        "JOIN reading r ON r.device_id = d.id AND r.at < ? AND r.quality = 0 "
        "WHERE f.household_id = ? AND d.kind = ? AND f.valid_from <= ? AND f.valid_to > ? ORDER BY r.at DESC LIMIT 1",
        seen.end,
        household_id,
        ROOM_SENSOR,
        seen.day,
        seen.day,
    )
    read = [Measured(found[0], int(found[1]), None, None)] if found else []
    return max([*read, *by_hand[:1]], key=lambda one: one.at, default=None)


def season_days(code: str, calendar: dict[str, tuple[date, date]]) -> tuple[str, date, date]:
    """A season with its first and last day: the office's, or the usual ones of a season nobody has planned."""
    year = int(code[:4])
    first, last = calendar.get(code) or (date(year, 11, 15), date(year + 1, 3, 15))
    return code, first, max(last, first + timedelta(days=1))


def _tenths(text: str) -> int | None:
    try:
        return int(Decimal(text) * 10)
    except InvalidOperation:
        return None
