"""账单: what a household is to pay for a season, why it is that much, and what is open from before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from heat.papers.paper import CHINESE, Company, Household, Line, Words, set_paper
from heat.rules.money import Fen

ROOM_MM = 125  # between the facts above and the slip below, measured on paper


@dataclass(frozen=True, slots=True)
class Debt:
    """What is open of an earlier season: '2024-2025', 热费 or 违约金, fen above zero."""

    season: str
    label: str
    fen: Fen


@dataclass(frozen=True, slots=True)
class Bill:
    """A bill of one household and season. `lines` are all its lines, payments negative; the sums are made here."""

    number: str
    issued_on: date
    due_on: date
    company: Company
    household: Household
    season: str
    first_on: date
    last_on: date
    legal_days: int
    basis: str
    lines: tuple[Line, ...]
    debts: tuple[Debt, ...] = ()
    pay_url: str = ""
    ways: tuple[str, ...] = ()
    late_note: str = ""

    @property
    def season_fen(self) -> Fen:
        """What is still to pay for this season; negative when too much was paid."""
        return sum(line.fen for line in self.lines)

    @property
    def total_fen(self) -> Fen:
        """This season and everything from before."""
        return self.season_fen + sum(debt.fen for debt in self.debts)

    @property
    def is_short(self) -> bool:
        """Does all stand above a slip at the foot of one sheet? A longer bill lets the slip follow its text."""
        lines = sum(9 + 4.2 * ceil(len(line.note) / 40) + 5 * (len(line.formula) // 34) for line in self.lines)
        below = 9 * (len(self.debts) + 2) + max(38, 12 + sum(6 * ceil(len(way) / 36) for way in self.ways))
        facts = sum(map(len, (self.household.name, self.household.address, self.basis, self.company.name)))
        return lines + below <= ROOM_MM and facts <= 120


def bill(paper: Bill, words: Words = CHINESE) -> str:
    """The bill as HTML, one A4 sheet with a slip to cut off; longer bills flow on. Never called 发票."""
    return set_paper("bill.html", words, bill=paper)
