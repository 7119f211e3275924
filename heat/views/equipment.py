"""What an agent does with the devices, contracts and papers of a household."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.rules.fields import Filled
from heat.services import equipment, scans
from heat.views import errors, file_page, gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.words import Missing, Refused

pages = Blueprint("equipment", __name__, url_prefix="/customers/<int:household_id>")


@pages.post("/devices")
@needs("household.edit")
def add(household_id: int) -> Any:
    return _answer(household_id, "devices", equipment.add(gate.actor(), household_id, request.form), _("设备已登记"))


@pages.post("/devices/<int:fit_id>/move")
@needs("household.edit")
def move(household_id: int, fit_id: int) -> Any:
    filled = equipment.move(gate.actor(), household_id, fit_id, request.form)
    return _short(household_id, "devices", filled, _("设备已移走"))


@pages.post("/devices/<int:fit_id>/retire")
@needs("household.edit")
def retire(household_id: int, fit_id: int) -> Any:
    filled = equipment.retire(gate.actor(), household_id, fit_id, request.form)
    return _short(household_id, "devices", filled, _("设备已报废"))


@pages.post("/contracts")
@needs("household.edit")
def sign(household_id: int) -> Any:
    file = request.files.get("file")
    source, name = (file.stream, file.filename or "") if file else (None, "")
    filled = scans.sign(gate.actor(), household_id, request.form, source, name)  # type: ignore[arg-type]
    return _answer(household_id, "documents", filled, _("合同已登记"), form="contract")


@pages.post("/contracts/<int:contract_id>/state")
@needs("household.edit")
def set_state(household_id: int, contract_id: int) -> Any:
    scans.set_state(gate.actor(), household_id, contract_id, request.form.get("state", ""))
    flash(_("合同状态已改"), "ok")
    return _back(household_id, "documents")


@pages.post("/scans")
@needs("household.edit")
def keep(household_id: int) -> Any:
    file = request.files.get("file")
    source, name = (file.stream, file.filename or "") if file else (None, "")
    filled = scans.keep(gate.actor(), household_id, request.form, source, name)  # type: ignore[arg-type]
    return _answer(household_id, "documents", filled, _("影像已保存"), form="scan")


@pages.post("/scans/<int:attachment_id>/hide")
@needs("household.edit")
def hide(household_id: int, attachment_id: int) -> Any:
    scans.hide(gate.actor(), household_id, attachment_id)
    flash(_("影像已收起"), "ok")
    return _back(household_id, "documents")


def _answer(household_id: int, code: str, filled: Filled, words: str, form: str = "") -> Any:
    if filled.ok:
        flash(words, "ok")
        return _back(household_id, code)
    told = [(name, said(error)) for name, error in filled.errors.items()]
    return file_page.show(household_id, code, 422, typed=filled.typed, wrong=filled.errors, errors=told, form=form)


def _short(household_id: int, code: str, filled: Filled, words: str) -> Any:
    """The answer to a form of one or two questions: what is wrong stands in the corner."""
    if filled.ok:
        flash(words, "ok")
        return _back(household_id, code)
    flash(" ".join(said(error) for error in filled.errors.values()), "bad")
    return file_page.show(household_id, code, 422)


def _back(household_id: int, code: str) -> Response:
    return redirect(url_for("customers.tab", household_id=household_id, code=code), 303)  # type: ignore[return-value]


@pages.errorhandler(Refused)
def refused(problem: Refused) -> Any:
    """A service's no in the middle of an act: the tab again with the sentence, nothing of it done."""
    if isinstance(problem, Missing) or htmx.wants_part():
        return errors.refused(problem)
    flash(said(problem.say), "bad")
    code = "devices" if "/devices" in request.path else "documents"
    return file_page.show(request.view_args["household_id"], code, 422)  # type: ignore[index]
