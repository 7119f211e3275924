"""The day a file is looked at: today as it is, or a past day with only what had happened by its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from heat import clock


@dataclass(frozen=True, slots=True)
class AsOf:
    """A day, and whether it is past: then nothing may be changed on what it shows."""

    on: date
    past: bool = False

    @property
    def day(self) -> str:
        """The day as dated rows are compared with it: valid_from <= day < valid_to."""
        return self.on.isoformat()

    @property
    def end(self) -> int:
        """The first instant that is not seen any more."""
        return clock.start_of(self.on + timedelta(days=1))


def now() -> AsOf:
    """Today."""
    return AsOf(clock.today())


def on(day: date | None) -> AsOf:
    """A day of the past; today for none and for a day that has not been yet."""
    today = clock.today()
    return AsOf(day, True) if day and day < today else AsOf(today)
