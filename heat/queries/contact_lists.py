"""The people of households as a list of contacts is set beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heat import db

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is something to a household today, with the phones that work."""

    household_id: int
    role: str
    name: str
    party_id: int
    version: int
    phones: tuple[str, ...]


def people(household_ids: Sequence[int]) -> Iterator[Person]:
    """Everybody of these households today; two queries for five hundred."""
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        where = f"l.household_id IN ({','.join('?' * len(chunk))}) AND l.valid_to = '9999-12-31'"
        phones: dict[int, list[str]] = {}
        for party_id, phone, *_ in db.rows(
            "SELECT DISTINCT f.party_id, f.phone, f.rank, f.id FROM party_phone f "
            f"JOIN household_party l ON l.party_id = f.party_id WHERE {where} AND f.dead_at IS NULL "
            "ORDER BY f.rank, f.id",
            *chunk,
        ):
            phones.setdefault(party_id, []).append(phone)
        for home, role, name, party_id, version in db.rows(
            "SELECT l.household_id, l.role, p.name, p.id, p.version FROM household_party l "
            f"JOIN party p ON p.id = l.party_id WHERE {where} ORDER BY l.rank DESC, l.id DESC",
            *chunk,
        ):
            yield Person(home, role, name, party_id, version, tuple(phones.get(party_id, ())))


def gone(party_ids: Sequence[int]) -> set[int]:
    """Those of these people that are nothing to any household any more."""
    marks = ",".join("?" * len(party_ids)) or "NULL"
    still = db.rows(
        f"SELECT party_id FROM household_party WHERE party_id IN ({marks}) AND valid_to = '9999-12-31'", *party_ids
    )
    return set(party_ids) - {one for (one,) in still}
