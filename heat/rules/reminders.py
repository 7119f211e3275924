"""Reminding people to pay (缴费提醒): who is due, what the message says, why somebody gets none."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from heat.rules import money
from heat.words import N_

REASONS = {
    "no_phone": N_("没有电话"),
    "not_mobile": N_("电话不是手机号"),
    "vacant": N_("空置房，没有用户"),
    "prepaid": N_("预存余额足够"),
}
_TOKEN = re.compile(r"\{\{(\w+)\}\}")
_MOBILE = re.compile(r"1[3-9]\d{9}")


@dataclass(frozen=True)
class Debt:
    """What a household owes today, over all its seasons: `near_fen` of it falls due on `due_on`."""

    household_id: int
    account_no: str
    address: str
    party_id: int
    name: str
    kind: str
    phone: str | None
    due_on: date
    near_fen: int
    all_fen: int
    prepaid_fen: int = 0


@dataclass(frozen=True)
class Notice:
    """One message to one household."""

    debt: Debt
    text: str


def window(on: date, days: int) -> tuple[date, date]:
    """First and last due day that is reminded of `on` a day: tomorrow to `days` ahead, so a missed day catches up."""
    return on + timedelta(days=1), on + timedelta(days=days)


def why_not(debt: Debt) -> str | None:
    """The reason for which this household gets no message, None when it gets one."""
    if debt.kind == "organisation" and debt.name.startswith("空置房"):
        return "vacant"
    if debt.prepaid_fen >= debt.all_fen:
        return "prepaid"
    if not debt.phone:
        return "no_phone"
    return None if _MOBILE.fullmatch(debt.phone) else "not_mobile"


def once_key(debt: Debt) -> str:
    """The key that lets a household be reminded once of a due day, however often the rule runs."""
    return f"remind:{debt.household_id}:{debt.due_on.isoformat()}"


def message(template: str, debt: Debt, office: Mapping[str, str]) -> str:
    """The template with its {{words}} filled in; an unknown word stays, values are never read as a template.

    A sentence around a word that the office has not filled in, such as its hotline, is left out.
    """
    words = {
        "称呼": debt.name or "用户",
        "户号": debt.account_no,
        "地址": debt.address,
        "金额": money.yuan(debt.all_fen),
        "截止日": f"{debt.due_on.month}月{debt.due_on.day}日",
        "公司": office.get("company.name", ""),
        "热线": office.get("company.hotline", ""),
    }
    for name in ("公司", "热线"):
        if not words[name]:
            template = _around(name).sub("", template).strip() or template
    texts, names = _taken_apart(template)
    return texts[0] + "".join(
        words.get(name, f"{{{{{name}}}}}") + text for name, text in zip(names, texts[1:], strict=True)
    )


@lru_cache(maxsize=2)
def _around(name: str) -> re.Pattern[str]:
    """The sentence, or the name in 【】, in which a word stands."""
    word = re.escape("{{" + name + "}}")
    return re.compile(f"【{word}】|[^。！？；】]*{word}[^。！？；]*[。！？；]?")


@lru_cache(maxsize=4)
def _taken_apart(template: str) -> tuple[list[str], list[str]]:
    """The texts between the words, and the words: once for a town and not for each household."""
    parts = _TOKEN.split(template)
    return parts[::2], parts[1::2]


def pieces(text: str) -> int:
    """How many messages a provider charges: 70 characters in one, 67 in each of several."""
    return 1 if len(text) <= 70 else -(-len(text) // 67)
