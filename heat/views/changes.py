"""Changes of area, price, state and owner: the form, what it does to the money, and the desk of those who approve."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import change_requests as queries
from heat.queries.change_requests import PAGE, Filter, Request
from heat.rules import calculation
from heat.rules import changes as rules
from heat.rules.accounts import STATES
from heat.rules.cells import OTHERS, RESIDENTS
from heat.rules.households import worded
from heat.services import attachments, changes
from heat.services.changes import Drawn
from heat.services.recharging import Recharge
from heat.views import gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import fragment, page
from heat.words import Missing, Refused

pages = Blueprint("changes", __name__)


@pages.get("/customers/<int:household_id>/change")
@needs("household.edit")
def form(household_id: int) -> Any:
    return _form(household_id)


@pages.post("/customers/<int:household_id>/change/effect")
@needs("household.edit")
def effect(household_id: int) -> Any:
    drawn = changes.draw(gate.actor(), household_id, request.form)
    if htmx.wants_part():
        stops = [said(say) for name, say in drawn.filled.errors.items() if name != "reason"]
        return fragment("changes/form.html", "effect", **_effect(drawn) | {"stops": stops})
    return _form(household_id, drawn, 200 if drawn.filled.ok else 422)


@pages.post("/customers/<int:household_id>/change")
@needs("household.edit")
def change(household_id: int) -> Any:
    actor, version = gate.actor(), request.form.get("version", 0, int)
    try:
        drawn = changes.change(actor, household_id, version, request.form, _scans())
    except Refused as problem:
        if isinstance(problem, Missing):
            raise
        # what was typed stays, the version is the fresh one: whoever reads the sentence decides again
        return _form(household_id, changes.draw(actor, household_id, request.form), 422, said(problem.say))
    if not drawn.filled.ok:
        return _form(household_id, drawn, 422)
    flash(_("已提交申请，等另一个人审批") if drawn.guarded else _("已保存"), "ok")
    return redirect(url_for("customers.one", household_id=household_id), 303)


def _scans() -> list[int]:
    """The photos that were handed in, cleaned and kept."""
    sent = [file for file in request.files.getlist("scan") if file.filename]
    return attachments.kept([attachments.cleaned(file.stream, file.filename or "") for file in sent])


def _form(household_id: int, drawn: Drawn | None = None, status: int = 200, error: str = "") -> Response:
    known, book = (drawn.known, drawn.book) if drawn else changes.seen(gate.actor(), household_id)
    typed = drawn.filled.typed if drawn else changes.as_typed(known, book)
    wrong = drawn.filled.errors if drawn else {}
    return page(
        "changes/form.html",
        status,
        known=known,
        typed=typed,
        wrong=wrong,
        errors=[(name, said(say)) for name, say in wrong.items()] + ([("owner", error)] if error else []),
        guarded=drawn.guarded if drawn else changes.guarded(household_id),
        classes=[(RESIDENTS, RESIDENTS), (OTHERS, OTHERS)],
        states=[(code, _(name)) for code, name in STATES.items()],
        **_effect(drawn),
    )


def _effect(drawn: Drawn | None) -> dict[str, Any]:
    """What the form would do, line by line; nothing before it was asked, or while it cannot be read."""
    if drawn is None or drawn.filled.errors.keys() - {"reason"}:  # a reason is for who approves, it changes no figure
        return {"drawn": None, "facts": [], "money": [], "stops": []}
    facts = [
        (_(rules.FACTS[fact]), _worded(fact, drawn.known.facts.get(fact)), _worded(fact, drawn.after[fact]))
        for fact in rules.FACTS
        if fact in drawn.after
    ]
    money = [(_(rules.NAMES[kind]), recharge, _steps(recharge)) for kind, recharge in drawn.recharges.items()]
    return {"drawn": drawn, "facts": facts, "money": money, "stops": []}


def _steps(recharge: Recharge) -> list[Any]:
    """The calculation of the new fee, row by row."""
    trees = [json.loads(fee.quote.tree) for fee in recharge.fees or ()]
    return [row for tree in trees for row in calculation.rows(tree, _)]


def _worded(fact: str, value: Any) -> str:
    """A fact as people read it, with its unit."""
    text = worded(value)
    if fact == "state":
        return _(STATES.get(text, text))
    return f"{text} {rules.UNITS[fact]}" if text and fact in rules.UNITS else text or _("未填")


@pages.get("/changes")
@needs("household.view")
def desk() -> Any:
    actor, told = gate.actor(), request.args
    verdict, kind = told.get("verdict", "open"), told.get("kind", "")
    chosen = Filter(
        verdict if verdict in rules.VERDICTS or not verdict else "open",
        kind if kind in rules.KINDS else "",
        told.get("mine") == "1",
    )
    found, waiting = queries.desk(actor, chosen, whole(told.get("before", "")) or 0), queries.waiting(actor)

    def address(**more: Any) -> str:
        kept = {"verdict": chosen.verdict, "kind": chosen.kind or None, "mine": 1 if chosen.mine else None}
        return url_for("changes.desk", **{**kept, **more})

    return page(
        "changes/index.html",
        requests=found[:PAGE],
        older=found[PAGE - 1].id if len(found) > PAGE else 0,
        chosen=chosen,
        waiting=waiting,
        views=[
            (
                _(name),
                address(verdict=code),
                chosen.verdict == code,
                sum(waiting.values()) if code == "open" else None,
                "",
            )
            for code, name in rules.VERDICTS.items()
        ],
        address=address,
        **_words(),
    )


def _words() -> dict[str, Any]:
    names = {"kinds": rules.NAMES, "verdicts": rules.VERDICTS, "fact_names": rules.FACTS}
    return {**names, "verdict_tones": rules.TONES, "worded": _worded}


@pages.get("/changes/<string:number>")
@needs("household.view")
def one(number: str) -> Any:
    return _one(number)


def _one(number: str, status: int = 200, error: str = "") -> Response:
    actor = gate.actor()
    found = queries.one(actor, number)
    if found is None:
        abort(404)
    recharge = changes.effect_now(actor, found) if found.verdict == "open" else None
    return page(
        "changes/one.html",
        status,
        request_=found,
        scans=queries.scans(found.household_id, number),
        recharge=recharge,
        steps=_steps(recharge) if recharge else [],
        own=found.asked_by_id == actor.id,
        error=error,
        note=request.form.get("note", ""),
        **_words(),
    )


@pages.post("/changes/<string:number>/approve")
@needs("change.approve")
def approve(number: str) -> Any:
    shown = request.form.get("effect", "")
    return _decided(
        number, lambda: changes.approve(gate.actor(), number, whole_or_none(shown)), _("已批准，档案和账单都已更新")
    )


def whole_or_none(text: str) -> int | None:
    """An amount in fen that a form carries, also below zero; None for none."""
    digits = text.removeprefix("-")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 16 else None


@pages.post("/changes/<string:number>/refuse")
@needs("change.approve")
def refuse(number: str) -> Any:
    return _decided(number, lambda: changes.refuse(gate.actor(), number, request.form.get("note", "")), _("已驳回"))


@pages.post("/changes/<string:number>/withdraw")
@needs("household.edit")
def withdraw(number: str) -> Any:
    return _decided(number, lambda: changes.withdraw(gate.actor(), number), _("已撤回"))


def _decided(number: str, act: Any, done: str) -> Any:
    """Carry a decision out; what keeps it from being carried out stands on the page of the request."""
    try:
        act()
    except Refused as problem:
        if isinstance(problem, Missing):
            raise
        return _one(number, 422, said(problem.say))
    flash(done, "ok")
    return redirect(url_for("changes.one", number=number), 303)


def listed(found: list[Request]) -> dict[str, Any]:
    """What templates/changes/_list.html needs to show these requests on another page."""
    return {"requests": found, **_words()}
