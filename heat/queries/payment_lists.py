"""What a list of payments is set beside: payments that stand, and the lines that are open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from heat import db
from heat.queries.accounts import as_day
from heat.queries.dues import STANDS_SINCE
from heat.rules.allocation import OpenLine
from heat.rules.ledger import Account

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Booked:
    """A payment that was booked once; `stands` until it is taken back."""

    household_id: int
    received_on: date
    fen: int
    once_key: str
    stands: bool


def booked(household_ids: Sequence[int]) -> Iterator[Booked]:
    """Every payment of these households, also those that were taken back; one query for five hundred."""
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        for home, day, fen, key, undone in db.rows(
            "SELECT DISTINCT e.household_id, p.received_on, p.fen, p.once_key, "
            "EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = p.txn_id) "
            "FROM entry e JOIN payment p ON p.txn_id = e.txn_id "
            f"WHERE e.household_id IN ({','.join('?' * len(chunk))})",
            *chunk,
        ):
            yield Booked(home, as_day(day) or date.min, fen, key, not undone)


def open_lines(household_ids: Sequence[int]) -> dict[int, dict[int, tuple[int, OpenLine]]]:
    """The open lines of households: household to line id to (season id, line); one query for five hundred."""
    found: dict[int, dict[int, tuple[int, OpenLine]]] = {}
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        for home, charge_id, kind, season_id, season, due_on, fen in db.rows(
            "SELECT o.household_id, o.charge_id, o.kind, o.season_id, s.code, o.due_on, o.open_fen "
            "FROM open_charge o JOIN season s ON s.id = o.season_id "
            f"WHERE o.household_id IN ({','.join('?' * len(chunk))})",
            *chunk,
        ):
            line = OpenLine(charge_id=charge_id, season=season, kind=kind, open_fen=fen, due_on=as_day(due_on))
            found.setdefault(home, {})[charge_id] = (season_id, line)
    return found


def moved_since(household_id: int, txn_id: int, last_txn_id: int) -> bool:
    """Whether anything was booked behind `last_txn_id` on what a payment had settled or left as prepayment."""
    return bool(
        db.value(
            "SELECT 1 FROM entry e JOIN entry mine ON mine.txn_id = ? AND mine.household_id = e.household_id "
            "AND mine.account_id = e.account_id AND coalesce(mine.charge_id, 0) = coalesce(e.charge_id, 0) "
            "WHERE e.household_id = ? AND e.txn_id > ? "
            f"AND e.account_id IN ({Account.RECEIVABLE:d}, {Account.PREPAID:d}) AND {STANDS_SINCE} LIMIT 1",
            txn_id,
            household_id,
            last_txn_id,
            last_txn_id,
        )
    )
