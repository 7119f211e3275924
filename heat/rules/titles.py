"""What the rows above a list's header tell: the season it was written for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from heat.rules.sheets import SheetRow, shown
from heat.rules.written import folded, squeezed

_YEAR = re.compile(r"20[0-9]{2}")
_YEARS = re.compile(r"(?<![0-9])(20[0-9]{2})年?(?:[-—–~～/至到]+)(20[0-9]{2}|[0-9]{2})(?![0-9])")


def season_named(rows: Iterable[SheetRow], header_row: int) -> str:
    """The season of a title such as 2025-2026采暖期用户登记表 or 2025/26年度; '' when no title names one."""
    for row in rows:
        if row.number >= header_row:
            break
        for cell in row.cells:
            if code := season_in_words(shown(cell)):
                return code
    return ""


def season_in_words(text: str) -> str:
    """The season a text names as two years in a row, such as 2025/26年度; '' when it names none."""
    for first, last in _YEARS.findall(squeezed(folded(text))):
        if int(last) % 100 == (int(first) + 1) % 100:
            return f"{first}-{int(first) + 1}"
    return ""


def season_of_cell(text: str) -> str:
    """The season a cell under 采暖季 means: two years in a row, or the year it begins in; '' for neither."""
    plain = squeezed(folded(text)).removesuffix("年度").removesuffix("年")
    if _YEAR.fullmatch(plain):
        return f"{plain}-{int(plain) + 1}"
    return season_in_words(text)
