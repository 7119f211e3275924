"""Taking money: allocated, booked, receipted, logged and answered once, however often the button was pressed."""

from __future__ import annotations

from dataclasses import dataclass

from heat import clock, db
from heat.models import Contact
from heat.queries import accounts, counter, receipts
from heat.queries.counter import Desk
from heat.rules.allocation import Allocation, OpenLine, allocate
from heat.rules.ledger import Account, Line, Posting, Taking
from heat.rules.money import yuan
from heat.rules.permissions import Actor
from heat.rules.tender import METHOD, PREPAID, Handed, Settled, settle
from heat.services import audit, ledger, outbox, shifts, tags
from heat.services import receipts as slips
from heat.words import N_, Missing, Moved, Refused, Say

_KEY = 64


@dataclass(frozen=True)
class Paid:
    """What was handed over, for which lines (none named: the oldest first), and whether the rest is kept ahead."""

    handed: tuple[Handed, ...]
    charge_ids: tuple[int, ...] = ()
    keep_rest: bool = False


def take(by: Actor, household_id: int, paid: Paid, *, once_key: str) -> int:
    """Take a payment at the counter; the receipt's id. Payment, receipt, log line and audit in one transaction.

    The same key again answers the same receipt; with other content it is Moved. Moved too when a chosen line was
    settled meanwhile; Missing for a household this person may not see. About two milliseconds.
    Source: docs/rules/charging.md, 6.
    """
    key = f"pay:{once_key.strip()[:_KEY]}"
    with db.writing():
        db.chain_lock("txn")
        if (known := _receipt_of(key)) is not None:
            _must_be_the_same(by, known, household_id, paid)
            return known
        home = counter.desk(by, household_id, clock.today())
        if home is None:
            raise Missing(Say(N_("没有这一户，请核对户号。")))
        lines = _chosen(household_id, paid)
        settled = settle(sum(line.open_fen for line in lines), paid.handed, keep_rest=paid.keep_rest)
        _check(household_id, settled)
        return _book(by, home, lines, settled, key)


def void(by: Actor, receipt_id: int, reason: str) -> int:
    """Take back a payment of today with its reason; the reversing txn's id. The receipt stays, marked void.

    Moved when it is void already; Refused after the day, without a reason, or when its prepayment has been used.
    """
    receipt = receipts.one(by, receipt_id)
    if receipt is None:
        raise Missing(Say(N_("没有这张收据。")))
    why = reason.strip()[:200]
    if not why:
        raise Refused(Say(N_("请填写作废原因，例如“金额输错”。")))
    if receipt.received_on != clock.today():
        raise Refused(Say(N_("只能作废当天的收款。这笔收款在 {day}，请走退费。"), day=receipt.received_on))
    with db.writing():
        db.chain_lock("txn")
        if db.value("SELECT void_at FROM receipt WHERE id = ?", receipt_id) is not None:
            raise Moved(Say(N_("收据 {number} 已经作废过了。"), number=receipt.number))
        if receipt.prepaid_fen > accounts.prepaid_fen(receipt.household_id):
            raise Refused(Say(N_("这笔收款转入的预存已经用掉，不能作废。请先作废用预存的那一笔。")))
        txn_id = ledger.reverse(by, receipt.txn_id, once_key=f"void:{receipt.payment_id}", kind="void", reason=why)
        slips.mark_void(receipt_id, txn_id)
        tags.refresh([receipt.household_id])
        _note(by, receipt.household_id, f"作废收据 {receipt.number}，{yuan(receipt.fen)} 元：{why}", receipt_id)
        audit.record(by, "payment.voided", "receipt", receipt_id, after={"number": receipt.number, "reason": why})
    return txn_id


def _chosen(household_id: int, paid: Paid) -> list[OpenLine]:
    lines = counter.open_lines(household_id, paid.charge_ids)
    if len(lines) < len(set(paid.charge_ids)):
        raise Moved(Say(N_("有的项目刚刚已经缴清，没有重复收款。请看过最新的应缴项目再收。")))
    return lines


def _check(household_id: int, settled: Settled) -> None:
    for part in settled.parts:
        if part.method == PREPAID and part.fen > (balance := accounts.prepaid_fen(household_id)):
            raise Refused(Say(N_("预存余额只有 {balance} 元，不够。请改金额。"), balance=yuan(balance)))
        if part.trade_no:
            used = db.value(
                "SELECT payment_id FROM payment_part WHERE channel = ? AND trade_no = ?", part.method, part.trade_no
            )
            if used:
                raise Refused(Say(N_("单号 {no} 已经收过一次，请核对是不是同一笔。"), no=part.trade_no))


def _book(by: Actor, home: Desk, lines: list[OpenLine], settled: Settled, key: str) -> int:
    """Write the payment: entries, payment, receipt, log line, audit; take reminders back when nothing is open."""
    fen = sum(part.fen for part in settled.parts)
    allocation = allocate(fen, lines)
    booked = _lines(home.id, settled, allocation)
    taking = Taking(home.party_id, "counter", fen, settled.parts, shifts.open_today(by))
    txn_id = ledger.post(by, Posting("payment", key, booked, taking=taking))
    payment_id = db.value("SELECT id FROM payment WHERE txn_id = ?", txn_id)
    receipt_id = slips.issue(by, payment_id)
    receipt = receipts.one(by, receipt_id)
    number = receipt.number if receipt else ""
    _note(by, home.id, f"缴费 {yuan(fen)} 元，收据 {number}", receipt_id)
    if accounts.open_fen(home.id) <= 0:
        outbox.drop_waiting(home.id)
    tags.refresh([home.id])
    after = {"number": number, "fen": fen, "methods": [part.method for part in settled.parts]}
    audit.record(by, "payment.taken", "receipt", receipt_id, after=after)
    return receipt_id


def _lines(household_id: int, settled: Settled, allocation: Allocation) -> tuple[Line, ...]:
    """The entries of a payment: where the money is, what it settles, what is kept ahead."""
    seasons = dict(
        db.rows(
            f"SELECT id, season_id FROM charge WHERE id IN ({','.join('?' * len(allocation.parts)) or 'NULL'})",
            *[charge_id for charge_id, _ in allocation.parts],
        )
    )
    money = [
        Line(METHOD[part.method].account, part.fen, household_id if part.method == PREPAID else None)
        for part in settled.parts
    ]
    paid = [Line(Account.RECEIVABLE, -fen, household_id, seasons[id_], id_) for id_, fen in allocation.parts]
    ahead = [Line(Account.PREPAID, -allocation.prepaid_fen, household_id)] if allocation.prepaid_fen else []
    return (*money, *paid, *ahead)


def _note(by: Actor, household_id: int, text: str, receipt_id: int) -> None:
    row = {"household_id": household_id, "at": clock.now(), "kind": "payment", "direction": "in", "text": text}
    by_id = by.id if by.kind == "staff" else None
    Contact.insert(**row, by_id=by_id, subject="receipt", subject_id=receipt_id).execute()


def _receipt_of(key: str) -> int | None:
    found = db.value(
        "SELECT r.id FROM payment p JOIN receipt r ON r.payment_id = p.id AND r.replaced_by_id IS NULL "
        "WHERE p.once_key = ?",
        key,
    )
    return int(found) if found is not None else None


def _must_be_the_same(by: Actor, receipt_id: int, household_id: int, paid: Paid) -> None:
    """The answer to a repeated key is the receipt that is there, unless the form says something else now."""
    receipt = receipts.one(by, receipt_id)
    handed = [(part.method, part.fen, part.trade_no) for part in paid.handed]
    there = [(one.method, one.given_fen, one.trade_no) for one in receipt.means] if receipt else []
    if receipt is None or receipt.household_id != household_id or sorted(handed, key=str) != sorted(there, key=str):
        raise Moved(Say(N_("这张表单已经收过款，内容不同，没有再收。请重新查找这一户。")))
