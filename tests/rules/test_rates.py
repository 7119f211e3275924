"""Stored tariff rules become prices that charging understands."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules.charging import PricePer
from heat.rules.facts import BadValue, MissingFact
from heat.rules.rates import AreaBasis, area_basis, area_price, early_windows, late_rule, plain_price, price_text
from heat.rules.seasons import Season

WINTER = Season(date(2026, 11, 15), date(2027, 3, 15))


def test_a_plain_rule_is_a_price_for_the_season() -> None:
    price = area_price({"price": "25", "area_basis": "gross"})

    assert (price.price, price.per, price.standby_ratio) == (Decimal(25), PricePer.SEASON, 0)


def test_the_season_of_the_calendar_goes_before_the_rule() -> None:
    assert area_price({"price": "0.19", "price_per": "day"}, WINTER).season == WINTER


def test_a_price_by_day_needs_a_season() -> None:
    with pytest.raises(MissingFact, match="season"):
        area_price({"price": "0.19", "price_per": "day"})


def test_the_rule_says_which_area_counts() -> None:
    assert area_basis({"area_basis": "usable"}) is AreaBasis.USABLE
    assert area_basis({"area_basis": "usable"}).fact == "usable_area_m2"


def test_a_rule_without_late_fee_or_discount_has_none() -> None:
    assert late_rule({"price": "25"}) is None
    assert early_windows({"price": "25"}) == ()


def test_no_cap_is_written_as_null() -> None:
    rule = late_rule({"late": {"rate_per_day": "0.002", "cap_ratio": None}})

    assert rule is not None
    assert rule.cap_ratio is None


def test_windows_must_stand_in_order() -> None:
    late_first = [{"until": "2026-09-30", "ratio": "0.01"}, {"until": "2026-09-15", "ratio": "0.015"}]

    with pytest.raises(BadValue, match="从早到晚"):
        early_windows({"early": late_first})


def test_a_season_must_begin_before_it_ends() -> None:
    rule = {"price": "0.19", "price_per": "day", "season": {"first": "2026-03-15", "last": "2025-11-15"}}

    with pytest.raises(BadValue, match="早于"):
        area_price(rule)


@pytest.mark.parametrize(
    ("price", "text"), [("25", "25.00"), ("25.5", "25.50"), ("0.1666", "0.1666"), ("25.0000", "25.00")]
)
def test_a_price_is_shown_with_two_decimals_unless_more_matter(price: str, text: str) -> None:
    assert price_text(Decimal(price)) == text


@pytest.mark.parametrize(
    ("rule", "price"),
    [
        ({"price": "28", "use_class": "居民", "area_basis": "charge", "standby_ratio": "0.3"}, Decimal(28)),
        ({"price": "28", "price_per": "season"}, Decimal(28)),
        ({"price": "7", "price_per": "month", "months": "4"}, None),
        ({"price": "32", "height": {}}, None),
        ({"area_basis": "charge"}, None),
    ],
)
def test_a_tariff_is_one_price_when_it_says_nothing_else(rule, price):
    assert plain_price(rule) == price
