"""Whether the machine behind the pages does its work."""

from __future__ import annotations

from heat import clock, db

LATE = 5 * clock.MINUTE


def worker_is_late() -> bool:
    """Whether the worker has been silent for five minutes, in a new office since it was installed. One query."""
    seen = db.value(
        "SELECT coalesce((SELECT at FROM heartbeat WHERE name = 'worker'), (SELECT at FROM audit ORDER BY id LIMIT 1))"
    )
    return seen is not None and clock.now() - seen > LATE
