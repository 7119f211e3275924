"""What may not be changed by one person alone once a bill is out, and what such a change is called and does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from heat.rules.billing import Home
from heat.words import N_

# the kinds of changes and the facts each is about
KINDS = {
    "area": ("charge_m2", "gross_m2", "usable_m2", "inner_m2"),
    "price": ("use_class", "price"),
    "state": ("state",),
    "owner": ("owner",),
}
NAMES = {"area": N_("面积变更"), "price": N_("计费变更"), "state": N_("状态变更"), "owner": N_("户主变更")}
FACTS = {
    "charge_m2": N_("收费面积"),
    "gross_m2": N_("建筑面积"),
    "usable_m2": N_("使用面积"),
    "inner_m2": N_("套内面积"),
    "use_class": N_("用热性质"),
    "price": N_("单价"),
    "state": N_("供热状态"),
    "owner": N_("户主"),
}
UNITS = {"charge_m2": "㎡", "gross_m2": "㎡", "usable_m2": "㎡", "inner_m2": "㎡", "price": "元/㎡"}
VERDICTS = {
    "open": N_("待批"),
    "approved": N_("已批准"),
    "refused": N_("已驳回"),
    "withdrawn": N_("已撤回"),
}
TONES = {"open": "warn", "approved": "ok", "refused": "bad", "withdrawn": ""}
GUARDED = frozenset(fact for facts in KINDS.values() for fact in facts)
# a bill that is not written, because nothing is owed; any other reason keeps a bill from being computed
NOTHING_OWED = ("not_connected", "suspended", "zero_area", "free")
_NUMBERS = ("charge_m2", "gross_m2", "usable_m2", "inner_m2", "price")
_COLUMNS = {"charge_m2": "charge", "gross_m2": "gross", "usable_m2": "usable", "inner_m2": "inner"}


def by_kind(after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The facts of a change under their kinds, in the order of KINDS; facts that need no request are left out."""
    found = {kind: {fact: after[fact] for fact in facts if fact in after} for kind, facts in KINDS.items()}
    return {kind: facts for kind, facts in found.items() if facts}


def written(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a request keeps them: numbers as text, so that nothing is rounded."""
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in facts.items()}


def read(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a request as they were when it was written."""
    return {name: Decimal(value) if name in _NUMBERS and value is not None else value for name, value in kept.items()}


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two sets of facts say the same, 96.4 and 96.40 being one."""
    return read(written(one)) == read(written(other))


def settled(known: Mapping[str, Any], after: Mapping[str, Any], prices: Mapping[str, Decimal]) -> dict[str, Any]:
    """All facts of a household after a change. Who pays the tariff's price goes on doing so in another use class."""
    facts = {**known, **after}
    if "use_class" in after and "price" not in after and known.get("price") == prices.get(known.get("use_class") or ""):
        facts["price"] = None
    return facts


def altered(home: Home, after: Mapping[str, Any], price_override: int | None) -> Home:
    """The household as it would be billed after a change: areas, use class, own price in 0.0001 yuan, state."""
    areas = {_COLUMNS[name]: int(after[name] * 100) for name in _COLUMNS if after.get(name) is not None}
    terms = tuple(
        replace(
            one,
            areas={**one.areas, **areas},
            use_class=after.get("use_class", one.use_class),
            price_override=price_override if {"price", "use_class"} & after.keys() else one.price_override,
        )
        if one.part == 0
        else one
        for one in home.terms
    )
    state = after.get("state", home.supply_state)
    return replace(
        home, terms=terms, supply_state=state, connected=home.connected if "state" not in after else state != "none"
    )
