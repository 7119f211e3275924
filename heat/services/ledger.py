"""The only writer of txn, entry, charge and payment: whole and balanced, once a key, sealed into the chain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries.accounts import as_day
from heat.rules import ledger as rules
from heat.rules.calculation import written
from heat.rules.ledger import GENESIS, Account, Line, NewCharge, Posting, Sealed
from heat.rules.permissions import Actor
from heat.words import N_, Missing, Moved, Refused, Say

# the columns a seal covers, in this order for ever: a changed order would break every chain in the field
HEAD = "id, kind, once_key, biz_on, posted_at, by_id, approved_by_id, reverses_id, reason, n_entries"
ENTRY = "txn_id, line, account_id, fen, household_id, season_id, charge_id"
CHARGE = "id, account_id, household_id, season_id, debtor_id, kind, fen, qty, price, due_on, reverses_id, once_key"
SNAPSHOT = (
    "household_id, part, season_id, community_id, debtor_id, tariff_id, run_id, area_basis, area_m2, price, use_class, "
    "charge_kind, supply_state, opened_at"
)
PAYMENT = "payer_id, channel, fen, received_on, received_at, once_key"
PART = "method, fen, given_fen, channel, trade_no"


@dataclass
class _Book:
    """Postings of one transaction on their way into the chain: numbered, balanced, sealed, then written at once."""

    day: str
    now: int
    by_id: int | None
    txn_id: int = 0
    charge_id: int = 0
    prev_hash: bytes = GENESIS
    accounts: dict[int, list[Any]] = field(default_factory=dict)
    charges: list[tuple[Any, ...]] = field(default_factory=list)
    entries: list[list[Any]] = field(default_factory=list)
    txns: list[tuple[Any, ...]] = field(default_factory=list)

    def open(self, postings: Sequence[Posting]) -> None:
        """Take up the chain where it ends."""
        last = db.row("SELECT id, hash FROM txn ORDER BY id DESC LIMIT 1")
        if last:
            self.txn_id, self.prev_hash = last[0], bytes(last[1])
        self.charge_id = (db.value("SELECT max(id) FROM charge") or 0) + 1
        self.accounts = snapshots(charge.account_id for posting in postings for charge in posting.charges)

    def add(self, posting: Posting) -> int:
        """Number and seal one posting; its txn id."""
        lines = rules.entries(posting, self.charge_id)
        rules.check(lines)
        self.txn_id += 1
        head = (
            *(self.txn_id, posting.kind, posting.once_key, self.day, self.now, self.by_id),
            *(posting.approved_by_id, posting.reverses_id, posting.reason, len(lines)),
        )
        entries = [
            [self.txn_id, place, int(line.account), line.fen, line.household_id, line.season_id, line.charge_id]
            for place, line in enumerate(lines, start=1)
        ]
        charges = _charge_rows(posting, self.charge_id)
        trees = [charge.calc for charge in posting.charges]
        sealed = [rules.sealed(row, self.accounts[row[1]], tree) for row, tree in zip(charges, trees, strict=True)]
        this_hash = rules.seal(self.prev_hash, Sealed(head, entries, sealed, *self.money(posting)))
        self.entries += entries
        self.charges += [(*row, tree, self.txn_id) for row, tree in zip(charges, trees, strict=True)]
        self.txns.append((*head, self.prev_hash, this_hash))
        self.charge_id += len(charges)
        self.prev_hash = this_hash
        return self.txn_id

    def money(self, posting: Posting) -> tuple[list[Any] | None, list[list[Any]]]:
        """The payment of a posting and its parts as columns; a trade number is unique within its road."""
        taking = posting.taking
        if taking is None:
            return None, []
        parts = [[p.method, p.fen, p.given_fen, p.method if p.trade_no else None, p.trade_no] for p in taking.parts]
        return [taking.payer_id, taking.channel, taking.fen, self.day, self.now, posting.once_key], parts

    def write(self) -> None:
        """Charges, entries, then the txn rows that seal them: the order the guards expect."""
        db.many(f"INSERT INTO charge ({CHARGE}, calc, txn_id) VALUES ({_marks(14)})", self.charges)
        db.many(f"INSERT INTO entry ({ENTRY}) VALUES ({_marks(7)})", self.entries)
        db.many(f"INSERT INTO txn ({HEAD}, prev_hash, hash) VALUES ({_marks(12)})", self.txns)


def post(by: Actor, posting: Posting, *, on: date | None = None) -> int:
    """Post one act; the txn's id. The same key again answers the txn that is there, Moved when it says something else.

    Inside the caller's transaction or one of its own; about half a millisecond.
    """
    with db.writing():
        db.chain_lock("txn")
        found = db.row("SELECT id FROM txn WHERE once_key = ?", posting.once_key)
        if found is None:
            return post_all(by, [posting], on=on)[0]
    if not _says_the_same(found[0], posting):
        raise Moved(Say(N_("这个编号的账已经记过，内容不同，没有再记。请刷新后核对。")))
    return int(found[0])


def post_all(by: Actor, postings: Sequence[Posting], *, on: date | None = None) -> list[int]:
    """Post many acts in one transaction; their txn ids. Keys must be new: the caller has asked before."""
    book = _Book((on or clock.today()).isoformat(), clock.now(), by.id if by.kind == "staff" else None)
    with db.writing():
        db.chain_lock("txn")
        book.open(postings)
        ids = [book.add(posting) for posting in postings]
        book.write()
        for txn_id, posting in zip(ids, postings, strict=True):
            if posting.taking:
                _write_payment(txn_id, posting, book)
    return ids


def reverse(by: Actor, txn_id: int, *, once_key: str, kind: str, reason: str) -> int:
    """Take a txn back by one with the opposite entries; the new txn's id. Moved when it has been taken back already.

    For txns without charges of their own, such as payments; a charge is corrected by a charge that reverses it.
    """
    with db.writing():
        if db.row("SELECT 1 FROM charge WHERE txn_id = ?", txn_id):
            raise Refused(Say(N_("应收账不能整笔撤回，请用红字应收冲正。")))
        if db.row("SELECT 1 FROM txn WHERE reverses_id = ? AND once_key <> ?", txn_id, once_key):
            raise Moved(Say(N_("这笔账已经冲正过了，没有再冲。")))
        lines = lines_of(txn_id)
        if not lines:
            raise Missing(Say(N_("没有这笔账，请刷新后再试。")))
        return post(by, Posting(kind, once_key, rules.undone(lines), reverses_id=txn_id, reason=reason))


def uncharge(by: Actor, txn_id: int, *, once_key: str, reason: str) -> int:
    """Take the charges of a txn back: its new lines are reversed, the lines it had reversed are charged again.

    The new txn's id; Missing when the txn charged nothing.
    """
    with db.writing():
        found = db.rows(
            "SELECT c.id, c.reverses_id, c.account_id, c.household_id, c.season_id, c.debtor_id, c.kind, c.fen, "
            "c.due_on, o.qty, o.price, o.calc FROM charge c LEFT JOIN charge o ON o.id = c.reverses_id "
            "WHERE c.txn_id = ? ORDER BY c.id",
            txn_id,
        )
        if not found:
            raise Missing(Say(N_("没有这笔账，请刷新后再试。")))
        charges = tuple(_opposite(once_key, *row) for row in found)
        return post(by, Posting("charge", once_key, charges=charges, reason=reason))


def _opposite(once_key: str, id_: int, undid: int | None, *row: Any) -> NewCharge:
    """The line that takes a charge back; where that one had undone another, the line charges it again as it was."""
    account_id, household_id, season_id, debtor_id, kind, fen, due_on, qty, price, calc = row
    return NewCharge(
        account_id=account_id,
        household_id=household_id,
        season_id=season_id,
        debtor_id=debtor_id,
        kind=kind,
        fen=-fen,
        once_key=f"{once_key}:{id_}",
        due_on=as_day(due_on),
        qty=qty,
        price=price,
        reverses_id=None if undid else id_,
        calc=written(db.unpacked(calc))[0] if calc else None,
    )


def lines_of(txn_id: int) -> list[Line]:
    """The lines of a posted txn, in their order; one query."""
    found = db.rows(
        "SELECT account_id, fen, household_id, season_id, charge_id FROM entry WHERE txn_id = ? ORDER BY line", txn_id
    )
    return [Line(Account(account), *rest) for account, *rest in found]


def snapshots(account_ids: Iterable[int]) -> dict[int, list[Any]]:
    """Season accounts as a seal covers them, with the hash of their calculation; one query a thousand."""
    ids = sorted(set(account_ids))
    found: dict[int, list[Any]] = {}
    columns = ", ".join(f"a.{name}" for name in SNAPSHOT.split(", "))
    for start in range(0, len(ids), 1000):
        chunk = ids[start : start + 1000]
        rows = db.rows(
            f"SELECT a.id, {columns}, c.sha256 FROM season_account a LEFT JOIN season_calc c ON c.account_id = a.id "
            f"WHERE a.id IN ({','.join('?' * len(chunk))})",
            *chunk,
        )
        found |= {row[0]: list(row[1:]) for row in rows}
    return found


def _charge_rows(posting: Posting, first_id: int) -> list[list[Any]]:
    return [
        [
            *(charge_id, one.account_id, one.household_id, one.season_id, one.debtor_id, one.kind, one.fen, one.qty),
            *(one.price, one.due_on.isoformat() if one.due_on else None, one.reverses_id, one.once_key),
        ]
        for charge_id, one in enumerate(posting.charges, start=first_id)
    ]


def _write_payment(txn_id: int, posting: Posting, book: _Book) -> None:
    head, parts = book.money(posting)
    if head is None or posting.taking is None:
        return
    made = db.rows(
        f"INSERT INTO payment ({PAYMENT}, txn_id, shift_id) VALUES ({_marks(8)}) RETURNING id",
        *head,
        txn_id,
        posting.taking.shift_id,
    )
    db.many(f"INSERT INTO payment_part (payment_id, {PART}) VALUES ({_marks(6)})", [(made[0][0], *p) for p in parts])


def _marks(n: int) -> str:
    return ", ".join("?" * n)


def _says_the_same(txn_id: int, posting: Posting) -> bool:
    """Whether a posted txn is what this posting would be, its own charges compared by their keys."""
    head = db.row("SELECT kind, reverses_id, reason FROM txn WHERE id = ?", txn_id)
    charges = db.rows("SELECT id, once_key, fen, kind FROM charge WHERE txn_id = ? ORDER BY id", txn_id)
    first = charges[0][0] if charges else 0
    return (
        head == (posting.kind, posting.reverses_id, posting.reason)
        and [row[1:] for row in charges] == [(c.once_key, c.fen, c.kind) for c in posting.charges]
        and lines_of(txn_id) == rules.entries(posting, first)
    )
