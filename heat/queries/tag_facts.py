"""What the rules of tags look at, gathered for the whole office or a few households in a fixed number of questions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from heat import db
from heat.queries.accounts import as_day
from heat.queries.customer_file import needs_of
from heat.rules import tickets as life
from heat.rules.ledger import Account as Books
from heat.rules.seasons import season_code
from heat.rules.tags import TAMPERED, TAMPERING_DAYS, Facts, Limits, Repairs

_TROUBLES = ("no_heat", "leak", "complaint", "temperature")
_YEARS = 4  # seasons that can still count for a habit
_FEW = 500


@dataclass(frozen=True)
class _Wanted:
    """The households that are asked about, None for all of them."""

    ids: Sequence[int] | None

    def sql(self, column: str) -> str:
        return "1 = 1" if self.ids is None else f"{column} IN ({','.join('?' * len(self.ids))})"

    @property
    def values(self) -> Sequence[int]:
        return self.ids or ()


def of(ids: Sequence[int] | None, today: date, limits: Limits) -> dict[int, Facts]:
    """The facts of every household of which there is any, by id; five queries. At most 500 ids, or None for all."""
    if ids is not None and len(ids) > _FEW:
        raise ValueError("ask for all of them instead")
    wanted, found = _Wanted(ids), defaultdict[int, dict[str, Any]](dict)
    for home, fen, due_on in _overdue(wanted, today):
        found[home] |= {"overdue_fen": int(fen), "overdue_on": as_day(due_on)}
    for home, code, n, last_on in _repairs(wanted, today, limits):
        one = Repairs(life.KIND[code].name, n, as_day(last_on) or today)
        found[home].setdefault("repairs", []).append(one)
    for home, ext in _needs(wanted):
        found[home]["needs"] = needs_of(db.unpacked(ext) or {})
    for home, late in _habits(wanted, today):
        found[home].setdefault("paid_in_time", []).append(not late)
    for home, day in _tampered(wanted, today):
        found[home]["tampered_on"] = as_day(day)
    return {home: Facts(**facts) for home, facts in found.items()}


def _overdue(wanted: _Wanted, today: date) -> list[tuple[Any, ...]]:
    return db.rows(
        "SELECT household_id, sum(open_fen), min(due_on) FROM open_charge WHERE due_on < ? AND open_fen > 0 "
        f"AND {wanted.sql('household_id')} GROUP BY household_id",
        today.isoformat(),
        *wanted.values,
    )


def _repairs(wanted: _Wanted, today: date, limits: Limits) -> list[tuple[Any, ...]]:
    kinds = f"k.code IN ({','.join('?' * len(_TROUBLES))})"
    return db.rows(
        "SELECT t.household_id, k.code, count(*), max(t.opened_on) FROM ticket t "
        f"JOIN ticket_kind k ON k.id = t.kind_id WHERE t.opened_on > ? AND {kinds} "
        "AND t.state <> 'cancelled' AND t.household_id IS NOT NULL "
        f"AND {wanted.sql('t.household_id')} GROUP BY t.household_id, k.code HAVING count(*) >= ?",
        (today - timedelta(days=limits.days)).isoformat(),
        *_TROUBLES,
        *wanted.values,
        limits.n,
    )


def _needs(wanted: _Wanted) -> list[tuple[Any, ...]]:
    return db.rows(
        f"SELECT h.id, h.ext FROM household h WHERE CAST(h.ext AS text) LIKE ? AND {wanted.sql('h.id')}",
        '%"needs"%',
        *wanted.values,
    )


def _habits(wanted: _Wanted, today: date) -> list[tuple[Any, ...]]:
    """Whether each season was late, newest first: something of it still open when it fell due."""
    first = f"{int(season_code(today)[:4]) - _YEARS}-"
    return db.rows(
        "SELECT c.household_id, max(CASE WHEN v.still > 0 THEN 1 ELSE 0 END) FROM charge c "
        "JOIN season s ON s.id = c.season_id "
        "JOIN (SELECT d.id, sum(e.fen) AS still FROM charge d JOIN entry e ON e.charge_id = d.id "
        f"      AND e.account_id = {Books.RECEIVABLE:d} JOIN txn x ON x.id = e.txn_id AND x.biz_on <= d.due_on "
        f"      WHERE d.due_on < ? AND {wanted.sql('d.household_id')} GROUP BY d.id) v ON v.id = c.id "
        "WHERE c.kind = 'heat' AND c.reverses_id IS NULL AND s.code >= ? "
        f"AND {wanted.sql('c.household_id')} GROUP BY c.household_id, s.code ORDER BY s.code DESC",
        today.isoformat(),
        *wanted.values,
        first,
        *wanted.values,
    )


def _tampered(wanted: _Wanted, today: date) -> list[tuple[Any, ...]]:
    return db.rows(
        "SELECT t.household_id, max(t.opened_on) FROM ticket t WHERE t.cause = ? AND t.opened_on > ? "
        f"AND t.household_id IS NOT NULL AND {wanted.sql('t.household_id')} GROUP BY t.household_id",
        TAMPERED,
        (today - timedelta(days=TAMPERING_DAYS)).isoformat(),
        *wanted.values,
    )
