"""A stored tariff rule (JSON) read into the value types of charging."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any

from heat.rules.charging import AreaPrice, EarlyWindow, Height, LateRule, PricePer
from heat.rules.facts import Facts
from heat.rules.seasons import Season
from heat.words import N_


class AreaBasis(StrEnum):
    """Which area of the house the price is for."""

    GROSS = "gross"
    INNER = "inner"
    USABLE = "usable"
    CHARGE = "charge"

    @property
    def fact(self) -> str:
        return f"{self}_area_m2"


def area_basis(rule: Mapping[str, Any]) -> AreaBasis:
    """Which area a stored rule prices: the household's column of that name. MissingFact or BadValue when unclear."""
    return Facts(rule).choice("area_basis", AreaBasis)


def area_price(rule: Mapping[str, Any], season: Season | None = None) -> AreaPrice:
    """A stored rule as the price of `charging.season_charge`; the season is taken from the rule unless given.

    MissingFact or BadValue (both Refused) name what the rule lacks. Keys: docs/rules/charging.md and the presets.
    """
    facts = Facts(rule)
    per = facts.choice("price_per", PricePer, default=PricePer.SEASON)
    if per is PricePer.DAY and season is None:
        season = season_in(facts)
    return AreaPrice(
        price=facts.number("price"),
        per=per,
        months=facts.positive("months") if per is PricePer.MONTH else None,
        season=season,
        standby_ratio=facts.maybe("standby_ratio", facts.ratio, Decimal(0)),
        government_price=facts.number("government_price") if facts.has("government_price") else None,
        height=_height(facts.group("height")) if facts.has("height") else None,
    )


def price_text(price: Decimal) -> str:
    """A price as it is written into a rule and shown: two decimals, more only where they say something."""
    short = round(price, 2)
    return f"{short if short == price else price.normalize():f}"


def late_rule(rule: Mapping[str, Any]) -> LateRule | None:
    """The late fee of a stored rule; None when the rule has none."""
    facts = Facts(rule)
    return late_in(facts.group("late")) if facts.has("late") else None


def early_windows(rule: Mapping[str, Any]) -> tuple[EarlyWindow, ...]:
    """The early-payment windows of a stored rule, first to last; empty when it has none."""
    facts = Facts(rule)
    return windows_in(facts) if facts.has("early") else ()


def season_in(facts: Facts) -> Season:
    """The season of a rule: first, last, last_counts (default true)."""
    season = facts.group("season")
    first, last = season.day("first"), season.day("last")
    if first >= last:
        raise facts.refuse("season", N_("首日应早于末日"))
    return Season(first, last, season.yes("last_counts", default=True))


def _height(facts: Facts) -> Height:
    return Height(facts.number("free_m"), facts.positive("step_m"), facts.number("per_step"), facts.number("max_m"))


def late_in(facts: Facts) -> LateRule:
    """A late-fee rule: rate_per_day, cap_ratio (none: no cap)."""
    return LateRule(facts.ratio("rate_per_day"), facts.number("cap_ratio") if facts.has("cap_ratio") else None)


def windows_in(facts: Facts) -> tuple[EarlyWindow, ...]:
    """The early-payment windows of a rule; BadValue unless their days rise."""
    windows = tuple(EarlyWindow(window.day("until"), window.ratio("ratio")) for window in facts.groups("early"))
    if list(windows) != sorted(windows, key=lambda window: window.until):
        raise facts.refuse("early", N_("应按日期从早到晚排列"))
    return windows


# what a tariff may say beside its price and be one price all the same
_PLAIN = {"price", "price_per", "area_basis", "use_class", "standby_ratio"}


def plain_price(rule: Mapping[str, Any]) -> Decimal | None:
    """The price, yuan a square metre, of a tariff that knows nothing but a price for the season; None for any other."""
    plain = rule.keys() <= _PLAIN and rule.get("price_per", "season") == "season" and "price" in rule
    return Decimal(str(rule["price"])) if plain else None
