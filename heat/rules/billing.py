"""The bill of one household for a season: which tariff prices it, what it comes to, or why it cannot be billed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from heat.rules import charging
from heat.rules.calculation import written
from heat.rules.charging import AreaPrice, House
from heat.rules.money import Fen
from heat.rules.rates import AreaBasis, price_text
from heat.words import N_, Refused

# why a household gets no bill; the office mends the cause and bills again
REASONS = {
    "no_terms": N_("没有计费条件（面积、用热性质）"),
    "no_owner": N_("没有户主或缴费人"),
    "no_tariff": N_("没有适用的热价"),
    "not_connected": N_("未入网"),
    "suspended": N_("停供，且停供基本费为零"),
    "zero_area": N_("收费面积是零"),
    "not_by_area": N_("不按面积收费（热计量）"),
    "negotiated": N_("层高超过热价上限，须协商单价"),
    "fact_missing": N_("缺少热价需要的资料（如层高）"),
    "free": N_("算出的热费为零"),
}
STANDING_BY = ("suspended", "cut")  # no heat, but the standby share stays due


@dataclass(frozen=True, slots=True)
class Terms:
    """The part of a household's dated terms that decides its price; areas in 0.01 m², price in 0.0001 yuan."""

    part: int
    areas: Mapping[str, int | None]
    use_class: str
    charge_kind: str = "area"
    storey_height_cm: int | None = None
    price_override: int | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A household on the day it is billed; terms of parts (1..) replace those of the whole (0)."""

    household_id: int
    account_no: str
    community_id: int
    debtor_id: int | None
    supply_state: str
    connected: bool
    terms: tuple[Terms, ...]

    @property
    def billed_terms(self) -> tuple[Terms, ...]:
        """The parts at their own prices where there are some, else the whole."""
        return tuple(one for one in self.terms if one.part) or self.terms


@dataclass(frozen=True, slots=True)
class Rate:
    """A tariff in force for a use class: its row, the area it names, its price, and the day the fee is due."""

    tariff_id: int
    basis: AreaBasis
    price: AreaPrice
    due_on: date


class Quote(NamedTuple):
    """What a flat of this size comes to: fen, unit price in 0.0001 yuan, the calculation as text and its hash."""

    fen: Fen
    price: int
    tree: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Fee:
    """One priced part: what a season account keeps of it, the fee in fen and the tree that explains it."""

    part: int
    rate: Rate
    area_basis: str
    area_m2: int
    use_class: str
    charge_kind: str
    quote: Quote

    @property
    def fen(self) -> Fen:
        return self.quote.fen


RateOf = Callable[[str], Rate | None]


@dataclass
class Pricing:
    """Prices households one after another; equal flats of a town are computed once."""

    # values without references: a hundred thousand of them must not be searched for garbage again and again
    known: dict[tuple[int | bool | None, ...], Quote] = field(default_factory=dict)

    def fees(self, home: Home, rate_of: RateOf) -> list[Fee] | str:
        """The fees of a household, or the code of REASONS for which it gets no bill. docs/rules/charging.md, 4."""
        if not home.connected or home.supply_state == "none":
            return "not_connected"
        if not home.terms:
            return "no_terms"
        if home.debtor_id is None:
            return "no_owner"
        fees: list[Fee] = []
        for terms in home.billed_terms:
            fee = self._fee(home, terms, rate_of(terms.use_class))
            if isinstance(fee, str):
                return fee
            fees.append(fee)
        return fees

    def _fee(self, home: Home, terms: Terms, rate: Rate | None) -> Fee | str:
        if terms.charge_kind != "area":
            return "not_by_area"
        if rate is None:
            return "no_tariff"
        basis, area = _area(rate.basis, terms)
        if not area:
            return "zero_area"
        suspended = home.supply_state in STANDING_BY
        try:
            quote = self._quote(rate, terms, area, suspended)
        except charging.Negotiated:
            return "negotiated"
        except Refused:
            return "fact_missing"
        if not quote.fen:
            return "suspended" if suspended else "free"
        return Fee(terms.part, rate, basis, area, terms.use_class, terms.charge_kind, quote)

    def _quote(self, rate: Rate, terms: Terms, area: int, suspended: bool) -> Quote:
        key = (id(rate), area, terms.storey_height_cm, suspended, terms.price_override)
        if key not in self.known:
            self.known[key] = _quoted(rate, terms, area, suspended)
        return self.known[key]


def _quoted(rate: Rate, terms: Terms, area: int, suspended: bool) -> Quote:
    height = terms.storey_height_cm
    house = House(_scaled(area, 2), _scaled(height, 2) if height is not None else None, suspended)
    charge = charging.season_charge(_agreed(rate.price, terms.price_override), house)
    above, below = charge.unit_price.value.as_integer_ratio()
    return Quote(charge.fen, above * 10_000 // below, *written(charge.tree))


def billing_day(today: date, first_on: date, last_on: date) -> date:
    """The day whose owners, areas and prices a season is billed by: today, held within the season."""
    return min(max(today, first_on), last_on)


def _area(basis: AreaBasis, terms: Terms) -> tuple[str, int]:
    """The area the tariff names in 0.01 m²; where the office keeps no such column, the area it charges by."""
    named = terms.areas.get(basis)
    return (str(basis), named) if named is not None else (str(AreaBasis.CHARGE), terms.areas[AreaBasis.CHARGE] or 0)


def _agreed(price: AreaPrice, override: int | None) -> AreaPrice:
    """The price with the one agreed for this household, which knows no height surcharge."""
    if override is None:
        return price
    return charging.agreed_price(price, Decimal(price_text(_scaled(override, 4))))


def _scaled(whole: int, places: int) -> Decimal:
    return Decimal(whole).scaleb(-places)
