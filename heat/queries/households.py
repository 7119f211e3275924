"""What is known of households by their numbers: the facts a list is compared with, the words they are found by."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat import db
from heat.rules.addresses import Place, community_key, room_key
from heat.rules.households import NO_COMMUNITY, UNASSIGNED, VACANT
from heat.words import N_

_CHUNK = 500  # numbers in one query: PostgreSQL and SQLite both plan such a list well
Phone = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Known:
    """One household as it stands today: facts in the words of rules/households, and the ids of the rows they lie in."""

    id: int
    version: int
    account_no: str
    community_id: int
    facts: dict[str, Any]
    terms_id: int | None
    owner_link_id: int | None
    owner_id: int | None
    tenant_link_id: int | None
    contact_id: int | None
    state_id: int | None
    ext: dict[str, Any] = field(default_factory=dict)

    @property
    def speaker_id(self) -> int | None:
        """Whose phones are the household's: the owner's, in an empty flat those of the contact."""
        return self.contact_id if self.facts.get("owner") == VACANT else self.owner_id


# what may stand on a household, and its word; a household with any of it is never taken away
_STANDING = (
    ("ticket", N_("工单")),
    ("season_account", N_("账单")),
    ("entry", N_("账目")),
    ("contact", N_("沟通记录")),
    ("message", N_("短信")),
    ("hall_binding", N_("网厅绑定")),
    ("household_alias", N_("其他户号")),
)
_KNOWN = """
SELECT h.id, h.version, h.account_no, h.community_id, c.name, b.number, coalesce(e.number, ''), h.room, h.address,
       h.circuit_id, h.connected, h.ext, t.id, t.gross_m2, t.inner_m2, t.usable_m2, t.charge_m2, t.use_class,
       t.price_override, o.id, p.id, p.name, s.id, s.state
FROM household h JOIN community c ON c.id = h.community_id JOIN building b ON b.id = h.building_id
LEFT JOIN entrance e ON e.id = h.entrance_id
LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND t.valid_to > ?
LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 AND o.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = o.party_id
LEFT JOIN supply_period s ON s.household_id = h.id AND s.season_id = ? AND s.valid_from =
    (SELECT max(x.valid_from) FROM supply_period x WHERE x.household_id = h.id AND x.season_id = ?)
WHERE h.account_no IN ({marks})
"""


def known(account_nos: Sequence[str], season_id: int, today: date) -> Iterator[Known]:
    """The households with these numbers, five hundred at a time; four queries each time, and one for the circuits.

    The state is that of the season, the price the one that applies: the household's own or the tariff's.
    """
    circuits, prices, day = _circuits(), tariff_prices(today), today.isoformat()
    for start in range(0, len(account_nos), _CHUNK):
        chunk = account_nos[start : start + _CHUNK]
        found = db.rows(_KNOWN.format(marks=_marks(chunk)), day, day, season_id, season_id, *chunk)
        others = _others([row[0] for row in found])
        speakers = [row[20] for row in found if row[20]] + [one[3] for one in others if one[1] == "contact"]
        phones = _phones(speakers)
        tenants = {household: (link, name) for household, role, link, _, name in others if role == "tenant"}
        contacts = {household: party for household, role, _, party, _ in others if role == "contact"}
        for row in found:
            yield _as_known(row, circuits, prices, phones, tenants.get(row[0]), contacts.get(row[0]))


def _as_known(
    row: tuple[Any, ...],
    circuits: dict[int, tuple[str, str, str]],
    prices: dict[str, Decimal],
    phones: dict[int, list[Phone]],
    tenant: tuple[int, str] | None,
    contact_id: int | None,
) -> Known:
    ext = json.loads(row[11]) if isinstance(row[11], str) else row[11]
    vacant = row[21] == VACANT
    speaker = contact_id if vacant else row[20]
    facts = {
        "place": Place("" if row[4] == NO_COMMUNITY else row[4], row[5], row[6], row[7]),
        "address": row[8],
        "owner": row[21],
        "tenant": tenant[1] if tenant else None,
        "phones": tuple(phone for _, phone in phones.get(speaker or 0, ())),
        "gross_m2": _m2(row[13]),
        "inner_m2": _m2(row[14]),
        "usable_m2": _m2(row[15]),
        "charge_m2": _m2(row[16]),
        "use_class": row[17],
        "price": Decimal(row[18]) / 10_000 if row[18] is not None else prices.get(row[17]),
        "state": "none" if row[10] == "none" else row[23] or "supplied",
        "circuit": circuits.get(row[9]),
        "note": ext.get("note"),
        "own": ext.get("own") or None,
    }
    return Known(
        *row[:4], facts, terms_id=row[12], owner_link_id=row[19], owner_id=row[20],
        tenant_link_id=tenant[0] if tenant else None, contact_id=contact_id, state_id=row[22], ext=ext,
    )  # fmt: skip


def _others(household_ids: Sequence[int]) -> list[tuple[int, str, int, int, str]]:
    """The tenants and contacts of households: household, role, link, party, name; the main one last."""
    return db.rows(
        "SELECT o.household_id, o.role, o.id, p.id, p.name FROM household_party o JOIN party p ON p.id = o.party_id "
        f"WHERE o.household_id IN ({_marks(household_ids)}) AND o.role IN ('tenant', 'contact') "
        "AND o.valid_to = '9999-12-31' ORDER BY o.rank DESC, o.id DESC",
        *household_ids,
    )


def _phones(party_ids: Sequence[int]) -> dict[int, list[Phone]]:
    found: dict[int, list[Phone]] = {}
    for party_id, row_id, phone in db.rows(
        f"SELECT party_id, id, phone FROM party_phone WHERE party_id IN ({_marks(party_ids)}) AND dead_at IS NULL "
        "ORDER BY party_id, rank, id",
        *party_ids,
    ):
        found.setdefault(party_id, []).append((row_id, phone))
    return found


def _circuits() -> dict[int, tuple[str, str, str]]:
    """Source, substation and circuit of each circuit; the unassigned ones have no name."""
    found = db.rows(
        "SELECT k.id, s.name, u.name, k.name FROM circuit k JOIN substation u ON u.id = k.substation_id "
        "JOIN heat_source s ON s.id = u.source_id"
    )
    return {row_id: tuple("" if name == UNASSIGNED else name for name in names) for row_id, *names in found}  # type: ignore[misc]


def versions(household_ids: Sequence[int]) -> dict[int, int]:
    """The version each household has now; those that are gone are left out."""
    found: dict[int, int] = {}
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        found |= dict(db.rows(f"SELECT id, version FROM household WHERE id IN ({_marks(chunk)})", *chunk))
    return found


def in_use(household_ids: Sequence[int]) -> dict[int, list[str]]:
    """What stands on households beyond what opening them wrote, in words: tickets, bills, calls, messages."""
    found: dict[int, list[str]] = {}
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        for table, word in _STANDING:
            for (row_id,) in db.rows(
                f"SELECT DISTINCT household_id FROM {table} WHERE household_id IN ({_marks(chunk)})", *chunk
            ):
                found.setdefault(row_id, []).append(word)
    return found


def tariff_prices(today: date) -> dict[str, Decimal]:
    """The price of a use class by the tariff in force, the newest first; empty before the office has one. One query."""
    found = db.rows(
        "SELECT rule FROM tariff WHERE published_at IS NOT NULL AND valid_from <= ? AND valid_to > ? "
        "ORDER BY valid_from, version, id",
        today.isoformat(),
        today.isoformat(),
    )
    rules = [json.loads(rule) if isinstance(rule, str) else rule for (rule,) in found]
    return {rule["use_class"]: Decimal(str(rule["price"])) for rule in rules if rule.keys() >= {"use_class", "price"}}


def doors(communities: set[str]) -> dict[tuple[str, str, str], str]:
    """Who lives where in these communities (by community_key): (community, building, room key) to account number."""
    ids = [row_id for row_id, name in db.rows("SELECT id, name FROM community") if community_key(name) in communities]
    found: dict[tuple[str, str, str], str] = {}
    for community_id in ids:
        for name, number, key, account_no in db.rows(
            "SELECT c.name, b.number, h.room_key, h.account_no FROM household h "
            "JOIN building b ON b.id = h.building_id JOIN community c ON c.id = h.community_id "
            "WHERE h.community_id = ? AND h.merged_into_id IS NULL",
            community_id,
        ):
            found[community_key(name), number, key] = account_no
    return found


def door(place: Place) -> tuple[str, str, str] | None:
    """What only one household may have: its community, building and room; None while the building is not known."""
    if not (place.building and place.room):
        return None
    return community_key(place.community or NO_COMMUNITY), place.building, room_key(place)


@dataclass(frozen=True, slots=True)
class Words:
    """What a household is known by, before pinyin."""

    numbers: tuple[str, ...]
    people: tuple[tuple[str, str], ...]  # name and kind
    phones: tuple[str, ...]
    place: Place
    short_forms: tuple[str, ...]
    address: str


def words(household_ids: Sequence[int]) -> dict[int, Words]:
    """The words of households for the search keys; four queries for five hundred."""
    found: dict[int, Words] = {}
    for start in range(0, len(household_ids), _CHUNK):
        chunk = list(household_ids[start : start + _CHUNK])
        found |= _words(chunk)
    return found


def _words(ids: list[int]) -> dict[int, Words]:
    numbers = _grouped(f"SELECT household_id, number FROM household_alias WHERE household_id IN ({_marks(ids)})", ids)
    people: dict[int, list[tuple[str, str]]] = {}
    phones: dict[int, list[str]] = {}
    for household_id, name, kind in db.rows(
        "SELECT o.household_id, p.name, p.kind FROM household_party o JOIN party p ON p.id = o.party_id "
        f"WHERE o.household_id IN ({_marks(ids)}) AND o.valid_to = '9999-12-31'",
        *ids,
    ):
        people.setdefault(household_id, []).append((name, kind))
    for household_id, phone in db.rows(
        "SELECT o.household_id, f.phone FROM household_party o JOIN party_phone f ON f.party_id = o.party_id "
        f"WHERE o.household_id IN ({_marks(ids)}) AND o.valid_to = '9999-12-31' AND f.dead_at IS NULL",
        *ids,
    ):
        phones.setdefault(household_id, []).append(phone)
    return {
        row[0]: Words(
            (row[1], *numbers.get(row[0], ())), tuple(people.get(row[0], ())), tuple(phones.get(row[0], ())),
            Place("" if row[2] == NO_COMMUNITY else row[2], row[5], row[6], row[7]),
            tuple({row[3].upper(), row[4].upper()} - {""}), row[8],
        )
        for row in db.rows(
            "SELECT h.id, h.account_no, c.name, c.abbr, c.pinyin_initials, b.number, coalesce(e.number, ''), h.room, "
            "h.address FROM household h JOIN community c ON c.id = h.community_id "
            "JOIN building b ON b.id = h.building_id LEFT JOIN entrance e ON e.id = h.entrance_id "
            f"WHERE h.id IN ({_marks(ids)})",
            *ids,
        )
    }  # fmt: skip


def _grouped(sql: str, ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in db.rows(sql, *ids):
        found.setdefault(key, []).append(value)
    return found


def _m2(stored: int | None) -> Decimal | None:
    return None if stored is None else Decimal(stored) / 100


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values)) or "NULL"
