"""What a household gets back when it was cold: low temperature and outage."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from heat.rules.calculation import DAYS, M2, RATIO, TIMES, Op, Step, given, line, made, money
from heat.rules.charging import NONE, ONE, PRICE_UNITS, PricePer
from heat.rules.money import Fen
from heat.rules.seasons import Season
from heat.words import N_


@dataclass(frozen=True, slots=True)
class Band:
    """Rooms colder than `below` (exclusive) get this share of the day's fee back."""

    below_celsius: Decimal
    ratio: Decimal


def refund_ratio(bands: tuple[Band, ...], measured_celsius: Decimal) -> Decimal:
    """The share of the day's fee for a measured room; bands stand from warm to cold, exactly on a limit is the warmer.

    No band, ratio 0.
    """
    hits = [band.ratio for band in bands if measured_celsius < band.below_celsius]
    return hits[-1] if hits else NONE


def season_fee(amount: Fen) -> Step:
    """The fee a refund stands on, when the whole house was cold."""
    return money(N_("本季热费"), amount)


def room_fee(area_m2: Decimal, price: Decimal) -> Step:
    """The fee a refund stands on, when only some rooms were cold: room area x price, not rounded."""
    return made(
        N_("不达标房间热费"),
        Op.PRODUCT,
        given(N_("房间面积"), area_m2, M2),
        given(N_("单价"), price, PRICE_UNITS[PricePer.SEASON]),
    )


def temperature_refund(
    season: Season, fee: Step, ratio: Decimal, days: int, *, exclude_base_ratio: Decimal = NONE
) -> Step:
    """The refund for cold rooms: fee without its base part / legal days x days x ratio, rounded once at the end."""
    shares = [_share(season, days), given(N_("退费比例"), ratio, RATIO)]
    if exclude_base_ratio:
        counted = made(
            N_("计退比例"),
            Op.LESS,
            given(N_("全部"), ONE, RATIO),
            given(N_("不退的基本热费"), exclude_base_ratio, RATIO),
            unit=RATIO,
        )
        shares.insert(0, counted)
    return line(N_("温度退费"), Op.PRODUCT, fee, *shares)


def outage_refund(season: Season, fee: Step, days_out: int) -> Step:
    """The refund for days without heat: fee / legal days x days, rounded once at the end."""
    return line(N_("停热退费"), Op.PRODUCT, fee, _share(season, days_out))


def _share(season: Season, days: int) -> Step:
    return made(
        N_("天数占比"),
        Op.SHARE,
        given(N_("退费天数"), days, DAYS),
        given(N_("法定供热天数"), season.legal_days, DAYS),
        unit=TIMES,
    )
