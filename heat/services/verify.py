"""Proof that nobody touched the books: every hash recomputed, every sum and number checked, every file there."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from typing import Any

from heat import db, settings
from heat.rules import ledger as rules
from heat.rules.calculation import recompute, written
from heat.rules.ledger import GENESIS, Account, Sealed
from heat.schema import SQLITE
from heat.services import audit
from heat.services.ledger import CHARGE, ENTRY, HEAD, PART, PAYMENT, snapshots
from heat.words import N_, Say

_CHUNK = 2000
Row = tuple[Any, ...]


def faults() -> Iterator[Say]:
    """Everything that does not hold, a sentence each; nothing when books, log and files are whole. Reads every row."""
    for check in (*LEDGER, _log, _database, _files):
        yield from check()


def ledger() -> list[Say]:
    """The faults of the ledger alone."""
    return [fault for check in LEDGER for fault in check()]


def _chain() -> Iterator[Say]:
    """Every txn follows the one before it and is what its seal says, with its entries, charges and payment."""
    before, prev_hash = 0, GENESIS
    while txns := _rows(f"SELECT {HEAD}, prev_hash, hash FROM txn WHERE id > ? ORDER BY id LIMIT ?", before, _CHUNK):
        span = (txns[0][0], txns[-1][0])
        entries = _grouped(
            _rows(f"SELECT {ENTRY} FROM entry WHERE txn_id BETWEEN ? AND ? ORDER BY txn_id, line", *span)
        )
        owed = _grouped(
            db.rows(
                f"SELECT txn_id, {CHARGE}, calc FROM charge WHERE txn_id BETWEEN ? AND ? ORDER BY txn_id, id", *span
            )
        )
        accounts = snapshots(row[2] for rows in owed.values() for row in rows)
        payments = _payments(span)
        for *head, linked, this_hash in txns:
            txn_id = head[0]
            lines = [_owed(row, accounts.get(row[2])) for row in owed.get(txn_id, ())]
            txn = Sealed(tuple(head), entries.get(txn_id, []), lines, *payments.get(txn_id, (None, [])))
            yield from _link(txn, before, prev_hash, linked, this_hash)
            before, prev_hash = txn_id, this_hash


def _owed(row: Row, account: list[Any] | None) -> list[Any]:
    calc = db.unpacked(row[-1])
    return rules.sealed([_plain(value) for value in row[1:-1]], account, written(calc)[0] if calc else None)


def _link(txn: Sealed, before: int, prev_hash: bytes, linked: bytes, this_hash: bytes) -> Iterator[Say]:
    txn_id, n_entries = txn.head[0], txn.head[9]
    if txn_id != before + 1:
        yield Say(N_("账 {id} 之前缺了一笔：上一笔是 {before}。"), id=txn_id, before=before)
    if sum(line[3] for line in txn.entries) != 0 or len(txn.entries) != n_entries:
        yield Say(N_("账 {id} 借贷不平，或分录缺少。"), id=txn_id)
    if linked != prev_hash or rules.seal(linked, txn) != this_hash:
        yield Say(N_("账 {id}（{key}）的内容与封签不符，被改动过。"), id=txn_id, key=txn.head[2])


def _payments(span: tuple[int, int]) -> dict[int, tuple[list[Any], list[list[Any]]]]:
    parts = _grouped(
        _rows(
            f"SELECT r.payment_id, {', '.join(f'r.{name}' for name in PART.split(', '))} FROM payment_part r "
            "JOIN payment p ON p.id = r.payment_id WHERE p.txn_id BETWEEN ? AND ? ORDER BY r.payment_id, r.id",
            *span,
        )
    )
    found = _rows(f"SELECT txn_id, id, {PAYMENT} FROM payment WHERE txn_id BETWEEN ? AND ?", *span)
    return {
        txn_id: (list(head), [list(part[1:]) for part in parts.get(payment_id, ())])
        for txn_id, payment_id, *head in found
    }


def _total() -> Iterator[Say]:
    total = db.value("SELECT coalesce(sum(fen), 0) FROM entry")
    if total:
        yield Say(N_("全部分录之和应是零，现在差 {fen} 分。"), fen=total)


def _open() -> Iterator[Say]:
    """The table of open charges says what the entries say."""
    own = f"(SELECT sum(e.fen) FROM entry e WHERE e.charge_id = o.charge_id AND e.account_id = {Account.RECEIVABLE:d})"
    for (charge_id,) in db.rows(
        "SELECT o.charge_id FROM open_charge o LEFT JOIN charge c ON c.id = o.charge_id "
        "LEFT JOIN household h ON h.id = c.household_id WHERE c.id IS NULL OR o.open_fen = 0 "
        "OR o.household_id <> c.household_id OR o.community_id <> h.community_id OR o.season_id <> c.season_id "
        "OR o.debtor_id <> c.debtor_id OR o.kind <> c.kind OR o.due_on IS DISTINCT FROM c.due_on "
        f"OR o.open_fen IS DISTINCT FROM {own}"
    ):
        yield Say(N_("应收 {id} 的未清金额与分录不符。"), id=charge_id)
    settled = db.value(
        "SELECT count(*) FROM (SELECT charge_id FROM entry WHERE charge_id IS NOT NULL AND account_id = ? "
        "GROUP BY charge_id HAVING sum(fen) <> 0) x",
        int(Account.RECEIVABLE),
    )
    if settled != db.value("SELECT count(*) FROM open_charge"):
        yield Say(N_("未清应收的笔数与分录不符。"))


def _calculations() -> Iterator[Say]:
    """Each stored calculation is untouched and gives the fee that was charged."""
    after = 0
    while found := db.rows(
        "SELECT k.account_id, k.tree, k.sha256, c.fen FROM season_calc k LEFT JOIN charge c "
        "ON c.account_id = k.account_id AND c.reverses_id IS NULL AND c.kind = 'heat' AND c.calc IS NULL "
        "WHERE k.account_id > ? ORDER BY k.account_id LIMIT ?",
        after,
        _CHUNK,
    ):
        for account_id, stored, sha256, fen in found:
            tree = json.loads(stored) if isinstance(stored, str) else stored
            if written(tree)[1] != sha256 or _amount(tree) != fen:
                yield Say(N_("年度账 {id} 的计算过程与应收金额不符。"), id=account_id)
            after = account_id
    for charge_id, calc, fen in db.rows("SELECT id, calc, fen FROM charge WHERE calc IS NOT NULL ORDER BY id"):
        if _amount(db.unpacked(calc)) != fen:
            yield Say(N_("应收 {id} 的计算过程与金额不符。"), id=charge_id)


def _amount(tree: dict[str, Any]) -> int | None:
    try:
        return recompute(tree)
    except ValueError:
        return None


def _receipts() -> Iterator[Say]:
    """No number is missing or stands twice; each payment at the counter has one; void means reversed."""
    for range_id, prefix, first, following in db.rows(
        "SELECT id, prefix, first, next FROM number_range WHERE kind = 'receipt' ORDER BY id"
    ):
        n, low, high = (
            db.row("SELECT count(*), min(number), max(number) FROM receipt WHERE range_id = ?", range_id) or ()
        )
        if n != following - first or (n and (low, high) != (first, following - 1)):
            yield Say(
                N_("收据 {prefix} 的号码不连续：用到 {last}，只有 {n} 张。"), prefix=prefix, last=following - 1, n=n
            )
    for payment_id, n in db.rows(
        "SELECT p.id, count(r.id) FROM payment p "
        "LEFT JOIN receipt r ON r.payment_id = p.id AND r.replaced_by_id IS NULL "
        "WHERE p.channel = 'counter' GROUP BY p.id HAVING count(r.id) <> 1"
    ):
        yield Say(N_("收款 {id} 应有一张收据，现在有 {n} 张。"), id=payment_id, n=n)
    for prefix, number in db.rows(
        "SELECT n.prefix, r.number FROM receipt r JOIN number_range n ON n.id = r.range_id "
        "JOIN payment p ON p.id = r.payment_id LEFT JOIN txn t ON t.reverses_id = p.txn_id "
        "WHERE r.void_at IS DISTINCT FROM t.posted_at OR r.void_by_id IS DISTINCT FROM t.by_id "
        "OR r.void_reason IS DISTINCT FROM t.reason"
    ):
        yield Say(N_("收据 {number} 的作废记录与账不符。"), number=f"{prefix}{number:08d}")


def _shifts() -> Iterator[Say]:
    for (payment_id,) in db.rows(
        "SELECT p.id FROM payment p JOIN txn t ON t.id = p.txn_id LEFT JOIN shift s ON s.id = p.shift_id "
        "WHERE p.channel = 'counter' AND (s.id IS NULL OR s.cashier_id IS DISTINCT FROM t.by_id "
        "OR s.biz_on <> p.received_on)"
    ):
        yield Say(N_("收款 {id} 不在收款人当天的班次里。"), id=payment_id)


def _log() -> Iterator[Say]:
    """The log is whole, and names each receipt that was condition or voided: neither can lose its end unseen."""
    for code, condition in (("payment.taken", "1 = 1"), ("payment.voided", "r.void_at IS NOT NULL")):
        named = db.value("SELECT count(*) FROM audit WHERE code = ?", code)
        there = db.value(
            "SELECT count(*) FROM audit a JOIN receipt r ON r.id = a.subject_id "
            f"WHERE a.code = ? AND a.subject = 'receipt' AND {condition}",
            code,
        )
        receipts = db.value(f"SELECT count(*) FROM receipt r WHERE {condition}")
        if not named == there == receipts:
            yield Say(
                N_("操作日志里的收据（{code}）有 {named} 条，账上有 {n} 张。"), code=code, named=named, n=receipts
            )
    for line_id in audit.broken_links():
        yield Say(N_("操作日志第 {id} 条被改动过，或它前面缺了一条。"), id=line_id)


def _database() -> Iterator[Say]:
    """What SQLite itself can tell; PostgreSQL enforces its keys at every write."""
    if db.dialect() != SQLITE:
        return
    for (said,) in db.rows("PRAGMA integrity_check(5)"):
        if said != "ok":
            yield Say(N_("数据库文件已损坏：{why}"), why=said)
    for table, row_id, other, _ in db.rows("PRAGMA foreign_key_check"):
        yield Say(N_("{table} 的第 {id} 行指向不存在的 {other}。"), table=table, id=row_id, other=other)


def _files() -> Iterator[Say]:
    """Every photo and scan is there and is what it was."""
    folder = settings.data_dir() / "blobs"
    for sha256, size in db.rows("SELECT DISTINCT b.sha256, b.bytes FROM blob b WHERE b.lost_at IS NULL"):
        path = folder / sha256[:2] / sha256
        if not path.is_file():
            yield Say(N_("附件 {sha256} 的文件不见了。"), sha256=sha256)
            continue
        content = path.read_bytes()
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            yield Say(N_("附件 {sha256} 的文件被改动过。"), sha256=sha256)


def _rows(sql: str, *params: Any) -> list[Row]:
    """Rows as a seal covers them: days as ISO text, bytes as bytes, whichever database hands them out."""
    return [tuple(_plain(value) for value in row) for row in db.rows(sql, *params)]


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int | str | bytes):
        return value
    return bytes(value) if isinstance(value, memoryview) else str(value)


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    return {key: list(own) for key, own in groupby(rows, key=lambda row: row[0])}


LEDGER: tuple[Callable[[], Iterator[Say]], ...] = (_chain, _total, _open, _calculations, _receipts, _shifts)
