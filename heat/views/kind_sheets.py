"""The printed sheet of a sort of ticket: its parts switched and ordered in the sort's draft, with a sample as PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from heat.papers.paper import Words
from heat.queries import own_fields
from heat.rules import print_forms as rules
from heat.rules.kind_templates import LISTS, Template
from heat.rules.own_fields import KIND
from heat.rules.print_forms import PrintForm
from heat.services import print_forms
from heat.services import ticket_kinds as verbs
from heat.views import drafts, gate, paper
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_

pages = Blueprint("kind_sheets", __name__, url_prefix="/admin/kinds")
_TEXTS = ("title", "places", "twice", "lines", "instructions")
_MOST_PARTS = 50


@pages.post("/<string:code>/sheet")
@needs("flow.design")
def save(code: str) -> Any:
    form: dict[str, Any] = {name: request.form.get(name, "") for name in _TEXTS}
    form["parts"] = request.form.getlist("parts")[:_MOST_PARTS]  # in the order they have on the page
    move = request.form.get("move", "")
    return _done(code, lambda: verbs.draw_sheet(gate.actor(), code, form, move), form=form, at=move.split(" ")[0])


@pages.get("/<string:code>/sheet.pdf")
@needs("flow.design")
def sample(code: str) -> Any:
    """The draft as it will be printed, with an invented household."""
    html = print_forms.example(gate.actor(), code[:40].replace("\0", ""), Words(_, ngettext))
    return paper.pdf(html, _("样张"))


def _done(
    code: str, act: Callable[[], Any], words: str = "", *, form: dict[str, Any] | None = None, at: str = ""
) -> Response:
    anchor = f"part-{at}" if at in rules.PARTS else None
    return drafts.answered(
        act,
        words,
        lambda error: _sheet(code, 422, error, form),
        lambda: redirect(url_for("kind_sheets.one", code=code, _anchor=anchor), 303),  # type: ignore[arg-type, return-value]
    )


def _sheet(code: str, status: int = 200, error: str = "", form: dict[str, Any] | None = None) -> Response:
    drawing = print_forms.drawn(code[:40].replace("\0", ""))
    sheet = print_forms.sheet(drawing.template)
    chosen = tuple(one for one in form["parts"] if one in rules.PARTS) if form else sheet.parts
    empty = rules.missing(sheet, _written(drawing.template))
    return page(
        "kinds/sheet.html",
        status,
        drawing=drawing,
        kind=drawing.kind,
        one=drawing.template,
        typed=form or _typed(sheet),
        error=error,
        chosen=chosen,
        parts=[(part, _(rules.PARTS[part])) for part in rules.laid_out(chosen)],
        printed=[_(rules.PARTS[part]) for part in sheet.parts if part not in empty],
        empty=empty,
        no_causes="causes" not in sheet.parts,
    )


def _typed(sheet: PrintForm) -> dict[str, str]:
    """A sheet as its form would have told it, in the reader's language."""
    return {
        "title": _(sheet.title),
        "places": "\n".join(_(place) for place in sheet.places),
        "twice": "1" if sheet.twice else "0",
        "lines": str(sheet.lines),
        "instructions": _(sheet.instructions) if sheet.instructions else "",
    }


def _written(template: Template) -> set[str]:
    """The lists of a sort that have words, and its own fields when any of them can stand on paper."""
    own = [one for one in own_fields.of("ticket") if template.asks_for(one.code) and not KIND[one.kind].file]
    return {name for name in LISTS if template.words(name)} | ({"fields"} if own else set())


drafts.sheet(pages, "flow.design", "/<string:code>/sheet", _sheet)
drafts.buttons(
    pages, "flow.design", "/<string:code>/sheet", _done, {"plain": (verbs.drop_sheet, N_("已改回通用的维修工单"))}
)
