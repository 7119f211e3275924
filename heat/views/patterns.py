"""The style guide: every macro in every state, for those who build pages."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, current_app, redirect, url_for

from heat import settings
from heat.views.gate import PUBLIC, needs
from heat.views.page import page

pages = Blueprint("patterns", __name__, url_prefix="/patterns")


@pages.before_request
def _only_where_pages_are_built() -> None:
    if not (current_app.testing or settings.flag("HEAT_PATTERNS")):
        abort(404)


@pages.get("")
@needs(PUBLIC)
def index() -> Any:
    return page("patterns.html")


@pages.post("")
@needs(PUBLIC)
def posted() -> Any:
    return redirect(url_for("patterns.index"), 303)
