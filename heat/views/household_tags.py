"""The tags of a household: what the rules and colleagues say of it, and the blacklist of its people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import household_tags
from heat.rules.fields import Filled
from heat.rules.households import VACANT
from heat.rules.tags import BLACKLIST
from heat.services import household_tags as acts
from heat.views import file_page, gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page

pages = Blueprint("household_tags", __name__, url_prefix="/customers/<int:household_id>/tags")


@pages.get("")
@needs("household.view")
def index(household_id: int) -> Any:
    return _show(household_id)


@pages.post("")
@needs("household.edit")
def add(household_id: int) -> Any:
    return _answer(household_id, acts.add(gate.actor(), household_id, request.form), _("标签已加上"))


@pages.post("/<int:tag_id>/end")
@needs("household.edit")
def end(household_id: int, tag_id: int) -> Any:
    return _answer(household_id, acts.end(gate.actor(), household_id, tag_id, request.form), _("标签已去掉"))


@pages.post("/people/<int:party_id>")
@needs("person.blacklist")
def blacklist(household_id: int, party_id: int) -> Any:
    return _answer(household_id, acts.blacklist(gate.actor(), household_id, party_id, request.form), _("已列入黑名单"))


@pages.post("/<int:tag_id>/release")
@needs("person.release")
def release(household_id: int, tag_id: int) -> Any:
    return _answer(household_id, acts.release(gate.actor(), household_id, tag_id, request.form), _("已解除黑名单"))


def _answer(household_id: int, filled: Filled, words: str) -> Any:
    if not filled.ok:
        return _show(household_id, 422, filled)
    flash(words, "ok")
    return redirect(url_for("household_tags.index", household_id=household_id), 303)


def _show(household_id: int, status: int = 200, filled: Filled | None = None) -> Response:
    file = file_page.opened(household_id)
    wrong = filled.errors if filled else {}
    return page(
        "customers/tags.html",
        status,
        file=file,
        ended=household_tags.ended(household_id),
        blacklist=BLACKLIST,
        people=[one for one in file.people if one.until is None and one.name != VACANT],
        typed=filled.typed if filled else {},
        wrong=wrong,
        errors=[(name, said(error)) for name, error in wrong.items()],
    )
