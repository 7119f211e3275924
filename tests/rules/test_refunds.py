"""What a cold household gets back."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules.calculation import recompute
from heat.rules.refunds import Band, outage_refund, refund_ratio, room_fee, season_fee, temperature_refund
from heat.rules.seasons import Season

HARBIN = Season(date(2024, 10, 20), date(2025, 4, 20))
OLD_BANDS = (
    Band(Decimal(18), Decimal("0.30")),
    Band(Decimal(16), Decimal("0.50")),
    Band(Decimal(14), Decimal("1.00")),
)


@pytest.mark.parametrize(
    ("celsius", "ratio"),
    [("18.0", "0"), ("17.9", "0.30"), ("16.0", "0.30"), ("15.9", "0.50"), ("13.9", "1.00"), ("-3", "1.00")],
)
def test_a_room_exactly_on_a_limit_belongs_to_the_warmer_band(celsius: str, ratio: str) -> None:
    assert refund_ratio(OLD_BANDS, Decimal(celsius)) == Decimal(ratio)


def test_ten_cold_days_are_refunded_by_the_day_of_the_season() -> None:
    refund = temperature_refund(HARBIN, season_fee(383200), Decimal("0.50"), 10)

    assert refund.fen == 10470  # 3832 / 183 x 10 x 0.5 = 104.699...


def test_the_base_part_is_not_refunded() -> None:
    season = Season(date(2025, 11, 15), date(2026, 3, 15))

    refund = temperature_refund(season, season_fee(232000), Decimal("0.50"), 6, exclude_base_ratio=Decimal("0.30"))

    assert refund.fen == 4026  # 2320 x 0.7 / 121 x 6 x 0.5 = 40.264...


def test_one_cold_room_is_refunded_by_its_own_area() -> None:
    refund = temperature_refund(HARBIN, room_fee(Decimal("15.5"), Decimal("38.32")), Decimal(1), 183)

    assert refund.fen == 59396  # 15.5 x 38.32: every day of the season


def test_an_outage_is_rounded_once_at_the_end() -> None:
    beijing = Season(date(2025, 11, 15), date(2026, 3, 15))

    assert outage_refund(beijing, season_fee(240000), 3).fen == 5950  # a rounded daily fee would give 59.49


@given(st.integers(0, 10**9), st.decimals(0, 1, places=4), st.integers(0, 183))
def test_nobody_gets_back_more_than_the_fee(fee: int, ratio: Decimal, days: int) -> None:
    refund = temperature_refund(HARBIN, season_fee(fee), ratio, days)

    assert 0 <= refund.fen <= fee
    assert recompute(refund.as_json()) == refund.fen
