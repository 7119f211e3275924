"""A list of payments of former times, line by line: who paid how much when; two equal lines may both be true."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import date

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.money import Fen
from heat.rules.sheets import Sheet
from heat.rules.written import squeezed

_METHODS = {
    "现金": "现金 现款",
    "微信": "微信 微信支付 财付通",
    "支付宝": "支付宝 支付宝支付",
    "刷卡": "刷卡 POS POS机 pos 银行卡 信用卡",
    "转账": "转账 银行 银行转账 网银 对公 对公转账 代扣 银行代收 银行代扣 支票 汇款",
}
_METHOD = {word: method for method, words in _METHODS.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentLine:
    """One payment: the amount in fen, its day, its number at the other side ('' is none), what else is said of it.

    `twin` is the earlier row of the list that says the same in every column, 0 when none does.
    """

    row: int
    account_no: str
    fen: Fen
    paid_on: date
    method: str = ""
    number: str = ""
    note: str = ""
    twin: int = 0


@dataclass
class _Reading:
    """Today, and the payments that were said before."""

    today: date
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> PaymentLine | None:
        account_no = row.take("account_no", cells.account_no)
        paid_on = self._day(row)
        fen = self._amount(row)
        method, note = _method(row)
        number = row.take("number", cells.number_text) or ""
        if row.failed or paid_on is None:
            return None
        key: Hashable = (account_no, paid_on, fen, method, number, note)
        twin = self.said.row_before(key, row.row.number) or 0
        return PaymentLine(
            row=row.row.number, account_no=account_no, fen=fen, paid_on=paid_on, method=method, number=number,
            note=note, twin=twin,
        )  # fmt: skip

    def _day(self, row: RowReader) -> date | None:
        paid_on: date | None = row.take("paid_on", cells.day)
        if paid_on is None and not row.failed:
            row.note("paid_on", "day_missing")
        if paid_on and paid_on > self.today:
            row.note("paid_on", "day_in_future", was=paid_on.isoformat())
        return paid_on

    def _amount(self, row: RowReader) -> Fen:
        failed = row.failed
        fen: Fen | None = row.take("amount", cells.amount)
        if fen is None and row.failed == failed:
            row.note("amount", "amount_missing")
        if fen == 0:
            row.note("amount", "amount_not_positive", was="0")
        return fen or 0


def check_payments(sheet: Sheet, layout: Layout, *, today: date) -> Checked[PaymentLine | None]:
    """Every line of a list of payments, cleaned; a line with an error has no value. Equal lines name their twin."""
    reading = _Reading(today)
    return check(sheet, layout, reading.line, list)


def _method(row: RowReader) -> tuple[str, str]:
    """How it was paid, and the note; a way nobody knows is kept in the note."""
    said = row.take("method", cells.text) or ""
    note = row.take("note", cells.text) or ""
    method = _METHOD.get(squeezed(said), "")
    if said and not method:
        row.note("method", "method_unknown", was=said)
        note = f"{said} {note}".strip()
    return method, note
