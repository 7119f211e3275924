"""What is in stock and where, what items cost today, and what has moved lately."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heat import clock, db
from heat.queries import office
from heat.rules import kits
from heat.rules.costs import STORE, WORK, stores, van
from heat.rules.kits import KitLine
from heat.rules.money import Fen


@dataclass(frozen=True)
class Place:
    """Where things lie: a store, or somebody's van."""

    code: str
    name: str
    van: bool = False


@dataclass
class ItemRow:
    """An item with its price of today; `held` is what a van or each place has, in thousandths."""

    id: int
    kind: str
    code: str
    name: str
    unit: str
    price_fen: Fen
    kinds: list[str]
    usual_milli: int = 0  # how much of it a ticket's sort usually takes
    held: dict[str, int] = field(default_factory=dict)

    @property
    def in_stores(self) -> int:
        """What all stores hold together, without the vans, in thousandths."""
        return sum(n for place, n in self.held.items() if place.partition(":")[0] == STORE)

    @property
    def total(self) -> int:
        """What all places hold together, in thousandths."""
        return sum(self.held.values())


@dataclass(frozen=True)
class MoveRow:
    """One movement of stock as the list shows it."""

    at: int
    item: str
    unit: str
    place: str
    quantity_milli: int
    by: str
    reason: str | None
    number: str | None


def places() -> list[Place]:
    """The stores, the van of each of the office's own people in a team today, and whatever else still holds something.

    A store that was struck off, or the van of somebody who has left, stays until it is empty. Three queries or four.
    """
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id, s.name FROM team_member m JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM partner p WHERE p.staff_id = s.id) "
        "WHERE m.valid_from <= ? AND ? < m.valid_to ORDER BY s.id",
        today,
        today,
    )
    made = [Place(code, name) for code, name in stores(office.setting("stock.stores"))]
    made += [Place(van(staff_id), name, van=True) for staff_id, name in found]
    return made + _left({one.code for one in made})


def _left(known: Collection[str]) -> list[Place]:
    """Places that hold something and are none of those we know."""
    holding = db.rows(
        "SELECT DISTINCT h.place FROM (SELECT m.place AS place FROM stock_move m JOIN item i ON i.id = m.item_id "
        "WHERE m.place <> ? GROUP BY i.code, m.place HAVING sum(m.quantity_milli) <> 0) AS h ORDER BY h.place",
        WORK,
    )
    codes = [code for (code,) in holding if code not in known]
    people = {van(row_id): name for row_id, name in db.rows("SELECT id, name FROM staff")} if codes else {}
    return [Place(code, people.get(code, code.rpartition(":")[2]), van=code in people) for code in codes]


def items(kind: str = "") -> list[ItemRow]:
    """Items in force today by name, with what each place holds; two queries."""
    today = clock.today().isoformat()
    where, values = ("AND kind = ?", [kind]) if kind else ("", [])
    found = db.rows(
        "SELECT id, kind, code, name, unit, price_fen, kit FROM item "
        f"WHERE valid_from <= ? AND ? < valid_to {where} ORDER BY kind, name, id",
        today,
        today,
        *values,
    )
    made = [ItemRow(*row[:6], db.unpacked(row[6]) or []) for row in found]
    by_code = {row.code: row for row in made if row.kind == "material"}
    for code, place, quantity in db.rows(
        "SELECT i.code, m.place, sum(m.quantity_milli) FROM stock_move m JOIN item i ON i.id = m.item_id "
        "WHERE m.place <> ? GROUP BY i.code, m.place",
        WORK,
    ):
        if code in by_code and quantity:
            by_code[code].held[place] = int(quantity)
    return made


def held(code: str, place: str) -> int:
    """What one place holds of a material, in thousandths; one query."""
    found = db.value(
        "SELECT coalesce(sum(m.quantity_milli), 0) FROM stock_move m JOIN item i ON i.id = m.item_id "
        "WHERE i.kind = 'material' AND i.code = ? AND m.place = ?",
        code,
        place,
    )
    return int(found or 0)


@dataclass
class Kit:
    """What a ticket usually takes, on the price list of today: `items` in order, `words` that no price stands for."""

    items: list[ItemRow]
    words: list[KitLine]
    others: list[ItemRow]


def kit_of(kind: str, lines: Iterable[str], every: Sequence[ItemRow]) -> Kit:
    """The kit of a ticket of `kind`: what its template names, then what the storekeeper offers for that kind."""
    found = named(lines, every)
    first = [replace(item, usual_milli=line.milli) for line, item in found if item]
    words = [line for line, item in found if not item]
    taken = {row.id for row in first}
    offered = [row for row in every if kind in row.kinds and row.id not in taken]
    # "排气阀" says no more than the item "排气阀 DN20" that is offered anyway
    words = [line for line in words if not any(kits.key(row.name).startswith(kits.key(line.name)) for row in offered)]
    taken |= {row.id for row in offered}
    return Kit([*first, *offered], words, [row for row in every if row.id not in taken])


def named(lines: Iterable[str], every: Sequence[ItemRow]) -> list[tuple[KitLine, ItemRow | None]]:
    """The lines of a kit, each with the item of that name; of two with one name the material is meant."""
    known: dict[str, ItemRow] = {}
    for row in sorted(every, key=lambda row: row.kind != "material"):
        known.setdefault(kits.key(row.name), row)
    return [(line, known.get(kits.key(line.name))) for line in kits.read(lines)]


def once_priced(names: Iterable[str]) -> set[str]:
    """Which of these names stood on the price list before and do not now, as kits.key; one query."""
    asked = {kits.key(name) for name in names}
    today = clock.today().isoformat()
    found = db.rows("SELECT DISTINCT name FROM item WHERE valid_to <= ?", today) if asked else []
    return asked & {kits.key(name) for (name,) in found}


def carried(staff_id: int, kind: str, lines: Iterable[str] = ()) -> Kit:
    """What a technician may write down for a kind of ticket, each with what their van holds. Two queries."""
    every = items()
    for row in every:
        row.held = {van(staff_id): row.held.get(van(staff_id), 0)}
    return kit_of(kind, lines, every)


def moves(limit: int = 50) -> list[MoveRow]:
    """The newest movements; one query."""
    found: list[tuple[Any, ...]] = db.rows(
        "SELECT m.at, i.name, i.unit, m.place, m.quantity_milli, s.name, m.reason, t.number FROM stock_move m "
        "JOIN item i ON i.id = m.item_id JOIN staff s ON s.id = m.by_id LEFT JOIN visit v ON v.id = m.visit_id "
        "LEFT JOIN ticket t ON t.id = v.ticket_id WHERE m.place <> ? ORDER BY m.id DESC LIMIT ?",
        WORK,
        limit,
    )
    return [MoveRow(*row) for row in found]
