"""What a household owes for heat: season fee, resumption, meter, late fee, early payment, connection."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from heat.rules.calculation import DAYS, M2, METRES, MONTHS, RATIO, TIMES, Op, Step, given, line, made, money
from heat.rules.money import Fen
from heat.rules.seasons import Season
from heat.words import N_, Refused, Say

NONE, ONE = Decimal(0), Decimal(1)


class Negotiated(Refused):
    """The rule has no price for this house: the two parties agree on one."""


class NoResumption(Refused):
    """The town does not let a suspended household come back within the season."""


class PricePer(StrEnum):
    """What the unit price of a square metre is for."""

    SEASON = "season"
    MONTH = "month"
    DAY = "day"


PRICE_UNITS = {PricePer.SEASON: N_("元/㎡·季"), PricePer.MONTH: N_("元/㎡·月"), PricePer.DAY: N_("元/㎡·天")}


@dataclass(frozen=True, slots=True)
class Height:
    """Surcharge of a high storey: each started step above the free height adds a share of the price, up to a limit."""

    free_m: Decimal
    step_m: Decimal
    per_step: Decimal
    max_m: Decimal


@dataclass(frozen=True, slots=True)
class AreaPrice:
    """A price by area; `months` or `season` is needed when the price is for a month or a day."""

    price: Decimal
    per: PricePer = PricePer.SEASON
    months: Decimal | None = None
    season: Season | None = None
    standby_ratio: Decimal = NONE
    government_price: Decimal | None = None
    height: Height | None = None


def agreed_price(tariff: AreaPrice, agreed: Decimal) -> AreaPrice:
    """The tariff with a price agreed with one household: no surcharge for height, no government share."""
    return replace(tariff, price=agreed, height=None, government_price=None)


@dataclass(frozen=True, slots=True)
class House:
    """What is priced: the area the tariff names, the storey height where it matters, and whether heat is suspended."""

    area_m2: Decimal
    storey_height_m: Decimal | None = None
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class SeasonCharge:
    """The household's line, the government's line where the town pays a share, and the unit price that was used."""

    heat: Step
    government: Step | None
    unit_price: Step

    @property
    def fen(self) -> Fen:
        return self.heat.fen

    @property
    def tree(self) -> dict[str, Any]:
        """The explanation to store with the season account; `calculation.recompute` gives `fen` from it."""
        return self.heat.as_json()


def season_charge(tariff: AreaPrice, house: House) -> SeasonCharge:
    """The fee of a whole season: area x unit price (x months or legal days) (x standby share when suspended).

    Negotiated above the height limit, Refused without a height where the price needs one. The government's share
    follows period and standby, never the height.
    Source: docs/rules/charging.md, 4.
    """
    area = given(N_("收费面积"), house.area_m2, M2)
    unit_price = _unit_price(tariff, house.storey_height_m)
    period = [*_period(tariff)]
    label = N_("本季热费")
    if house.suspended:
        period.append(given(N_("停供基本费比例"), tariff.standby_ratio, RATIO))
        label = N_("停供基本费")
    government = None
    if tariff.government_price is not None:
        share = given(N_("政府补贴单价"), tariff.government_price, PRICE_UNITS[tariff.per])
        government = line(N_("政府补贴"), Op.PRODUCT, area, share, *period)
    return SeasonCharge(line(label, Op.PRODUCT, area, unit_price, *period), government, unit_price)


def _unit_price(tariff: AreaPrice, storey_height_m: Decimal | None) -> Step:
    price = given(N_("单价"), tariff.price, PRICE_UNITS[tariff.per])
    height = tariff.height
    if height is None:
        return price
    if storey_height_m is None:
        raise Refused(Say(N_("热价按层高加价，但这一户没有填层高，请先补充层高。")))
    if storey_height_m > height.max_m:
        raise Negotiated(
            Say(
                N_("层高 {height} 米超过 {most} 米，价格由双方协商，请填写协商单价。"),
                height=storey_height_m,
                most=height.max_m,
            )
        )
    steps = made(
        N_("超高档数"),
        Op.EXCESS_STEPS,
        given(N_("层高"), storey_height_m, METRES),
        given(N_("不加价层高"), height.free_m, METRES),
        given(N_("每档"), height.step_m, METRES),
        unit=TIMES,
    )
    more = made(N_("加价"), Op.PRODUCT, steps, given(N_("每档加价"), height.per_step, RATIO), unit=RATIO)
    factor = made(N_("层高系数"), Op.SUM, given(N_("基价"), ONE, RATIO), more, unit=RATIO)
    return made(N_("单价（含层高加价）"), Op.PRODUCT, price, factor, unit=PRICE_UNITS[tariff.per])


def _period(tariff: AreaPrice) -> tuple[Step, ...]:
    if tariff.per is PricePer.MONTH and tariff.months is not None:
        return (given(N_("供热月数"), tariff.months, MONTHS),)
    if tariff.per is PricePer.DAY and tariff.season is not None:
        return (given(N_("法定供热天数"), tariff.season.legal_days, DAYS),)
    if tariff.per is PricePer.SEASON:
        return ()
    raise Refused(Say(N_("按月或按日的热价要写明月数或采暖季，请补充热价规则。")))


class ResumePolicy(StrEnum):
    """What a household pays that comes back in mid-season."""

    DAYS_SHARE = "days_share"
    FULL = "full"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Resumption:
    """The town's rule for coming back: policy, the share of the day-counted fee, and whether the standby fee stays."""

    season: Season
    standby_ratio: Decimal = NONE
    policy: ResumePolicy = ResumePolicy.DAYS_SHARE
    share: Decimal = ONE
    keep_standby: bool = True


@dataclass(frozen=True, slots=True)
class ResumeCharge:
    """The two lines of a resumption and the days they stand for."""

    days: int
    of: int
    heat: Step
    standby: Step
    total: Step


def resume_charge(rule: Resumption, season_fee: Fen, resume_on: date) -> ResumeCharge:
    """The fee from the day of resumption (counted) to the end of the season, and the standby fee that stays due.

    NoResumption where the town refuses it. Source: Shenyang draft rule; docs/rules/charging.md, 4.
    """
    if rule.policy is ResumePolicy.REFUSED:
        raise NoResumption(Say(N_("本地规定停供后当季不能复热，请在下一采暖季前办理。")))
    days, of = rule.season.days_left(resume_on), rule.season.legal_days
    fee = money(N_("全季热费"), season_fee)
    if rule.policy is ResumePolicy.FULL:
        heat = line(N_("复热热费"), Op.PRODUCT, fee)
    else:
        used = made(
            N_("供热天数占比"),
            Op.SHARE,
            given(N_("复热后天数"), days, DAYS),
            given(N_("法定供热天数"), of, DAYS),
            unit=TIMES,
        )
        heat = line(N_("复热热费"), Op.PRODUCT, fee, used, given(N_("计收比例"), rule.share, RATIO))
    kept = rule.standby_ratio if rule.keep_standby else NONE
    standby = line(N_("停供基本费"), Op.PRODUCT, fee, given(N_("停供基本费比例"), kept, RATIO))
    return ResumeCharge(days, of, heat, standby, made(N_("复热应缴"), Op.SUM, heat, standby))


class EnergyUnit(StrEnum):
    """The unit that a meter price is printed in; the energy must come in the same one."""

    KWH = "kWh"
    MWH = "MWh"
    GJ = "GJ"


METER_UNITS = {EnergyUnit.KWH: N_("元/kWh"), EnergyUnit.MWH: N_("元/MWh"), EnergyUnit.GJ: N_("元/GJ")}


@dataclass(frozen=True, slots=True)
class TwoPart:
    """A two-part price: base by area, the rest by meter, energy in the unit of its price (never converted)."""

    base_price: Decimal
    meter_price: Decimal
    energy_unit: EnergyUnit = EnergyUnit.KWH


@dataclass(frozen=True, slots=True)
class Settlement:
    """Base fee, meter fee and their sum; against a prepayment either refund or supplement is above zero, or neither."""

    base: Step
    meter: Step
    total: Step
    refund: Fen = 0
    supplement: Fen = 0


def metered_settlement(
    price: TwoPart, area_m2: Decimal, energy: Decimal, *, correction: Decimal = ONE, prepaid: Fen | None = None
) -> Settlement:
    """What a metered season costs (多退少补); two lines, each rounded once. Source: docs/rules/charging.md, 4."""
    base = line(
        N_("基本热费"),
        Op.PRODUCT,
        given(N_("收费面积"), area_m2, M2),
        given(N_("基本热价"), price.base_price, PRICE_UNITS[PricePer.SEASON]),
    )
    factors = [
        given(N_("用热量"), energy, price.energy_unit),
        given(N_("计量热价"), price.meter_price, METER_UNITS[price.energy_unit]),
    ]
    if correction != ONE:
        factors.append(given(N_("用热量修正系数"), correction))
    meter = line(N_("计量热费"), Op.PRODUCT, *factors)
    total = made(N_("本季热费"), Op.SUM, base, meter)
    over = 0 if prepaid is None else prepaid - total.fen
    return Settlement(base, meter, total, refund=max(0, over), supplement=max(0, -over))


@dataclass(frozen=True, slots=True)
class LateRule:
    """Late fee: a share of the unpaid amount a day, capped at a share of the season fee (no cap: None)."""

    rate_per_day: Decimal
    cap_ratio: Decimal | None = None


def days_late(due_on: date, paid_on: date) -> int:
    """Days after the due day; 0 when paid on it or before."""
    return max(0, (paid_on - due_on).days)


def late_fee(rule: LateRule, unpaid: Fen, days: int, *, season_fee: Fen | None = None) -> Step:
    """The late fee of an unpaid heat line: unpaid x rate x days, at most cap x season fee (unpaid when not given).

    Never ask it for a late fee. Source: local rules, e.g. 济宁市供热管理办法; docs/rules/charging.md, 4.
    """
    label = N_("违约金")
    exact = (
        money(N_("欠缴热费"), unpaid),
        given(N_("每日比例"), rule.rate_per_day, RATIO),
        given(N_("逾期天数"), max(0, days), DAYS),
    )
    if rule.cap_ratio is None:
        return line(label, Op.PRODUCT, *exact)
    cap = made(
        N_("违约金上限"),
        Op.PRODUCT,
        money(N_("本季热费"), unpaid if season_fee is None else season_fee),
        given(N_("上限比例"), rule.cap_ratio, RATIO),
    )
    return line(label, Op.LEAST, made(N_("按天计算"), Op.PRODUCT, *exact), cap)


@dataclass(frozen=True, slots=True)
class EarlyWindow:
    """A discount for paying until a day, included."""

    until: date
    ratio: Decimal


def early_discount(windows: tuple[EarlyWindow, ...], season_fee: Fen, paid_on: date, *, in_full: bool = True) -> Step:
    """The discount of the first window that is not past, for a season paid at once in full; else zero."""
    ratio = next((window.ratio for window in windows if paid_on <= window.until), NONE) if in_full else NONE
    return line(N_("早缴优惠"), Op.PRODUCT, money(N_("本季热费"), season_fee), given(N_("优惠比例"), ratio, RATIO))


def connection_fee(price: Decimal, gross_area_m2: Decimal) -> Step:
    """The fee for joining the network (配套费): gross area x price."""
    return line(
        N_("配套费"),
        Op.PRODUCT,
        given(N_("建筑面积"), gross_area_m2, M2),
        given(N_("配套费单价"), price, N_("元/㎡")),
    )
