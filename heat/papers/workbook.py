"""Workbooks we hand out: bad rows with their reasons, templates to fill in, exports that never compute anything.

Their libraries load in a tenth of a second, so they are loaded by the first workbook and not at the start of the web.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from heat.rules.sheets import Cell, Formula

_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MOST_TEXT = 32_767  # what one cell of a workbook holds


class BadRow(NamedTuple):
    """A row that was not imported: its cells as the office wrote them, why, and the places of the wrong ones."""

    cells: Sequence[Cell]
    reason: str
    wrong: frozenset[int] = frozenset()


class TemplateColumn(NamedTuple):
    """A column of a template: its header, one sentence on how to fill it in, an example, what may be chosen."""

    header: str
    hint: str
    example: str
    choices: Sequence[str] = ()


def bad_rows_workbook(
    title: str, headers: Sequence[str], reason: str, rows: Iterable[BadRow], above: str = ""
) -> bytes:
    """The bad rows under the same headers, the wrong cells coloured, and a last column that says why.

    `reason` is the header of that column; `above` stands over the headers, as a title does.
    Every text stays a text; the file can be corrected and imported as it is.
    """
    import openpyxl

    looks = _looks()
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(title))
    sheet.freeze_panes = "A3" if above else "A2"
    sheet.column_dimensions[openpyxl.utils.get_column_letter(len(headers) + 1)].width = 70
    if above:
        sheet.append([_cell(sheet, above, looks["plain"])])
    sheet.append([_cell(sheet, text, looks["head"]) for text in (*headers, reason)])
    for row in rows:
        written = [*row.cells[: len(headers)], *[""] * (len(headers) - len(row.cells))]
        cells = [
            _cell(sheet, one, looks["wrong" if place in row.wrong else "plain"]) for place, one in enumerate(written)
        ]
        sheet.append([*cells, _cell(sheet, row.reason, looks["reason"])])
    return _saved(book)


def template_workbook(title: str, help_title: str, columns: Sequence[TemplateColumn]) -> bytes:
    """An empty list to fill in: headers, choices to click, text columns that keep their zeros, and a sheet of hints."""
    import openpyxl
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    sheet, hints = book.active, book.create_sheet(_sheet_name(help_title))
    sheet.title = _sheet_name(title)
    sheet.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        letter = openpyxl.utils.get_column_letter(place)
        sheet.column_dimensions[letter].width = max(12, 2 * len(column.header) + 4)
        sheet.column_dimensions[letter].number_format = "@"
        head = sheet.cell(1, place, column.header)
        head.fill, head.font = _looks()["head"].values()
        for number in range(2, 1002):  # Excel takes the format of a cell, not of its column, when it is pasted into
            sheet.cell(number, place).number_format = "@"
        if column.choices:
            choice = DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
            choice.add(f"{letter}2:{letter}1001")
            sheet.add_data_validation(choice)
        hints.append([column.header, column.hint, column.example])
    for letter, width in (("A", 16), ("B", 70), ("C", 24)):
        hints.column_dimensions[letter].width = width
    return _saved(book)


def export_workbook(title: str, headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Any table as a workbook in constant memory. Texts are texts: nothing becomes a formula or a link."""
    import xlsxwriter

    file = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, {"constant_memory": True, **plain}) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bg_color": "#E8EDF4"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [_text(one) for one in headers], bold)
        for number, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, day)
    return file.getvalue()


def export_csv(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Any table as CSV that Excel opens in Chinese; a text that would compute there is led by an apostrophe."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(neutral(one) for one in headers)
    writer.writerows([neutral(value) if isinstance(value, str) else value for value in row] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def csv_lines(headers: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The same line by line, for exports that are longer than the memory should hold."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    yield b"\xef\xbb\xbf"
    for row in chain([headers], rows):
        writer.writerow([neutral(value) if isinstance(value, str) else value for value in row])
        yield file.getvalue().encode()
        file.seek(0)
        file.truncate()


def neutral(text: str) -> str:
    """A text no spreadsheet program takes for a formula, also behind spaces. Source: TRUST, row 12."""
    clean = _text(text)
    return f"'{clean}" if clean.lstrip(" \u00a0\u3000\n").startswith(_STARTS_FORMULA) else clean


@cache
def _looks() -> dict[str, dict[str, Any]]:
    """What a head, a wrong cell and a reason look like."""
    from openpyxl.styles import Alignment, Font, PatternFill

    return {
        "head": {"fill": PatternFill("solid", fgColor="E8EDF4"), "font": Font(bold=True)},
        "wrong": {"fill": PatternFill("solid", fgColor="FDE2E0")},
        "reason": {"alignment": Alignment(wrap_text=True, vertical="top")},
        "plain": {},
    }


def _cell(sheet: Any, value: Cell, look: dict[str, Any]) -> Any:
    """One cell; a text beginning with = stays a text, a formula is shown as what it was."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, Formula):
        value = f"={value.text}"
    cell = WriteOnlyCell(sheet, _text(value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"
    for name, one in look.items():
        setattr(cell, name, one)
    return cell


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool | str):
        sheet.write_string(row, column, _text(str(value)))
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif isinstance(value, int | float | Decimal):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, _text(str(value)))


def _text(text: str) -> str:
    """Without what no workbook can hold."""
    return _UNWRITABLE.sub("", text)[:_MOST_TEXT]


def _sheet_name(title: str) -> str:
    return re.sub(r"[\[\]:*?/\\']", " ", _text(title)).strip()[:31] or "Sheet1"


def _saved(book: Any) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
