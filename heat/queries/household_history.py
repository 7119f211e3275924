"""The dated facts of a household, all of them: any day's owner, area, price and state follow from these."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol, TypeVar

from heat import db
from heat.models import FOREVER
from heat.queries.accounts import as_day

_ORDER = {"owner": 0, "payer": 1, "tenant": 2}


class Dated(Protocol):
    """Something that holds from a day until before another; `until` None while nothing ends it."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


Fact = TypeVar("Fact", bound=Dated)


def holds(fact: Dated, day: date) -> bool:
    """Whether the fact is in force on a day: its first day counts, its last does not."""
    return fact.since <= day and (fact.until is None or day < fact.until)


def in_force(facts: Iterable[Fact], day: date) -> Fact | None:
    """The fact that is in force on a day, None for none."""
    return next((fact for fact in facts if holds(fact, day)), None)


@dataclass(frozen=True, slots=True)
class Link:
    """One role of one party in the household."""

    id: int
    party_id: int
    name: str
    kind: str
    role: str
    since: date
    until: date | None
    rank: int
    credit_code: str | None
    sealed: bool
    version: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides the price: areas in m², storey height in cm, an own price in yuan."""

    id: int
    since: date
    until: date | None
    gross_m2: Decimal | None
    inner_m2: Decimal | None
    usable_m2: Decimal | None
    charge_m2: Decimal
    sealed_m2: Decimal
    storey_height_cm: int | None
    use_class: str
    position: str | None
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Supply:
    """The state of supply in a stretch of a season."""

    id: int
    since: date
    until: date | None
    state: str


@dataclass(frozen=True, slots=True)
class History:
    """People, terms and states of a household; terms and states oldest first, people in the order they are shown."""

    links: list[Link]
    terms: list[Terms]
    states: list[Supply]

    @property
    def first(self) -> date | None:
        """The earliest day anything is known of."""
        return min((fact.since for fact in (*self.links, *self.terms)), default=None)


def of(household_id: int) -> History:
    """Everything dated of one household; three indexed queries of a few rows each."""
    return History(_links(household_id), _terms(household_id), _states(household_id))


def _links(household_id: int) -> list[Link]:
    found = db.rows(
        "SELECT o.id, p.id, p.name, p.kind, o.role, o.valid_from, o.valid_to, o.rank, p.credit_code, "
        "p.id_no_blind IS NOT NULL, p.version FROM household_party o JOIN party p ON p.id = o.party_id "
        "WHERE o.household_id = ?",
        household_id,
    )
    links = [Link(*row[:5], _begin(row[5]), _end(row[6]), *row[7:9], bool(row[9]), row[10]) for row in found]
    return sorted(links, key=lambda one: (_ORDER.get(one.role, 3), one.rank, -one.since.toordinal(), one.id))


def _terms(household_id: int) -> list[Terms]:
    found = db.rows(
        "SELECT id, valid_from, valid_to, gross_m2, inner_m2, usable_m2, charge_m2, sealed_m2, storey_height_cm, "
        "use_class, position, price_override FROM household_terms WHERE household_id = ? AND part = 0 "
        "ORDER BY valid_from",
        household_id,
    )
    return [
        Terms(
            *(row[0], _begin(row[1]), _end(row[2])),
            *(_scaled(area, 2) for area in row[3:6]),
            *(_scaled(area, 2) or Decimal(0) for area in row[6:8]),
            *row[8:11],
            _scaled(row[11], 4),
        )
        for row in found
    ]


def _states(household_id: int) -> list[Supply]:
    found = db.rows(
        "SELECT id, valid_from, valid_to, state FROM supply_period WHERE household_id = ? ORDER BY valid_from",
        household_id,
    )
    return [Supply(row[0], _begin(row[1]), _end(row[2]), row[3]) for row in found]


def _begin(stored: date | str) -> date:
    return as_day(stored) or date.min


def _end(stored: date | str) -> date | None:
    return None if str(stored) == FOREVER else as_day(stored)


def _scaled(stored: int | None, places: int) -> Decimal | None:
    # a whole number of square metres or yuan loses its idle zeros, as everywhere else
    return None if stored is None else Decimal(stored) / 10**places
