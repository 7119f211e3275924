"""Published tariffs to start from."""

from decimal import Decimal

import pytest

from heat.rules import tariffs
from heat.rules.charging import House, season_charge
from heat.rules.presets import PRESETS, Preset
from heat.rules.rates import area_basis, area_price, late_rule
from heat.rules.seasons import season_of


def test_there_are_presets_of_ten_towns_and_more() -> None:
    assert len({preset.town for preset in tariffs.presets()}) >= 10
    assert len({preset.code for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.code)
def test_each_preset_prices_a_house_and_names_its_source(preset: Preset) -> None:
    season = season_of("2026-2027", preset.first or "11-15", preset.last or "03-15", last_counts=preset.last_counts)

    assert preset.source
    assert area_basis(preset.rule)
    assert late_rule(preset.rule) is None or preset.rule["late"]["rate_per_day"]
    if "price" in preset.rule:
        fee = season_charge(area_price(preset.rule, season), _house())
        assert 1000_00 < fee.fen < 5000_00  # a flat of 100 square metres
    else:
        reply = tariffs.answer({"ask": "metered_settlement", "tariff": preset.rule, "facts": _metered(preset)})
        assert "amount" in reply


def _house() -> House:
    return House(area_m2=Decimal(100), storey_height_m=Decimal("2.8"))


def _metered(preset: Preset) -> dict[str, str]:
    return {area_basis(preset.rule).fact: "100", "energy": "20"}
