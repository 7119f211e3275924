"""The week of the demo town: who is on duty, which visits are agreed on, and whom the late tickets were told to."""

from __future__ import annotations

from datetime import timedelta

from heat import clock, db
from heat.services import breaches, dispatch, duty, jobs
from heat.services.demo_town import Town
from heat.services.duty import Turn

_WEEKS = 2
_HOURS = ("09:00", "10:30", "14:00", "16:00")


def on_duty(made: Town) -> None:
    """Nights of this week and the next by the first team, the weekends' days by the second."""
    leader, monday = made.actor("leader"), made.today - timedelta(days=made.today.weekday())
    teams = db.rows("SELECT id FROM team ORDER BY id LIMIT 2")
    (first,), (second,) = teams
    nights = Turn(
        first, made.technicians[0::3], monday, monday + timedelta(days=7 * _WEEKS - 1), "20:00", "08:00", "night"
    )
    duty.add(leader, nights)
    for week in range(_WEEKS):
        saturday = monday + timedelta(days=5 + 7 * week)
        turn = Turn(second, made.technicians[1::3], saturday, saturday + timedelta(days=1), "08:30", "17:30", "holiday")
        duty.add(leader, turn)


def agreed(made: Town, now: int) -> None:
    """Visits of today and tomorrow for tickets that wait for one."""
    found = db.rows(
        "SELECT id, version, assignee_id FROM ticket WHERE state IN ('assigned', 'accepted') "
        "AND assignee_id IS NOT NULL AND incident_id IS NULL ORDER BY id DESC LIMIT ?",
        2 * len(_HOURS),
    )
    with clock.stopped(now):
        for n, (ticket_id, version, staff_id) in enumerate(found):
            day = made.today + timedelta(days=n // len(_HOURS))
            hour = _HOURS[n % len(_HOURS)]
            dispatch.plan(made.actor("leader"), [(ticket_id, version)], staff_id=staff_id, day=day, hour=hour)


def told_of_late(now: int) -> None:
    """What the clocks would have told in the last day."""
    with clock.stopped(now - clock.DAY):
        jobs.beat(breaches.NAME)
    with clock.stopped(now):
        breaches.sweep()
