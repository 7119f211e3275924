"""One bill: what was charged and why, what was paid, what is open from before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from heat import db
from heat.queries import visible
from heat.queries.accounts import as_day
from heat.queries.receipts import number
from heat.queries.seasons import SeasonRow, season
from heat.rules.ledger import Account
from heat.rules.permissions import Actor
from heat.rules.rates import plain_price

RECEIVABLE = int(Account.RECEIVABLE)


@dataclass(frozen=True, slots=True)
class Charged:
    """One charged line of a bill with the calculation behind it; a line of an imported list has none."""

    id: int
    kind: str
    fen: int
    open_fen: int
    due_on: date | None
    reverses_id: int | None
    area_basis: str
    area_m2: Decimal
    price: Decimal
    use_class: str
    supply_state: str
    tree: dict[str, Any] | None
    tariff_price: Decimal | None = None  # yuan a square metre and season; None where the tariff is not as plain as that

    @property
    def own_price(self) -> bool:
        """Whether the household's own price went before the tariff's."""
        return self.supply_state == "supplied" and self.tariff_price not in (None, self.price)


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A payment on this season, not taken back."""

    on: date
    methods: tuple[str, ...]
    fen: int
    receipt_id: int | None
    receipt: str


@dataclass(frozen=True, slots=True)
class OldDebt:
    """What is open of an earlier season."""

    season: str
    kind: str
    fen: int


@dataclass(frozen=True, slots=True)
class Bill:
    """Everything a bill of a household and season says."""

    id: int
    household_id: int
    account_no: str
    address: str
    debtor: str
    season: SeasonRow
    charges: tuple[Charged, ...]
    payments: tuple[PaidLine, ...]
    debts: tuple[OldDebt, ...]

    @property
    def charged_fen(self) -> int:
        """What the season costs, reversals taken off."""
        return sum(line.fen for line in self.charges)

    @property
    def open_fen(self) -> int:
        """What is still to pay for the season."""
        return sum(line.open_fen for line in self.charges)

    @property
    def debt_fen(self) -> int:
        """What is open from before."""
        return sum(debt.fen for debt in self.debts)

    @property
    def due_on(self) -> date | None:
        """The first day on which a line falls due."""
        return min((line.due_on for line in self.charges if line.due_on), default=None)


def bill(actor: Actor, account_id: int) -> Bill | None:
    """A bill by one of its accounts, None when this person may not see the household. Six queries."""
    scope = visible.papers(actor)
    found = db.row(
        "SELECT a.household_id, h.account_no, h.address, p.name, s.code FROM season_account a "
        "JOIN household h ON h.id = a.household_id JOIN party p ON p.id = a.debtor_id "
        f"JOIN season s ON s.id = a.season_id WHERE a.id = ? AND {scope.sql}",
        account_id,
        *scope.values,
    )
    of = season(found[4]) if found else None
    if found is None or of is None:
        return None
    household_id, account_no, address, debtor, code = found
    return Bill(
        id=account_id,
        household_id=household_id,
        account_no=account_no,
        address=address,
        debtor=debtor,
        season=of,
        charges=tuple(_charges(household_id, of.id)),
        payments=tuple(_paid(household_id, of.id)),
        debts=tuple(_debts(household_id, code)),
    )


def _charges(household_id: int, season_id: int) -> Iterator[Charged]:
    # a corrected line says its own area, price and calculation; the account keeps what was billed first
    for *head, due, reverses_id, basis, area, price, use_class, state, tree, corrected, qty, its_price, rule in db.rows(
        "SELECT c.id, c.kind, c.fen, coalesce(o.open_fen, 0), c.due_on, c.reverses_id, a.area_basis, a.area_m2, "
        "a.price, a.use_class, a.supply_state, coalesce(c.calc, k.tree), c.calc IS NOT NULL, c.qty, c.price, t.rule "
        "FROM charge c JOIN season_account a ON a.id = c.account_id "
        "LEFT JOIN tariff t ON t.id = a.tariff_id "
        "LEFT JOIN season_calc k ON k.account_id = a.id LEFT JOIN open_charge o ON o.charge_id = c.id "
        "WHERE c.household_id = ? AND c.season_id = ? ORDER BY c.id",
        household_id,
        season_id,
    ):
        area_m2 = Decimal(qty) if corrected else Decimal(area).scaleb(-2)
        unit = Decimal(its_price if corrected else price).scaleb(-4)
        read = db.unpacked(tree) if reverses_id is None else None
        listed = plain_price(db.unpacked(rule) or {})
        yield Charged(*head, as_day(due), reverses_id, basis, area_m2, unit, use_class, state, read, listed)


def _paid(household_id: int, season_id: int) -> list[PaidLine]:
    found = db.rows(
        "SELECT p.received_on, (SELECT string_agg(x.method, ',') FROM payment_part x WHERE x.payment_id = p.id), "
        "-sum(e.fen), r.id, n.prefix, r.number FROM entry e JOIN payment p ON p.txn_id = e.txn_id "
        "LEFT JOIN receipt r ON r.payment_id = p.id AND r.replaced_by_id IS NULL "
        "LEFT JOIN number_range n ON n.id = r.range_id "
        "WHERE e.household_id = ? AND e.season_id = ? AND e.account_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = e.txn_id) "
        "GROUP BY p.id, p.received_on, r.id, n.prefix, r.number ORDER BY p.id",
        household_id,
        season_id,
        RECEIVABLE,
    )
    return [
        PaidLine(_day(on), tuple((methods or "").split(",")), int(fen), id_, number(prefix, count) if id_ else "")
        for on, methods, fen, id_, prefix, count in found
    ]


def _day(stored: date | str) -> date:
    return as_day(stored) or date.min


def _debts(household_id: int, code: str) -> list[OldDebt]:
    found = db.rows(
        "SELECT s.code, o.kind, sum(o.open_fen) FROM open_charge o JOIN season s ON s.id = o.season_id "
        "WHERE o.household_id = ? AND s.code < ? GROUP BY s.code, o.kind ORDER BY s.code, o.kind",
        household_id,
        code,
    )
    return [OldDebt(season_code, kind, int(fen)) for season_code, kind, fen in found]
