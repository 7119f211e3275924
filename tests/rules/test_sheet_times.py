"""A sheet says hours of a clock; which day they were follows from when it is typed."""

from datetime import datetime

import pytest

from heat.rules import sheet_times
from heat.words import Refused


def at(text: str) -> datetime:
    """A minute of November on the wall clock."""
    return datetime.fromisoformat(f"2026-11-{text}")


OPENED = at("20 08:00")
MORNING = at("21 09:00")


def read(**typed):
    return sheet_times.read(typed, OPENED, MORNING)


def test_a_sheet_without_hours_says_nothing():
    assert read() == sheet_times.Times()


def test_an_hour_that_has_been_today_is_todays():
    assert read(arrived="08:10", done="8:50") == sheet_times.Times(at("21 08:10"), at("21 08:50"))


def test_an_hour_that_is_yet_to_come_was_yesterdays():
    assert read(arrived="15:30", done="16:20") == sheet_times.Times(at("20 15:30"), at("20 16:20"))


def test_work_over_midnight_began_the_day_before():
    assert read(arrived="23:30", done="00:40").arrived == at("20 23:30")


def test_a_day_that_is_written_counts():
    assert read(day="2026-11-20", done="08:30").done == at("20 08:30")


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"day": "2026-11-21", "done": "10:00"}, "完工时间 11-21 10:00 不在受理"),  # an hour from now
        ({"day": "2026-11-19", "arrived": "10:00"}, "到场时间 11-19 10:00 不在受理"),  # before anybody called
        ({"day": "2026-11-20"}, "也请填到场或完工时间"),
        ({"done": "25:00"}, "不是时间"),
    ],
    ids=["to come", "before the call", "a day alone", "no hour"],
)
def test_what_cannot_have_been_is_refused_in_a_sentence(typed, why):
    with pytest.raises(Refused, match=why):
        read(**typed)


def test_the_year_of_a_wrong_day_is_said():
    with pytest.raises(Refused, match="到场时间 1926-01-01 08:00 不在受理（11-20 08:00）和现在之间"):
        read(day="1926-01-01", arrived="08:00")
