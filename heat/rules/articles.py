"""Articles of the knowledge base: what one says, how it is typed, when it must be looked at again, what changed."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from heat.rules.fields import Day, Filled, Text, fill
from heat.words import N_, Say

DOORS = {"staff": N_("员工"), "hall": N_("网厅")}
MOST_WORDS, LONGEST_WORD = 30, 20
FIELDS = (
    Text("title", N_("标题"), most=40),
    Text("short", N_("说给客户听"), most=200),
    Text("text", N_("正文"), most=8000, lines=True),
    Text("words", N_("关键词和别的说法"), required=False, most=400),
    Text("note", N_("改了什么"), required=False, most=100),
    Day("review_on", N_("复查日"), required=False),
)


@dataclass(frozen=True)
class Article:
    """What one version says; `short` is what an agent can read out, `words` are other ways to ask, `kinds` its tickets.

    `hall` opens it to households. `review_on` is the day from which somebody must look at it again, None for never.
    """

    title: str
    short: str
    text: str
    kinds: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    hall: bool = False
    review_on: date | None = None
    note: str = ""

    def due(self, today: date) -> bool:
        """Whether its review day has come; the day itself counts."""
        return self.review_on is not None and self.review_on <= today

    def stored(self) -> dict[str, Any]:
        """As a version keeps it."""
        return {
            "title": self.title, "short": self.short, "text": self.text, "kinds": list(self.kinds),
            "words": list(self.words), "hall": self.hall, "note": self.note,
            "review_on": self.review_on.isoformat() if self.review_on else None,
        }  # fmt: skip


def read(body: Mapping[str, Any]) -> Article:
    """An article from its stored form."""
    day = body.get("review_on")
    return Article(
        str(body["title"]), str(body["short"]), str(body["text"]), tuple(body.get("kinds", ())),
        tuple(body.get("words", ())), bool(body.get("hall")), date.fromisoformat(day) if day else None,
        str(body.get("note", "")),
    )  # fmt: skip


def typed(form: Mapping[str, str], chosen: Collection[str], known: Collection[str]) -> tuple[Filled, Article | None]:
    """What a form says: the filled fields, and the article when all of them can be read.

    `chosen` are the ticket kinds that were ticked, of which only `known` ones count.
    """
    filled = fill(FIELDS, form)
    said = re.split(r"[\s,，、;；]+", filled.values.get("words") or "")
    words = tuple(dict.fromkeys(word for word in said if word))
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        told = {"most": MOST_WORDS, "long": LONGEST_WORD}
        filled.errors["words"] = Say(N_("关键词最多 {most} 个，每个最多 {long} 个字，请删减"), **told)
    if not filled.ok:
        return filled, None
    values = filled.values
    kinds = tuple(code for code in known if code in chosen)
    hall = form.get("hall") == "1"
    return filled, Article(
        values["title"], values["short"], values["text"].strip("\n"), kinds, words, hall, values["review_on"],
        values["note"] or "",
    )  # fmt: skip


def digest(article: Article) -> str:
    """A short mark of what an article says, so that a page can tell whether somebody changed it meanwhile."""
    said = json.dumps(article.stored(), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


class Change(NamedTuple):
    """One line of two versions set side by side; sign is '+', '-' or ' '."""

    sign: str
    text: str


def compared(old: Article, new: Article) -> list[Change]:
    """What changed from one version to another, line by line, title and short answer first; same lines are kept."""
    before, after = _lines(old), _lines(new)
    found: list[Change] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            found += [Change(" ", line) for line in before[a:b]]
        else:
            found += [Change("-", line) for line in before[a:b]] + [Change("+", line) for line in after[c:d]]
    return found


def _lines(article: Article) -> list[str]:
    return [article.title, article.short, *(line for line in article.text.split("\n") if line.strip())]
