"""The one search box: suggestions while typing, a page of results, straight to the file when only one fits."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from markupsafe import Markup, escape

from heat.queries import articles, office
from heat.queries import search as queries
from heat.rules.accounts import STATES, TONES
from heat.views import commands, gate, htmx
from heat.views.gate import needs
from heat.views.page import page

pages = Blueprint("search", __name__, url_prefix="/search")


@pages.get("")
@needs("household.view")
def index() -> Any:
    text, part = request.args.get("q", ""), htmx.wants_part()
    found = queries.search(gate.actor(), text, queries.FEW if part else queries.MANY)
    if not part and len(found.households) == 1 and not (found.more or found.receipts):
        return redirect(url_for("customers.one", household_id=found.households[0].id))
    modules = office.modules()
    return page(
        "search/index.html",
        part=part,
        found=found,
        articles=articles.found(text) if "knowledge" in modules else [],
        commands=commands.named(gate.actor(), modules, text),
        states=STATES,
        tones=TONES,
        marked=marked,
    )


def marked(text: str, asked: str) -> Markup:
    """The text with what was asked for marked in it."""
    at = text.upper().find(asked.upper()) if asked else -1
    if at < 0:
        return escape(text)
    end = at + len(asked)
    return escape(text[:at]) + Markup("<mark>") + escape(text[at:end]) + Markup("</mark>") + escape(text[end:])
