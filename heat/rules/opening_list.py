"""A list of opening balances, line by line: what households still owe of past seasons when the office moves in."""

from __future__ import annotations

from dataclasses import dataclass, field

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.money import Fen
from heat.rules.sheets import Sheet
from heat.rules.titles import season_named, season_of_cell


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningLine:
    """What one household still owes of a past season, in fen; None where the cell of a list of homes is empty."""

    row: int
    account_no: str
    season: str
    owed_fen: Fen | None


@dataclass
class _Reading:
    """The season of today, the one of lines that name none, and what was said before."""

    current: str
    usual: str
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> OpeningLine | None:
        account_no = row.take("account_no", cells.account_no)
        season = self._season(row)
        before = self.said.row_before((account_no, season), row.row.number) if account_no else None
        if before:
            row.note("account_no", "duplicate_account_no", was=account_no, now=str(before))
        owed = row.take("amount", cells.amount)
        if owed is None and row.has("season") and not row.failed:
            row.note("amount", "amount_missing")
        # without a season in the line this is the list of all homes: who owes nothing has an empty cell there
        return OpeningLine(row=row.row.number, account_no=account_no or "", season=season, owed_fen=owed)

    def _season(self, row: RowReader) -> str:
        text = row.take("season", cells.number_text) or ""
        code = season_of_cell(text) if text else self.usual
        if not code:
            row.note("season", "season_unreadable", was=text)
        elif code >= self.current:
            row.note("season" if row.has("season") else "amount", "season_not_past", was=code)
        return code


def check_opening(sheet: Sheet, layout: Layout, *, current: str) -> Checked[OpeningLine | None]:
    """Every line of a list of opening balances, cleaned; a line with an error has no value.

    `current` is the season of today, which is no past one. A line that names no season means the one of the title,
    else the last one. A 户号 may stand once a season; the later row is the error.
    """
    year = int(current[:4])
    reading = _Reading(current, season_named(sheet.rows, layout.header_row) or f"{year - 1}-{year}")
    return check(sheet, layout, reading.line, list)
