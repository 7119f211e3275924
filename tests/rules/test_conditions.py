"""Conditions people put together."""

import pytest

from heat.rules import conditions
from heat.rules.conditions import Clause, Condition


def holds(comparison: str, value: str, there) -> bool:
    return Condition((Clause("x", comparison, value),)).holds({"x": there})


@pytest.mark.parametrize(
    ("comparison", "value", "there"),
    [
        ("is", "PPR", "PPR"),
        ("is-not", "PPR", "镀锌钢管"),
        ("is-not", "PPR", None),
        ("over", "9", "10"),
        ("under", "9", "8.9"),
        ("has", "地暖", ["地暖", "散热器"]),
        ("has", "暖", "地暖"),
        ("filled", "", "0"),
        ("empty", "", None),
        ("empty", "", []),
    ],
)
def test_a_comparison_that_holds(comparison, value, there):
    assert holds(comparison, value, there)


@pytest.mark.parametrize(
    ("comparison", "value", "there"),
    [
        ("is", "PPR", None),
        ("over", "9", "9"),
        ("over", "9", "many"),
        ("under", "9", None),
        ("over", "9", "NaN"),
        ("over", "sNaN", "9"),
        ("has", "地", None),
        ("filled", "", ""),
    ],
)
def test_a_comparison_that_does_not_hold(comparison, value, there):
    assert not holds(comparison, value, there)


def test_all_or_any_of_several_must_hold():
    two = (Clause("a", "is", "1"), Clause("b", "is", "1"))

    assert not Condition(two).holds({"a": "1"})
    assert Condition(two, every=False).holds({"a": "1"})


def test_a_condition_reads_like_a_sentence():
    both = Condition((Clause("a", "is", "是"), Clause("b", "filled")), every=False)

    assert str(both.in_words({"a": "有地漏", "b": "电话"})) == "当“有地漏”是“是”，或者“电话”已填"


def test_what_is_stored_comes_back():
    one = Condition((Clause("a", "over", "3"),), every=False)

    assert conditions.read(conditions.written(one)) == one
    assert conditions.read(None) is conditions.read({}) is conditions.written(None) is None


@pytest.mark.parametrize("typed", ["NaN", "sNaN"])
def test_a_typed_nan_is_over_nothing_and_under_nothing(typed):
    assert not Condition((Clause("x1", "over", "5"),)).holds({"x1": typed})
    assert not Condition((Clause("x1", "under", typed),)).holds({"x1": "5"})
