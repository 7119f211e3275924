"""What the cashier sees: the household at the counter, its open lines oldest first, the takings of the day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from heat import db
from heat.queries import visible
from heat.queries.accounts import as_day
from heat.rules.allocation import LATE_FEE, OpenLine
from heat.rules.keys import asked_for
from heat.rules.permissions import Actor
from heat.rules.rates import price_text
from heat.rules.written import folded, squeezed


@dataclass(frozen=True, slots=True)
class Desk:
    """The household that stands at the counter."""

    id: int
    account_no: str
    address: str
    name: str
    party_id: int | None
    state: str
    area_m2: Decimal | None
    use_class: str | None


@dataclass(frozen=True, slots=True)
class Owed:
    """An open line; negative is a credit in the household's favour. `old` belongs to an earlier season."""

    charge_id: int
    season: str
    kind: str
    fen: int
    open_fen: int
    due_on: date | None
    area_m2: Decimal
    price: Decimal
    part: int
    old: bool
    overdue: bool

    @property
    def line(self) -> OpenLine:
        """The line as the allocation takes it."""
        return OpenLine(self.charge_id, self.season, self.kind, self.open_fen, self.due_on)

    @property
    def computed(self) -> str:
        """Area and price as they explain it, '96.40 × 25.00'; '' for a line of an imported list, which has neither."""
        if not (self.area_m2 and self.price):
            return ""
        return f"{self.area_m2} × {price_text(self.price)}"


def desk(actor: Actor, household_id: int, today: date) -> Desk | None:
    """A household as the counter shows it, None when this person may not see it or it has been merged. One query."""
    scope = visible.households(actor)
    return desk_of(household_id, today, scope._replace(sql=f"h.merged_into_id IS NULL AND {scope.sql}"))


def desk_of(household_id: int, today: date, scope: visible.Scope = visible.ALL) -> Desk | None:
    """The same within any scope: papers of a batch are printed for the whole office."""
    on = today.isoformat()
    found = db.row(
        "SELECT h.id, h.account_no, h.address, coalesce(p.name, ''), p.id, coalesce(s.state, 'supplied'), t.charge_m2, "
        "t.use_class FROM household h "
        "LEFT JOIN household_party r ON r.household_id = h.id AND r.role = 'owner' AND r.rank = 0 "
        "AND r.valid_from <= ? AND ? < r.valid_to LEFT JOIN party p ON p.id = r.party_id "
        "LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND ? < t.valid_to "
        "LEFT JOIN supply_period s ON s.household_id = h.id AND s.valid_from <= ? AND ? < s.valid_to "
        f"WHERE h.id = ? AND {scope.sql}",
        *[on] * 6,
        household_id,
        *scope.values,
    )
    if found is None:
        return None
    *head, area, use_class = found
    return Desk(*head, Decimal(area).scaleb(-2) if area is not None else None, use_class)


def owed(household_id: int, today: date) -> list[Owed]:
    """The open lines of a household in the order a payment settles them: credits, oldest season, late fees last.

    One query along the index of open charges.
    """
    found = db.rows(
        "SELECT o.charge_id, s.code, o.kind, c.fen, o.open_fen, o.due_on, CASE WHEN c.calc IS NULL THEN a.area_m2 "
        "ELSE CAST(round(CAST(c.qty AS numeric) * 100) AS bigint) END, "
        "CASE WHEN c.calc IS NULL THEN a.price ELSE c.price END, a.part "
        "FROM open_charge o JOIN charge c ON c.id = o.charge_id JOIN season_account a ON a.id = c.account_id "
        "JOIN season s ON s.id = o.season_id WHERE o.household_id = ? ORDER BY o.season_id, o.due_on, o.charge_id",
        household_id,
    )
    newest = max((row[1] for row in found), default="")
    lines = [_owed(row, newest, today) for row in found]
    return sorted(lines, key=lambda one: (one.open_fen > 0, one.kind == LATE_FEE, one.season, one.due_on or date.max))


def _owed(row: tuple[object, ...], newest: str, today: date) -> Owed:
    charge_id, season, kind, fen, open_fen, due_on, area, price, part = row
    due = as_day(due_on)  # type: ignore[arg-type]
    return Owed(
        charge_id, season, kind, fen, open_fen, due, Decimal(area).scaleb(-2), Decimal(price).scaleb(-4), part,
        old=season < newest, overdue=due is not None and due < today and open_fen > 0,
    )  # fmt: skip


def open_lines(household_id: int, chosen: Collection[int] = ()) -> list[OpenLine]:
    """The open lines a payment is to settle, all of them unless some were chosen; one query."""
    found = db.rows(
        "SELECT o.charge_id, s.code, o.kind, o.open_fen, o.due_on FROM open_charge o "
        "JOIN season s ON s.id = o.season_id WHERE o.household_id = ?",
        household_id,
    )
    return [
        OpenLine(charge_id, season, kind, open_fen, as_day(due_on))
        for charge_id, season, kind, open_fen, due_on in found
        if not chosen or charge_id in chosen
    ]


@dataclass(frozen=True, slots=True)
class Takings:
    """What a cashier took on a day by one road, void payments left out."""

    method: str
    n: int
    fen: int


def takings(cashier_id: int, day: date) -> list[Takings]:
    """The takings of a day by road; one query along the index of days."""
    found = db.rows(
        "SELECT r.method, count(DISTINCT p.id), sum(r.fen) FROM payment p JOIN txn t ON t.id = p.txn_id "
        "JOIN payment_part r ON r.payment_id = p.id WHERE p.received_on = ? AND p.channel = 'counter' AND t.by_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = p.txn_id) GROUP BY r.method ORDER BY 3 DESC",
        day.isoformat(),
        cashier_id,
    )
    return [Takings(method, n, int(fen)) for method, n, fen in found]


def payments_of(cashier_id: int, day: date) -> int:
    """How many payments a cashier took on a day, void ones left out."""
    return int(
        db.value(
            "SELECT count(*) FROM payment p JOIN txn t ON t.id = p.txn_id WHERE p.received_on = ? "
            "AND p.channel = 'counter' AND t.by_id = ? "
            "AND NOT EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = p.txn_id)",
            day.isoformat(),
            cashier_id,
        )
    )


@dataclass(frozen=True, slots=True)
class Hit:
    """A household the typed text may mean."""

    id: int
    account_no: str
    address: str
    name: str
    open_fen: int


MOST_HITS = 20


def find(actor: Actor, text: str, today: date) -> list[Hit]:
    """Who is meant by a 户号, an old number, a phone or its tail, a name, an address; an exact number is alone.

    One to four small queries along the search keys; at most 20 households, only those this person may see.
    """
    number = squeezed(folded(text))
    exact = _exact(number) if number else []
    ids = exact or _by_keys(text)
    scope, on = visible.households(actor), today.isoformat()
    found = db.rows(
        "SELECT h.id, h.account_no, h.address, coalesce(p.name, ''), "
        "(SELECT coalesce(sum(o.open_fen), 0) FROM open_charge o WHERE o.household_id = h.id) FROM household h "
        "LEFT JOIN household_party r ON r.household_id = h.id AND r.role = 'owner' AND r.rank = 0 "
        "AND r.valid_from <= ? AND ? < r.valid_to LEFT JOIN party p ON p.id = r.party_id "
        f"WHERE h.id IN ({','.join('?' * len(ids)) or 'NULL'}) AND {scope.sql} ORDER BY h.account_no LIMIT ?",
        on,
        on,
        *ids,
        *scope.values,
        MOST_HITS,
    )
    return [Hit(*row[:4], int(row[4])) for row in found]


def _exact(number: str) -> list[int]:
    found = db.rows(
        "SELECT id FROM household WHERE account_no = ? AND merged_into_id IS NULL "
        "UNION SELECT household_id FROM household_alias WHERE number = ?",
        number,
        number,
    )
    return [household_id for (household_id,) in found]


def _by_keys(text: str) -> list[int]:
    """The households of the likeliest reading of the text that means any."""
    for key in asked_for(text):
        found = db.rows(
            "SELECT DISTINCT household_id FROM search_key WHERE kind = ? AND key >= ? AND key < ? LIMIT 50",
            key.kind,
            key.key,
            key.beyond,
        )
        if found:
            return [household_id for (household_id,) in found]
    return []
