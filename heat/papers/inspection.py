"""稽查记录单: written and signed at the door, or printed with what was found; entered by its short code.

The household signs it, so it tells nothing of where the office knows from.
"""

from __future__ import annotations

from dataclasses import dataclass

from heat.papers.paper import CHINESE, Company, Household, Words, set_paper


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is printed; empty texts leave room for the pen. `choices` tell which finding it is."""

    company: Company
    household: Household
    number: str
    short_code: str
    entry_url: str
    reason: str
    inspector: str
    printed: str
    choices: tuple[tuple[str, bool], ...]
    facts: tuple[tuple[str, str], ...]
    record: str = ""
    found: str = ""
    unsigned: bool = False
    photos: int = 0
    verdict: str = ""


def record(paper: Record, words: Words = CHINESE) -> str:
    """The record as HTML, one A4 sheet."""
    return set_paper("inspection.html", words, paper=paper)
