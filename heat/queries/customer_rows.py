"""Households with everything a list or an export can show of them, in portions of a fixed number of questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import customers
from heat.queries.customers import Filter
from heat.queries.own_fields import OWN
from heat.rules.households import NO_COMMUNITY, UNASSIGNED
from heat.rules.permissions import Actor

PORTION = 1000
# columns kept as whole numbers of a smallest unit, and its decimals: 0.01 m², 0.0001 yuan, fen
_DECIMALS = {"gross_m2": 2, "inner_m2": 2, "usable_m2": 2, "charge_m2": 2, "price": 4, "owed": 2}
_NAMES = (
    "id", "account_no", "community", "building", "entrance", "room", "address", "owner", "gross_m2", "inner_m2",
    "usable_m2", "charge_m2", "use_class", "price", "state", "source", "substation", "circuit", "collector", "ext",
    "owed",
)  # fmt: skip
_ROW = """
SELECT h.id, h.account_no, c.name, b.number, coalesce(e.number, ''), h.room, h.address, coalesce(p.name, ''),
       t.gross_m2, t.inner_m2, t.usable_m2, t.charge_m2, t.use_class, t.price_override,
       CASE WHEN h.connected = 'none' THEN 'none' ELSE coalesce(
            (SELECT s.state FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ?
             LIMIT 1), 'supplied') END,
       w.name, u.name, k.name, f.name, h.ext,
       (SELECT coalesce(sum(o.open_fen), 0) FROM open_charge o WHERE o.household_id = h.id)
FROM household h JOIN community c ON c.id = h.community_id JOIN building b ON b.id = h.building_id
JOIN circuit k ON k.id = h.circuit_id JOIN substation u ON u.id = k.substation_id
JOIN heat_source w ON w.id = u.source_id
LEFT JOIN entrance e ON e.id = h.entrance_id LEFT JOIN staff f ON f.id = h.collector_id
LEFT JOIN household_party r ON r.household_id = h.id AND r.role = 'owner' AND r.rank = 0 AND r.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = r.party_id
LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND t.valid_to > ?
"""


def portion(actor: Actor, wanted: Filter, *, after: int = 0, limit: int = PORTION) -> list[dict[str, Any]]:
    """Up to `limit` households by id behind `after`, each as column code to value; two queries.

    Areas in m² and money in yuan as Decimal, `phone` is all numbers that work, joined, `own` what is filled in of own
    fields by code; None where nothing is known.
    """
    where, values = customers.condition(actor, wanted)
    today = clock.today().isoformat()
    found = db.rows(f"{_ROW} WHERE {where} AND h.id > ? ORDER BY h.id LIMIT ?", *[today] * 4, *values, after, limit)
    made = [_told(dict(zip(_NAMES, row, strict=True))) for row in found]
    numbers = _phones([row["id"] for row in made])
    return [row | {"phone": "、".join(numbers.get(row["id"], ()))} for row in made]


def every(actor: Actor, wanted: Filter) -> Iterator[dict[str, Any]]:
    """All households the filter leaves, portion by portion, so that 200,000 of them never stand in memory together."""
    after = 0
    while rows := portion(actor, wanted, after=after):
        yield from rows
        after = rows[-1]["id"]


def _told(row: dict[str, Any]) -> dict[str, Any]:
    ext = row.pop("ext")
    ext = json.loads(ext) if isinstance(ext, str) else ext or {}
    needs = ext.get("needs") or []
    for name, places in _DECIMALS.items():
        row[name] = None if row[name] is None else Decimal(int(row[name])).scaleb(-places)
    for name in ("community", "source", "substation", "circuit"):
        row[name] = "" if row[name] in (UNASSIGNED, NO_COMMUNITY) else row[name]
    row["own"] = ext.get(OWN) or {}
    return row | {"needs": "、".join([needs] if isinstance(needs, str) else needs), "note": ext.get("note") or ""}


def _phones(ids: list[int]) -> dict[int, list[str]]:
    """The numbers that work of everybody with a role today, the owner's first, by household; one query."""
    if not ids:
        return {}
    today, found = clock.today().isoformat(), dict[int, list[str]]()
    for home, phone in db.rows(
        "SELECT r.household_id, f.phone FROM household_party r JOIN party_phone f ON f.party_id = r.party_id "
        f"WHERE r.household_id IN ({','.join('?' * len(ids))}) AND r.valid_from <= ? AND r.valid_to > ? "
        "AND f.dead_at IS NULL ORDER BY r.household_id, CASE r.role WHEN 'owner' THEN 0 ELSE 1 END, f.rank, f.id",
        *ids,
        today,
        today,
    ):
        if phone not in found.setdefault(home, []):
            found[home].append(phone)
    return found
