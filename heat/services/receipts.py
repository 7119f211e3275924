"""Receipts: numbers without gaps, prints counted, void ones kept with their reason."""

from __future__ import annotations

from heat import clock, db
from heat.models import NumberRange, Receipt
from heat.queries import receipts as queries
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

KIND = "receipt"
LAST = 99_999_999
ROOT = 1


def issue(by: Actor, payment_id: int) -> int:
    """Give a payment its receipt inside its transaction; the receipt's id. A roll-back gives the number back."""
    range_id = _range(by)
    taken = db.rows(
        "UPDATE number_range SET next = next + 1 WHERE id = ? AND next <= last RETURNING next - 1", range_id
    )
    if not taken:
        raise Refused(Say(N_("今年的收据号已经用完，请管理员添加号段。")))
    row = {"range_id": range_id, "number": taken[0][0], "payment_id": payment_id, "printed_at": clock.now()}
    return int(Receipt.insert(**row).execute())


def reprint(by: Actor, receipt_id: int) -> None:
    """Count one more print; the paper then says which print it is."""
    receipt = queries.one(by, receipt_id)
    if receipt is None:
        raise Missing(Say(N_("没有这张收据。")))
    with db.writing():
        db.run("UPDATE receipt SET prints = prints + 1, printed_at = ? WHERE id = ?", clock.now(), receipt_id)
        audit.record(by, "receipt.reprinted", "receipt", receipt_id, after={"number": receipt.number})


def mark_void(receipt_id: int, txn_id: int) -> None:
    """Mark a receipt void as the txn says that takes its payment back; the number stays used."""
    db.run(
        "UPDATE receipt SET (void_at, void_by_id, void_reason) = "
        "(SELECT posted_at, by_id, reason FROM txn WHERE id = ?) WHERE id = ?",
        txn_id,
        receipt_id,
    )


def _range(by: Actor) -> int:
    """The numbers of this branch and year, made on first use."""
    year = clock.today().year
    org_id = db.value("SELECT org_id FROM staff WHERE id = ?", by.id) or ROOT
    code = "" if org_id == ROOT else f"{db.value('SELECT code FROM org WHERE id = ?', org_id)}-"
    prefix = f"SJ{code}{year}-"
    found = db.value("SELECT id FROM number_range WHERE kind = ? AND prefix = ? ORDER BY id LIMIT 1", KIND, prefix)
    if found:
        return int(found)
    row = {"kind": KIND, "prefix": prefix, "first": 1, "last": LAST, "next": 1, "org_id": org_id, "state": "open"}
    return int(NumberRange.insert(**row).execute())
