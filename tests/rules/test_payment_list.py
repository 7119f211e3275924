"""Payments of former times, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import PAYMENTS
from heat.rules.payment_list import check_payments
from tests.rules.sheet_makers import sheet

HEADER = ("户号", "交款时间", "实交款", "收款方式", "票号")


def read(*rows):
    town = sheet(HEADER, *rows)
    return check_payments(town, layout_of([town], PAYMENTS)[1], today=date(2026, 11, 21))


def codes(whole):
    return [(one.row, one.code) for one in whole.problems]


def test_a_line_says_who_paid_how_much_when_and_how():
    (line,) = read(["000117", "2013年05月31日\xa0", "4525.80\xa0", "POS", "0012\xa0"]).good

    assert (line.account_no, line.paid_on, line.fen) == ("000117", date(2013, 5, 31), 452_580)
    assert (line.method, line.number, line.twin) == ("刷卡", "0012", 0)


def test_equal_lines_are_kept_and_name_the_first_of_them():
    # one flat paid 1200 + 1200 + 2125.80 = 4525.80 on one day
    lines = read(*[["000117", "2025-12-01", yuan, "", ""] for yuan in ("1200", "1200", "2125.80")]).good

    assert [line.twin for line in lines] == [0, 2, 0]
    assert sum(line.fen for line in lines) == 452_580


def test_a_way_of_paying_nobody_knows_is_kept_as_a_note():
    found = read(["000117", "2025-12-01", "5", "以物抵债", ""])

    assert (codes(found), found.good[0].note) == ([(2, "method_unknown")], "以物抵债")


@pytest.mark.parametrize(
    ("day", "yuan", "code"),
    [
        ("2026-11-22", "5", "day_in_future"),
        ("", "5", "day_missing"),
        ("2025-12-01", "", "amount_missing"),
        ("2025-12-01", "0", "amount_not_positive"),
        ("2025-12-01", "-5", "amount_negative"),
    ],
)
def test_what_is_no_payment_is_told_once(day, yuan, code):
    assert codes(read(["000117", day, yuan, "", ""])) == [(2, code)]
