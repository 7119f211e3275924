"""What is in stock and where, what items cost today, and what has moved lately."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.rules.costs import STORE, WORK, van
from heat.rules.money import Fen
from heat.words import N_


@dataclass(frozen=True)
class Place:
    """Where things lie: the store, or somebody's van."""

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
    held: dict[str, int] = field(default_factory=dict)

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


def shown(quantity_milli: int) -> str:
    """1500 -> '1.5', 2000 -> '2'."""
    return f"{(Decimal(quantity_milli) / 1000).normalize():f}"


def places() -> list[Place]:
    """The store and the van of everybody who works in a team today; one query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id, s.name FROM team_member m JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL "
        "WHERE m.valid_from <= ? AND ? < m.valid_to ORDER BY s.id",
        today,
        today,
    )
    return [Place(STORE, N_("主库")), *(Place(van(staff_id), name, van=True) for staff_id, name in found)]


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


def carried(staff_id: int, kind: str) -> tuple[list[ItemRow], list[ItemRow]]:
    """What a technician may write down for a kind of ticket: its kit, and all the rest. Two queries."""
    every = items()
    for row in every:
        row.held = {van(staff_id): row.held.get(van(staff_id), 0)}
    kit = [row for row in every if kind in row.kinds]
    return kit, [row for row in every if kind not in row.kinds]


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
