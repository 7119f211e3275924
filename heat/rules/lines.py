"""What a row of a list is: a line of its own, a subtotal, the total, a footer, or nothing to count."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from heat.rules.columns import Layout
from heat.rules.sheets import SheetRow, shown
from heat.rules.written import decimal_of, squeezed


class Line(StrEnum):
    """The sort of a row. LOOSE is text without any content of a line: a title in the middle, a footer at the end."""

    OWN = "own"
    SUBTOTAL = "subtotal"
    TOTAL = "total"
    FOOTER = "footer"
    LOOSE = "loose"
    NOTHING = "nothing"


_TOTAL = re.compile(r"(?:总计|合计|共计|累计|总合计)[:：]?")
_SUBTOTAL = re.compile(r".{0,20}(?:小计|本页合计|本页共计|本页小计)[:：]?|.{1,20}[^总](?:合计|共计)[:：]?")
_FOOTER = re.compile(
    r"(?:审核|审批|制表|填表|复核|经办|负责人|主管|打印|备注|说明|注|领导|会计|出纳|单位|日期|签字|盖章).{0,8}[:：].*"
    r"|第\d+页.*|共\d+页.*|\(?以下空白\)?|（以下空白）"
)


def line_of(row: SheetRow, layout: Layout) -> Line:
    """What a row under the header is. A row with an account number that is no such word is always a line of its own.

    Where a list has no account numbers, its own numbers say the same.
    """
    leading = "account_no" if "account_no" in layout.places else "number"
    account = squeezed(shown(row.at(layout.places[leading])))
    if account and not _is_sum(account) and not _FOOTER.fullmatch(account):
        if account == layout.header_of(leading):
            return Line.NOTHING
        alone = sum(cell != "" for cell in row.cells) == 1
        return Line.LOOSE if alone and not any(sign.isdigit() for sign in account) else Line.OWN
    texts = [squeezed(shown(cell)) for cell in row.cells]
    said = [one for one in texts if one]
    if any(_TOTAL.fullmatch(one) for one in said[:3]):
        return Line.TOTAL
    if any(_SUBTOTAL.fullmatch(one) for one in said[:3]):
        return Line.SUBTOTAL
    if any(_FOOTER.fullmatch(one) for one in said[:3]):
        return Line.FOOTER
    return _without_account(texts, layout)


def _without_account(texts: Sequence[str], layout: Layout) -> Line:
    """A line that only lost its number still says at least two things of its own; running numbers say nothing."""
    places = set(layout.places.values())
    own = [one for place, one in enumerate(texts) if one and place in places]
    if len(own) >= 2:
        return Line.OWN
    words = [one for one in texts if one and decimal_of(one) is None]
    return Line.LOOSE if own or words else Line.NOTHING


def _is_sum(text: str) -> bool:
    return bool(_TOTAL.fullmatch(text) or _SUBTOTAL.fullmatch(text))
