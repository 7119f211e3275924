"""The roster: who is on duty in the days asked for, and now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
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


def shifts(first: date, last: date, team_ids: Collection[int]) -> list[Shift]:
    """The shifts of these teams that begin on these days, both included, by hour; one query."""
    if not team_ids:
        return []
    found = db.rows(
        "SELECT d.id, d.team_id, t.name, d.staff_id, s.name, d.start_at, d.end_at, d.kind FROM duty d "
        "JOIN team t ON t.id = d.team_id JOIN staff s ON s.id = d.staff_id WHERE d.start_at >= ? AND d.start_at < ? "
        f"AND d.team_id IN ({','.join('?' * len(team_ids))}) ORDER BY d.start_at, d.id",
        clock.start_of(first),
        clock.start_of(last + timedelta(days=1)),
        *team_ids,
    )
    return [Shift(*row) for row in found]


def by_day(found: list[Shift]) -> dict[date, list[Shift]]:
    """Shifts under the day they begin on."""
    days: dict[date, list[Shift]] = defaultdict(list)
    for one in found:
        days[clock.day_of(one.start_at)].append(one)
    return days


def now(team_ids: Collection[int]) -> list[Shift]:
    """Who of these teams is on duty at this moment; one query."""
    return [one for one in shifts(clock.today() - timedelta(days=7), clock.today(), team_ids) if one.now]


def holidays(first: date, last: date) -> dict[date, str]:
    """The days of rest among these with their names; a plain weekend is 周末. Two small queries."""
    calendar = clocks.current()[1].calendar
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return {
        day: calendar.special[day].name if day in calendar.special else WEEKEND
        for day in days
        if not calendar.spans(day)
    }
