"""How articles are found: pieces of two characters and whole words, weighed by where they stand and how rare they are.

The same keys work on every database: a search asks for equal keys, nothing else.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

from heat.rules.articles import Article
from heat.rules.markup import plain
from heat.rules.written import folded

LONGEST, MOST_ASKED = 20, 80
OF_KIND = "="  # before the code of a ticket kind: articles for it
_WEIGHTS = {"word": 8, "title": 6, "short": 2, "text": 1}
_KIND_WEIGHT = 3
_RUNS = re.compile(r"[\u4e00-\u9fff]+|[a-z0-9]+")
# ways of asking that say nothing of the matter
_POLITE = re.compile(
    r"请问|您好|你好|怎么办|怎么样|怎么|为什么|什么|可以|能不能|一下|这个|那个|我们|我家|你们|有没有|没有|需要|多少(?!钱)"
)
_ENOUGH = 2  # one piece of the text alone is no answer; two are, or one of what stands above it


class Hit(NamedTuple):
    """One row that matched: which article by which key, and what the key weighs there."""

    design_id: int
    key: str
    weight: int


def keys_of(article: Article) -> dict[str, int]:
    """Every key of an article with its weight; a key that stands in several places has the greatest."""
    found: dict[str, int] = {}
    for place, text in (
        ("text", plain(article.text)),
        ("short", article.short),
        ("title", article.title),
        ("word", " ".join(article.words)),
    ):
        found |= {key: max(_WEIGHTS[place], found.get(key, 0)) for key in _pieces(text)}
    return found | {OF_KIND + code: _KIND_WEIGHT for code in article.kinds}


def asked_for(text: str, kind: str = "") -> list[str]:
    """The keys that what was typed asks for, with its ticket kind; [] asks for nothing."""
    keys = list(dict.fromkeys(_pieces(_POLITE.sub(" ", _folded(text)))))[:MOST_ASKED]
    return keys + ([OF_KIND + kind[:40]] if kind else [])


def ranked(hits: Iterable[Hit], *, by_kind: bool) -> list[int]:
    """The articles of the hits, the best first. A key counts for less the more articles have it.

    With `by_kind` the kind alone is reason enough: nothing was typed yet.
    """
    known = list(hits)
    spread: dict[str, int] = {}
    for hit in known:
        spread[hit.key] = spread.get(hit.key, 0) + 1
    scores: dict[int, float] = {}
    said: dict[int, int] = {}
    for hit in known:
        worth = hit.weight / math.sqrt(spread[hit.key])
        scores[hit.design_id] = scores.get(hit.design_id, 0) + worth
        if not hit.key.startswith(OF_KIND):
            said[hit.design_id] = said.get(hit.design_id, 0) + hit.weight
    enough = [one for one in scores if by_kind or said.get(one, 0) >= _ENOUGH]
    return sorted(enough, key=lambda one: (-scores[one], one))


def _folded(text: str) -> str:
    return folded(text).lower()


def _pieces(text: str) -> list[str]:
    """Neighbouring characters two by two, a lone character as it is; letters and digits as whole words."""
    found: list[str] = []
    for run in _RUNS.findall(_folded(text)):
        if run.isascii():
            found.append(run[:LONGEST])
        else:
            found += [run[at : at + 2] for at in range(max(1, len(run) - 1))]
    return found
