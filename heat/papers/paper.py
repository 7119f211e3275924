"""What all papers share: company, household, money lines, and the Jinja environment that sets them as HTML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from io import BytesIO
from typing import Any

import segno
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from heat.paths import TEMPLATES
from heat.rules.calculation import Tree, formula, rows
from heat.rules.chinese import in_words
from heat.rules.money import Fen, yuan
from heat.words import N_


def _same(text: str) -> str:
    return text


def _plural(one: str, many: str, n: int) -> str:
    return one if n == 1 else many


@dataclass(frozen=True, slots=True)
class Words:
    """The language of a paper: gettext and ngettext of the caller."""

    gettext: Callable[[str], str] = _same
    ngettext: Callable[[str, str, int], str] = _plural


CHINESE = Words()
# The best of the eight masks of ISO/IEC 18004 is four fifths of the work of a code, and it is no better to read: of 720
# blurred, noisy and tilted codes of our kind ZXing read 430 with the best of each and 457 with this one.
_MASK = 6


@dataclass(frozen=True, slots=True)
class Company:
    """Who sends the paper. Empty parts are left out."""

    name: str
    hotline: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Household:
    """Whom the paper is for; `entry_code` opens the household's pages together with the account number."""

    account_no: str
    name: str
    address: str
    entry_code: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of money: what it is for, how it was computed, a remark, and fen (negative in the household's favour)."""

    label: str
    formula: str
    fen: Fen
    note: str = ""


def explained(tree: Tree, fen: Fen, words: Words = CHINESE, note: str = "") -> Line:
    """A money line with the stored tree of its calculation as formula, the steps below it as remark."""
    below = [f"{row.label} = {row.formula}" for row in rows(tree, words.gettext) if row.depth]
    remark = "；".join([*below, note] if note else below)
    return Line(words.gettext(tree["label"]), formula(tree, words.gettext), fen, remark)


def set_paper(template: str, words: Words, **values: Any) -> str:
    """A paper as HTML for the press: autoescaped, a forgotten value is an error, nothing to be fetched."""
    return _environment(words).get_template(template).render(**values)


@lru_cache(maxsize=8)
def _environment(words: Words) -> Environment:
    jinja = Environment(
        loader=FileSystemLoader(TEMPLATES / "papers"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    jinja.install_gettext_callables(words.gettext, words.ngettext, newstyle=True)  # type: ignore[attr-defined]
    jinja.globals["gettext"] = in_template(words.gettext)
    jinja.globals["qr"] = qr
    jinja.filters["yuan"] = _signed_yuan
    jinja.filters["capitals"] = in_words
    jinja.filters["day"] = lambda day: _day(day, words)
    return jinja


def in_template(gettext: Callable[[str], str]) -> Callable[..., str]:
    """Sentences of a template with their values; one without any is drawn like all data.

    A name that people gave may stand where a sentence does, so it is neither read as HTML nor as a pattern.
    """

    def said(text: str, /, **values: Any) -> str:
        found = gettext(text)
        return Markup(found) % values if values else found.replace("%%", "%")  # noqa: S704

    return said


def _signed_yuan(amount: Fen) -> str:
    """Money with a real minus sign, as wide as a plus."""
    return yuan(amount).replace("-", "−")


def _day(day: date, words: Words) -> str:
    return words.gettext(N_("{year} 年 {month} 月 {day} 日")).format(year=day.year, month=day.month, day=day.day)


def qr(address: str) -> Markup:
    """A QR code as SVG to stand in a paper (level M, without border): drawn by us, so nothing is fetched."""
    svg = BytesIO()
    code = segno.make(address, error="m", micro=False, mask=_MASK)
    code.save(svg, kind="svg", xmldecl=False, nl=False, border=0, omitsize=True, svgclass=None, lineclass=None)
    return Markup(svg.getvalue().decode())  # noqa: S704 - nothing of the address is in it but black and white
