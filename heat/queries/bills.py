"""Bills of a season: the list with its filters, one bill with all that stands on it, the seasons themselves."""

from __future__ import annotations

import json
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
from heat.rules.permissions import SYSTEM, Actor

PAGE = 50
RECEIVABLE = int(Account.RECEIVABLE)


_PLAIN = {"price", "price_per", "area_basis", "use_class", "standby_ratio"}


@dataclass(frozen=True, slots=True)
class BillRow:
    """One bill in the list: a household and season."""

    id: int
    household_id: int
    account_no: str
    address: str
    debtor: str
    area_m2: Decimal
    charged_fen: int
    open_fen: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of bills is narrowed to; '' and None leave it wide."""

    community_id: int | None = None
    state: str = ""
    text: str = ""


# the first part stands for the household: a flat at two prices is one bill
_BILLS = (
    "SELECT a.id, a.household_id, h.account_no, h.address, p.name, a.area_m2, "
    "(SELECT sum(c.fen) FROM charge c WHERE c.household_id = a.household_id AND c.season_id = a.season_id), "
    "coalesce((SELECT sum(o.open_fen) FROM open_charge o WHERE o.household_id = a.household_id "
    "AND o.season_id = a.season_id), 0), "
    "(SELECT min(c.due_on) FROM charge c WHERE c.household_id = a.household_id AND c.season_id = a.season_id) "
    "FROM season_account a JOIN household h ON h.id = a.household_id JOIN party p ON p.id = a.debtor_id "
)
_FIRST_PART = (
    "(a.part = 0 OR (a.part = 1 AND NOT EXISTS (SELECT 1 FROM season_account b "
    "WHERE b.household_id = a.household_id AND b.season_id = a.season_id AND b.part = 0)))"
)
_OPEN = (
    "EXISTS (SELECT 1 FROM open_charge o WHERE o.household_id = a.household_id AND o.season_id = a.season_id "
    "AND o.open_fen > 0)"
)
STATES = {"open": _OPEN, "paid": f"NOT {_OPEN}"}


def listing(actor: Actor, season_id: int, chosen: Filter, after: int = 0, limit: int = PAGE) -> list[BillRow]:
    """Bills of a season by account id, up to `limit` + 1, from behind `after`. One query."""
    where, values = _where(actor, season_id, chosen)
    found = db.rows(
        f"{_BILLS} WHERE {where} AND {_FIRST_PART} AND a.id > ? ORDER BY a.id LIMIT ?", *values, after, limit + 1
    )
    return [
        BillRow(*row[:5], Decimal(row[5]).scaleb(-2), int(row[6] or 0), int(row[7]), as_day(row[8])) for row in found
    ]


@dataclass(frozen=True, slots=True)
class Totals:
    """A season in figures: charged lines and their sum, lines still open and theirs."""

    lines: int
    charged_fen: int
    open_lines: int
    open_fen: int

    @property
    def paid_fen(self) -> int:
        """What has been settled."""
        return self.charged_fen - self.open_fen

    @property
    def percent(self) -> int:
        """The collection rate, 0 to 100."""
        return self.paid_fen * 100 // self.charged_fen if self.charged_fen > 0 else 0


def totals(actor: Actor, season_id: int) -> Totals:
    """The figures of a season for the branches of this person; two covering scans."""
    scope = visible.households(actor)
    # without a narrower scope the covering indexes of both tables answer alone
    home = "" if scope is visible.ALL else "JOIN household h ON h.id = x.household_id "
    where, values = f"{home}WHERE x.season_id = ? AND {scope.sql}", (season_id, *scope.values)
    charged = db.row(f"SELECT count(*), coalesce(sum(x.fen), 0) FROM charge x {where}", *values)
    still = db.row(f"SELECT count(*), coalesce(sum(x.open_fen), 0) FROM open_charge x {where}", *values)
    (lines, fen), (open_lines, open_fen) = charged or (0, 0), still or (0, 0)
    return Totals(lines, int(fen), open_lines, int(open_fen))


def communities(actor: Actor) -> list[tuple[int, str]]:
    """The communities of this person's branches, by name; one query."""
    ids = visible.communities(actor)
    where = "1 = 1" if ids is None else f"id IN ({','.join('?' * len(ids)) or 'NULL'})"
    return db.rows(f"SELECT id, name FROM community WHERE {where} ORDER BY name", *(ids or ()))


def _scope(actor: Actor) -> visible.Scope:
    return visible.households(actor) if actor is not SYSTEM else visible.ALL


def _where(actor: Actor, season_id: int, chosen: Filter) -> tuple[str, list[Any]]:
    scope = _scope(actor)
    where, values = ["a.season_id = ?", scope.sql], [season_id, *scope.values]
    if chosen.community_id:
        where.append("a.community_id = ?")
        values.append(chosen.community_id)
    if chosen.state in STATES:
        where.append(STATES[chosen.state])
    if chosen.text:
        where.append("h.account_no = ?")
        values.append(chosen.text)
    return " AND ".join(where), values


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
    scope = _scope(actor)
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
        listed = _plain_price(db.unpacked(rule) or {})
        yield Charged(*head, as_day(due), reverses_id, basis, area_m2, unit, use_class, state, read, listed)


def _plain_price(rule: dict[str, Any]) -> Decimal | None:
    """The price of a tariff that knows nothing but a price for the season; None for any other."""
    plain = rule.keys() <= _PLAIN and rule.get("price_per", "season") == "season" and "price" in rule
    return Decimal(str(rule["price"])) if plain else None


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


def count(actor: Actor, season_id: int, chosen: Filter, most: int) -> int:
    """How many bills a filter leaves, no further than `most` + 1: who asks wants to know whether they are too many.

    One query: five thousand cost 5 ms, with a state 50.
    """
    where, values = _where(actor, season_id, chosen)
    home = "JOIN household h ON h.id = a.household_id " if "h." in where else ""
    found = f"SELECT 1 FROM season_account a {home}WHERE {where} AND {_FIRST_PART} LIMIT ?"
    return int(db.value(f"SELECT count(*) FROM ({found}) AS found", *values, most + 1))


def ids_to_print(actor: Actor, season_id: int, chosen: Filter) -> list[int]:
    """The accounts of the bills that a filter leaves, by community, building and door: the order of whoever carries
    them round. One query."""
    where, values = _where(actor, season_id, chosen)
    found = db.rows(
        "SELECT a.id FROM season_account a JOIN household h ON h.id = a.household_id "
        "JOIN community c ON c.id = a.community_id JOIN building b ON b.id = h.building_id "
        f"WHERE {where} AND {_FIRST_PART} "
        "ORDER BY c.name, c.id, b.sort, b.id, h.entrance_id, h.floor, h.column_no, h.id",
        *values,
    )
    return [account_id for (account_id,) in found]


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of papers that somebody has asked for: what it holds, how far it is, why it came to nothing."""

    id: int
    asked: dict[str, Any]
    state: str
    done: int
    total: int
    error: str
    at: int
    ended_at: int | None

    @property
    def going(self) -> bool:
        """Whether it is still waiting or being set."""
        return self.state in ("waiting", "leased")


def batches(actor: Actor, since: int, batch_id: int | None = None) -> list[Batch]:
    """The batches this person has asked for since an instant, or the one of them with that id, newest first."""
    one = "AND id = ?" if batch_id is not None else ""
    found = db.rows(
        "SELECT id, args, state, done, total, error, at, ended_at FROM job "
        f"WHERE kind = 'print' AND by_id = ? AND at >= ? {one} ORDER BY id DESC LIMIT 20",
        *(actor.id, since),
        *((batch_id,) if one else ()),
    )
    return [
        Batch(id_, json.loads(args) if isinstance(args, str) else args, state, done, total or 0, error or "", at, ended)
        for id_, args, state, done, total, error, at, ended in found
    ]
