"""The law of money: whole fen, rounded half up, once."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.money import MOST_FEN, fen, half_up, parse_yuan, percent, plain_yuan, share, split, yuan
from heat.words import Refused


@pytest.mark.parametrize(
    ("value", "whole"), [("2.5", 3), ("2.4999", 2), ("-2.5", -3), ("-2.4", -2), ("0.5", 1), ("0", 0)]
)
def test_exactly_half_goes_away_from_zero(value: str, whole: int) -> None:
    assert half_up(Decimal(value)) == whole


def test_an_area_times_a_price_is_whole_fen() -> None:
    assert fen(Decimal("61.01") * 30) == 183030
    assert fen(Fraction(2400 * 3, 121)) == 5950  # 59.504...


def test_a_half_fen_that_a_float_would_lose_is_rounded_up() -> None:
    assert fen(Decimal("1.005")) == 101  # as a float 1.005 is 1.00499999...


def test_people_read_separators_and_programs_do_not() -> None:
    assert yuan(1234567) == "12,345.67"
    assert plain_yuan(1234567) == "12345.67"
    assert yuan(-5) == "-0.05"


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1830.30", 183030),
        ("１８３０．３", 183030),
        ("¥1,830.30 元", 183030),
        ("1，830.30\u00a0", 183030),
        ("0", 0),
        ("12.", 1200),
        ("-5.00", -500),
    ],
)
def test_an_amount_is_understood_as_offices_type_it(typed: str, amount: int) -> None:
    assert parse_yuan(typed) == amount


@pytest.mark.parametrize("typed", ["", "一百", "1.005", "1e5", "12,34", "NaN", "Infinity", "1 2 a", "--1", "½", "\x00"])
def test_what_is_no_amount_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(Refused, match="不是金额"):
        parse_yuan(typed)


@pytest.mark.parametrize("typed", ["100000000000", "9" * 400])
def test_an_amount_no_company_books_is_refused(typed: str) -> None:
    with pytest.raises(Refused, match="金额太大"):
        parse_yuan(typed)


@given(st.integers(-MOST_FEN, MOST_FEN))
def test_what_is_printed_can_be_typed_again(amount: int) -> None:
    assert parse_yuan(yuan(amount)) == amount


def test_a_share_of_an_amount_is_rounded_once() -> None:
    assert percent(452580, Decimal("0.60")) == 271548  # 4525.80 x 0.60
    assert percent(1, Decimal("0.5")) == 1


def test_a_hundred_fen_by_three_loses_none() -> None:
    assert split(100, [1, 1, 1]) == [34, 33, 33]
    assert split(-100, [1, 1, 1]) == [-34, -33, -33]


@given(
    st.integers(-MOST_FEN, MOST_FEN),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=20).filter(any),
)
def test_parts_sum_to_the_whole_and_stand_within_a_fen_of_their_share(total: int, weights: list[int]) -> None:
    parts = split(total, weights)

    assert sum(parts) == total
    assert all(
        abs(part - Fraction(total * weight, sum(weights))) < 1 for part, weight in zip(parts, weights, strict=True)
    )


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [2, -1]])
def test_weights_that_share_nothing_are_a_mistake(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(0, 0, "0"), (0, 100, "0"), (1, 100000, "<0.1"), (2, 1000, "0.2"), (40, 100, "40"), (9999, 10000, "99.9")],
)
def test_a_share_is_nothing_only_when_nothing_has_come_and_whole_only_when_all_has(part, whole, shown) -> None:
    assert share(part, whole) == shown
