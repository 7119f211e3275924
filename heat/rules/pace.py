"""How fast long work goes and how long it still takes, from what is done so far."""

from __future__ import annotations

from typing import NamedTuple


class Pace(NamedTuple):
    """Rows in a second, and the seconds that are left."""

    per_second: int
    seconds_left: int


def pace(done: int, total: int, took_ms: int) -> Pace | None:
    """The pace of work that has done `done` of `total` in `took_ms`; None while that is too little to tell."""
    if took_ms < 1000 or done <= 0 or total <= 0:
        return None
    per_second = done * 1000 / took_ms
    return Pace(max(1, round(per_second)), max(0, round((total - done) / per_second)))
