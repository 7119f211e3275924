"""The small pictures of a file as numbers for SVG: room temperature by season, money by season, the line of seasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from heat.queries.customer_file import CustomerFile, state_on
from heat.queries.portrait import Paid
from heat.queries.temperatures import Winter
from heat.rules.households import VACANT
from heat.rules.seasons import season_code
from heat.rules.tickets import WARM_ENOUGH
from heat.words import N_

SEASONS = 5
_LEFT, _WIDTH, _GAP = 26, 356, 5
_TOP, _FOOT = 10, 84  # of the temperatures, in points of the drawing
_BARS = 44  # the height of the tallest bar of money
SHORT = {
    "supplied": N_("供热"),
    "suspended": N_("停供"),
    "partial": N_("部分"),
    "limited": N_("限温"),
    "cut": N_("强停"),
    "none": N_("未入网"),
}
_SCRUBBED = 9


@dataclass(frozen=True, slots=True)
class Mark:
    """One season on the line of seasons: its day, its words, and how its bar looks."""

    label: str
    on: date | None
    words: str
    look: str
    current: bool


def short(code: str) -> str:
    """'2024-2025' -> '24–25'."""
    first, _dash, last = code.partition("-")
    return f"{first[-2:]}–{last[-2:]}"


def scrubber(file: CustomerFile, today: date) -> list[Mark]:
    """The seasons the household is known in, at most nine, each with the day in its middle that a link shows."""
    first = file.history.first or today
    years = range(int(season_code(first)[:4]), int(season_code(today)[:4]) + 1)
    return [_mark(file, f"{year}-{year + 1}", today) for year in years][-_SCRUBBED:]


def _mark(file: CustomerFile, code: str, today: date) -> Mark:
    day = min(date(int(code[5:]), 1, 15), today)
    current = season_code(file.seen.on) == code
    if season_code(today) == code:
        return Mark(short(code), None, _("今天"), "now", current)
    state = state_on(file.connected, file.history, day)
    then, now = _owner(file, day), _owner(file, today)
    if _changed_hands(file, code):
        return Mark(short(code), day, _("过户"), "heated", current)
    if then != now:
        return Mark(short(code), day, then or _("空置"), "former", current)
    look = "heated" if state in ("supplied", "partial", "limited") else "stopped"
    return Mark(short(code), day, _(SHORT.get(state, state)), look, current)


def _owner(file: CustomerFile, day: date) -> str:
    owners = [one for one in file.history.links if one.role == "owner" and one.rank == 0]
    held = [one.name for one in owners if one.since <= day and (one.until is None or day < one.until)]
    return next((name for name in held if name != VACANT), "")


def _changed_hands(file: CustomerFile, code: str) -> bool:
    owners = [one for one in file.history.links if one.role == "owner" and one.rank == 0]
    earliest = min((one.since for one in owners), default=None)
    return any(season_code(one.since) == code and one.since != earliest for one in owners)


def warmth(winters: Sequence[Winter], states: dict[str, str], current: str) -> dict[str, Any]:
    """The chart of room temperatures: bands by season with their line, the axis, the line of what is warm enough."""
    values = [value for winter in winters for _week, value in winter.weeks]
    least, most = min([Decimal(16), *values]), max([Decimal(22), *values])
    low, high = int(least // 2 * 2), int(-(-most // 2) * 2)

    def y(value: Decimal) -> float:
        return round(_FOOT - float(value - low) / (high - low) * (_FOOT - _TOP), 1)

    bands = [_band(winter, n, len(winters), y, states, current) for n, winter in enumerate(winters)]
    ticks = [(value, y(Decimal(value)) + 4) for value in range(low, high + 1, max(2, (high - low) // 6 * 2))]
    return {"bands": bands, "ticks": ticks, "limit": y(Decimal(WARM_ENOUGH)), "says": _said(winters, states)}


def _band(winter: Winter, n: int, of: int, y: Any, states: dict[str, str], current: str) -> dict[str, Any]:
    width = (_WIDTH - _LEFT) / max(of, 1) - _GAP
    left = _LEFT + n * (width + _GAP)
    step = (width - 8) / max(winter.n_weeks - 1, 1)
    points = [(round(left + 4 + week * step, 1), y(value)) for week, value in winter.weeks]
    state = states.get(winter.code, "supplied")
    stopped = state in ("suspended", "cut", "none")
    cold = bool(winter.weeks) and winter.weeks[-1][1] < WARM_ENOUGH
    return {
        "x": round(left, 1),
        "width": round(width, 1),
        "middle": round(left + width / 2, 1),
        "label": short(winter.code),
        "now": winter.code == current,
        "line": " ".join(f"{x},{height}" for x, height in points),
        "area": " ".join(f"{x},{height}" for x, height in [(points[0][0], _FOOT), *points, (points[-1][0], _FOOT)])
        if len(points) > 1
        else "",
        "end": points[-1] if points else None,
        "last": winter.weeks[-1][1] if winter.weeks else None,
        "cold": cold,
        "word": "" if points else _(SHORT[state]) if stopped else _("没有测过"),
    }


def _said(winters: Sequence[Winter], states: dict[str, str]) -> str:
    told = []
    for winter in winters:
        mean = winter.mean
        word = f"{mean} ℃" if mean is not None else _(SHORT.get(states.get(winter.code, ""), N_("没有测过")))
        told.append(f"{short(winter.code)} {word}")
    return _("各季室温周均") + "：" + "、".join(told)


def money(seasons: Sequence[Paid], current: str) -> list[dict[str, Any]]:
    """The bars of charged and paid money, one a season; the tallest season fills the height."""
    most = max([one.charged_fen for one in seasons] or [0], default=0) or 1
    width = (_WIDTH - _LEFT) / max(len(seasons), 1) - _GAP
    made = []
    for n, one in enumerate(seasons):
        left = _LEFT + n * (width + _GAP)
        whole = max(0, one.charged_fen) * _BARS / most
        owed = max(0, min(one.open_fen, one.charged_fen)) * _BARS / most
        made.append(
            {
                "x": round(left, 1),
                "width": round(width, 1),
                "middle": round(left + width / 2, 1),
                "label": short(one.code),
                "now": one.code == current,
                "top": round(62 - whole, 1),
                "owed": round(owed, 1),
                "paid_top": round(62 - whole + owed, 1),
                "paid": round(max(0.0, whole - owed), 1),
                "note": f"{one.settled_on:%m-%d}" if one.open_fen <= 0 and one.settled_on else f"{one.percent}%",
                "bad": one.open_fen > 0,
            }
        )
    return made
