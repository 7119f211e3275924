"""The asks of a tariff case: what each reads from tariff and facts, and the answer it gives."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from enum import StrEnum
from typing import Any

from heat.rules import bookkeeping, charging, refunds
from heat.rules.bookkeeping import CashRule, Precision, Rounding
from heat.rules.calculation import Step
from heat.rules.charging import EnergyUnit, House, PricePer, TwoPart
from heat.rules.facts import Facts
from heat.rules.money import plain_yuan
from heat.rules.rates import AreaBasis, area_price, late_in, season_in, windows_in
from heat.words import N_

Answer = dict[str, Any]


class Supply(StrEnum):
    """Is the house heated this season."""

    SUPPLIED = "supplied"
    SUSPENDED = "suspended"


def _area(tariff: Facts, facts: Facts) -> Decimal:
    return facts.number(tariff.choice("area_basis", AreaBasis).fact)


def _season_charge(tariff: Facts, facts: Facts) -> Answer:
    price = area_price(tariff.values)
    charged = charging.season_charge(
        price,
        House(
            _area(tariff, facts),
            facts.positive("storey_height_m") if price.height else None,
            facts.choice("supply", Supply, default=Supply.SUPPLIED) is Supply.SUSPENDED,
        ),
    )
    reply: Answer = {"amount": plain_yuan(charged.fen)}
    if price.height:
        reply["unit_price"] = _two_places(charged.unit_price.text)
    if price.per is PricePer.DAY and price.season:
        reply["days"] = price.season.legal_days
    if charged.government:
        reply["government"] = plain_yuan(charged.government.fen)
    return reply


def _resume_charge(tariff: Facts, facts: Facts) -> Answer:
    resume = tariff.group("resume")
    rule = charging.Resumption(
        season_in(tariff),
        tariff.maybe("standby_ratio", tariff.ratio, Decimal(0)),
        resume.choice("policy", charging.ResumePolicy),
        resume.maybe("share", resume.ratio, Decimal(1)),
        resume.yes("keep_standby", default=True),
    )
    charged = charging.resume_charge(rule, facts.fen("season_fee"), facts.day("resume_on"))
    return {
        "days": charged.days,
        "of": charged.of,
        "heat_fee": plain_yuan(charged.heat.fen),
        "standby_fee": plain_yuan(charged.standby.fen),
        "amount": plain_yuan(charged.total.fen),
    }


def _metered_settlement(tariff: Facts, facts: Facts) -> Answer:
    price = TwoPart(tariff.number("base_price"), tariff.number("meter_price"), tariff.choice("energy_unit", EnergyUnit))
    settled = charging.metered_settlement(
        price,
        _area(tariff, facts),
        facts.number("energy"),
        correction=facts.maybe("correction", facts.number, Decimal(1)),
        prepaid=facts.fen("prepaid") if facts.has("prepaid") else None,
    )
    money = {
        "base_fee": settled.base.fen,
        "meter_fee": settled.meter.fen,
        "amount": settled.total.fen,
        "refund": settled.refund,
        "supplement": settled.supplement,
    }
    return {name: plain_yuan(fen) for name, fen in money.items() if fen or name not in ("refund", "supplement")}


def _late_fee(tariff: Facts, facts: Facts) -> Answer:
    rule = late_in(tariff.group("late"))
    days = facts.whole("days") if facts.has("days") else charging.days_late(facts.day("due_on"), facts.day("paid_on"))
    season_fee = facts.fen("season_fee") if facts.has("season_fee") else None
    fee = charging.late_fee(rule, facts.fen("unpaid"), days, season_fee=season_fee)
    return {"days": days, "late_fee": plain_yuan(fee.fen)}


def _early_discount(tariff: Facts, facts: Facts) -> Answer:
    season_fee = facts.fen("season_fee")
    discount = charging.early_discount(
        windows_in(tariff), season_fee, facts.day("paid_on"), in_full=facts.yes("paid_in_full", default=True)
    )
    return {"discount": plain_yuan(discount.fen), "amount": plain_yuan(season_fee - discount.fen)}


def _temperature_refund(tariff: Facts, facts: Facts) -> Answer:
    refund = tariff.group("refund")
    bands = tuple(
        refunds.Band(band.number("below", least=None), band.ratio("ratio")) for band in refund.groups("bands")
    )
    if list(bands) != sorted(bands, key=lambda band: -band.below_celsius):
        raise refund.refuse("bands", N_("应按温度从高到低排列"))
    ratio = refunds.refund_ratio(bands, facts.number("measured_celsius", least=None))
    reply: Answer = {"ratio": str(ratio)}
    if facts.has("days"):
        season = season_in(tariff)
        base = refund.maybe("exclude_base_ratio", refund.ratio, Decimal(0))
        days = facts.whole("days", most=season.legal_days)
        step = refunds.temperature_refund(season, _cold_fee(tariff, facts), ratio, days, exclude_base_ratio=base)
        reply["refund"] = plain_yuan(step.fen)
    return reply


def _cold_fee(tariff: Facts, facts: Facts) -> Step:
    if facts.has("season_fee") or not facts.has("room_area_m2"):
        return refunds.season_fee(facts.fen("season_fee"))
    priced = facts if facts.has("price") else tariff
    return refunds.room_fee(facts.number("room_area_m2"), priced.number("price"))


def _outage_refund(tariff: Facts, facts: Facts) -> Answer:
    season = season_in(tariff)
    days = facts.whole("days_out", most=season.legal_days)
    return {"refund": plain_yuan(refunds.outage_refund(season, refunds.season_fee(facts.fen("season_fee")), days).fen)}


def _vat_split(tariff: Facts, facts: Facts) -> Answer:
    net, tax = bookkeeping.vat_split(facts.fen("gross", least=None), tariff.ratio("vat_rate"))
    return {"net": plain_yuan(net), "tax": plain_yuan(tax)}


def _channel_fee(tariff: Facts, facts: Facts) -> Answer:
    gross, fee, net = bookkeeping.channel_fee(facts.fens("lines"), tariff.ratio("channel_fee_rate"))
    return {"gross": plain_yuan(gross), "fee": plain_yuan(fee), "net": plain_yuan(net)}


def _monthly_revenue(tariff: Facts, facts: Facts) -> Answer:
    months = bookkeeping.monthly_revenue(facts.fen("total", least=None), tariff.whole("months", least=1, most=12))
    return {"months": [plain_yuan(month) for month in months]}


def _cash_rounding(tariff: Facts, facts: Facts) -> Answer:
    cash = tariff.group("cash")
    rule = CashRule(cash.choice("precision", Precision), cash.choice("mode", Rounding))
    pay, adjustment = bookkeeping.cash_rounding(rule, facts.fen("due", least=None))
    return {"pay": plain_yuan(pay), "adjustment": plain_yuan(adjustment)}


def _connection_fee(tariff: Facts, facts: Facts) -> Answer:
    fee = charging.connection_fee(tariff.number("connection_price"), facts.number("gross_area_m2"))
    return {"amount": plain_yuan(fee.fen)}


def _carry_forward(_tariff: Facts, facts: Facts) -> Answer:
    balance, paid, due, adjust = (
        facts.fen(name, least=None) for name in ("prev_balance", "prev_paid", "prev_due", "prev_adjust")
    )
    return {"balance": plain_yuan(bookkeeping.carry_forward(balance, paid, due, adjust))}


def _two_places(text: str) -> str:
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


ASKS: dict[str, Callable[[Facts, Facts], Answer]] = {
    "season_charge": _season_charge,
    "resume_charge": _resume_charge,
    "metered_settlement": _metered_settlement,
    "late_fee": _late_fee,
    "early_discount": _early_discount,
    "temperature_refund": _temperature_refund,
    "outage_refund": _outage_refund,
    "vat_split": _vat_split,
    "channel_fee": _channel_fee,
    "monthly_revenue": _monthly_revenue,
    "cash_rounding": _cash_rounding,
    "connection_fee": _connection_fee,
    "carry_forward": _carry_forward,
}
