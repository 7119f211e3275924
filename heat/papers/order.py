"""维修工单: the sheet a technician takes along, writes on, and brings back for entry by its short code."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import zip_longest

from heat.papers.paper import CHINESE, Company, Household, Words, set_paper
from heat.rules.field_work import REMEDIES
from heat.rules.money import Fen
from heat.words import N_

CAUSES = (N_("气堵"), N_("过滤器堵"), N_("阀门故障"), N_("管道漏水"), N_("户内改造"), N_("供水温度低"), N_("其他"))
PLACES = (N_("客厅"), N_("主卧"), N_("次卧"), N_("厨房"), N_("供水"), N_("回水"))
VERDICTS = (N_("非常满意"), N_("满意"), N_("一般"), N_("不满意"), N_("投诉"), N_("情况不符"))
ROWS_OF_MATERIAL = 4


@dataclass(frozen=True, slots=True)
class Material:
    """A part that may be used, with its price in fen."""

    name: str
    price_fen: Fen


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the technician ticks and fills in; words in the language of the paper.

    `valve` are the ways a valve may be found: a sheet with them asks for valve and seal instead of cause and warmth,
    and its causes tell why nothing came of the visit.
    """

    causes: tuple[str, ...] = CAUSES
    remedies: tuple[str, ...] = REMEDIES
    places: tuple[str, ...] = PLACES
    verdicts: tuple[str, ...] = VERDICTS
    materials: tuple[Material, ...] = ()
    checks: tuple[str, ...] = ()
    valve: tuple[str, ...] = ()

    def material_rows(self) -> list[tuple[Material | None, Material | None]]:
        """Materials two a row, with empty rows for others by hand."""
        half = max(ROWS_OF_MATERIAL, (len(self.materials) + 2) // 2)
        padded = [*self.materials, *[None] * (2 * half - len(self.materials))]
        return list(zip_longest(padded[0::2], padded[1::2]))


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """A work order as it is printed. Empty texts leave their row for the pen; `facts` are further name-value pairs."""

    number: str
    short_code: str
    company: Company
    team: str
    kind: str
    urgent: bool
    household: Household
    phone: str
    problem: str
    due: str
    printed: str
    entry_url: str
    technician: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    caution: str = ""
    history: str = ""
    progress_url: str = ""
    print_no: int = 1
    checklist: Checklist = Checklist()


def order(paper: WorkOrder, words: Words = CHINESE) -> str:
    """The work order as HTML, one A4 sheet with a card for the household to tear off; long texts flow on."""
    return set_paper("order.html", words, order=paper)
