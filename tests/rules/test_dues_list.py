"""A list of dues is enough to remind people by."""

from datetime import date

from heat.rules.columns import layout_of
from heat.rules.dues_list import check_dues
from heat.rules.lists import DUES
from tests.rules.sheet_makers import sheet

HEADER = ("户号", "应缴", "已缴", "截止日")


def read(*rows, header=HEADER, due_on=None):
    town = sheet(header, *rows)
    return check_dues(town, layout_of([town], DUES)[1], due_on=due_on)


def codes(whole):
    return [(problem.row, problem.column, problem.code) for problem in whole.problems]


def test_a_line_says_who_owes_what_until_when():
    (line,) = read(["000117", "2,550.00", 1000.0, "2026年12月1日"]).good

    # 2550.00 - 1000.00 = 1550.00
    assert (line.account_no, line.owed_fen, line.paid_fen, line.unpaid_fen) == ("000117", 255000, 100000, 155000)
    assert line.due_on == date(2026, 12, 1)


def test_nothing_written_as_paid_means_nothing_was_paid():
    assert read(["000117", 2550.0, "", "2026-12-01"]).good[0].paid_fen == 0


def test_a_list_may_name_only_what_is_unpaid():
    header = ("户号", "欠费金额", "截止日期")

    assert read(["000117", 1550.0, "2026-12-01"], header=header).good[0].unpaid_fen == 155000


def test_one_day_may_hold_for_the_whole_list():
    whole = read(["000117", 2550.0], header=("户号", "应缴"), due_on=date(2026, 12, 1))

    assert whole.good[0].due_on == date(2026, 12, 1)


def test_bad_cells_are_named():
    whole = read(
        ["", 1.0, "", "2026-12-01"], ["2", "很多", "", "2026-12-01"], ["3", "", "", "2026-12-01"],
        ["4", 1.0, "", "年底"], ["5", 1.0, "", ""], ["6", -1.0, "", "2026-12-01"],
    )  # fmt: skip

    assert codes(whole) == [
        (2, "户号", "account_no_missing"),
        (3, "应缴", "amount_unreadable"),
        (4, "应缴", "amount_missing"),
        (5, "截止日", "day_unreadable"),
        (6, "截止日", "day_missing"),
        (7, "应缴", "amount_negative"),
    ]
    assert whole.good == []


def test_who_paid_more_than_owed_is_told_and_owes_nothing():
    whole = read(["000117", 100.0, 150.0, "2026-12-01"])

    assert codes(whole) == [(2, "已缴", "paid_more_than_owed")]
    assert whole.good[0].unpaid_fen == 0


def test_an_account_may_stand_once_a_season():
    header = ("户号", "年度", "应缴", "截止日")
    rows = (
        ["1", "2024-2025", 1.0, "2026-12-01"],
        ["1", "2025-2026", 1.0, "2026-12-01"],
        ["1", "2025-2026", 1.0, "2026-12-01"],
    )

    assert codes(read(*rows, header=header)) == [(4, "户号", "duplicate_account_no")]


def test_a_day_of_another_century_is_a_slip():
    whole = read(["000117", 100.0, 0.0, "1926-12-01"])

    assert codes(whole) == [(2, "截止日", "year_unlikely")]
    assert whole.good == []
