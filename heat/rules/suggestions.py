"""What a bad cell of a list most likely should have said: offered to people, never taken by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from heat.rules import cells
from heat.rules.problems import SEVERITY, Severity
from heat.rules.sheets import Cell, Formula, shown
from heat.rules.titles import season_of_cell
from heat.rules.written import folded, squeezed

_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SLIPS = str.maketrans({"o": "0", "O": "0", "l": "1", "，": ".", "。": ".", "、": ".", ",": ".", "·": "."})
_SPELLED = re.compile(r"[〇零一二三四五六七八九十百千万两]")
_DAY = re.compile(r"(?<![0-9])(20[0-9]{2}|[0-9]{2})[^0-9]+([0-9]{1,2})[^0-9]+([0-9]{1,2})(?![0-9])")
_TURNED_DAY = re.compile(r"(?<![0-9])([0-9]{1,2})[^0-9]+([0-9]{1,2})[^0-9]+(20[0-9]{2})(?![0-9])")
_YEAR = re.compile(r"20[0-9]{2}")
_STATES = {
    "欠费": "强制停供", "强": "强制停供", "未": "未开户", "停": "报停", "不供": "报停", "不用": "报停", "限": "限温",
    "供": "正常", "用": "正常",
}  # fmt: skip


def suggested(code: str, cell: Cell) -> str:
    """What to write instead of a cell with this problem; '' when nobody can tell.

    Whatever is suggested is read without an error, so taking it always mends the cell.
    """
    find, read = _WAYS.get(code, (None, None))
    if find is None or read is None:
        return ""
    text = find(cell)
    return text if text and not _wrong(read(text)) else ""


def _wrong(clean: cells.Clean) -> bool:
    return clean.value in (None, "") or any(SEVERITY[code] is Severity.ERROR for code in clean.codes)


def _number(cell: Cell) -> str:
    """The only number in a text, with the slips of typing mended: 95。5平 is 95.5, 9O is 90."""
    text = shown(cell)
    found = _NUMBER.findall(folded(text).translate(_SLIPS))
    return found[0] if len(found) == 1 and not _SPELLED.search(text) else ""


def _state(cell: Cell) -> str:
    text = squeezed(shown(cell))
    return next((state for sign, state in _STATES.items() if sign in text), "")


def _season(cell: Cell) -> str:
    years = _YEAR.findall(folded(shown(cell)))
    return season_of_cell(years[0]) if years else ""


def _day(cell: Cell) -> str:
    """A day written year first or last, whatever stands between its numbers."""
    text = folded(shown(cell))
    if found := _TURNED_DAY.search(text):
        day, month, year = found.groups()
    elif found := _DAY.search(text):
        year, month, day = found.groups()
    else:
        return ""
    return f"{year if len(year) == 4 else f'20{year}'}-{int(month):02d}-{int(day):02d}"


def _value(cell: Cell) -> str:
    return shown(cell).strip() if isinstance(cell, Formula) else ""


def _season_read(text: Cell) -> cells.Clean:
    return cells.Clean(season_of_cell(shown(text)))


_WAYS: dict[str, tuple[Callable[[Cell], str], Callable[[Cell], cells.Clean]]] = {
    "area_unreadable": (_number, cells.area),
    "negative_area": (_number, cells.area),
    "amount_unreadable": (_number, cells.amount),
    "unknown_state": (_state, cells.state),
    "season_unreadable": (_season, _season_read),
    "day_unreadable": (_day, cells.day),
    "formula_in_name": (_value, cells.name),
    "text_too_long": (lambda cell: shown(cell).replace("\0", "").strip()[: cells.LONGEST], cells.text),
}
