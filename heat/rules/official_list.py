"""Orders that official parties send as a list: their number, what is wrong where, until when it is answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.sheets import Sheet, shown
from heat.rules.ticket_list import Moment, kind_told, written_moment


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """One order: the sender ('' where the list does not say), their number, place, words, and the two instants."""

    row: int
    sender: str
    number: str
    account_no: str
    address: str
    phone: str
    kind: str
    text: str
    received: Moment
    due: Moment | None
    sheet: dict[str, str]


@dataclass
class _Reading:
    today: date
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> OrderLine | None:
        number = row.take("number", cells.number_text) or ""
        sender = row.take("sender", cells.text) or ""
        if not number:
            row.note("number", "number_missing")
        elif before := self.said.row_before(f"{sender}/{number}", row.row.number):
            row.note("number", "number_repeated", was=number, now=str(before))
        account_no = row.take("account_no", cells.account_no, unless=("account_no_missing",)) or ""
        address = row.take("address", cells.text) or ""
        if not account_no and not address:
            row.note("address" if row.has("address") else "account_no", "order_place_missing")
        text = row.take("text", cells.story) or ""
        if not text:
            row.note("text", "order_text_missing")
        received = self._received(row)
        due = written_moment(row, "due_at")
        if received and due and due < received:
            row.note("due_at", "due_before_received", was=f"{due.day}", now=f"{received.day}")
        phones = row.take("phone", cells.phones, unless=("phone_missing",)) or ()
        if row.failed or received is None:
            return None
        return OrderLine(
            row=row.row.number, sender=sender, number=number, account_no=account_no, address=address,
            phone=phones[0] if phones else "", kind=kind_told(row.take("kind", cells.text) or "", text), text=text,
            received=received, due=_end_of_day(due), sheet=_sheet(row),
        )  # fmt: skip

    def _received(self, row: RowReader) -> Moment | None:
        if not row.has("received_at"):
            return Moment(self.today, 0)
        received = written_moment(row, "received_at")
        if received is None and not row.failed:
            return Moment(self.today, 0)
        if received and received.day > self.today:
            row.note("received_at", "day_in_future", was=received.day.isoformat())
        return received


def check_orders(sheet: Sheet, layout: Layout, *, today: date) -> Checked[OrderLine | None]:
    """Every line of a list of orders, cleaned; a line with an error has no value. A sender's number stands once."""
    return check(sheet, layout, _Reading(today).line, list)


def _end_of_day(due: Moment | None) -> Moment | None:
    """A day without an hour ends at midnight."""
    return Moment(due.day, 24 * 60 - 1) if due and due.minute == 0 else due


def _sheet(row: RowReader) -> dict[str, str]:
    """The line as it stood, header to text, so that the answer can go back in the same columns."""
    return {header: shown(row.row.at(place)) for place, header in enumerate(row.layout.headers) if header}
