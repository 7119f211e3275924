"""The week of the teams: planned visits by technician and day, what still has to be planned, and how much fits."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from heat import clock, db
from heat.queries import clocks, duty, flow_bodies, ticket_rows, visible
from heat.queries.board import Team
from heat.queries.duty import Shift
from heat.queries.ticket_rows import TicketRow
from heat.rules.flows import ACCEPTED, ASSIGNED, NEW, ON_HOLD
from heat.rules.permissions import Actor

DAYS = 7
_HOUR = 60  # minutes of a visit while none was ever measured
_MOST_STOPS = 3000  # visits of a week that are read: sixty people with seven a day
_MOST = 300  # tickets that are looked through for what has to be planned


@dataclass(frozen=True)
class Stop:
    """One planned visit; `done` when somebody has left the door again."""

    row: TicketRow
    at: int
    done: bool


@dataclass
class Cell:
    """One technician's day: visits by hour, shifts, and whether it is a day of rest without either."""

    stops: list[Stop] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)
    rest: bool = False


@dataclass
class Line:
    """One technician's week; `minutes` planned beside `room`, the working minutes of the days from today on."""

    staff_id: int
    name: str
    team: str
    cells: dict[date, Cell]
    minutes: int = 0
    room: int = 0

    @property
    def stops(self) -> int:
        """How many visits are planned."""
        return sum(len(cell.stops) for cell in self.cells.values())

    @property
    def percent(self) -> int:
        """How much of the room is taken, up to 100."""
        return min(100, self.minutes * 100 // self.room) if self.room else 100 * bool(self.minutes)


@dataclass(frozen=True)
class Week:
    """The whole sheet: days with the name of a holiday, technicians, tickets to plan by day, minutes left a day."""

    days: list[date]
    rest: dict[date, str]
    lines: list[Line]
    unplanned: dict[date, list[TicketRow]]
    left: dict[date, int]
    visit_minutes: int

    @property
    def planned(self) -> int:
        """Visits of the week."""
        return sum(line.stops for line in self.lines)


def week(actor: Actor, teams: list[Team], first: date) -> Week:
    """The seven days from `first` on for these teams. A fixed number of queries, however many visits."""
    days = [first + timedelta(days=n) for n in range(DAYS)]
    rest, length = duty.holidays(days[0], days[-1]), typical_minutes()
    lines = _lines(teams, days)
    planned = _stops(actor, lines, days)
    for shift in duty.shifts(days[0], days[-1], [team.id for team in teams]):
        if line := lines.get(shift.staff_id):
            line.cells[clock.day_of(shift.start_at)].shifts.append(shift)
    working = _working(days)
    left = dict.fromkeys(days, 0)
    for line in lines.values():
        for day, cell in line.cells.items():
            cell.rest = day in rest and not cell.stops and not cell.shifts
            used = length * sum(not stop.done for stop in cell.stops)
            line.minutes += used
            line.room += working[day]
            left[day] += max(0, working[day] - used)
    team_ids = {team.id for team in teams}
    return Week(days, rest, list(lines.values()), _unplanned(actor, team_ids, planned, days), left, length)


def _lines(teams: list[Team], days: list[date]) -> dict[int, Line]:
    found: dict[int, Line] = {}
    for team in teams:
        for staff_id, name in team.members:
            found.setdefault(staff_id, Line(staff_id, name, team.name, {day: Cell() for day in days}))
    return found


def _stops(actor: Actor, lines: dict[int, Line], days: list[date]) -> set[int]:
    """Put the planned visits into their cells; the tickets that have one. One query along (staff_id, planned_at)."""
    scope = visible.tickets(actor)
    if not lines:
        return set()
    found = db.rows(
        ticket_rows.SELECT.replace("SELECT t.id", "SELECT v.staff_id, v.planned_at, v.left_at, t.id", 1)
        + f"JOIN visit v ON v.ticket_id = t.id WHERE v.staff_id IN ({','.join('?' * len(lines))}) "
        f"AND v.planned_at >= ? AND v.planned_at < ? AND {scope.sql} ORDER BY v.planned_at, v.id LIMIT {_MOST_STOPS}",
        *lines,
        clock.start_of(days[0]),
        clock.start_of(days[-1] + timedelta(days=1)),
        *scope.values,
    )
    for staff_id, at, left_at, *row in found:
        stop = Stop(ticket_rows.as_row(tuple(row)), at, left_at is not None)
        lines[staff_id].cells[clock.day_of(at)].stops.append(stop)
    return {row[3] for row in found if row[2] is None}


def _unplanned(actor: Actor, team_ids: set[int], planned: set[int], days: list[date]) -> dict[date, list[TicketRow]]:
    """Open work of these teams that no visit is agreed for, under the day it falls due; overdue ones under today."""
    scope, (standing, values) = visible.tickets(actor), flow_bodies.standing(NEW, ASSIGNED, ACCEPTED, ON_HOLD)
    found = db.rows(
        f"{ticket_rows.SELECT} WHERE t.id IN (SELECT t.id FROM ticket t WHERE t.closed_at IS NULL "
        f"AND {standing} AND NOT EXISTS (SELECT 1 FROM visit v "
        "WHERE v.ticket_id = t.id AND v.left_at IS NULL AND v.planned_at IS NOT NULL) "
        f"AND {scope.sql} ORDER BY t.due_at, t.id LIMIT {_MOST}) ORDER BY t.due_at, t.id",
        *values,
        *scope.values,
    )
    made: dict[date, list[TicketRow]] = defaultdict(list)
    today = max(clock.today(), days[0])
    for row in (ticket_rows.as_row(one) for one in found):
        if row.id in planned or (row.team_id is not None and row.team_id not in team_ids):
            continue
        day = max(today, clock.day_of(row.due_at)) if row.due_at else today
        if day <= days[-1]:
            made[day].append(row)
    return made


def _working(days: list[date]) -> dict[date, int]:
    """Working minutes of each day, what has gone already not counted."""
    calendar, now = clocks.current()[1].calendar, clock.now()
    return {
        day: calendar.between(max(now, clock.start_of(day)), clock.start_of(day + timedelta(days=1))) // clock.MINUTE
        for day in days
    }


def typical_minutes() -> int:
    """How long a visit takes: the mean of the last two hundred measured ones; one query along the key."""
    mean = db.value(
        "SELECT avg(minutes) FROM (SELECT minutes FROM visit WHERE minutes IS NOT NULL ORDER BY id DESC LIMIT 200) x"
    )
    return max(5, round(float(mean))) if mean else _HOUR


def first_hour(day: date) -> int:
    """When a visit of a day is planned without an hour: the beginning of work, later today the next full hour."""
    spans = clocks.current()[1].calendar.spans(day)
    start = clock.start_of(day) + (spans[0][0] if spans else 9 * 60) * clock.MINUTE
    return max(start, clock.now() // clock.HOUR * clock.HOUR + clock.HOUR) if day == clock.today() else start
