"""The list of households: filtered, in pages, counted; every part starts from what the person may see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Filter:
    """What the list shows: of one community, building, state; those who owe, or those who are late.

    `tag` is the code of a tag in force. `own` narrows by own fields of the office, each as code:value.
    """

    community_id: int | None = None
    building_id: int | None = None
    state: str = ""
    arrears: str = ""
    own: tuple[str, ...] = ()
    tag: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is narrowed at all."""
        return bool(self.community_id or self.building_id or self.state or self.arrears or self.own or self.tag)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """One household as a list or a search result shows it."""

    id: int
    account_no: str
    address: str
    owner: str
    phone: str | None
    area_m2: Decimal | None
    use_class: str | None
    state: str
    open_fen: int


_ROW = """
SELECT h.id, h.account_no, h.address, coalesce(p.name, ''),
       (SELECT f.phone FROM household_party r JOIN party_phone f ON f.party_id = r.party_id
        WHERE r.household_id = h.id AND r.valid_from <= ? AND r.valid_to > ? AND f.dead_at IS NULL
        ORDER BY CASE r.role WHEN 'owner' THEN 0 ELSE 1 END, f.rank, f.id LIMIT 1),
       t.charge_m2, t.use_class,
       CASE WHEN h.connected = 'none' THEN 'none' ELSE coalesce(
            (SELECT s.state FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ?
             LIMIT 1), 'supplied') END,
       (SELECT coalesce(sum(o.open_fen), 0) FROM open_charge o WHERE o.household_id = h.id)
FROM household h
LEFT JOIN household_party w ON w.household_id = h.id AND w.role = 'owner' AND w.rank = 0 AND w.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = w.party_id
LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND t.valid_to > ?
"""


def listed(actor: Actor, chosen: Filter, *, after: int = 0, limit: int = PAGE) -> list[CustomerRow]:
    """Up to `limit` + 1 households by id behind `after` (one more tells that there is more). One query."""
    where, values = condition(actor, chosen)
    return _rows(f"{where} AND h.id > ? ORDER BY h.id LIMIT ?", *values, after, limit + 1)


def by_ids(actor: Actor, ids: list[int]) -> list[CustomerRow]:
    """These households as rows, in this order, without those that are not this person's to see. One query."""
    scope = visible.households(actor)
    marks = ",".join("?" * len(ids)) or "NULL"
    found = {row.id: row for row in _rows(f"h.id IN ({marks}) AND {scope.sql}", *ids, *scope.values)}
    return [found[row_id] for row_id in ids if row_id in found]


def _rows(condition: str, *values: Any) -> list[CustomerRow]:
    found = db.rows(f"{_ROW} WHERE {condition}", *[clock.today().isoformat()] * 6, *values)
    return [
        CustomerRow(*row[:5], None if row[5] is None else Decimal(row[5]) / 100, row[6], row[7], int(row[8]))
        for row in found
    ]


def count(actor: Actor, chosen: Filter) -> int:
    """How many households the filter leaves. One query; it reads an index of every household when nothing is chosen."""
    where, values = condition(actor, chosen)
    return int(db.value(f"SELECT count(*) FROM household h WHERE {where}", *values))


def ids(actor: Actor, chosen: Filter, *, limit: int) -> list[int]:
    """The ids the filter leaves, at most `limit`. One query."""
    where, values = condition(actor, chosen)
    found = db.rows(f"SELECT h.id FROM household h WHERE {where} ORDER BY h.id LIMIT ?", *values, limit)
    return [row_id for (row_id,) in found]


def by_number(actor: Actor, account_no: str) -> int | None:
    """The id of a household by its number, None when it is not this person's to see. One query or two."""
    scope = visible.households(actor)
    sql = f"SELECT h.id FROM household h WHERE h.account_no = ? AND {scope.sql}"
    return db.value(sql, account_no, *scope.values)


def circuits() -> list[tuple[int, str, str]]:
    """Every circuit with its substation, by name; one query."""
    return db.rows(
        "SELECT k.id, u.name, k.name FROM circuit k JOIN substation u ON u.id = k.substation_id WHERE k.id <> 1 "
        "ORDER BY u.name, k.name, k.id"
    )


def any_customer() -> bool:
    """Whether the office has a single household; one query."""
    return db.row("SELECT 1 FROM household LIMIT 1") is not None


def communities(actor: Actor) -> list[tuple[int, str]]:
    """The communities of this person's branches by name; one query."""
    ids = visible.communities(actor)
    found = db.rows("SELECT id, name FROM community ORDER BY pinyin, id")
    return [(row_id, name) for row_id, name in found if ids is None or row_id in ids]


def buildings(community_id: int) -> list[tuple[int, str]]:
    """The buildings of a community in their order; one query."""
    return db.rows("SELECT id, number FROM building WHERE community_id = ? ORDER BY sort, number", community_id)


def condition(actor: Actor, chosen: Filter) -> tuple[str, list[Any]]:
    """What the filter leaves of the households this person may see, as a condition on `h` and its values."""
    scope = visible.households(actor)
    where, values = ["h.merged_into_id IS NULL", scope.sql], list[Any](scope.values)
    for column, wanted in (("community_id", chosen.community_id), ("building_id", chosen.building_id)):
        if wanted:
            where.append(f"h.{column} = ?")
            values.append(wanted)
    today = clock.today().isoformat()
    if chosen.state == "none":
        where.append("h.connected = 'none'")
    elif chosen.state == "supplied":
        where.append(
            "h.connected <> 'none' AND h.id NOT IN (SELECT s.household_id FROM supply_period s "
            "WHERE s.state <> 'supplied' AND s.valid_from <= ? AND s.valid_to > ?)"
        )
        values += [today, today]
    elif chosen.state:
        where.append(
            "h.id IN (SELECT s.household_id FROM supply_period s WHERE s.state = ? AND s.valid_from <= ? "
            "AND s.valid_to > ?)"
        )
        values += [chosen.state, today, today]
    if chosen.arrears:
        late = " AND o.due_on < ?" if chosen.arrears == "late" else ""
        where.append(f"h.id IN (SELECT o.household_id FROM open_charge o WHERE o.open_fen > 0{late})")
        values += [today] if late else []
    for code, _colon, wanted in (one.partition(":") for one in chosen.own):
        where.append(
            "h.id IN (SELECT v.subject_id FROM field_value v JOIN field f ON f.id = v.field_id "
            "WHERE f.subject = 'household' AND f.code = ? AND f.retired_at IS NULL AND v.value = ?)"
        )
        values += [code, wanted.strip().lower()]
    if chosen.tag:
        where.append(
            "h.id IN (SELECT g.household_id FROM tag g WHERE g.code = ? AND g.valid_to > ? AND g.valid_from <= ? "
            "AND g.household_id IS NOT NULL)"
        )
        values += [chosen.tag, today, today]
    return " AND ".join(where), values
