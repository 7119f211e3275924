"""Reckoning that people write themselves."""

import contextlib
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import formulas
from heat.words import Refused


def reckon(text: str, **values) -> Decimal | None:
    return formulas.reckoned(
        formulas.parsed(text), {name: None if n is None else Decimal(n) for name, n in values.items()}
    )


def test_multiplication_goes_before_addition():
    assert reckon("1 + 2 * 3") == Decimal(7)  # 1 + 6


def test_brackets_go_first():
    assert reckon("(1 + 2) * 3") == Decimal(9)


def test_equal_signs_go_from_left_to_right():
    assert reckon("10 - 4 - 3") == Decimal(3)  # (10 - 4) - 3


def test_fields_stand_in_square_brackets():
    assert reckon("[片数] * [单价]", 片数="14", 单价="2.5") == Decimal("35.00")


def test_a_minus_may_stand_before_a_number():
    assert reckon("-[a] + 5", a="2") == Decimal(3)


def test_the_result_has_two_decimals_half_up():
    assert reckon("1 / 8") == Decimal("0.13")  # 0.125


@pytest.mark.parametrize("text", ["[a] / 0", "[b] + 1", "[a] / ([a] - [a])"])
def test_without_a_value_or_a_divisor_there_is_no_result(text):
    assert reckon(text, a="1", b=None) is None


@pytest.mark.parametrize(
    "text",
    ["", "1 +", "(1", "1)", "1 2", "2 ** 3", "import os", "[a", "__class__", "1 + * 2", "(" * 30 + "1" + ")" * 30],
)
def test_what_is_no_formula_is_refused(text):
    with pytest.raises(Refused):
        formulas.parsed(text)


@given(st.text(max_size=60))
def test_no_text_makes_it_fall_over(text):
    with contextlib.suppress(Refused):
        formulas.reckoned(formulas.parsed(text), {})
