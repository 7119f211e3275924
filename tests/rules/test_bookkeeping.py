"""Figures of the accountant and the counter, from a company's real vouchers where there are any."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.bookkeeping import (
    CashRule,
    Precision,
    Rounding,
    carry_forward,
    cash_rounding,
    channel_fee,
    monthly_revenue,
    vat_split,
)

FEN = st.integers(-(10**12), 10**12)


def test_the_net_amount_is_rounded_and_the_tax_is_the_rest() -> None:
    assert vat_split(24303774, Decimal("0.13")) == (21507765, 2796009)


def test_the_channel_takes_its_share_once_on_the_sum() -> None:
    assert channel_fee([183030] * 3, Decimal("0.0038")) == (549090, 2087, 547003)  # three times 6.96 would be 20.88


def test_the_last_month_takes_the_rest() -> None:
    assert monthly_revenue(957498243, 5) == [191499649] * 4 + [191499647]


@pytest.mark.parametrize(
    ("precision", "mode", "pay", "adjustment"),
    [
        (Precision.JIAO, Rounding.HALF_UP, 183040, 5),
        (Precision.JIAO, Rounding.FLOOR, 183030, -5),
        (Precision.YUAN, Rounding.HALF_UP, 183000, -35),
        (Precision.FEN, Rounding.FLOOR, 183035, 0),
    ],
)
def test_cash_is_rounded_to_the_coin_and_the_difference_is_booked(
    precision: Precision, mode: Rounding, pay: int, adjustment: int
) -> None:
    assert cash_rounding(CashRule(precision, mode), 183035) == (pay, adjustment)


def test_what_was_overpaid_lowers_what_is_owed_next_year() -> None:
    assert carry_forward(-183030, 200000, 183030) == -166060  # -1830.30 + 2000.00 - 1830.30


@given(FEN, st.decimals(0, 1, places=4))
def test_net_and_tax_are_the_gross(gross: int, rate: Decimal) -> None:
    assert sum(vat_split(gross, rate)) == gross


@given(FEN, st.integers(1, 12))
def test_months_sum_to_the_season(total: int, months: int) -> None:
    parts = monthly_revenue(total, months)

    assert (sum(parts), len(parts)) == (total, months)


@given(FEN, st.sampled_from(Precision), st.sampled_from(Rounding))
def test_cash_never_differs_by_a_whole_coin(due: int, precision: Precision, mode: Rounding) -> None:
    pay, adjustment = cash_rounding(CashRule(precision, mode), due)

    assert pay - due == adjustment
    assert pay % precision.coin == 0
    assert abs(adjustment) < precision.coin
