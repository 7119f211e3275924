"""Numbers that come with a request: ids, versions and places in a list, as digits or as something else."""

from __future__ import annotations

_MOST_DIGITS = 18  # what a column of 64 bits holds for certain


def whole(text: str) -> int | None:
    """The number that plain digits say; None for all else, also for one that no row of ours can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None


def pair(text: str) -> tuple[int, int] | None:
    """Where a list goes on: '1795240800000,17' is the sort key and id of the last row shown."""
    first, _comma, second = text.partition(",")
    key, row_id = whole(first), whole(second)
    return None if key is None or row_id is None else (key, row_id)
