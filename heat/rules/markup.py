"""The few marks an article is written with, read into blocks: no tag of a writer ever reaches a page.

    ## 小标题        - 一项        1. 一步        > 提示        **重点**

Everything else is a paragraph; an empty line begins a new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

HEAD, BULLETS, STEPS, NOTE, TEXT = "head", "bullets", "steps", "note", "text"
_STEP = re.compile(r"[0-9]{1,2}(?:[、）)]|\.(?![0-9]))\s*(?=\S)")
_STRONG = re.compile(r"\*\*([^*\n]{1,200})\*\*")


class Span(NamedTuple):
    """A run of words, strong or not."""

    text: str
    strong: bool = False


class Block(NamedTuple):
    """One head, paragraph, note or list; `lines` are its lines or items, each of spans."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]


def blocks(text: str) -> list[Block]:
    """The blocks of a text in their order; [] for an empty one. Neighbouring lines of one kind belong together."""
    read = [_line(line.strip()) for line in text.split("\n")]
    found: list[Block] = []
    for kind, lines in groupby(read, key=lambda one: one[0]):
        spans = [_spans(words) for _kind, words in lines if words]
        if kind == HEAD:
            found += [Block(HEAD, (one,)) for one in spans]
        elif spans:
            found.append(Block(kind, tuple(spans)))
    return found


def _line(line: str) -> tuple[str, str]:
    if not line:
        return "", ""
    if line.startswith("#"):
        return HEAD, line.lstrip("# ")
    if line.startswith((">", "》")):
        return NOTE, line[1:].strip()
    if line.startswith(("- ", "* ", "· ")):
        return BULLETS, line[2:].strip()
    if step := _STEP.match(line):
        return STEPS, line[step.end() :]
    return TEXT, line


def _spans(words: str) -> tuple[Span, ...]:
    return tuple(_runs(words))


def _runs(words: str) -> Iterator[Span]:
    at = 0
    for found in _STRONG.finditer(words):
        if found.start() > at:
            yield Span(words[at : found.start()])
        yield Span(found[1], True)
        at = found.end()
    if at < len(words):
        yield Span(words[at:])


def plain(text: str) -> str:
    """The words alone, without marks: what a search reads."""
    return "\n".join("".join(span.text for span in line) for block in blocks(text) for line in block.lines)
