"""A sheet as it was read: rows that know their own number, before anybody says what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Formula(NamedTuple):
    """A cell that computes. `value` is what the sheet last showed, '' when it never did."""

    text: str
    value: str | float | bool = ""


Cell = str | int | float | bool | Formula


class SheetRow(NamedTuple):
    """One row; `number` is the one the office sees in Excel, from 1. Cells run from column A, empty ones are ''."""

    number: int
    cells: Sequence[Cell]

    def at(self, column: int) -> Cell:
        """The cell of a column counted from 0; '' beyond the last written one."""
        return self.cells[column] if column < len(self.cells) else ""


class Merged(NamedTuple):
    """A merged range: rows from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Sheet:
    """One worksheet without its blank rows; `meant` are the rows people have said to be meant as they stand."""

    name: str
    rows: Sequence[SheetRow]
    merged: Sequence[Merged] = ()
    meant: frozenset[int] = frozenset()


def shown(cell: Cell) -> str:
    """What a person sees in a cell: 200004.0 is '200004', a date is '2026-11-15', a formula its last value."""
    if isinstance(cell, Formula):
        return shown(cell.value)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


def filled_down(sheet: Sheet, columns: Sequence[int]) -> dict[tuple[int, int], Cell]:
    """What merged ranges of these columns say in every row they cover, by (row number, column).

    One walk a column: overlapping ranges, which no office program writes, are read once.
    """
    spans = sorted(one for one in sheet.merged if one.first_column in columns and one.last_row > one.first_row)
    if not spans:
        return {}
    rows = {row.number: row for row in sheet.rows}
    said: dict[tuple[int, int], Cell] = {}
    done = dict.fromkeys(columns, 0)
    for span in spans:
        column = span.first_column
        first = max(span.first_row, done[column] + 1)
        if span.first_row not in rows or first > span.last_row:
            continue
        value = rows[span.first_row].at(column)
        last = min(span.last_row, sheet.rows[-1].number)
        said |= {(number, column): value for number in range(first, last + 1)}
        done[column] = last
    return said
