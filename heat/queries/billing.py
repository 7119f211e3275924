"""What a billing run reads: households as they stand on a day, tariffs in force, calendars, branches."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from heat import db
from heat.queries import visible
from heat.queries.accounts import as_day
from heat.queries.households import tariff_prices
from heat.rules.accounts import REPAIR, REPAIR_PART
from heat.rules.billing import Home, Terms
from heat.rules.permissions import Actor
from heat.rules.seasons import Season

CHUNK = 1000
# who owes: the payer where there is one, else the owner, else the developer
ROLES = ("payer", "owner", "developer")


class Place(NamedTuple):
    """Where a household hangs: its branch decides the tariff, its substation the calendar."""

    org_id: int
    substation_id: int


class Calendar(NamedTuple):
    """The dates of a season for a branch or a substation; for all where neither is named."""

    org_id: int | None
    substation_id: int | None
    season: Season
    due_on: date


class Tariff(NamedTuple):
    """A published tariff."""

    id: int
    org_id: int
    use_class: str
    rule: dict[str, Any]


def households() -> int:
    """How many households there are, merged ones left out."""
    return int(db.value("SELECT count(*) FROM household WHERE merged_into_id IS NULL"))


_HOMES = (
    "SELECT h.id, h.account_no, h.community_id, h.connected, c.org_id, k.substation_id FROM household h "
    "JOIN community c ON c.id = h.community_id JOIN circuit k ON k.id = h.circuit_id "
)


def homes(season_id: int, day: date, chunk: int = CHUNK) -> Iterator[list[tuple[Home, Place]]]:
    """All households by id as they stand on a day, a thousand at a time; four queries each."""
    after = 0
    while found := db.rows(
        f"{_HOMES} WHERE h.id > ? AND h.merged_into_id IS NULL ORDER BY h.id LIMIT ?",
        after,
        chunk,
    ):
        yield _homes(found, season_id, day.isoformat())
        after = found[-1][0]


def home(season_id: int, day: date, household_id: int) -> tuple[Home, Place]:
    """One household as it stands on a day; four queries."""
    return _homes(db.rows(f"{_HOMES} WHERE h.id = ?", household_id), season_id, day.isoformat())[0]


def _homes(found: list[tuple[Any, ...]], season_id: int, on: str) -> list[tuple[Home, Place]]:
    span = (found[0][0], found[-1][0])
    terms, debtors, states = _terms(span, on), _debtors(span, on), _states(span, season_id, on)
    return [
        (
            Home(
                household_id=id_,
                account_no=account_no,
                community_id=community_id,
                debtor_id=debtors.get(id_),
                supply_state=states.get(id_, "supplied"),
                connected=connected == "connected",
                terms=tuple(terms.get(id_, ())),
            ),
            Place(*place),
        )
        for id_, account_no, community_id, connected, *place in found
    ]


def _terms(span: tuple[int, int], on: str) -> dict[int, list[Terms]]:
    found = db.rows(
        "SELECT household_id, part, gross_m2, inner_m2, usable_m2, charge_m2, use_class, charge_kind, "
        "storey_height_cm, price_override FROM household_terms "
        "WHERE household_id BETWEEN ? AND ? AND valid_from <= ? AND ? < valid_to ORDER BY household_id, part",
        *span,
        on,
        on,
    )
    terms: dict[int, list[Terms]] = {}
    for household_id, part, gross, inner, usable, charge, *rest in found:
        areas = {"gross": gross, "inner": inner, "usable": usable, "charge": charge}
        terms.setdefault(household_id, []).append(Terms(part, areas, *rest))
    return terms


def _debtors(span: tuple[int, int], on: str) -> dict[int, int]:
    found = db.rows(
        "SELECT household_id, role, rank, id, party_id FROM household_party WHERE household_id BETWEEN ? AND ? "
        f"AND role IN ({','.join('?' * len(ROLES))}) AND valid_from <= ? AND ? < valid_to",
        *span,
        *ROLES,
        on,
        on,
    )
    found.sort(key=lambda row: (ROLES.index(row[1]), row[2], row[3]), reverse=True)
    return {row[0]: row[4] for row in found}


def _states(span: tuple[int, int], season_id: int, on: str) -> dict[int, str]:
    found = db.rows(
        "SELECT household_id, state FROM supply_period WHERE household_id BETWEEN ? AND ? AND season_id = ? "
        "AND valid_from <= ? AND ? < valid_to",
        *span,
        season_id,
        on,
        on,
    )
    return dict(found)


def billed(season_id: int, first_id: int, last_id: int) -> set[int]:
    """Which households between two ids, both included, have an account of the season; one indexed query."""
    found = db.rows(
        "SELECT household_id FROM season_account WHERE season_id = ? AND household_id BETWEEN ? AND ? AND part < ?",
        season_id,
        first_id,
        last_id,
        REPAIR_PART,
    )
    return {household_id for (household_id,) in found}


def charged(season_id: int) -> tuple[int, int]:
    """How many households have an account of the season, and what it charges in fen, reversals taken off."""
    accounts = db.value(
        "SELECT count(DISTINCT household_id) FROM season_account WHERE season_id = ? AND part < ?",
        season_id,
        REPAIR_PART,
    )
    fen = db.value("SELECT coalesce(sum(fen), 0) FROM charge WHERE season_id = ? AND kind <> ?", season_id, REPAIR)
    return int(accounts), int(fen)


def calendars(season_id: int) -> list[Calendar]:
    """The dates of a season: office-wide, of branches, of substations."""
    found = db.rows(
        "SELECT org_id, substation_id, first_on, last_on, last_counts, due_on FROM season_calendar "
        "WHERE season_id = ? ORDER BY id",
        season_id,
    )
    return [
        Calendar(org, substation, Season(_day(first), _day(last), bool(counts)), _day(due))
        for org, substation, first, last, counts, due in found
    ]


def tariffs(day: date) -> list[Tariff]:
    """Published tariffs with a price by area that are in force on a day, newest first."""
    found = db.rows(
        "SELECT id, org_id, rule FROM tariff WHERE published_at IS NOT NULL AND valid_from <= ? AND ? < valid_to "
        "ORDER BY valid_from DESC, version DESC, id DESC",
        day.isoformat(),
        day.isoformat(),
    )
    rules = [(id_, org_id, json.loads(rule) if isinstance(rule, str) else rule) for id_, org_id, rule in found]
    return [Tariff(id_, org_id, rule.get("use_class", ""), rule) for id_, org_id, rule in rules if "price" in rule]


def on_tariff(use_class: str, day: date) -> int:
    """How many households of a use class are billed by its tariff on a day, and by no price of their own."""
    return int(
        db.value(
            "SELECT count(DISTINCT t.household_id) FROM household_terms t "
            "JOIN household h ON h.id = t.household_id AND h.merged_into_id IS NULL "
            "WHERE t.use_class = ? AND t.price_override IS NULL AND t.valid_from <= ? AND ? < t.valid_to",
            use_class,
            day.isoformat(),
            day.isoformat(),
        )
    )


def own_prices(actor: Actor, day: date) -> list[tuple[Decimal, int]]:
    """Prices that households of this person's branches have of their own on a day, yuan, with how many have each.

    They go before the tariff. Who has the very price of the tariff is not counted: there nothing differs. Two queries.
    """
    scope = visible.papers(actor)
    found = db.rows(
        "SELECT t.price_override, t.use_class, count(DISTINCT t.household_id) FROM household_terms t "
        "JOIN household h ON h.id = t.household_id AND h.merged_into_id IS NULL "
        f"WHERE t.price_override IS NOT NULL AND t.valid_from <= ? AND ? < t.valid_to AND {scope.sql} "
        "GROUP BY t.price_override, t.use_class",
        day.isoformat(),
        day.isoformat(),
        *scope.values,
    )
    usual, own = tariff_prices(day), Counter[Decimal]()
    for override, use_class, households in found:
        price = Decimal(override).scaleb(-4)
        if price != usual.get(use_class):
            own[price] += households
    return own.most_common()


def branches() -> dict[int, list[int]]:
    """Each branch with those above it, nearest first, itself at the head."""
    above: dict[int, list[int]] = {}
    for org_id, above_id in db.rows("SELECT org_id, above_id FROM org_above ORDER BY org_id, depth"):
        above.setdefault(org_id, []).append(above_id)
    return above


def _day(stored: date | str) -> date:
    return as_day(stored) or date.min
