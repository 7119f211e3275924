"""维修工单: the sheet a technician takes along, writes on, and brings back for entry by its short code.

Which parts stand on it, and in which order, is drawn for each sort of ticket: rules/print_forms.py.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest

from heat.papers.paper import CHINESE, Company, Household, Words, set_paper
from heat.rules.field_work import REMEDIES
from heat.rules.money import Fen
from heat.rules.print_forms import ORDER, VALVE, PrintForm
from heat.words import N_

CAUSES = (N_("气堵"), N_("过滤器堵"), N_("阀门故障"), N_("管道漏水"), N_("户内改造"), N_("供水温度低"), N_("其他"))
VERDICTS = (N_("非常满意"), N_("满意"), N_("一般"), N_("不满意"), N_("投诉"), N_("情况不符"))
ROWS_OF_MATERIAL = 4


@dataclass(frozen=True, slots=True)
class Material:
    """A part that may be used, with its price in fen; None where no price list knows it."""

    name: str
    price_fen: Fen | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Blank:
    """One of the office's own fields on paper: what is known of it, or room and boxes for the pen."""

    name: str
    value: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the technician ticks and fills in; words in the language of the paper.

    `valve` are the ways a valve may be found: a sheet with them asks for valve and seal instead of cause and warmth,
    and its causes tell why nothing came of the visit.
    """

    causes: tuple[str, ...] = CAUSES
    remedies: tuple[str, ...] = REMEDIES
    verdicts: tuple[str, ...] = VERDICTS
    materials: tuple[Material, ...] = ()
    checks: tuple[str, ...] = ()
    valve: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    fields: tuple[Blank, ...] = ()

    def material_rows(self) -> list[tuple[Material | None, Material | None]]:
        """Materials two a row, with empty rows for others by hand."""
        half = max(ROWS_OF_MATERIAL, (len(self.materials) + 2) // 2)
        padded = [*self.materials, *[None] * (2 * half - len(self.materials))]
        return list(zip_longest(padded[0::2], padded[1::2]))


@dataclass(frozen=True, slots=True)
class Block:
    """Parts of a sheet that stand in one table, under a heading with its number, or under none."""

    parts: tuple[str, ...]
    heading: str = ""
    number: int = 0

    @property
    def hint(self) -> str:
        """What stands small beside the heading."""
        return _HOW if self.heading == _HEADINGS[_WORK] else ""


_CUSTOMER, _WORK, _OPINION, _SIGNED = "customer", "work", "opinion", "signed"
_HEADINGS = {
    _CUSTOMER: N_("客户与报修"),
    _WORK: N_("现场记录"),
    _OPINION: N_("客户意见"),
    _SIGNED: N_("签字"),
}
# parts that are rows of a table with six columns: those that follow each other share one
_ROWS = frozenset({"visit", "causes", "checks", "remedies", "valve", "results", "costs", "notes"})
# the slip and an instruction stand wherever they are, under no heading of theirs
_GROUPS = dict.fromkeys((*_ROWS, "temperatures", "fields", "materials", "lines"), _WORK) | {
    "customer": _CUSTOMER,
    "opinion": _OPINION,
    "signatures": _SIGNED,
}
_HOW = N_("师傅填写；带回后扫码或输短码录入，也可直接在手机上填")
NUMERALS = "一二三四五六七八九十"


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
    form: PrintForm = ORDER

    @property
    def sheet(self) -> PrintForm:
        """The drawn form; a valve job has its own."""
        return VALVE if self.checklist.valve else self.form

    def blocks(self) -> list[Block]:
        """The sheet from its top to its end: parts that share a table, with the heading where another group begins."""
        made: list[Block] = []
        group, headings = "", 0
        for part in self._printed():
            its = _GROUPS.get(part, group)
            joins = part in _ROWS and made and made[-1].parts[-1] in _ROWS and its == group
            if joins:
                made[-1] = replace(made[-1], parts=(*made[-1].parts, part))
                continue
            begins = its != group and not (its == "signed" and made and made[-1].parts == ("opinion",))
            headings += begins
            made.append(Block((part,), _HEADINGS[its] if begins else "", headings if begins else 0))
            group = its
        return made

    def _printed(self) -> list[str]:
        """The drawn parts without those that have nothing to print."""
        filled = {
            "checks": self.checklist.checks,
            "results": self.checklist.results,
            "fields": self.checklist.fields,
            "instructions": self.sheet.instructions,
        }
        return [part for part in self.sheet.parts if filled.get(part, True)]


def order(paper: WorkOrder, words: Words = CHINESE) -> str:
    """The work order as HTML, one A4 sheet with a card for the household to tear off; long texts flow on."""
    return set_paper("order.html", words, order=paper, numerals=NUMERALS)
