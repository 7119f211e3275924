"""What a household was charged, has paid and still owes: one set of questions for file, counter, bill and hall."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat import db
from heat.rules.accounts import BESIDE, PENALTY_PART, REPAIR_PART
from heat.rules.allocation import LATE_FEE
from heat.rules.ledger import Account as Books

# what the collection rate (收费率) leaves out, for an IN
NO_HEAT = ", ".join(f"'{kind}'" for kind in (LATE_FEE, *BESIDE))


@dataclass(frozen=True)
class ChargeLine:
    """One charged line; `open_fen` of it is not paid yet, reversed lines have their counterpart beside them."""

    id: int
    kind: str
    fen: int
    open_fen: int
    due_on: date | None
    reverses_id: int | None


@dataclass
class Account:
    """One season of one household with its lines."""

    id: int
    season_id: int
    season: str
    season_name: str
    part: int
    area_m2: Decimal
    price: Decimal
    use_class: str
    supply_state: str
    debtor: str
    lines: list[ChargeLine] = field(default_factory=list)

    @property
    def repairs(self) -> bool:
        """Whether this is the account of a season's repairs, not of its heat."""
        return self.part == REPAIR_PART

    @property
    def penalties(self) -> bool:
        """Whether this is the account of what inspections came to."""
        return self.part == PENALTY_PART

    @property
    def charged_fen(self) -> int:
        """What the season costs, reversals taken off."""
        return sum(line.fen for line in self.lines)

    @property
    def open_fen(self) -> int:
        """What is not paid yet."""
        return sum(line.open_fen for line in self.lines)

    @property
    def paid_fen(self) -> int:
        """What has been settled."""
        return self.charged_fen - self.open_fen

    @property
    def due_on(self) -> date | None:
        """The earliest day on which something still open falls due."""
        days = [line.due_on for line in self.lines if line.open_fen > 0 and line.due_on]
        return min(days) if days else None

    @property
    def percent(self) -> int:
        """How much of the season is paid, 0 to 100."""
        return 100 if self.charged_fen <= 0 else max(0, min(100, self.paid_fen * 100 // self.charged_fen))


@dataclass(frozen=True)
class Payment:
    """One payment with the receipt that stands for it."""

    id: int
    fen: int
    household_fen: int
    received_on: date
    received_at: int
    channel: str
    methods: str
    receipt_id: int | None
    receipt: str | None
    void: bool
    by: str | None


def of_household(household_id: int, on: date | None = None) -> list[Account]:
    """The seasons of a household, newest first, with lines and what is open: now, or on the books of a past day.

    Settled seasons of files that were merged into it stand among them. Two queries, however many seasons.
    """
    found = db.rows(
        "SELECT a.id, a.season_id, s.code, s.name, a.part, a.area_m2, a.price, a.use_class, a.supply_state, p.name, "
        "a.household_id FROM season_account a JOIN season s ON s.id = a.season_id JOIN party p ON p.id = a.debtor_id "
        f"WHERE a.household_id IN {_FILES} ORDER BY s.code DESC, a.part, a.id",
        household_id,
        household_id,
    )
    own = {row[0] for row in found if row[10] == household_id}
    accounts = {row[0]: Account(*row[:5], Decimal(row[5]) / 100, Decimal(row[6]) / 10_000, *row[7:10]) for row in found}
    files = (household_id, household_id)
    lines = db.rows(_LINES, *files) if on is None else db.rows(_LINES_THEN, on.isoformat(), *files, on.isoformat())
    for account_id, line_id, kind, fen, open_fen, due_on, reverses_id, corrected_m2, price in lines:
        account = accounts[account_id]
        account.lines.append(ChargeLine(line_id, kind, fen, int(open_fen), as_day(due_on), reverses_id))
        if corrected_m2:
            account.area_m2, account.price = Decimal(corrected_m2), Decimal(price) / 10_000
    return [
        account
        for account in accounts.values()
        if (on is None or account.lines) and (account.id in own or account.charged_fen)
    ]


# a household's own file and those that were merged into it
_FILES = "(SELECT CAST(? AS bigint) UNION ALL SELECT g.id FROM household g WHERE g.merged_into_id = ?)"
_CORRECTED = "CASE WHEN c.calc IS NULL OR c.reverses_id IS NOT NULL THEN NULL ELSE c.qty END, c.price"
_LINES = (
    f"SELECT c.account_id, c.id, c.kind, c.fen, coalesce(o.open_fen, 0), c.due_on, c.reverses_id, {_CORRECTED} "
    f"FROM charge c LEFT JOIN open_charge o ON o.charge_id = c.id WHERE c.household_id IN {_FILES} ORDER BY c.id"
)
_THEN = (
    "(SELECT coalesce(sum(e.fen), 0) FROM entry e JOIN txn x ON x.id = e.txn_id "
    f"WHERE e.charge_id = c.id AND e.account_id = {Books.RECEIVABLE:d} AND x.biz_on <= ?)"
)
_LINES_THEN = (
    f"SELECT c.account_id, c.id, c.kind, c.fen, {_THEN}, c.due_on, c.reverses_id, {_CORRECTED} FROM charge c "
    f"JOIN txn t ON t.id = c.txn_id WHERE c.household_id IN {_FILES} AND t.biz_on <= ? ORDER BY c.id"
)


def payments(household_id: int, limit: int = 50, on: date | None = None) -> list[Payment]:
    """The newest payments that touched a household, up to a day, with the part of each that was for it. One query."""
    found = db.rows(
        "SELECT p.id, p.fen, e.fen, p.received_on, p.received_at, p.channel, "
        "(SELECT string_agg(x.method, ',') FROM payment_part x WHERE x.payment_id = p.id), "
        "r.id, n.prefix, r.number, r.void_at, s.name "
        f"FROM (SELECT txn_id, -sum(fen) AS fen FROM entry WHERE household_id IN {_FILES} "
        f"      AND (account_id = {Books.RECEIVABLE:d} OR (account_id = {Books.PREPAID:d} AND fen < 0)) "
        "      GROUP BY txn_id) e "
        "JOIN payment p ON p.txn_id = e.txn_id JOIN txn t ON t.id = p.txn_id "
        "LEFT JOIN receipt r ON r.payment_id = p.id AND r.replaced_by_id IS NULL "
        "LEFT JOIN number_range n ON n.id = r.range_id LEFT JOIN staff s ON s.id = t.by_id "
        "WHERE p.received_on <= ? ORDER BY p.received_at DESC, p.id DESC LIMIT ?",
        household_id,
        household_id,
        (on or date.max).isoformat(),
        limit,
    )
    return [
        Payment(
            id=row[0],
            fen=row[1],
            household_fen=int(row[2]),
            received_on=as_day(row[3]) or date.min,
            received_at=row[4],
            channel=row[5],
            methods=row[6] or "",
            receipt_id=row[7],
            receipt=f"{row[8]}{row[9]:08d}" if row[7] else None,
            void=row[10] is not None,
            by=row[11],
        )
        for row in found
    ]


def open_fen(household_id: int, on: date | None = None) -> int:
    """What a household owes over all seasons, now or on the books of a past day; one indexed sum."""
    if on is None:
        return db.value("SELECT coalesce(sum(open_fen), 0) FROM open_charge WHERE household_id = ?", household_id)
    return db.value(
        f"SELECT coalesce(sum({_THEN}), 0) FROM charge c WHERE c.household_id = ?", on.isoformat(), household_id
    )


def prepaid_fen(household_id: int, on: date | None = None) -> int:
    """What a household has paid ahead and not used, now or on the books of a past day; one indexed sum."""
    return db.value(
        "SELECT coalesce(-sum(e.fen), 0) FROM entry e JOIN txn x ON x.id = e.txn_id "
        f"WHERE e.household_id = ? AND e.account_id = {Books.PREPAID:d} AND x.biz_on <= ?",
        household_id,
        (on or date.max).isoformat(),
    )


def calculation(account_id: int) -> dict[str, Any] | None:
    """The calculation behind what a season costs: of the corrected line, else of the account; None without a tariff."""
    found = db.row(
        "SELECT calc FROM charge c WHERE c.account_id = ? AND c.calc IS NOT NULL AND c.reverses_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM charge r WHERE r.reverses_id = c.id) ORDER BY c.id DESC LIMIT 1",
        account_id,
    ) or db.row("SELECT tree FROM season_calc WHERE account_id = ?", account_id)
    return db.unpacked(found[0]) if found else None


def as_day(stored: date | str | None) -> date | None:
    """A stored business day as a date: text on SQLite, a date already on PostgreSQL."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
