"""Receipts as they are shown and printed: number, payment, what it settled, by which roads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heat import db
from heat.queries import visible
from heat.queries.accounts import as_day
from heat.rules.permissions import Actor

SHOWN = 50
_LIST = (
    "SELECT r.id, n.prefix, r.number, p.fen, p.received_at, h.id, h.account_no, h.address, r.void_at, r.prints, "
    "(SELECT string_agg(x.method, ',') FROM payment_part x WHERE x.payment_id = p.id) "
    "FROM receipt r JOIN number_range n ON n.id = r.range_id JOIN payment p ON p.id = r.payment_id "
    "JOIN txn t ON t.id = p.txn_id "
    "JOIN household h ON h.id = (SELECT max(e.household_id) FROM entry e WHERE e.txn_id = p.txn_id) "
)


@dataclass(frozen=True, slots=True)
class Slip:
    """One receipt in a list."""

    id: int
    number: str
    fen: int
    at: int
    household_id: int
    account_no: str
    address: str
    void: bool
    prints: int
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """One line a payment settled: season, kind and what of it."""

    season: str
    kind: str
    fen: int


@dataclass(frozen=True, slots=True)
class Means:
    """One road of a payment."""

    method: str
    fen: int
    given_fen: int
    trade_no: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """Everything a receipt says."""

    id: int
    number: str
    payment_id: int
    txn_id: int
    fen: int
    received_on: date
    received_at: int
    household_id: int
    account_no: str
    address: str
    name: str
    cashier: str
    prints: int
    void_at: int | None
    void_reason: str | None
    lines: tuple[Settled, ...]
    means: tuple[Means, ...]
    prepaid_fen: int

    @property
    def change_fen(self) -> int:
        """What went back over the counter."""
        return sum(one.given_fen - one.fen for one in self.means)


def number(prefix: str, count: int) -> str:
    """A receipt number as it is printed: SJ2026-00000017."""
    return f"{prefix}{count:08d}"


def of_cashier(cashier_id: int, day: date, limit: int = SHOWN) -> list[Slip]:
    """The newest receipts a cashier wrote on a day; one query."""
    found = db.rows(
        f"{_LIST} WHERE p.received_on = ? AND p.channel = 'counter' AND t.by_id = ? ORDER BY r.id DESC LIMIT ?",
        day.isoformat(),
        cashier_id,
        limit,
    )
    return [_slip(row) for row in found]


def of_household(household_id: int, limit: int = 5) -> list[Slip]:
    """The newest receipts of a household; one query along its entries."""
    found = db.rows(
        f"{_LIST} WHERE p.txn_id IN (SELECT DISTINCT e.txn_id FROM entry e WHERE e.household_id = ?) "
        "ORDER BY r.id DESC LIMIT ?",
        household_id,
        limit,
    )
    return [_slip(row) for row in found]


def one(actor: Actor, receipt_id: int) -> Receipt | None:
    """A receipt with all it says, None when this person may not see its household. Three queries."""
    scope = visible.households(actor)
    found = db.row(
        "SELECT r.id, n.prefix, r.number, p.id, p.txn_id, p.fen, p.received_on, p.received_at, h.id, h.account_no, "
        "h.address, coalesce(y.name, ''), coalesce(s.name, ''), r.prints, r.void_at, r.void_reason "
        "FROM receipt r JOIN number_range n ON n.id = r.range_id JOIN payment p ON p.id = r.payment_id "
        "JOIN txn t ON t.id = p.txn_id LEFT JOIN staff s ON s.id = t.by_id LEFT JOIN party y ON y.id = p.payer_id "
        "JOIN household h ON h.id = (SELECT max(e.household_id) FROM entry e WHERE e.txn_id = p.txn_id) "
        f"WHERE r.id = ? AND {scope.sql}",
        receipt_id,
        *scope.values,
    )
    if found is None:
        return None
    id_, prefix, count, payment_id, txn_id, paid, received_on, *rest = found
    booked = _booked(txn_id)
    return Receipt(
        id_, number(prefix, count), payment_id, txn_id, paid, as_day(received_on) or date.min, *rest,
        lines=tuple(Settled(season, kind, -fen) for account, season, kind, fen in booked if account == "receivable"),
        means=_means(payment_id),
        prepaid_fen=-sum(min(fen, 0) for account, _, _, fen in booked if account == "prepaid"),
    )  # fmt: skip


def by_number(text: str) -> int | None:
    """The receipt with a printed number, None when there is none; one indexed query."""
    prefix, _, digits = text.strip().rpartition("-")
    if not digits.isascii() or not digits.isdigit():
        return None
    found = db.value(
        "SELECT r.id FROM receipt r JOIN number_range n ON n.id = r.range_id WHERE n.prefix = ? AND r.number = ?",
        f"{prefix}-",
        int(digits[:12]),
    )
    return int(found) if found is not None else None


def _booked(txn_id: int) -> list[tuple[str, str, str, int]]:
    return db.rows(
        "SELECT l.code, s.code, c.kind, e.fen FROM entry e JOIN ledger_account l ON l.id = e.account_id "
        "LEFT JOIN charge c ON c.id = e.charge_id LEFT JOIN season s ON s.id = e.season_id "
        "WHERE e.txn_id = ? AND l.code IN ('receivable', 'prepaid') ORDER BY e.line",
        txn_id,
    )


def _means(payment_id: int) -> tuple[Means, ...]:
    found = db.rows(
        "SELECT method, fen, given_fen, trade_no FROM payment_part WHERE payment_id = ? ORDER BY id", payment_id
    )
    return tuple(Means(*row) for row in found)


def _slip(row: tuple[object, ...]) -> Slip:
    id_, prefix, count, fen, at, household_id, account_no, address, void_at, prints, methods = row
    return Slip(
        id_, number(str(prefix), int(count)), fen, at, household_id, account_no, address, void_at is not None, prints,
        tuple(str(methods or "").split(",")),
    )  # fmt: skip
