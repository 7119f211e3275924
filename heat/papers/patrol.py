"""巡检单: the route on paper, boxes for each check, each point with the code of its label; entered by short code."""

from __future__ import annotations

from dataclasses import dataclass

from heat.papers.paper import CHINESE, Company, Words, set_paper
from heat.rules.patrols import Item


@dataclass(frozen=True, slots=True)
class Stop:
    """A point with its checks and what is wrong there already."""

    name: str
    url: str
    items: tuple[Item, ...]
    hazards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One round as it is printed."""

    company: Company
    number: str
    short_code: str
    entry_url: str
    title: str
    team: str
    walker: str
    due: str
    printed: str
    stops: tuple[Stop, ...]


def sheet(paper: Round, words: Words = CHINESE) -> str:
    """The sheet as HTML; long routes flow onto further pages."""
    return set_paper("patrol.html", words, paper=paper)
