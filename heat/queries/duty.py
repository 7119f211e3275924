"""The roster: who is on duty in the days asked for, and now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from heat import clock, db
from heat.queries import clocks
from heat.words import N_

WEEKEND = N_("周末")


@dataclass(frozen=True)
class Shift:
    """One person on duty from an instant to another."""

    id: int
    team_id: int
    team: str
    staff_id: int
    name: str
    start_at: int
    end_at: int
    kind: str

    @property
    def now(self) -> bool:
        """Whether it runs at this moment."""
        return self.start_at <= clock.now() < self.end_at


def shifts(first: date, last: date, team_id: int | None = None) -> list[Shift]:
    """The shifts that begin on these days, both included, by hour; one query."""
    found = db.rows(
        "SELECT d.id, d.team_id, t.name, d.staff_id, s.name, d.start_at, d.end_at, d.kind FROM duty d "
        "JOIN team t ON t.id = d.team_id JOIN staff s ON s.id = d.staff_id WHERE d.start_at >= ? AND d.start_at < ? "
        f"{'AND d.team_id = ? ' if team_id else ''}ORDER BY d.start_at, d.id",
        clock.start_of(first),
        clock.start_of(last + timedelta(days=1)),
        *([team_id] if team_id else []),
    )
    return [Shift(*row) for row in found]


def by_day(found: list[Shift]) -> dict[date, list[Shift]]:
    """Shifts under the day they begin on."""
    days: dict[date, list[Shift]] = defaultdict(list)
    for one in found:
        days[clock.day_of(one.start_at)].append(one)
    return days


def now(team_id: int | None = None) -> list[Shift]:
    """Who is on duty at this moment; one query."""
    return [one for one in shifts(clock.today() - timedelta(days=7), clock.today(), team_id) if one.now]


def holidays(first: date, last: date) -> dict[date, str]:
    """The days of rest among these with their names; a plain weekend is 周末. Two small queries."""
    calendar = clocks.current()[1].calendar
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        day: calendar.special[day].name if day in calendar.special else WEEKEND
        for day in days
        if not calendar.spans(day)
    }
