"""Who belongs to a household on a day: people and organisations with their roles, numbers and other homes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from heat import db
from heat.queries import as_of, visible
from heat.queries.as_of import AsOf
from heat.queries.household_history import Link
from heat.rules.households import VACANT
from heat.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One number of a person."""

    id: int
    party_id: int
    phone: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class OtherHome:
    """Another household of the same person, as far as whoever looks may see it."""

    party_id: int
    household_id: int
    address: str
    role: str


@dataclass(slots=True)
class Person:
    """A person or organisation with their roles in the household, on the day that is looked at or before it."""

    id: int
    name: str
    kind: str
    roles: list[str]
    since: date
    until: date | None
    link: Link
    links: list[Link] = field(default_factory=list)
    phones: list[PhoneRow] = field(default_factory=list)
    homes: list[OtherHome] = field(default_factory=list)


def people(found: Sequence[Link], seen: AsOf) -> list[Person]:
    """The people behind these roles on a day: those in office first, then those before them; asks nothing."""
    made: dict[tuple[int, bool], Person] = {}
    for one in sorted(found, key=lambda one: _over(one, seen)):
        if one.since > seen.on and seen.past:
            continue
        over = _over(one, seen)
        person = made.setdefault(
            (one.party_id, over),
            Person(one.party_id, one.name, one.kind, [], one.since, one.until if over else None, one),
        )
        person.roles.append(one.role)
        person.links.append(one)
    return list(made.values())


def _over(one: Link, seen: AsOf) -> bool:
    return one.until is not None and one.until <= seen.on


def phones_of(household_id: int, seen: AsOf | None = None) -> list[PhoneRow]:
    """The numbers that work of everybody with a role on a day, the one to call first in front; one query.

    An empty flat's owner is shared by its whole community and has no numbers of the household.
    """
    seen = seen or as_of.now()
    found = db.rows(
        "SELECT DISTINCT f.id, f.party_id, f.phone, coalesce(f.label, ''), f.rank, "
        "CASE o.role WHEN 'owner' THEN 0 WHEN 'payer' THEN 1 ELSE 2 END AS place "
        "FROM household_party o JOIN party_phone f ON f.party_id = o.party_id "
        "WHERE o.household_id = ? AND o.valid_from <= ? AND o.valid_to > ? AND (f.dead_at IS NULL OR f.dead_at >= ?) "
        "ORDER BY place, f.rank, f.id",
        household_id,
        seen.day,
        seen.day,
        seen.end,
    )
    return [PhoneRow(*row) for row in dict.fromkeys(row[:4] for row in found)]


def other_homes(actor: Actor, household_id: int, party_ids: Sequence[int]) -> list[OtherHome]:
    """The other households these parties have a role in today; one query."""
    if not party_ids:
        return []
    scope, today = visible.households(actor), as_of.now().day
    found = db.rows(
        "SELECT o.party_id, h.id, h.address, o.role FROM household_party o JOIN household h ON h.id = o.household_id "
        "JOIN party p ON p.id = o.party_id "
        f"WHERE o.party_id IN ({','.join('?' * len(party_ids))}) AND h.id <> ? AND h.merged_into_id IS NULL "
        f"AND o.valid_from <= ? AND o.valid_to > ? AND p.name <> ? AND {scope.sql} ORDER BY h.id LIMIT 50",
        *party_ids,
        household_id,
        today,
        today,
        VACANT,
        *scope.values,
    )
    return [OtherHome(*row) for row in found]


def speaker(household_id: int) -> int | None:
    """The party whose phones are the household's: its owner, in an empty flat its contact; None when nobody is."""
    return db.value(
        "SELECT p.id FROM household_party o JOIN party p ON p.id = o.party_id WHERE o.household_id = ? "
        "AND o.valid_to = '9999-12-31' AND o.role IN ('owner', 'contact') AND p.name <> ? "
        "ORDER BY CASE o.role WHEN 'owner' THEN 0 ELSE 1 END, o.rank LIMIT 1",
        household_id,
        VACANT,
    )
