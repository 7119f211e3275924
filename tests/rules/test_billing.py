"""The bill of one household."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from heat.rules.billing import REASONS, Fee, Home, Pricing, Rate, Terms, billing_day
from heat.rules.charging import AreaPrice, Height
from heat.rules.rates import AreaBasis

RATE = Rate(1, AreaBasis.GROSS, AreaPrice(Decimal("25.00"), standby_ratio=Decimal("0.30")), date(2026, 12, 31))
FLAT = Terms(0, {"gross": 9640, "inner": None, "usable": None, "charge": 9000}, "居民")
HOME = Home(1, "0007", 1, 9, "supplied", True, (FLAT,))


def fees(home: Home, rate: Rate | None = RATE) -> list[Fee] | str:
    return Pricing().fees(home, lambda use_class: rate)


def only(home: Home, rate: Rate = RATE) -> Fee:
    [fee] = fees(home, rate)
    return fee


def test_the_area_the_tariff_names_is_priced() -> None:
    fee = only(HOME)

    # 96.40 x 25.00 = 2,410.00
    assert (fee.fen, fee.area_basis, fee.area_m2, fee.quote.price) == (241000, "gross", 9640, 250000)


def test_without_the_named_area_the_charged_one_counts() -> None:
    fee = only(HOME, replace(RATE, basis=AreaBasis.USABLE))

    assert (fee.fen, fee.area_basis) == (225000, "charge")


def test_a_suspended_household_pays_the_standby_share() -> None:
    # 2,410.00 x 30 % = 723.00
    assert only(replace(HOME, supply_state="suspended")).fen == 72300


def test_an_agreed_price_knows_no_surcharge_for_height() -> None:
    high = replace(RATE, price=AreaPrice(Decimal(25), height=Height(*map(Decimal, ("3.5", "0.3", "0.10", "6.0")))))
    agreed = replace(FLAT, price_override=235000)

    # 96.40 x 23.50 = 2,265.40
    assert only(replace(HOME, terms=(agreed,)), high).fen == 226540


def test_parts_at_their_own_prices_replace_the_whole() -> None:
    parts = tuple(replace(FLAT, part=n, areas={**FLAT.areas, "gross": m2}) for n, m2 in ((1, 8000), (2, 1640)))

    assert [fee.fen for fee in fees(replace(HOME, terms=(FLAT, *parts)))] == [200000, 41000]


@pytest.mark.parametrize(
    ("home", "reason"),
    [
        (replace(HOME, connected=False), "not_connected"),
        (replace(HOME, supply_state="none"), "not_connected"),
        (replace(HOME, terms=()), "no_terms"),
        (replace(HOME, debtor_id=None), "no_owner"),
        (replace(HOME, terms=(replace(FLAT, charge_kind="metered"),)), "not_by_area"),
        (replace(HOME, terms=(replace(FLAT, areas={**FLAT.areas, "gross": 0}),)), "zero_area"),
    ],
)
def test_who_gets_no_bill_gets_a_reason(home: Home, reason: str) -> None:
    assert fees(home) == reason
    assert reason in REASONS


def test_no_tariff_no_bill() -> None:
    assert fees(HOME, None) == "no_tariff"


def test_nothing_to_pay_is_no_bill() -> None:
    free = replace(RATE, price=AreaPrice(Decimal(25)))

    assert fees(replace(HOME, supply_state="suspended"), free) == "suspended"
    assert fees(HOME, replace(RATE, price=AreaPrice(Decimal(0)))) == "free"


def test_a_storey_height_that_is_missing_or_beyond_the_rule_is_named() -> None:
    high = replace(RATE, price=AreaPrice(Decimal(25), height=Height(*map(Decimal, ("3.5", "0.3", "0.10", "6.0")))))

    assert fees(HOME, high) == "fact_missing"
    assert fees(replace(HOME, terms=(replace(FLAT, storey_height_cm=610),)), high) == "negotiated"


def test_equal_flats_are_computed_once() -> None:
    pricing = Pricing()

    first, second = (pricing.fees(replace(HOME, household_id=n), lambda use_class: RATE)[0] for n in (1, 2))

    assert first.quote is second.quote


@pytest.mark.parametrize(
    ("today", "day"),
    [("2026-07-01", "2026-11-15"), ("2026-12-24", "2026-12-24"), ("2027-08-01", "2027-03-15")],
)
def test_a_season_is_billed_as_of_today_held_within_it(today: str, day: str) -> None:
    season = date(2026, 11, 15), date(2027, 3, 15)

    assert billing_day(date.fromisoformat(today), *season) == date.fromisoformat(day)
