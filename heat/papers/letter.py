"""答复函: what the office answers a complainant, on one A4 sheet with the place for its seal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heat.papers.paper import CHINESE, Company, Words, set_paper


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter as it was issued; `print_no` from 2 on marks the paper as printed again."""

    number: str
    issued_on: date
    company: Company
    to_name: str
    address: str
    ticket: str
    taken_on: date
    matter: str
    found: str
    measures: str
    signer: str
    print_no: int = 1


def letter(paper: Letter, words: Words = CHINESE) -> str:
    """The letter as HTML. What people wrote keeps its lines."""
    return set_paper("letter.html", words, letter=paper)
