"""When a step of a flow should be done: the one place that turns minutes into an instant."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heat.services import deadlines


def due_at(entered_at: int, limit: Mapping[str, Any]) -> int | None:
    """The instant a step's time is over, None for a step without a limit.

    `limit` is {"minutes": 30, "hours": "work" | "clock"}: of the office's working time, or day and night.
    """
    minutes = int(limit.get("minutes") or 0)
    return deadlines.due_after(entered_at, minutes, working=limit.get("hours") == "work") if minutes else None
