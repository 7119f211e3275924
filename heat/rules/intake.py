"""An imported list checked row by row: clean lines, skipped rows, and every problem by its row, column and code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from heat.rules.cells import Clean, Name
from heat.rules.columns import Layout, complete
from heat.rules.lines import Line, line_of
from heat.rules.problems import Problem, Severity
from heat.rules.sheets import Cell, Sheet, SheetRow, filled_down, shown
from heat.rules.written import squeezed
from heat.words import Say

T = TypeVar("T")

_SAME = frozenset(("同上", "〃", "″", '"'))
_TREE = ("community", "building", "entrance")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is no line of the list, and why: subtotal, total or footer."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """One line of the list: its cells as written, what it means (None: an error keeps it out), and its problems."""

    row: int
    cells: Sequence[Cell]
    value: T | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Checked(Generic[T]):
    """A whole list: every line in the order of the sheet, the skipped rows, and what is said once for the file."""

    layout: Layout
    entries: Sequence[Entry[T]]
    skipped: Sequence[Skipped] = ()
    notes: Sequence[Say] = ()

    @property
    def problems(self) -> list[Problem]:
        """Every problem, by row."""
        return [problem for entry in self.entries for problem in entry.problems]

    @property
    def good(self) -> list[T]:
        """What can be imported."""
        return [entry.value for entry in self.entries if entry.value is not None]

    @property
    def bad(self) -> list[Entry[T]]:
        """The lines an error keeps out."""
        return [entry for entry in self.entries if entry.value is None]


@dataclass
class RowReader:
    """One line being read: hands out clean values by column name and writes down what was wrong on the way."""

    row: SheetRow
    layout: Layout
    above: Mapping[str, Cell] = field(default_factory=dict)
    meant: bool = False  # people have said that this row is meant as it stands
    merged: Mapping[tuple[int, int], Cell] = field(default_factory=dict)
    problems: dict[tuple[str, str], Problem] = field(default_factory=dict)
    taken: dict[str, Cell] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the sheet has this column."""
        return name in self.layout.places

    def take(self, name: str, cleaner: Callable[[Cell], Clean], *, unless: Sequence[str] = ()) -> Any:
        """The clean value of a column, its problems noted but for those of `unless`; None when there is no column."""
        if not self.has(name):
            return None
        cell, code = self._cell(name)
        self.taken[name] = cell
        value, codes = cleaner(cell)
        if not codes and not code:
            return value
        for one in (code, *codes):
            if one and one not in unless:
                self.note(name, one, was=_written(cell), now=_now(value))
        return value

    def note(self, name: str, code: str, *, was: str = "", now: str = "") -> None:
        """Write down a problem of this row; one a column and code."""
        column = self.layout.header_of(name)
        self.problems.setdefault((column, code), Problem(self.row.number, column, code, was, now))

    def ask(self, name: str, code: str, *, was: str = "", now: str = "") -> None:
        """Write down a problem that is a question, unless people have answered it for this row."""
        if not self.meant:
            self.note(name, code, was=was, now=now)

    @property
    def failed(self) -> bool:
        """Whether an error keeps the row out."""
        return any(problem.severity is Severity.ERROR for problem in self.problems.values())

    def _cell(self, name: str) -> tuple[Cell, str]:
        """The cell of a column, taken from above where the office did not repeat it, and the code that says so."""
        place = self.layout.places[name]
        own = self.row.at(place)
        if self.merged:
            own = self.merged.get((self.row.number, place), own)
        if isinstance(own, str) and name in self.above:
            if len(own) < 5 and squeezed(own) in _SAME:
                return self.above[name], "same_as_above"
            if not own and name == "community" and self.has("building") and self.row.at(self.layout.places["building"]):
                return self.above[name], "filled_from_above"
        return own, ""


@dataclass
class Once:
    """Keys that may stand in a list only once; knows the row that had them first."""

    first: dict[Hashable, int] = field(default_factory=dict)

    def row_before(self, key: Hashable, row: int) -> int | None:
        """The earlier row with this key, None when this is the first."""
        before = self.first.setdefault(key, row)
        return None if before == row else before


def check(sheet: Sheet, layout: Layout, read: Callable[[RowReader], T], notes: Callable[[], list[Say]]) -> Checked[T]:
    """Every row under the header read by `read`; `notes` is asked once, after the last row.

    Titles, repeated headers and blank rows count nowhere. Refused when the layout lacks a column the list needs.
    """
    complete(layout)
    merged = filled_down(sheet, [layout.places[name] for name in _TREE if name in layout.places])
    entries: list[Entry[T]] = []
    skipped: list[Skipped] = []
    loose: list[Skipped] = []
    above: dict[str, Cell] = {}
    for row in sheet.rows:
        sort = line_of(row, layout) if row.number > layout.header_row else Line.NOTHING
        if sort is Line.OWN:
            reader = RowReader(row, layout, above, row.number in sheet.meant, merged)
            value = read(reader)
            entries.append(
                Entry(row.number, row.cells, None if reader.failed else value, tuple(reader.problems.values()))
            )
            above = reader.taken
            loose.clear()  # text between lines is a title; only behind the last line it is a footer
        elif sort is Line.LOOSE:
            loose.append(Skipped(row.number, Line.FOOTER))
        elif sort is not Line.NOTHING:
            skipped.append(Skipped(row.number, sort))
    return Checked(layout, entries, sorted(skipped + loose, key=lambda one: one.row), notes())


def _written(cell: Cell) -> str:
    text = f"={cell.text}" if not isinstance(cell, (str, int, float)) else shown(cell)
    return text.strip()


def _now(value: Any) -> str:
    if isinstance(value, Name):
        return value.owner
    if isinstance(value, tuple):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)
