"""What people write means what they meant."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules.written import day_of, decimal_of, folded, phone_of


def test_full_width_letters_digits_and_spaces_become_half_width():
    assert folded("１３８　ＡＢＣ，（一）\u00a0") == "138 ABC,(一) "


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("95.50", "95.50"),
        ("１２３．６９", "123.69"),
        ("164,627.40", "164627.40"),
        (".00", "0"),
        ("-90.28", "-90.28"),
        ("1.3800000117E10", "13800000117"),
        ("4525.80\u00a0", "4525.80"),
    ],
)
def test_a_number_is_read_exactly(written, meant):
    assert decimal_of(written) == Decimal(meant)


@pytest.mark.parametrize("written", ["", ".", "-", "九十", "1,23", "1.2.3", "NaN", "Infinity", "1E999", "٣", "9" * 400])
def test_what_is_no_number_is_no_number(written):
    assert decimal_of(written) is None


@pytest.mark.parametrize(
    "written",
    ["2026-11-15", "2026/11/15", "2026.11.15", "2026年11月15日\u00a0", "20261115", "20261115.0", "46341",
     "2026-11-15 00:00:00", "２０２６－１１－１５"],
)  # fmt: skip
def test_a_day_is_read_in_every_usual_writing(written):
    assert day_of(written) == date(2026, 11, 15)


@pytest.mark.parametrize("written", ["2026-02-30", "2026-13-01", "明天", "", "0000-00-00", "1899-12-31", "26-11-15"])
def test_a_day_that_is_on_no_calendar_is_no_day(written):
    assert day_of(written) is None


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("138-0000-0117", "13800000117"),
        ("+86 138 0000 0117", "13800000117"),
        ("１３８００００００００", "13800000000"),
        ("(0355) 6000117", "03556000117"),
        ("6000117", "6000117"),
        ("400-000-0117", "4000000117"),
    ],
)
def test_a_phone_number_loses_everything_but_its_digits(written, digits):
    assert phone_of(written) == digits


@pytest.mark.parametrize("written", ["1380000011", "138000001170", "12800000117", "无", "", "1380000011a"])
def test_a_wrong_phone_number_is_not_guessed_at(written):
    assert phone_of(written) is None
