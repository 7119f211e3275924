"""When a patrol falls due."""

from datetime import date

import pytest

from heat.rules import patrol_times as times
from heat.rules.calendar import instant, start_of
from heat.rules.patrol_times import HOUR, Schedule
from heat.words import Refused

START = instant("2026-11-20T10:00")
DAY = 24 * HOUR


def always(_day: date) -> str:
    return "season"


def told(dues):
    return [(at - start_of(date(2026, 11, 20))) // HOUR for at in dues]


def test_every_two_hours_counts_from_the_hour_that_was_said():
    plan = Schedule("hours", 2, minute=9 * 60)

    assert told(times.dues(plan, START, START, START + 6 * HOUR, always)) == [11, 13, 15]


def test_what_is_due_was_not_before_the_plan_began():
    assert told(times.dues(Schedule("days", 1, minute=540), START, START - 9 * DAY, START + 2 * DAY, always)) == [
        33,
        57,
    ]


def test_every_third_day_and_on_weekdays():
    third, week = Schedule("days", 3, minute=600), Schedule("weekdays", weekdays=(0, 4), minute=600)

    assert told(times.dues(third, START, START - 1, START + 7 * DAY, always)) == [10, 82, 154]
    # the 20th of November 2026 is a Friday (4), the 23rd a Monday (0)
    assert told(times.dues(week, START, START - 1, START + 7 * DAY, always)) == [10, 82, 178]


def test_a_phase_that_is_not_chosen_is_left_out():
    plan = Schedule("days", 1, minute=600, phases=("first",))

    dues = times.dues(plan, START, START - 1, START + 4 * DAY, lambda day: "first" if day.day < 22 else "season")

    assert told(dues) == [10, 34]


def test_a_stand_still_of_years_gives_the_newest_few_hundred_only():
    assert len(times.dues(Schedule("hours", 1), START, START, START + 3000 * DAY, always)) == times.LONGEST


def test_the_next_one_is_found_also_behind_the_summer():
    plan = Schedule("days", 1, minute=600, phases=("season",))

    def phase(day: date) -> str:
        return "season" if day >= date(2027, 11, 15) else "off"

    assert times.next_after(plan, START, START, phase) == instant("2027-11-15T10:00")
    assert times.next_after(plan, START, START, lambda _day: "off") == START + DAY


def test_a_form_is_read_and_kept():
    plan = times.read("weekdays", "", ["0", "6", "x"], "06:30", ["season"])

    assert plan == Schedule("weekdays", 1, (0, 6), 390, ("season",))
    assert times.of(plan.stored()) == plan


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (("x", "1", [], "09:00", ["off"]), "多久"),
        (("hours", "0", [], "09:00", ["off"]), "间隔"),
        (("days", "二", [], "09:00", ["off"]), "间隔"),
        (("weekdays", "", [], "09:00", ["off"]), "至少选一天"),
        (("days", "1", [], "9点", ["off"]), "09:00"),
        (("days", "1", [], "24:00", ["off"]), "09:00"),
        (("days", "1", [], "09:00", []), "时段"),
    ],
)
def test_what_cannot_be_is_said(form, says):
    with pytest.raises(Refused, match=says):
        times.read(*form)
