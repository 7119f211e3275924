"""The record of an inspection put together for paper, before the visit with room for the pen, after it as it was."""

from __future__ import annotations

from dataclasses import replace

from heat import clock, settings
from heat.papers import inspection
from heat.papers.inspection import Record
from heat.papers.paper import CHINESE, Company, Household, Words
from heat.queries import patrols
from heat.queries.inspections import InspectionRow
from heat.rules import inspections as rules
from heat.rules.codes import short_code
from heat.rules.money import yuan
from heat.rules.permissions import Actor
from heat.words import N_


def paper(by: Actor, row: InspectionRow, customer: str, company: Company, words: Words = CHINESE) -> str:
    """The record as HTML."""
    if not by.may("inspection.view"):  # who only prints gets the empty sheet
        row = replace(row, finding=None, record=None, facts={}, unsigned=False, found_at=None, verdict=None)
    say, code = words.gettext, short_code(row.ticket_id)
    photos = sum(n for kind, n in patrols.photos(row.ticket_id).items() if kind != "signature")
    return inspection.record(
        Record(
            company,
            Household(row.account_no, customer or "—", row.address),
            row.number,
            code,
            f"{settings.base_url()}/o/{code}",
            say(rules.REASONS[row.reason]),
            row.found_by or row.assignee or "",
            f"{clock.local(clock.now()):%m-%d %H:%M}",
            tuple((say(name), row.finding == one) for one, name in rules.FINDINGS.items()),
            tuple((say(one.label), _fact(row, one.name, getattr(one, "unit", ""))) for one in rules.FACTS),
            row.record or "",
            f"{clock.local(row.found_at):%Y-%m-%d %H:%M}" if row.found_at else "",
            bool(row.unsigned),
            photos,
            _verdict(row, words),
        ),
        words,
    )


def _fact(row: InspectionRow, name: str, unit: str) -> str:
    return f"{row.facts[name]} {unit}".strip() if name in row.facts else ""


def _verdict(row: InspectionRow, words: Words) -> str:
    if not row.verdict:
        return ""
    money = words.gettext(N_("追缴")) + f" {yuan(row.penalty_fen)}" if row.penalty_fen else ""
    return f"{words.gettext(rules.VERDICTS[row.verdict])}：{row.why or ''} {money}".strip()
