"""Working time (工作时间): hours by weekday, holidays and make-up days (调休), and the season a day belongs to.

Instants are UTC milliseconds, spans half-open: 17:30 belongs to the evening. A year whose holidays nobody has entered
follows its weekdays; `years` tells which are known, so that the office can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from heat.words import N_, Refused, Say

MINUTE, DAY = 60_000, 86_400_000
# Shanghai has kept UTC+8 without summer time since 1992
_OFFSET = 8 * 60 * MINUTE
_EPOCH = date(1970, 1, 1).toordinal()
# nobody waits longer: with at least one working span a week this is never reached
_FAR = 4000

Span = tuple[int, int]


def instant(text: str) -> int:
    """The instant of '2026-11-20T16:40' in Shanghai; Refused with an example, also before 2000 and after 2100."""
    try:
        when = datetime.fromisoformat(text.strip())
        if when.tzinfo is not None or not 2000 <= when.year <= 2100:
            raise ValueError(text)
    except ValueError:
        raise Refused(Say(N_("“{text}”不是时间，请写成 2026-11-20 16:40"), text=text[:20])) from None
    return start_of(when.date()) + (when.hour * 60 + when.minute) * MINUTE


def day_of(at: int) -> date:
    """The business day in Shanghai that an instant falls on."""
    return date.fromordinal(_EPOCH + (at + _OFFSET) // DAY)


def start_of(day: date) -> int:
    """The first instant of a business day."""
    return (day.toordinal() - _EPOCH) * DAY - _OFFSET


@dataclass(frozen=True, slots=True)
class Range:
    """Days in a row that are off, or worked although they are a weekend; both ends included, as the notices say it."""

    first: date
    last: date
    works: bool
    name: str

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise Refused(
                Say(
                    N_("“{name}”的首日 {first} 晚于末日 {last}，请核对"),
                    name=self.name,
                    first=self.first,
                    last=self.last,
                )
            )
        if (self.last - self.first).days > 60:
            raise Refused(Say(N_("“{name}”超过 60 天，请核对年份"), name=self.name))

    def days(self) -> Iterator[date]:
        """Each day of it."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))


_OFFICE: tuple[Span, ...] = ((510, 720), (810, 1050))  # 8:30-12:00 and 13:30-17:30
OFFICE_WEEK: tuple[tuple[Span, ...], ...] = (_OFFICE,) * 5 + ((), ())
ROUND_THE_CLOCK: tuple[tuple[Span, ...], ...] = (((0, 1440),),) * 7


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of time that counts or does not, and why not: night, break, weekend or the name of a holiday."""

    start: int
    end: int
    counts: bool
    why: str = ""


@dataclass(frozen=True)
class Calendar:
    """When an office works: spans of minutes for Monday to Sunday, and the days that differ."""

    week: tuple[tuple[Span, ...], ...] = OFFICE_WEEK
    ranges: tuple[Range, ...] = ()
    special: Mapping[date, Range] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if len(self.week) != 7 or not any(self.week):
            raise Refused(Say(N_("一周里至少要有一天有工作时间")))
        for spans in self.week:
            _must_be_in_order(spans)
        object.__setattr__(self, "special", _by_day(self.ranges))

    @property
    def years(self) -> frozenset[int]:
        """Years whose holidays are known: those with at least four entered, New Year alone says nothing."""
        named: dict[int, set[str]] = {}
        for one in self.ranges:
            if not one.works:
                named.setdefault(one.first.year, set()).add(one.name)
        return frozenset(year for year, names in named.items() if len(names) >= 4)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The working spans of a day in minutes; a make-up day is worked like the first weekday that is worked."""
        found = self.special.get(day)
        if found is None:
            return self.week[day.weekday()]
        return next(spans for spans in self.week if spans) if found.works else ()

    def add(self, start: int, minutes: int) -> int:
        """The instant by which so many minutes of working time have passed since `start`; 0 minutes is `start`."""
        return self.later(start, minutes * MINUTE)

    def later(self, start: int, length: int) -> int:
        """Like `add`, the length in milliseconds."""
        if length <= 0:
            return start
        left, day = length, day_of(start)
        for _ in range(_FAR):
            for begin, end in self._instants(day):
                begin = max(begin, start)
                if end - begin >= left:
                    return begin + left
                left -= max(0, end - begin)
            day += timedelta(days=1)
        raise OverflowError("no working time within ten years")

    def between(self, start: int, end: int) -> int:
        """Working time from one instant to another, in milliseconds; 0 when the second is not later."""
        day, last, total = day_of(start), day_of(end), 0
        while day <= last:
            total += sum(max(0, min(to, end) - max(at, start)) for at, to in self._instants(day))
            day += timedelta(days=1)
        return total

    def pieces(self, start: int, end: int) -> list[Piece]:
        """The whole way from one instant to another, working stretches and what lies between, without a hole."""
        made: list[Piece] = []
        day = day_of(start)
        while start < end:
            for begin, to in [*self._instants(day), (start_of(day) + DAY, 0)]:
                if (stop := min(begin, end)) > start:
                    _join(made, Piece(start, stop, False, self._rest(day, start)))
                    start = stop
                if (stop := min(to, end)) > start:
                    _join(made, Piece(start, stop, True))
                    start = stop
            day += timedelta(days=1)
        return made

    def _instants(self, day: date) -> Iterator[Span]:
        midnight = start_of(day)
        return ((midnight + begin * MINUTE, midnight + end * MINUTE) for begin, end in self.spans(day))

    def _rest(self, day: date, at: int) -> str:
        """Why nothing counts at this instant."""
        if found := self.special.get(day):
            if not found.works:
                return found.name
        elif not self.week[day.weekday()]:
            return N_("周末")
        minute = (at - start_of(day)) // MINUTE
        spans = self.spans(day)
        return N_("休息") if spans[0][0] <= minute < spans[-1][1] else N_("下班")


def _join(made: list[Piece], piece: Piece) -> None:
    """What follows its like is one stretch, over midnight too."""
    if made and (made[-1].counts, made[-1].why) == (piece.counts, piece.why):
        made[-1] = Piece(made[-1].start, piece.end, piece.counts, piece.why)
    else:
        made.append(piece)


def _by_day(ranges: Iterable[Range]) -> dict[date, Range]:
    found: dict[date, Range] = {}
    for one in ranges:
        for day in one.days():
            if day in found:
                raise Refused(
                    Say(
                        N_("{day} 同时写在“{one}”和“{other}”里，请删掉一条"),
                        day=day,
                        one=found[day].name,
                        other=one.name,
                    )
                )
            found[day] = one
    return found


def _must_be_in_order(spans: Iterable[Span]) -> None:
    before = 0
    for begin, end in spans:
        if not before <= begin < end <= 1440:
            raise Refused(Say(N_("工作时间要从早到晚写，不能重叠，例如 08:30-12:00 13:30-17:30")))
        before = end


def read_spans(text: str) -> tuple[Span, ...]:
    """'08:30-12:00 13:30-17:30' as spans; nothing or 休 is a day of rest. Refused with an example."""
    words = text.replace("～", "-").replace("—", "-").replace("–", "-").replace("：", ":").replace("，", " ").split()
    if words in ([], ["休"], ["休息"]):
        return ()
    spans = tuple(_span(word) for word in words)
    _must_be_in_order(spans)
    return spans


def _span(word: str) -> Span:
    begin, dash, end = word.partition("-")
    found = (_minute(begin), _minute(end)) if dash else None
    if found is None or None in found:
        raise Refused(Say(N_("“{text}”看不懂，请写成 08:30-12:00 13:30-17:30，休息日留空"), text=word[:20]))
    return found  # type: ignore[return-value]


def _minute(text: str) -> int | None:
    hour, colon, minute = text.partition(":")
    if not (colon and hour.isascii() and hour.isdigit() and minute.isascii() and minute.isdigit() and len(minute) == 2):
        return None
    at = int(hour) * 60 + int(minute) if len(hour) <= 2 and int(minute) < 60 else 9999
    return at if at <= 1440 else None


def written(spans: Iterable[Span]) -> str:
    """Spans as people type them."""
    return " ".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60:02d}:{b % 60:02d}" for a, b in spans)


ALWAYS = Calendar(ROUND_THE_CLOCK)
FIRST, SEASON, OFF = "first", "season", "off"
PHASES = {FIRST: N_("供暖初期"), SEASON: N_("供暖期"), OFF: N_("非供暖期")}


@dataclass(frozen=True, slots=True)
class Phase:
    """Where a day stands in the heating year; `day` counts from 1 on the first day of heating, 0 outside."""

    code: str
    day: int = 0


def phase_of(day: date, first: date | None, last: date | None, first_days: int) -> Phase:
    """The phase of a day; both ends of the season count. Without dates the office heats nothing: off season."""
    if first is None or last is None or not first <= day <= last:
        return Phase(OFF)
    n = (day - first).days + 1
    return Phase(FIRST if n <= first_days else SEASON, n)
