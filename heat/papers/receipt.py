"""收据: what was paid, for which seasons, how, and what is left; for the 80 mm roll of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from heat.papers.paper import CHINESE, Company, Household, Line, Words, set_paper
from heat.rules.money import Fen


@dataclass(frozen=True, slots=True)
class Means:
    """A part of the payment: 现金, 微信 …, in fen."""

    label: str
    fen: Fen


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt of one payment. `lines` say what it was booked on, several seasons too; `prepaid_fen` is the rest.

    `taken_at` is the local time of the counter; `means` are what was handed over, `change_fen` what was given back;
    `print_no` counts prints, from the second on the paper says so; a `void` one says 已作废.
    """

    number: str
    company: Company
    household: Household
    taken_at: datetime
    cashier: str
    lines: tuple[Line, ...]
    means: tuple[Means, ...]
    prepaid_fen: Fen = 0
    change_fen: Fen = 0
    open_fen: Fen = 0
    print_no: int = 1
    void: bool = False
    check_url: str = ""

    @property
    def total_fen(self) -> Fen:
        """What the household paid: the booked lines and the prepayment."""
        return sum(line.fen for line in self.lines) + self.prepaid_fen


def receipt(paper: Receipt, words: Words = CHINESE) -> str:
    """The receipt as HTML, 80 mm wide and as long as it needs. Never called 发票."""
    return set_paper("receipt.html", words, receipt=paper)
