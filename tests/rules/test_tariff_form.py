"""The form of a tariff."""

from heat.rules.presets import PRESETS
from heat.rules.rates import area_price
from heat.rules.tariff_form import read, rule_of, typed_of

TYPED = {
    "use_class": "居民", "name": "居民", "price": "25", "price_per": "season", "months": "", "area_basis": "gross",
    "standby": "30", "valid_from": "2026-11-15", "source": "",
}  # fmt: skip


def test_what_was_typed_is_the_rule() -> None:
    assert rule_of(read(TYPED), {}) == {
        "price": "25.00",
        "price_per": "season",
        "area_basis": "gross",
        "standby_ratio": "0.3",
    }


def test_what_the_form_does_not_ask_for_is_kept_from_the_preset() -> None:
    harbin = next(one for one in PRESETS if one.code == "harbin")

    assert rule_of(read(TYPED), harbin.rule)["refund"] == harbin.rule["refund"]


def test_a_preset_put_into_the_form_and_read_again_prices_the_same() -> None:
    for preset in (one for one in PRESETS if one.rule.get("price_per") in ("season", "month")):
        again = rule_of(read({**TYPED, **typed_of(preset.rule)}), preset.rule)

        assert area_price(again) == area_price(preset.rule), preset.code


def test_a_price_by_month_needs_the_months() -> None:
    assert "months" in read({**TYPED, "price_per": "month"}).errors


def test_a_price_of_nothing_is_none() -> None:
    assert "price" in read({**TYPED, "price": "0"}).errors
