"""A payment over several debts: which line gets how much, and what is left."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from heat.rules.money import Fen
from heat.words import N_, Refused, Say

LATE_FEE = "late_fee"


@dataclass(frozen=True, slots=True)
class OpenLine:
    """A charge that is not settled: negative when it is a credit in the household's favour."""

    charge_id: int
    season: str
    kind: str
    open_fen: Fen
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What each charge gets, in fen, in the order it was settled, and what becomes prepayment."""

    parts: tuple[tuple[int, Fen], ...]
    prepaid_fen: Fen


def allocate(paid_fen: Fen, lines: Iterable[OpenLine]) -> Allocation:
    """A payment over open lines: oldest season first, late fees last of all, the last line in part, the rest prepaid.

    Credits are used before the money. Seasons are codes such as 2026-2027. The order of the lines does not matter;
    parts + prepaid always equal the payment. Refused unless more than zero is paid. docs/rules/charging.md, 6.
    """
    if paid_fen <= 0:
        raise Refused(Say(N_("缴费金额应大于零，请重新填写。")))
    left, parts = paid_fen, []
    for line in sorted(lines, key=_turn):
        part = min(left, line.open_fen)
        if part:
            parts.append((line.charge_id, part))
            left -= part
    return Allocation(tuple(parts), left)


def _turn(line: OpenLine) -> tuple[bool, bool, str, date, int]:
    """Credits, then heat by season, then late fees; within a season the earlier due day, then the older line."""
    return line.open_fen > 0, line.kind == LATE_FEE, line.season, line.due_on or date.max, line.charge_id
