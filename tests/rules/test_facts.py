"""Facts are read strictly: nothing missing, nothing misread, nothing guessed."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules.charging import PricePer
from heat.rules.facts import BadValue, Facts, MissingFact


@pytest.mark.parametrize("value", ["30", 30, 30.0, Decimal(30), " 30 "])
def test_a_number_may_be_a_string_or_a_number(value: object) -> None:
    assert Facts({"price": value}).number("price") == 30


@pytest.mark.parametrize(
    "value", ["", "abc", "NaN", "1e5", "-1", True, [], {}, "1_000", "３０", "1" * 40, float("inf")]
)
def test_what_is_no_number_is_refused_by_name(value: object) -> None:
    with pytest.raises(BadValue, match="tariff.price"):
        Facts({"price": value}, "tariff.").number("price")


@pytest.mark.parametrize("facts", [{}, {"price": None}])
def test_what_is_not_there_is_named(facts: dict[str, object]) -> None:
    with pytest.raises(MissingFact, match="price"):
        Facts(facts).number("price")


def test_a_ratio_is_a_share_and_not_a_percentage() -> None:
    with pytest.raises(BadValue, match="范围"):
        Facts({"standby_ratio": "30"}).ratio("standby_ratio")


def test_money_has_two_decimals() -> None:
    assert Facts({"due": "1830.3"}).fen("due") == 183030
    with pytest.raises(BadValue, match="两位小数"):
        Facts({"due": "1830.305"}).fen("due")


@pytest.mark.parametrize("value", ["3.5", "-1", "1000000"])
def test_days_are_whole_and_not_endless(value: str) -> None:
    with pytest.raises(BadValue):
        Facts({"days": value}).whole("days")


def test_a_day_is_read_as_iso() -> None:
    assert Facts({"paid_on": "2026-01-31"}).day("paid_on") == date(2026, 1, 31)


@pytest.mark.parametrize("value", ["2026-02-30", "31.01.2026", 20260131, "今天"])
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(BadValue, match="不是日期"):
        Facts({"paid_on": value}).day("paid_on")


def test_a_word_must_be_one_of_the_list() -> None:
    assert Facts({"price_per": "day"}).choice("price_per", PricePer) is PricePer.DAY
    assert Facts({}).choice("price_per", PricePer, default=PricePer.SEASON) is PricePer.SEASON
    with pytest.raises(BadValue, match="可选"):
        Facts({"price_per": "week"}).choice("price_per", PricePer)


def test_yes_is_true_and_not_a_word() -> None:
    assert Facts({}).yes("last_counts", default=True) is True
    with pytest.raises(BadValue, match="true"):
        Facts({"last_counts": "no"}).yes("last_counts", default=True)


def test_a_value_in_a_group_is_named_with_its_group() -> None:
    with pytest.raises(MissingFact, match=r"season\.last"):
        Facts({"season": {"first": "2025-11-15"}}).group("season").day("last")
    with pytest.raises(BadValue, match="一组"):
        Facts({"season": "winter"}).group("season")


@pytest.mark.parametrize("value", [[], "x", {}])
def test_a_list_must_hold_something(value: object) -> None:
    with pytest.raises(BadValue, match="列表"):
        Facts({"lines": value}).fens("lines")
