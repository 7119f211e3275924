"""What the rows above a list's header tell: the season it was written for."""

from __future__ import annotations

import re
from collections.abc import Iterable

from heat.rules.sheets import SheetRow, shown
from heat.rules.written import folded, squeezed

_YEARS = re.compile(r"(?<![0-9])(20[0-9]{2})年?(?:[-—–~～/至到]+)(20[0-9]{2}|[0-9]{2})(?![0-9])")


def season_named(rows: Iterable[SheetRow], header_row: int) -> str:
    """The season of a title such as 2025-2026采暖期用户登记表 or 2025/26年度; '' when no title names one."""
    for row in rows:
        if row.number >= header_row:
            break
        for cell in row.cells:
            for first, last in _YEARS.findall(squeezed(folded(shown(cell)))):
                if int(last) % 100 == (int(first) + 1) % 100:
                    return f"{first}-{int(first) + 1}"
    return ""
