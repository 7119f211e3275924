"""A list of dues, line by line: who owes how much until when, with no tariff and no billing run behind it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.money import Fen, plain_yuan
from heat.rules.sheets import Sheet, shown
from heat.rules.titles import season_of_cell

_FIRST_YEAR = 1990  # a day to pay by before it is a slip of the keyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """What one household owes: amounts in fen, `due_on` the last day to pay; '' is not said."""

    row: int
    account_no: str
    owed_fen: Fen
    paid_fen: Fen
    due_on: date
    season: str = ""
    owner: str = ""
    vacant: bool = False
    phones: tuple[str, ...] = ()
    address: str = ""

    @property
    def unpaid_fen(self) -> Fen:
        """What is still to be paid; nothing when more was paid than owed."""
        return max(0, self.owed_fen - self.paid_fen)


@dataclass
class _Reading:
    """What is remembered from row to row."""

    due_on: date | None
    accounts: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> DueLine | None:
        account_no = row.take("account_no", cells.account_no)
        season = _season(row)
        before = self.accounts.row_before((account_no, season), row.row.number) if account_no else None
        if before:
            row.note("account_no", "duplicate_account_no", was=account_no, now=str(before))
        owed, paid = _owed_and_paid(row)
        due_on = row.take("due_on", cells.day) or self.due_on
        if due_on is None and not row.failed:
            row.note("due_on", "day_missing")
        if due_on and due_on.year < _FIRST_YEAR:
            row.note("due_on", "year_unlikely", was=due_on.isoformat())
        name = row.take("name", cells.name, unless=("name_missing", "owner_is_空置房"))
        phones = row.take("phone", cells.phones) or ()
        address = row.take("address", cells.text) or ""
        if row.failed or due_on is None:
            return None
        return DueLine(
            row=row.row.number, account_no=account_no, owed_fen=owed, paid_fen=paid, due_on=due_on, season=season,
            owner=name.owner if name else "", vacant=bool(name and name.vacant and _is_written(row)), phones=phones,
            address=address,
        )  # fmt: skip


def check_dues(sheet: Sheet, layout: Layout, *, due_on: date | None = None) -> Checked[DueLine | None]:
    """Every line of a list of dues, cleaned; a line with an error has no value.

    `due_on` is the day for lines that name none. A 户号 may stand once a season; the later row is the error.
    """
    reading = _Reading(due_on)
    return check(sheet, layout, reading.line, list)


def _season(row: RowReader) -> str:
    """The season of a line as its code; '' when the list has no such column or leaves it open."""
    text = row.take("season", cells.number_text) or ""
    code = season_of_cell(text)
    if text and not code:
        row.note("season", "season_unreadable", was=text)
    return code


def _is_written(row: RowReader) -> bool:
    """Whether the cell of the name holds anything: an empty one says nothing of who lives there."""
    return row.has("name") and bool(shown(row.row.at(row.layout.places["name"])).strip())


def _owed_and_paid(row: RowReader) -> tuple[Fen, Fen]:
    """The two amounts in fen. A list that only names what is unpaid owes just that."""
    paid = row.take("paid", cells.amount) or 0
    if not row.has("owed"):
        unpaid = row.take("unpaid", cells.amount)
        if unpaid is None and not row.failed:
            row.note("unpaid", "amount_missing")
        return (unpaid or 0) + paid, paid
    owed = row.take("owed", cells.amount)
    if owed is None:
        if not row.failed:
            row.note("owed", "amount_missing")
        return 0, paid
    if paid > owed:
        row.note("paid", "paid_more_than_owed", was=plain_yuan(paid), now=plain_yuan(owed))
    return owed, paid
