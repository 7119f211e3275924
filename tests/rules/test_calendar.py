"""Working time over nights, weekends, holidays and years; the phases of a heating year."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import calendar as rules
from heat.rules.calendar import ALWAYS, MINUTE, Calendar, Range, read_spans, written
from heat.rules.holidays import PUBLISHED
from heat.words import Refused

OFFICE = Calendar(ranges=PUBLISHED)
SHANGHAI = timezone(timedelta(hours=8))
HOUR = 60 * MINUTE
# around two turns of a year, a leap day, the Spring Festival and the end of what is known
instants = st.datetimes(datetime(2023, 12, 20), datetime(2028, 3, 10)).map(  # noqa: DTZ001 - Shanghai's wall clock
    lambda when: int(when.replace(tzinfo=SHANGHAI, microsecond=0).timestamp() * 1000)
)
lengths = st.integers(0, 9000)
calendars = st.sampled_from([OFFICE, ALWAYS, Calendar(((), (), ((0, 1440),), ((1439, 1440),), (), (), ((60, 61),)))])


def at(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).timestamp() * 1000)


@given(calendars, instants, lengths)
def test_what_was_added_lies_between(days, start, minutes):
    assert days.between(start, days.add(start, minutes)) == minutes * MINUTE


@given(calendars, instants, instants, lengths)
def test_whoever_begins_later_is_not_done_earlier(days, one, other, minutes):
    first, second = sorted((one, other))

    assert days.add(first, minutes) <= days.add(second, minutes)


@given(calendars, instants, lengths, lengths)
def test_working_time_adds_up(days, start, some, more):
    assert days.add(days.add(start, some), more) == days.add(start, some + more)


@given(calendars, instants, st.integers(0, 40 * 24 * 60))
def test_the_pieces_have_no_hole_and_sum_to_the_whole(days, start, minutes):
    end = start + minutes * MINUTE
    pieces = days.pieces(start, end)

    assert sum(one.end - one.start for one in pieces) == end - start
    assert [one.end for one in pieces[:-1]] == [one.start for one in pieces[1:]]
    assert sum(one.end - one.start for one in pieces if one.counts) == days.between(start, end)


def test_the_evening_goes_on_the_next_morning():
    # Friday 16:40: 50 minutes are left of the day, the 70 others begin on Monday at 8:30
    assert OFFICE.add(at("2026-11-20 16:40"), 120) == at("2026-11-23 09:40")


def test_a_span_ends_before_its_last_minute():
    assert OFFICE.between(at("2026-11-20 17:30"), at("2026-11-20 18:00")) == 0
    assert OFFICE.add(at("2026-11-20 17:00"), 30) == at("2026-11-20 17:30")


def test_the_break_at_noon_does_not_count():
    assert OFFICE.between(at("2026-11-20 11:30"), at("2026-11-20 14:00")) == HOUR


def test_new_year_is_a_holiday_and_the_sunday_after_is_worked():
    # 31 December 17:00 leaves 30 minutes; 1 to 3 January are off, Sunday the 4th is a make-up day
    assert OFFICE.add(at("2025-12-31 17:00"), 60) == at("2026-01-04 09:00")


def test_a_leap_day_is_a_day():
    assert OFFICE.add(at("2024-02-28 17:00"), 30 + 450) == at("2024-02-29 17:30")


def test_a_year_nobody_entered_follows_its_weekdays():
    assert 2027 not in OFFICE.years
    assert OFFICE.add(at("2027-10-01 08:30"), 60) == at("2027-10-01 09:30")  # a Friday


def test_the_clock_counts_every_minute_of_the_night():
    assert ALWAYS.add(at("2026-12-31 23:30"), 60) == at("2027-01-01 00:30")


def test_the_pieces_say_why_time_stands_still():
    pieces = OFFICE.pieces(at("2026-09-30 17:00"), at("2026-10-08 09:00"))

    assert [(one.counts, one.why) for one in pieces] == [
        (True, ""),
        (False, "下班"),
        (False, "国庆节"),
        (False, "下班"),
        (True, ""),
    ]


@pytest.mark.parametrize("text", ["", "休", "08:30-12:00 13:30-17:30", "00:00-24:00"])
def test_hours_are_read_as_they_are_written(text):
    assert written(read_spans(text)) == text.replace("休", "")


def test_full_width_marks_are_read_too():
    assert read_spans("8：30～12：00，13：30—17：30") == ((510, 720), (810, 1050))


@pytest.mark.parametrize(
    "text", ["8-12", "08:30", "25:00-26:00", "08:60-09:00", "12:00-08:00", "08:00-10:00 09:00-11:00"]
)
def test_hours_that_cannot_be_are_refused_with_an_example(text):
    with pytest.raises(Refused, match="08:30-12:00 13:30-17:30"):
        read_spans(text)


def test_a_week_without_work_is_refused():
    with pytest.raises(Refused, match="至少要有一天"):
        Calendar(((),) * 7)


def test_a_day_cannot_be_off_and_worked():
    day = date(2027, 2, 6)

    with pytest.raises(Refused, match="同时写在"):
        Calendar(ranges=(Range(day, day, False, "春节"), Range(day, day, True, "补班")))


@pytest.mark.parametrize(("first", "last", "says"), [(8, 1, "晚于末日"), (1, 400, "超过 60 天")])
def test_a_holiday_ends_after_it_begins(first, last, says):
    begin = date(2027, 1, 1)

    with pytest.raises(Refused, match=says):
        Range(begin + timedelta(days=first), begin + timedelta(days=last), False, "春节")


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        (date(2026, 11, 14), (rules.OFF, 0)),
        (date(2026, 11, 15), (rules.FIRST, 1)),
        (date(2026, 11, 24), (rules.FIRST, 10)),
        (date(2026, 11, 25), (rules.SEASON, 11)),
        (date(2027, 3, 15), (rules.SEASON, 121)),
        (date(2027, 3, 16), (rules.OFF, 0)),
    ],
)
def test_a_day_stands_in_its_phase(day, phase):
    found = rules.phase_of(day, date(2026, 11, 15), date(2027, 3, 15), 10)

    assert (found.code, found.day) == phase


def test_an_office_without_a_season_heats_nothing():
    assert rules.phase_of(date(2026, 12, 1), None, None, 10).code == rules.OFF


@pytest.mark.parametrize("text", ["2026-11-20T16:40", "2026-11-20 16:40"])
def test_an_instant_is_read_from_the_clock_of_shanghai(text):
    assert rules.instant(text) == at("2026-11-20 16:40")


@pytest.mark.parametrize(
    "text", ["", "明天", "2026-02-30T10:00", "1999-01-01T00:00", "9999-12-31T23:59", "2026-11-20T16:40Z"]
)
def test_an_instant_that_cannot_be_is_refused(text):
    with pytest.raises(Refused, match="不是时间"):
        rules.instant(text)
