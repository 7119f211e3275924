"""缴费通知单: the reminder on paper, every open season with what was paid and what is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heat.papers.paper import CHINESE, Company, Household, Words, set_paper
from heat.rules.money import Fen


@dataclass(frozen=True, slots=True)
class Owed:
    """One season of the notice, in fen; `left_fen` is made here so that each row adds up."""

    season: str
    formula: str
    charged_fen: Fen
    paid_fen: Fen
    late_fen: Fen = 0
    note: str = ""

    @property
    def left_fen(self) -> Fen:
        return self.charged_fen + self.late_fen - self.paid_fen


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice over all open seasons of one household; `until` is the day the state of account stands for."""

    number: str
    issued_on: date
    until: date
    due_on: date
    company: Company
    household: Household
    seasons: tuple[Owed, ...]
    pay_url: str = ""
    ways: tuple[str, ...] = ()

    @property
    def charged_fen(self) -> Fen:
        return sum(season.charged_fen for season in self.seasons)

    @property
    def paid_fen(self) -> Fen:
        return sum(season.paid_fen for season in self.seasons)

    @property
    def late_fen(self) -> Fen:
        return sum(season.late_fen for season in self.seasons)

    @property
    def left_fen(self) -> Fen:
        return sum(season.left_fen for season in self.seasons)


def notice(paper: Notice, words: Words = CHINESE) -> str:
    """The notice as HTML, one A4 sheet with the place for the company's seal. Friendly: it threatens nothing."""
    return set_paper("notice.html", words, notice=paper)
