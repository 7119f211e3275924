"""Charges that turn out wrong: taken back, charged anew, and what was paid on them follows to the new ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from heat import db
from heat.queries.accounts import as_day
from heat.rules.calculation import written
from heat.rules.ledger import Account, Line, NewCharge, Posting
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.services import ledger


@dataclass(frozen=True, slots=True)
class Stood:
    """A charge that stands: neither a reversal nor reversed; `line` is what it said, under another key."""

    id: int
    line: NewCharge

    def undone(self, key: str) -> NewCharge:
        """The line that takes it back."""
        return replace(self.line, fen=-self.line.fen, once_key=f"{key}:{self.id}", reverses_id=self.id, calc=None)


def standing(account_id: int, kind: str = "") -> list[Stood]:
    """The charges of a season account that stand, oldest first; of one kind, if named. One query."""
    found = db.rows(
        "SELECT c.id, c.account_id, c.household_id, c.season_id, c.debtor_id, c.kind, c.fen, c.once_key, c.due_on, "
        "c.qty, c.price, c.calc FROM charge c WHERE c.account_id = ? AND c.reverses_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM charge r WHERE r.reverses_id = c.id) ORDER BY c.id",
        account_id,
    )
    return [Stood(row[0], _said(*row[1:])) for row in found if not kind or row[5] == kind]


def heir(charge_id: int) -> int:
    """The charge that stands for this one now: a merge of files charges it anew elsewhere, its undoing charges it here.

    The last one found where nothing stands any more. Two small queries for each time it was moved.
    """
    while (back := db.row("SELECT id, once_key, txn_id FROM charge WHERE reverses_id = ?", charge_id)) is not None:
        undo_id, key, txn_id = back
        again = db.value(
            "SELECT n.id FROM charge n JOIN charge c ON c.id = ? WHERE n.id > ? AND n.reverses_id IS NULL "
            "AND n.account_id = c.account_id AND n.kind = c.kind AND n.fen = c.fen AND n.once_key LIKE ?",
            charge_id,
            undo_id,
            f"%:{txn_id}:{undo_id}",  # as ledger.uncharge writes it
        )
        moved = f"{str(key).removesuffix(f':{charge_id}')}:new:{charge_id}"
        following = again or db.value("SELECT id FROM charge WHERE once_key = ?", moved)
        if following is None:
            break
        charge_id = following
    return charge_id


def _said(*row: Any) -> NewCharge:
    """A stored charge as it would be posted."""
    account_id, household_id, season_id, debtor_id, kind, fen, once_key, due_on, qty, price, calc = row
    tree = written(db.unpacked(calc))[0] if calc else None
    own = (account_id, household_id, season_id, debtor_id, kind, fen, once_key, as_day(due_on), qty, price)
    return NewCharge(*own, calc=tree)


def follow(by: Actor, key: str, credits: Sequence[int], debts: Sequence[int], household_id: int) -> int | None:
    """Move what was paid on lines that were taken back to the lines that replace them, in the order given.

    What they do not need is kept ahead for the household. The txn's id, None when nothing had been paid. Inside the
    caller's transaction.
    """
    free = [(charge, fen) for charge, fen in _open(credits) if fen < 0]
    left = -sum(fen for _, fen in free)
    if not left:
        return None
    lines = [_line(charge, -fen) for charge, fen in free]
    lines += spent(left, debts, household_id)
    return ledger.post(by, Posting("move", key, tuple(lines)))


def spent(fen: Fen, debts: Sequence[int], household_id: int) -> list[Line]:
    """The lines that let money settle debts in the order given and keep the rest ahead for the household."""
    lines = []
    for charge, still in _open(debts):
        part = min(fen, still)
        if part > 0:
            lines.append(_line(charge, -part))
            fen -= part
    return [*lines, Line(Account.PREPAID, -fen, household_id)] if fen else lines


def owed(household_id: int) -> list[int]:
    """The lines a household still has to pay, oldest season first. One query."""
    found = db.rows(
        "SELECT o.charge_id FROM open_charge o JOIN season s ON s.id = o.season_id "
        "WHERE o.household_id = ? AND o.open_fen > 0 ORDER BY o.kind = 'late_fee', s.code, o.due_on, o.charge_id",
        household_id,
    )
    return [charge for (charge,) in found]


def charges_of(txn_id: int) -> list[int]:
    """The charges a txn made, in their order."""
    return [charge for (charge,) in db.rows("SELECT id FROM charge WHERE txn_id = ? ORDER BY id", txn_id)]


def _open(charge_ids: Sequence[int]) -> list[tuple[int, Fen]]:
    """What is open of these charges, in the order given; settled ones are left out."""
    marks = ",".join("?" * len(charge_ids)) or "NULL"
    there = dict(db.rows(f"SELECT charge_id, open_fen FROM open_charge WHERE charge_id IN ({marks})", *charge_ids))
    return [(charge, there[charge]) for charge in charge_ids if charge in there]


def _line(charge_id: int, fen: Fen) -> Line:
    household_id, season_id = db.row("SELECT household_id, season_id FROM charge WHERE id = ?", charge_id) or (0, 0)
    return Line(Account.RECEIVABLE, fen, household_id, season_id, charge_id)
