"""What a household owes; the numbers stand in docs/rules/charging.md and in published tariffs."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import charging
from heat.rules.calculation import formula, recompute
from heat.rules.charging import (
    AreaPrice,
    EarlyWindow,
    EnergyUnit,
    Height,
    House,
    LateRule,
    PricePer,
    ResumePolicy,
    Resumption,
    TwoPart,
)
from heat.rules.seasons import Season
from heat.words import Refused

SHENYANG = Season(date(2024, 11, 1), date(2025, 3, 31))
HEIGHT = Height(Decimal("3.5"), Decimal("0.3"), Decimal("0.10"), Decimal("6.0"))
SHOP = AreaPrice(Decimal(32), height=HEIGHT)
AREAS = st.decimals(0, 100_000, places=2)
PRICES = st.decimals(0, 500, places=4)
RATIOS = st.decimals(0, 1, places=4)


def test_a_flat_pays_area_times_price() -> None:
    charged = charging.season_charge(AreaPrice(Decimal(30)), House(Decimal("61.01")))

    assert charged.fen == 183030  # 61.01 x 30
    assert formula(charged.tree) == "61.01 ㎡ × 30 元/㎡·季"


def test_a_suspended_flat_pays_the_standby_share() -> None:
    tariff = AreaPrice(Decimal(30), standby_ratio=Decimal("0.60"))

    charged = charging.season_charge(tariff, House(Decimal("150.86"), suspended=True))

    assert charged.fen == 271548  # 150.86 x 30 x 0.60
    assert charged.heat.label == "停供基本费"


def test_a_suspended_flat_pays_nothing_where_the_town_asks_nothing() -> None:
    assert charging.season_charge(AreaPrice(Decimal(26)), House(Decimal(100), suspended=True)).fen == 0


def test_the_government_pays_its_share_and_less_for_a_suspended_flat() -> None:
    tariff = AreaPrice(Decimal("23.3"), government_price=Decimal("2.7"), standby_ratio=Decimal("0.15"))

    heated = charging.season_charge(tariff, House(Decimal(100)))
    stopped = charging.season_charge(tariff, House(Decimal(100), suspended=True))

    assert heated.government is not None and heated.government.fen == 27000
    assert stopped.government is not None and stopped.government.fen == 4050  # 270.00 x 0.15


@pytest.mark.parametrize(
    ("height", "amount"),
    [
        ("3.50", 640000),  # nothing above 3.5
        ("3.51", 704000),  # one started step: 32 x 1.1 x 200
        ("3.80", 704000),  # exactly one step
        ("3.81", 768000),
        ("4.40", 832000),  # exactly three steps, four for a float
        ("6.00", 1216000),  # ceil(2.5 / 0.3) = 9 steps, still priced
    ],
)
def test_each_started_step_of_height_adds_a_tenth(height: str, amount: int) -> None:
    assert charging.season_charge(SHOP, House(Decimal(200), Decimal(height))).fen == amount


def test_above_the_limit_the_price_is_negotiated() -> None:
    with pytest.raises(charging.Negotiated, match="协商"):
        charging.season_charge(SHOP, House(Decimal(200), Decimal("6.01")))


def test_a_price_by_height_needs_the_height() -> None:
    with pytest.raises(Refused, match="层高"):
        charging.season_charge(SHOP, House(Decimal(200)))


def test_a_price_by_day_is_multiplied_by_legal_days() -> None:
    tariff = AreaPrice(
        Decimal("0.19"), PricePer.DAY, season=Season(date(2024, 11, 15), date(2025, 3, 15), last_counts=False)
    )

    assert charging.season_charge(tariff, House(Decimal(100))).fen == 228000  # 100 x 0.19 x 120


def test_a_price_by_month_without_months_is_refused() -> None:
    with pytest.raises(Refused, match="月数"):
        charging.season_charge(AreaPrice(Decimal("3.3"), PricePer.MONTH), House(Decimal(100)))


@given(AREAS, PRICES, RATIOS, st.booleans())
def test_a_fee_is_never_negative_and_its_tree_gives_it_again(
    area: Decimal, price: Decimal, standby: Decimal, suspended: bool
) -> None:
    charged = charging.season_charge(AreaPrice(price, standby_ratio=standby), House(area, suspended=suspended))

    assert charged.fen >= 0
    assert recompute(charged.tree) == charged.fen


@given(AREAS, PRICES, RATIOS)
def test_a_suspended_house_never_pays_more_than_a_heated_one(area: Decimal, price: Decimal, standby: Decimal) -> None:
    tariff = AreaPrice(price, standby_ratio=standby)

    stopped = charging.season_charge(tariff, House(area, suspended=True)).fen

    assert stopped <= charging.season_charge(tariff, House(area)).fen


def test_who_comes_back_in_january_pays_for_its_days_and_keeps_the_standby_fee() -> None:
    rule = Resumption(SHENYANG, Decimal("0.15"), share=Decimal("0.85"))

    charged = charging.resume_charge(rule, 260000, date(2025, 1, 1))

    assert (charged.days, charged.of) == (90, 151)
    assert charged.heat.fen == 131722  # 2600 / 151 x 90 x 0.85 = 1317.218...
    assert charged.standby.fen == 39000
    assert charged.total.fen == 170722
    assert recompute(charged.total.as_json()) == 170722


@pytest.mark.parametrize(("day", "days"), [(date(2024, 10, 1), 151), (date(2025, 3, 31), 1), (date(2025, 4, 1), 0)])
def test_days_of_resumption_stay_within_the_season(day: date, days: int) -> None:
    assert charging.resume_charge(Resumption(SHENYANG), 260000, day).days == days


def test_the_standby_fee_is_dropped_where_the_town_drops_it() -> None:
    rule = Resumption(SHENYANG, Decimal("0.15"), keep_standby=False)

    assert charging.resume_charge(rule, 260000, date(2025, 1, 1)).standby.fen == 0


def test_some_towns_take_the_full_fee_and_some_refuse() -> None:
    full = Resumption(SHENYANG, policy=ResumePolicy.FULL)
    refused = Resumption(SHENYANG, policy=ResumePolicy.REFUSED)

    assert charging.resume_charge(full, 260000, date(2025, 3, 1)).heat.fen == 260000
    with pytest.raises(charging.NoResumption, match="不能复热"):
        charging.resume_charge(refused, 260000, date(2025, 3, 1))


def test_a_meter_that_shows_little_brings_money_back() -> None:
    beijing = TwoPart(Decimal(12), Decimal("0.16"))

    settled = charging.metered_settlement(beijing, Decimal(100), Decimal(6000), prepaid=240000)

    assert (settled.base.fen, settled.meter.fen, settled.refund, settled.supplement) == (120000, 96000, 24000, 0)


def test_a_meter_that_shows_much_asks_for_more() -> None:
    beijing = TwoPart(Decimal(12), Decimal("0.16"))

    settled = charging.metered_settlement(beijing, Decimal(100), Decimal(8500), prepaid=240000)

    assert (settled.total.fen, settled.refund, settled.supplement) == (256000, 0, 16000)


def test_the_unit_of_the_meter_stands_in_the_explanation() -> None:
    qingdao = TwoPart(Decimal("12.16"), Decimal("36.25"), EnergyUnit.GJ)

    settled = charging.metered_settlement(qingdao, Decimal(80), Decimal(25))

    assert formula(settled.meter.as_json()) == "25 GJ × 36.25 元/GJ"
    assert settled.total.fen == 187905  # 972.80 + 906.25


@given(AREAS, st.decimals(0, 10**6, places=3), st.integers(0, 10**9))
def test_refund_and_supplement_never_stand_together(area: Decimal, energy: Decimal, prepaid: int) -> None:
    settled = charging.metered_settlement(TwoPart(Decimal(12), Decimal("0.16")), area, energy, prepaid=prepaid)

    assert settled.total.fen == settled.base.fen + settled.meter.fen == prepaid - settled.refund + settled.supplement
    assert settled.refund == 0 or settled.supplement == 0


def test_a_late_fee_grows_by_the_day() -> None:
    fee = charging.late_fee(
        LateRule(Decimal("0.002")), 225000, charging.days_late(date(2025, 12, 31), date(2026, 1, 31))
    )

    assert fee.fen == 13950  # 2250 x 0.002 x 31


def test_a_late_fee_stops_at_its_cap() -> None:
    jining = LateRule(Decimal("0.001"), Decimal("0.30"))

    assert charging.late_fee(jining, 200000, 365, season_fee=200000).fen == 60000  # 730.00 without the cap
    assert charging.late_fee(jining, 100000, 365, season_fee=200000).fen == 36500  # the cap is 600.00
    assert charging.late_fee(jining, 100000, 365).fen == 30000  # no fee known: 30 % of what is unpaid


def test_who_pays_on_the_due_day_is_not_late() -> None:
    assert charging.days_late(date(2025, 12, 31), date(2025, 12, 31)) == 0
    assert charging.days_late(date(2025, 12, 31), date(2025, 12, 1)) == 0
    assert charging.late_fee(LateRule(Decimal("0.002")), 225000, 0).fen == 0


@given(st.integers(0, 10**9), st.integers(0, 4000), st.integers(0, 4000))
def test_a_longer_delay_never_costs_less_and_never_more_than_the_cap(unpaid: int, one: int, two: int) -> None:
    rule = LateRule(Decimal("0.002"), Decimal("0.30"))

    early, late = (charging.late_fee(rule, unpaid, days) for days in sorted((one, two)))

    assert 0 <= early.fen <= late.fen <= unpaid * 3 // 10 + 1
    assert recompute(late.as_json()) == late.fen


WINDOWS = (EarlyWindow(date(2022, 9, 15), Decimal("0.015")), EarlyWindow(date(2022, 9, 30), Decimal("0.01")))


@pytest.mark.parametrize(
    ("paid_on", "discount"),
    [(date(2022, 9, 15), 3960), (date(2022, 9, 16), 2640), (date(2022, 9, 30), 2640), (date(2022, 10, 1), 0)],
)
def test_the_last_day_of_a_window_still_earns_its_discount(paid_on: date, discount: int) -> None:
    assert charging.early_discount(WINDOWS, 264000, paid_on).fen == discount


def test_part_payments_earn_no_discount() -> None:
    assert charging.early_discount(WINDOWS, 264000, date(2022, 9, 1), in_full=False).fen == 0


def test_joining_the_network_costs_area_times_price() -> None:
    assert charging.connection_fee(Decimal(88), Decimal(12000)).fen == 105600000
