"""When upkeep is due: by days, by hours, by the season; the same time always by the same name."""

from datetime import date

import pytest

from heat.rules.machine_plans import Due, Plan, Season, due, hours_left, next_due, told
from heat.words import Refused

SEASONS = [
    Season("2025-2026", date(2025, 11, 15), date(2026, 3, 15)),
    Season("2026-2027", date(2026, 11, 15), date(2027, 3, 15)),
]
FORM = {"plan": "加润滑油", "every": "days", "n": "90"}
TODAY = date(2026, 11, 21)


def test_ninety_days_after_the_first_of_september_it_is_due():
    plan = Plan("days", 90, date(2026, 9, 1))  # 29 left of September + 31 + 30 = the 30th of November

    assert due(plan, date(2026, 11, 29), None, []) is None
    assert due(plan, date(2026, 11, 30), None, []) == Due("2026-11-30", date(2026, 11, 30))


def test_by_hours_the_counter_decides():
    plan = Plan("hours", 500, date(2026, 1, 1), 1000)

    assert due(plan, TODAY, 1499, []) is None
    assert due(plan, TODAY, 1500, []) == due(plan, TODAY, 1730, []) == Due("h1500")
    assert (hours_left(plan, 1400), hours_left(plan, 1730), hours_left(plan, None)) == (100, 0, None)


def test_thirty_days_before_the_season():
    plan = Plan("before_season", 30, date(2026, 8, 1))

    assert next_due(plan, SEASONS) == Due("2026-2027:before_season", date(2026, 10, 16))
    assert due(plan, date(2026, 10, 15), None, SEASONS) is None
    assert due(plan, date(2026, 10, 16), None, SEASONS)


def test_ten_days_after_the_season():
    plan = Plan("after_season", 10, date(2026, 1, 1))

    assert due(plan, date(2026, 3, 25), None, SEASONS) == Due("2025-2026:after_season", date(2026, 3, 25))


def test_of_two_seasons_that_passed_only_the_last_is_due():
    plan = Plan("before_season", 0, date(2025, 1, 1))

    assert due(plan, TODAY, None, SEASONS).key == "2026-2027:before_season"


def test_a_plan_is_never_due_for_a_season_before_it_was_made():
    assert due(Plan("before_season", 30, date(2026, 11, 1)), TODAY, None, SEASONS) is None


def test_without_seasons_nothing_is_due():
    assert next_due(Plan("after_season", 1, TODAY), []) is None


def test_a_plan_by_hours_counts_from_what_the_counter_shows():
    assert told(FORM | {"every": "hours"}, TODAY, 1200)["counted_hours"] == 1200


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"plan": ""}, "保养内容"),
        ({"n": "0"}, "至少是 1"),
        ({"n": "x"}, "不是数字"),
        ({"every": "moon"}, "周期"),
        ({"every": "hours"}, "先抄一次"),
        ({"every": "before_season", "n": "181"}, "180 天"),
        ({"counted_on": "2026-11-22"}, "晚于今天"),
    ],
)
def test_what_cannot_be_a_plan_is_refused(wrong, says):
    with pytest.raises(Refused, match=says):
        told(FORM | wrong, TODAY, None)
