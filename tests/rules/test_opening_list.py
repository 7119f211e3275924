"""What is still owed of past seasons, line by line."""

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import OPENING
from heat.rules.opening_list import check_opening
from tests.rules.sheet_makers import sheet

HEADER = ("户号", "欠费年度", "陈欠")


def read(*rows, header=HEADER, title=()):
    town = sheet(title, header, *rows)
    return check_opening(town, layout_of([town], OPENING)[1], current="2026-2027")


def test_a_line_says_who_still_owes_what_of_which_season():
    (line,) = read(["000117", "2024", "1,830.30"]).good

    assert (line.account_no, line.season, line.owed_fen) == ("000117", "2024-2025", 183_030)


@pytest.mark.parametrize(("title", "season"), [((), "2025-2026"), (("2022-2023年度欠费",), "2022-2023")])
def test_a_line_without_a_season_means_the_one_of_the_title_or_the_last(title, season):
    assert read(["000117", "", "50"], title=title).good[0].season == season


def test_the_season_of_today_is_no_past_one():
    assert [one.code for one in read(["000117", "2026-2027", "50"]).problems] == ["season_not_past"]


def test_a_household_may_stand_once_a_season():
    found = read(["000117", "2024", "50"], ["000117", "2023", "50"], ["000117", "2024", "60"])

    assert [(one.row, one.code, one.now) for one in found.problems] == [(5, "duplicate_account_no", "3")]
