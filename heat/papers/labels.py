"""设备标签: sheets of QR labels for machines, 24 on an A4 sheet of adhesive paper (3 by 8, 70 × 37 mm)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from heat.papers.paper import CHINESE, Words, set_paper

ACROSS, DOWN = 3, 8


@dataclass(frozen=True, slots=True)
class Label:
    """One label: what it says beside the code, and the address a scan opens."""

    code: str
    name: str
    place: str
    url: str


def labels(company: str, every: Sequence[Label], words: Words = CHINESE) -> str:
    """The sheets as HTML, 24 labels each, in the order given; the last one may be half empty."""
    rows = [every[at : at + ACROSS] for at in range(0, len(every), ACROSS)]
    sheets = [rows[at : at + DOWN] for at in range(0, len(rows), DOWN)]
    return set_paper("labels.html", words, company=company, sheets=sheets, across=ACROSS)
