"""A list of tickets of another system, line by line: all of them done, kept so that the file remembers them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from heat.rules import cells
from heat.rules.calendar import MINUTE, start_of
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.sheets import Sheet

_WORDS = {  # parts of the words another system used, by our kind; the first that fits
    "leak": "漏 跑水 爆",
    "temperature": "测温",
    "no_heat": "不热 不暖 室温 低温 报修",
    "complaint": "投诉",
    "enquiry": "咨询",
    "other": "其他 其它",
}
_KINDS = {word: kind for kind, words in _WORDS.items() for word in words.split()}


class Moment(NamedTuple):
    """A day and the minutes of it since midnight."""

    day: date
    minute: int

    @property
    def at(self) -> int:
        """The instant it is."""
        return start_of(self.day) + self.minute * MINUTE

    def __str__(self) -> str:
        return f"{self.day} {self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLine:
    """One old ticket: its number there, its kind as our code, when it came and when it was done.

    Without an account number it is known by its address, or by nothing.
    """

    row: int
    number: str
    account_no: str
    kind: str
    opened: Moment
    closed: Moment
    summary: str
    phone: str = ""
    address: str = ""


@dataclass
class _Reading:
    """Today, and the numbers that were said before."""

    today: date
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> TicketLine | None:
        number = (row.take("number", cells.number_text) or "").replace("/", "-")  # a number is part of an address
        if not number:
            row.note("number", "number_missing")
        elif before := self.said.row_before(number, row.row.number):
            row.note("number", "number_repeated", was=number, now=str(before))
        account_no = row.take("account_no", cells.account_no, unless=("account_no_missing",)) or ""
        address = row.take("address", cells.text) or ""
        if not account_no and not address:
            row.note("address" if row.has("address") else "account_no", "place_missing")
        opened = self._moment(row, "opened_at")
        ended = self._moment(row, "closed_at")
        if opened and ended == Moment(opened.day, 0):
            ended = opened  # a day without an hour is no earlier than what came on it
        closed = ended or opened
        if opened and not ended and row.has("closed_at") and not row.failed:
            row.note("closed_at", "end_missing")
        if opened is None and not row.failed:
            row.note("opened_at", "day_missing")
        if opened and closed and closed < opened:
            row.note("closed_at", "closed_before_opened", was=str(closed), now=str(opened))
        kind = _kind(row)
        phones = row.take("phone", cells.phones, unless=("phone_missing",)) or ()
        if row.failed or opened is None or closed is None:
            return None
        return TicketLine(
            row=row.row.number, number=number, account_no=account_no, kind=kind, opened=opened, closed=closed,
            summary=_summary(row), phone=phones[0] if phones else "", address=address,
        )  # fmt: skip

    def _moment(self, row: RowReader, name: str) -> Moment | None:
        found = written_moment(row, name)
        if found and found.day > self.today:
            row.note(name, "day_in_future", was=found.day.isoformat())
        return found


def check_tickets(sheet: Sheet, layout: Layout, *, today: date) -> Checked[TicketLine | None]:
    """Every line of a list of old tickets, cleaned; a line with an error has no value. A number stands once."""
    return check(sheet, layout, _Reading(today).line, list)


def written_moment(row: RowReader, name: str) -> Moment | None:
    """The moment a column says, None when it says nothing that is one."""
    found = row.take(name, cells.moment)
    return Moment(*found) if found else None


def kind_of(said: str) -> str:
    """Our kind for the words of another system; '' for words that tell nothing."""
    return next((kind for word, kind in _KINDS.items() if word in said), "")


def kind_told(kind: str, text: str) -> str:
    """Our kind of what somebody sends, from what they call it and its words together; '' for words that tell nothing.

    What they themselves call a complaint is one, whatever it is about: it is answered and not just repaired.
    """
    return "complaint" if _WORDS["complaint"] in kind else kind_of(f"{kind} {text}")


def _kind(row: RowReader) -> str:
    said = row.take("kind", cells.text) or ""
    kind = kind_of(said)
    if said and not kind:
        row.note("kind", "kind_unknown", was=said)
    return kind or "other"


def _summary(row: RowReader) -> str:
    """What was wrong and what was done, as one text."""
    summary = row.take("summary", cells.story) or row.take("kind", cells.text) or ""
    result = row.take("result", cells.story)
    return f"{summary}\n处理：{result}".strip() if result else str(summary)
