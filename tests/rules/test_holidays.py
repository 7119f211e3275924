"""The published days, counted against the notices."""

from datetime import date

import pytest

from heat.rules.calendar import Calendar
from heat.rules.holidays import PUBLISHED

OFFICE = Calendar(ranges=PUBLISHED)


@pytest.mark.parametrize(("year", "off", "worked"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_a_year_has_as_many_days_off_and_make_up_days_as_its_notice(year, off, worked):
    days = [(day, one.works) for one in PUBLISHED for day in one.days() if day.year == year]

    assert sum(not works for _, works in days) == off
    assert sum(works for _, works in days) == worked


def test_a_make_up_day_is_always_a_weekend():
    assert {day.weekday() for one in PUBLISHED if one.works for day in one.days()} <= {5, 6}


def test_the_spring_festival_of_2026_is_nine_days_and_two_weekends_are_worked():
    assert not any(OFFICE.spans(date(2026, 2, day)) for day in range(15, 24))
    assert OFFICE.spans(date(2026, 2, 14)) and OFFICE.spans(date(2026, 2, 28))
