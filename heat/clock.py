"""The only place that asks the time: instants are UTC milliseconds, business days are dates in Shanghai."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND, MINUTE, HOUR, DAY = 1_000, 60_000, 3_600_000, 86_400_000
_stopped_at: int | None = None


def now() -> int:
    """This instant as UTC milliseconds."""
    return _stopped_at if _stopped_at is not None else time.time_ns() // 1_000_000


def today() -> date:
    """The business day it is in Shanghai."""
    return day_of(now())


def local(at: int) -> datetime:
    """The Shanghai wall clock of an instant."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(SHANGHAI)


def day_of(at: int) -> date:
    """The business day an instant falls on."""
    return local(at).date()


def start_of(day: date) -> int:
    """The first instant of a business day."""
    return int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp() * 1000)


def ticks() -> float:
    """Seconds of a clock that never jumps, for time-outs and durations only."""
    return time.monotonic()


@contextmanager
def stopped(at: int | date) -> Iterator[None]:
    """Hold the clock at an instant, or at noon of a day: for tests, rehearsals and the demo town."""
    global _stopped_at
    before = _stopped_at
    _stopped_at = at if isinstance(at, int) else start_of(at) + 12 * HOUR
    try:
        yield
    finally:
        _stopped_at = before
