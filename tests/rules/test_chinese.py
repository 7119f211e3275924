"""Capitals: every gap of zeros, every unit, and nothing that could be altered later."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.chinese import in_words
from heat.words import Refused


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0.00", "零元整"),
        ("0.04", "肆分"),
        ("0.30", "叁角整"),
        ("0.35", "叁角伍分"),
        ("1.00", "壹元整"),
        ("1.05", "壹元零伍分"),
        ("10.00", "壹拾元整"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1004.64", "壹仟零肆元陆角肆分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("1830.30", "壹仟捌佰叁拾元叁角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("100001.00", "壹拾万零壹元整"),
        ("1000000.00", "壹佰万元整"),
        ("1056000.00", "壹佰零伍万陆仟元整"),
        ("10001000.00", "壹仟万壹仟元整"),
        ("10000001.00", "壹仟万零壹元整"),
        ("100000000.00", "壹亿元整"),
        ("100001000.00", "壹亿零壹仟元整"),
        ("100010000.00", "壹亿零壹万元整"),
        ("150000000.00", "壹亿伍仟万元整"),
        ("1000100000000.00", "壹万零壹亿元整"),
    ],
)
def test_an_amount_is_written_in_capitals(amount: str, words: str) -> None:
    assert in_words(int(amount.replace(".", ""))) == words


@pytest.mark.parametrize("amount", [-1, 10**18])
def test_a_red_or_impossible_amount_is_not_written(amount: int) -> None:
    with pytest.raises(Refused, match="大写金额"):
        in_words(amount)


@given(st.integers(0, 10**18 - 1))
def test_no_zero_stands_twice_and_none_before_a_unit(amount: int) -> None:
    words = in_words(amount)

    assert "零零" not in words
    assert not any(one == "零" and two in "拾佰仟万亿角分" for one, two in pairwise(words))


@given(st.integers(0, 10**18 - 1))
def test_capitals_say_the_amount(amount: int) -> None:
    assert _read(in_words(amount)) == amount


def _read(words: str) -> int:
    """The amount that a person hears when the capitals are read aloud."""
    whole, _, cents = words.removesuffix("整").rpartition("元")
    units = {"角": 10, "分": 1}
    fen = sum("零壹贰叁肆伍陆柒捌玖".index(one) * units[two] for one, two in pairwise(cents) if two in units)
    return _number(whole) * 100 + fen


def _number(words: str) -> int:
    for unit, size in (("亿", 10**8), ("万", 10**4)):
        high, found, low = words.rpartition(unit)
        if found:
            return _number(high) * size + _number(low)
    total = digit = 0
    for sign in words:
        if sign in "仟佰拾":
            total += digit * {"仟": 1000, "佰": 100, "拾": 10}[sign]
            digit = 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
    return total + digit
