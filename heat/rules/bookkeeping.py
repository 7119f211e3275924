"""Figures of the accountant and the counter: tax, channel fee, months of revenue, cash, carrying forward."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from heat.rules.money import Fen, half_up, percent


def vat_split(gross: Fen, rate: Decimal) -> tuple[Fen, Fen]:
    """A tax-inclusive amount as (net, tax); the net is rounded first, the tax is the rest. Both sum to the gross."""
    net = half_up(Fraction(gross) / (1 + Fraction(rate)))
    return net, gross - net


def channel_fee(lines: Sequence[Fen], rate: Decimal) -> tuple[Fen, Fen, Fen]:
    """Payments of one settlement as (gross, fee, net); the channel takes its share once, on the sum."""
    gross = sum(lines)
    fee = percent(gross, rate)
    return gross, fee, gross - fee


def monthly_revenue(total: Fen, months: int) -> list[Fen]:
    """Season revenue by heating month, equal parts; the last month takes the rest. They sum to the total."""
    each = half_up(Fraction(total, months))
    return [each] * (months - 1) + [total - each * (months - 1)]


class Precision(StrEnum):
    """The smallest coin the counter takes."""

    FEN = "fen"
    JIAO = "jiao"
    YUAN = "yuan"

    @property
    def coin(self) -> Fen:
        return {Precision.FEN: 1, Precision.JIAO: 10, Precision.YUAN: 100}[self]


class Rounding(StrEnum):
    """To the nearest coin, or down in the payer's favour."""

    HALF_UP = "half_up"
    FLOOR = "floor"


@dataclass(frozen=True, slots=True)
class CashRule:
    """How the counter rounds an amount that is paid in cash."""

    precision: Precision = Precision.FEN
    mode: Rounding = Rounding.HALF_UP


def cash_rounding(rule: CashRule, due: Fen) -> tuple[Fen, Fen]:
    """What the counter takes in cash, and the adjustment line that lets the account close at zero (pay - due)."""
    coin = rule.precision.coin
    coins = due // coin if rule.mode is Rounding.FLOOR else half_up(Fraction(due, coin))
    pay = coins * coin
    return pay, pay - due


def carry_forward(prev_balance: Fen, prev_paid: Fen, prev_due: Fen, prev_adjust: Fen = 0) -> Fen:
    """The opening balance of the next season: previous balance + paid - (due + adjustment); negative is owed."""
    return prev_balance + prev_paid - (prev_due + prev_adjust)
