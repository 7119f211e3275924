"""Files that may be one household: read for comparing, and the pairs that were found, best first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules.addresses import community_key, place_of, room_key
from heat.rules.households import NO_COMMUNITY
from heat.rules.permissions import Actor
from heat.rules.similarity import Record

PAGE = 50
# a pair that was merged is gone with its file; one that was told apart is remembered
_OPEN = (
    "a.merged_into_id IS NULL AND b.merged_into_id IS NULL AND NOT EXISTS (SELECT 1 FROM merge m "
    "WHERE m.kind = 'different' AND m.undone_at IS NULL AND m.kept_id = d.a_id AND m.gone_id = d.b_id)"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two files that look alike, the older one first."""

    a_id: int
    b_id: int
    score: int
    reasons: tuple[str, ...]
    names: tuple[str, str]
    addresses: tuple[str, str]


def records(of: Sequence[int] = ()) -> Iterator[Record]:
    """Every household as it is compared, or those of these ids. Three queries."""
    where = f"h.id IN ({','.join('?' * len(of))})" if of else "h.merged_into_id IS NULL"
    narrowed = list(of)
    today = clock.today().isoformat()
    phones: dict[int, set[str]] = {}
    for home, phone in db.rows(
        "SELECT o.household_id, f.phone FROM household h JOIN household_party o ON o.household_id = h.id "
        "JOIN party_phone f ON f.party_id = o.party_id "
        f"WHERE o.valid_to = '9999-12-31' AND f.dead_at IS NULL AND {where}",
        *narrowed,
    ):
        phones.setdefault(home, set()).add(phone)
    short = {row[0]: _short(row[1]) for row in db.rows("SELECT id, name FROM community")}
    for row in db.rows(
        "SELECT h.id, h.account_no, h.community_id, b.number, h.room, h.room_key, h.address, coalesce(p.name, ''), "
        "coalesce(p.pinyin, ''), p.id_no_blind, coalesce(t.charge_m2, 0) FROM household h "
        "JOIN building b ON b.id = h.building_id "
        "LEFT JOIN household_party w ON w.household_id = h.id AND w.role = 'owner' AND w.rank = 0 "
        "AND w.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = w.party_id "
        "LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND ? < t.valid_to "
        f"WHERE {where}",
        today,
        today,
        *narrowed,
    ):
        yield _record(row, short[row[2]], frozenset(phones.get(row[0], ())))


def _record(row: tuple[Any, ...], community: str, phones: frozenset[str]) -> Record:
    door = f"{row[3]}|{row[5]}" if row[3] and row[4] else ""
    # a file that knows no rooms may still have written its address down
    if not door and row[6] and (place := place_of(row[6])):
        community, door = community_key(place.community) or community, f"{place.building}|{room_key(place)}"
    return Record(row[0], row[1], community, door, row[6], row[7], row[8], phones, row[9], row[10])


def _short(name: str) -> str:
    return "" if name == NO_COMMUNITY else community_key(name)


def count(actor: Actor) -> int:
    """How many pairs wait to be looked at."""
    scope, values = _scope(actor)
    return int(db.value(f"SELECT count(*) FROM {_FROM} WHERE {_OPEN} AND {scope}", *values))


def waiting(actor: Actor, limit: int = PAGE) -> list[Pair]:
    """The pairs nobody has decided, the most alike first. One query."""
    scope, values = _scope(actor)
    found = db.rows(
        f"SELECT d.a_id, d.b_id, d.score, d.looks, a.address, b.address, {_owner('a')}, {_owner('b')} "
        f"FROM {_FROM} WHERE {_OPEN} AND {scope} ORDER BY d.score DESC, d.a_id, d.b_id LIMIT ?",
        *values,
        limit,
    )
    return [
        Pair(row[0], row[1], row[2], tuple(db.unpacked(row[3])["reasons"]), (row[6], row[7]), (row[4], row[5]))
        for row in found
    ]


_FROM = "duplicate d JOIN household a ON a.id = d.a_id JOIN household b ON b.id = d.b_id"


def _scope(actor: Actor) -> tuple[str, list[int | str]]:
    one, other = visible.households(actor, "a"), visible.households(actor, "b")
    return f"{one.sql} AND {other.sql}", [*one.values, *other.values]


def _owner(alias: str) -> str:
    return (
        "coalesce((SELECT p.name FROM household_party w JOIN party p ON p.id = w.party_id "
        f"WHERE w.household_id = {alias}.id AND w.role = 'owner' AND w.rank = 0 AND w.valid_to = '9999-12-31'), '')"
    )
