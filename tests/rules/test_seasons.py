"""Seasons: what days are paid for."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.seasons import Season, a_year_later, season_code, season_of
from heat.words import Refused

TIANJIN = Season(date(2025, 11, 15), date(2026, 3, 15))
DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("first", "last", "last_counts", "days"),
    [
        (date(2025, 11, 15), date(2026, 3, 15), True, 121),  # 16 + 31 + 31 + 28 + 15
        (date(2023, 11, 15), date(2024, 3, 15), True, 122),  # a leap winter
        (date(2024, 11, 15), date(2025, 3, 15), False, 120),  # midnight to midnight
        (date(2024, 10, 20), date(2025, 4, 20), True, 183),
        (date(2023, 10, 20), date(2024, 4, 20), True, 184),
        (date(2024, 11, 1), date(2025, 3, 31), True, 151),
    ],
)
def test_legal_days_count_both_ends_unless_the_last_does_not(
    first: date, last: date, last_counts: bool, days: int
) -> None:
    assert Season(first, last, last_counts).legal_days == days


def test_days_left_include_the_day_itself() -> None:
    assert TIANJIN.days_left(date(2026, 3, 15)) == 1
    assert TIANJIN.days_left(date(2026, 3, 14)) == 2


def test_days_left_are_all_before_the_season_and_none_after_it() -> None:
    assert TIANJIN.days_left(date(2025, 7, 1)) == 121
    assert TIANJIN.days_left(date(2026, 3, 16)) == 0


def test_the_last_day_of_a_midnight_season_is_outside() -> None:
    zhengzhou = Season(date(2024, 11, 15), date(2025, 3, 15), last_counts=False)

    assert date(2025, 3, 15) not in zhengzhou
    assert date(2025, 3, 14) in zhengzhou
    assert zhengzhou.days_left(date(2025, 3, 15)) == 0


@given(DAYS, DAYS)
def test_days_between_never_leave_the_season(one: date, two: date) -> None:
    assert 0 <= TIANJIN.days_between(one, two) <= 121


@given(DAYS)
def test_a_season_cut_in_two_has_all_its_days(day: date) -> None:
    assert TIANJIN.days_between(date.min, day) + TIANJIN.days_left(day) == 121 + (day in TIANJIN)


def test_a_season_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="早于"):
        Season(date(2026, 3, 15), date(2025, 11, 15))


def test_the_heating_year_turns_in_july() -> None:
    assert season_code(date(2026, 11, 21)) == "2026-2027"
    assert season_code(date(2026, 7, 1)) == "2026-2027"
    assert season_code(date(2026, 6, 30)) == "2025-2026"


def test_a_town_heats_from_one_month_day_to_another() -> None:
    assert season_of("2025-2026", "11-15", "03-15") == TIANJIN
    assert season_of("2023-2024", "12-01", "02-29").last == date(2024, 2, 29)
    assert season_of("2024-2025", "12-01", "02-29").last == date(2025, 2, 28)


@pytest.mark.parametrize("code", ["2026", "2026-2028", "abcd-efgh", "２０２６-2027", ""])
def test_what_is_no_season_is_refused(code: str) -> None:
    with pytest.raises(Refused, match="不是采暖季"):
        season_of(code, "11-15", "03-15")


@pytest.mark.parametrize("day", ["11-31", "1115", "", "十一月"])
def test_a_day_that_does_not_exist_is_refused(day: str) -> None:
    with pytest.raises(Refused, match="不是日期"):
        season_of("2026-2027", day, "03-15")


def test_a_year_later_is_the_same_day_and_leap_day_the_day_before() -> None:
    assert a_year_later(date(2026, 12, 31)) == date(2027, 12, 31)
    assert a_year_later(date(2028, 2, 29)) == date(2029, 2, 28)
