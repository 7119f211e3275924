"""The form of a tariff: what is asked, the rule it makes, and a rule put back into the form."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.fields import Choice, Day, Field, Filled, Number, Text, fill
from heat.rules.rates import price_text
from heat.words import N_, Say

USE_CLASSES = ((RESIDENTS, N_("居民")), (OTHERS, N_("非居民")))
BASES = (
    ("charge", N_("收费面积")),
    ("gross", N_("建筑面积")),
    ("inner", N_("套内建筑面积")),
    ("usable", N_("使用面积")),
)
PERIODS = (("season", N_("整个采暖季")), ("month", N_("每月")), ("day", N_("每天")))


def _price(name: str, label: str, *, required: bool = True) -> Field:
    return Number(name, label, required, least=Decimal("0.0001"), most=Decimal(10_000), places=4)


SIMPLE: tuple[Field, ...] = (
    _price("resident", N_("居民单价")),
    _price("business", N_("非居民单价"), required=False),
)
FULL: tuple[Field, ...] = (
    Choice("use_class", N_("用热性质"), options=USE_CLASSES),
    Text("name", N_("名称"), most=60),
    _price("price", N_("单价")),
    Choice("price_per", N_("单价是"), options=PERIODS),
    Number("months", N_("供热月数"), required=False, least=Decimal(1), most=Decimal(12), places=1),
    Choice("area_basis", N_("按哪个面积"), options=BASES),
    Number("standby", N_("停供基本费比例"), required=False, most=Decimal(100), unit="%"),
    Day("valid_from", N_("从哪天起用")),
    Text("source", N_("依据"), required=False, most=200),
)
SEASON: tuple[Field, ...] = (
    Text("code", N_("采暖季"), most=9),
    Day("first_on", N_("供热首日")),
    Day("last_on", N_("供热末日")),
    Day("due_on", N_("缴费截止日")),
)


def read(typed: Mapping[str, str]) -> Filled:
    """The full form read, and what must stand together in it."""
    filled = fill(FULL, typed)
    if filled.ok and filled["price_per"] == "month" and filled["months"] is None:
        filled.errors["months"] = Say(N_("按月计价要填供热月数，例如 4。"))
    return filled


def rule_of(filled: Filled, start: Mapping[str, Any]) -> dict[str, Any]:
    """The rule a filled form means; what the form does not ask for is kept from the preset it started from."""
    asked = {"price", "price_per", "months", "area_basis", "standby_ratio"}
    rule = {key: value for key, value in start.items() if key not in asked}
    rule |= {"price": price_text(filled["price"]), "price_per": filled["price_per"], "area_basis": filled["area_basis"]}
    if filled["price_per"] == "month":
        rule["months"] = f"{filled['months'].normalize():f}"
    if filled["standby"]:
        rule["standby_ratio"] = f"{(filled['standby'] / 100).normalize():f}"
    return rule


def typed_of(rule: Mapping[str, Any]) -> dict[str, str]:
    """A rule as the form shows it."""
    standby = Decimal(str(rule.get("standby_ratio") or 0)) * 100
    return {
        "price": str(rule.get("price", "")),
        "price_per": str(rule.get("price_per", "season")),
        "months": str(rule.get("months") or ""),
        "area_basis": str(rule.get("area_basis", "charge")),
        "standby": f"{standby.normalize():f}" if standby else "",
    }
