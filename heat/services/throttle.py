"""Counting tries so that guessing is slow: a bucket, a time slot, a number."""

from __future__ import annotations

from heat import clock, db
from heat.words import N_, Refused, Say


class TooMany(Refused):
    """Too many tries (HTTP 429); `seconds` until the next one counts."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        super().__init__(Say(N_("尝试次数太多，请 {minutes} 分钟后再试"), minutes=max(1, -(-seconds // 60))))


def count(bucket: str, limit: int, minutes: int) -> None:
    """Count one try in this slot of `minutes`; TooMany from the try after `limit` on, until the slot ends."""
    length = minutes * clock.MINUTE
    slot = clock.now() // length * length
    with db.writing():
        tries = db.rows(
            "INSERT INTO throttle (bucket, slot, n) VALUES (?, ?, 1) "
            "ON CONFLICT (bucket, slot) DO UPDATE SET n = throttle.n + 1 RETURNING n",
            bucket,
            slot,
        )[0][0]
    if tries > limit:
        raise TooMany((slot + length - clock.now()) // 1000)


def forget(bucket: str) -> None:
    """A success clears the tries of its bucket."""
    db.run("DELETE FROM throttle WHERE bucket = ?", bucket)
