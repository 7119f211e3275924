"""What an agent does with the people of a household: roles, numbers, identity."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.rules.fields import Filled
from heat.services import household_people
from heat.views import errors, file_page, gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import fragment, page
from heat.words import Missing, Refused

pages = Blueprint("household_people", __name__, url_prefix="/customers/<int:household_id>")


@pages.post("/people")
@needs("household.edit")
def add(household_id: int) -> Any:
    filled = household_people.add(gate.actor(), household_id, request.form)
    if not filled.ok:
        return _again(household_id, filled)
    flash(_("已登记 %(name)s", name=filled["name"]), "ok")
    return _back(household_id)


@pages.post("/people/<int:link_id>/end")
@needs("household.edit")
def end(household_id: int, link_id: int) -> Any:
    return _done(household_id, household_people.end(gate.actor(), household_id, link_id, request.form), _("已结束"))


@pages.post("/people/<int:party_id>/phones")
@needs("household.edit")
def add_phone(household_id: int, party_id: int) -> Any:
    filled = household_people.add_phone(gate.actor(), household_id, party_id, request.form)
    return _done(household_id, filled, _("电话已登记"))


@pages.post("/phones/<int:phone_id>/first")
@needs("household.edit")
def call_first(household_id: int, phone_id: int) -> Any:
    household_people.call_first(gate.actor(), household_id, phone_id)
    flash(_("以后先打这个号码"), "ok")
    return _back(household_id)


@pages.post("/phones/<int:phone_id>/dead")
@needs("household.edit")
def let_die(household_id: int, phone_id: int) -> Any:
    household_people.let_die(gate.actor(), household_id, phone_id)
    flash(_("号码已停用"), "ok")
    return _back(household_id)


@pages.post("/people/<int:party_id>/number")
@needs("household.edit")
def number(household_id: int, party_id: int) -> Any:
    filled = household_people.number(gate.actor(), household_id, party_id, request.form)
    return _done(household_id, filled, _("证件号已登记"))


@pages.post("/people/<int:party_id>/number/show")
@needs("id-number.reveal")
def show_number(household_id: int, party_id: int) -> Any:
    found = household_people.show_number(gate.actor(), household_id, party_id)
    if htmx.wants_part():
        return fragment("customers/phone.html", "phone", number=found)
    return page("customers/phone.html", number=found, household_id=household_id)


def _done(household_id: int, filled: Filled, words: str) -> Response:
    """Back to the people with a word, or with what is wrong: such small forms have one question each."""
    flash(
        words if filled.ok else " ".join(said(error) for error in filled.errors.values()), "ok" if filled.ok else "bad"
    )
    return _back(household_id) if filled.ok else file_page.show(household_id, "people", 422)


def _again(household_id: int, filled: Filled) -> Response:
    errors = [(name, said(error)) for name, error in filled.errors.items()]
    return file_page.show(household_id, "people", 422, typed=filled.typed, wrong=filled.errors, errors=errors)


def _back(household_id: int) -> Any:
    return redirect(url_for("customers.tab", household_id=household_id, code="people"), 303)


@pages.errorhandler(Refused)
def refused(problem: Refused) -> Any:
    """A service's no in the middle of an act: the people again with the sentence, nothing of it done."""
    if isinstance(problem, Missing) or htmx.wants_part():
        return errors.refused(problem)
    flash(said(problem.say), "bad")
    return file_page.show(request.view_args["household_id"], "people", 422, typed=request.form)  # type: ignore[index]
