"""Calling back: who is next, what to say, what they answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import callback_plan as plans
from heat.queries import callbacks as queries
from heat.queries import callers, office, surveys, ticket_kinds
from heat.rules import callbacks as rules
from heat.rules import tickets as life
from heat.rules.callbacks import Plan
from heat.services import callback_plan, callbacks
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import Missing, Moved, Refused

pages = Blueprint("callbacks", __name__, url_prefix="/callbacks")


@pages.get("")
@needs("ticket.call-back")
def index() -> Any:
    return _queue(request.args.get("ticket", type=int))


def _queue(ticket_id: int | None, status: int = 200, error: str = "", typed: dict[str, str] | None = None) -> Response:
    waiting = queries.queue(gate.actor())
    chosen = next((call for call in waiting if call.ticket_id == ticket_id), None)
    if chosen is None:
        chosen = next((call for call in waiting if not call.waiting), None)
    in_force = plans.current()
    return page(
        "callbacks/index.html",
        status,
        calls=waiting,
        script=_script(chosen, in_force.plan) if chosen else {},
        why=rules.WHY,
        left=queries.left_out(),
        own=0 if waiting else queries.own_work(gate.actor()),
        surveyed=chosen is not None and _surveyed(chosen.kind),
        plan=in_force.plan,
        call=chosen,
        card=callers.card(chosen.household_id, gate.actor()) if chosen and chosen.household_id else None,
        levels=[(str(level), _(name), str(7 - level)) for level, name in life.SATISFACTION.items()],
        names=life.SATISFACTION,
        day=queries.today(gate.actor().id or 0),
        error=error,
        typed=typed or {},
    )


def _surveyed(kind: str) -> bool:
    """Whether the household may be asked a questionnaire in the same call."""
    return "survey" in office.modules() and gate.actor().may("survey.enter") and bool(surveys.of_kind(kind))


def _script(call: queries.Call, plan: Plan) -> dict[str, str]:
    """What is said, in the words the ticket was given when its work was done, with the names of now."""
    said = (plans.plan(call.script_id) if call.script_id else plan).script(call.kind)
    words = {
        "公司": office.setting("company.name"),
        "客服": gate.actor().name,
        "师傅": _worker(call.worker),
        "热线": office.setting("company.hotline") or _("我们的电话"),
    }
    return {part: rules.spoken(text, words) for part, text in said.items()}


def _worker(name: str | None) -> str:
    """How the household is told of who came; a small office has written 赵师傅 down as the name already."""
    if not name:
        return _("我们的师傅")
    return name if name.endswith("师傅") else _("%(name)s师傅", name=name)


@pages.get("/plan")
@needs("setting.edit")
def plan() -> Any:
    return _plan()


@pages.post("/plan")
@needs("setting.edit")
def save_plan() -> Any:
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in request.form}
    typed["always"] = request.form.getlist("always")
    try:
        version = callback_plan.save(gate.actor(), typed)
    except Refused as problem:
        return _plan(422, said(problem.say), typed)
    flash(_("已保存第 %(n)s 版，从下一张完工的工单开始用", n=version), "ok")
    return redirect(url_for("callbacks.plan"), 303)


def _plan(status: int = 200, error: str = "", typed: dict[str, Any] | None = None) -> Response:
    in_force = plans.current()
    shown = [
        (kind, in_force.plan.share(kind.code), in_force.plan.script(kind.code)) for kind in ticket_kinds.offered("desk")
    ]
    return page(
        "callbacks/plan.html",
        status,
        kinds=shown,
        plan=in_force.plan,
        version=in_force,
        always=[(code, _(name)) for code, name in rules.ALWAYS.items()],
        marks=rules.MARKS,
        error=error,
        typed=typed or {},
    )


@pages.post("/<int:ticket_id>")
@needs("ticket.call-back")
def answered(ticket_id: int) -> Any:
    typed = {name: request.form.get(name, "") for name in ("solved", "level", "text", "outcome", "version")}
    try:
        words = _write(ticket_id, typed, whole(typed["version"]))
    except Moved as problem:
        return _queue(None, 409, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _queue(ticket_id, 422, said(problem.say), typed)
    flash(words, "ok")
    return redirect(url_for("callbacks.index"), 303)


def _write(ticket_id: int, typed: dict[str, str], version: int | None) -> str:
    actor = gate.actor()
    if typed["outcome"] == "not_reached":
        ticket = callbacks.not_reached(actor, ticket_id, version=version)
        closed = ticket.phase not in ("new", "active", "waiting")
        return _("一直没有接通，已办结") if closed else _("没有接通，到点再提醒")
    level = int(typed["level"]) if typed["level"] in ("1", "2", "3", "4", "5", "6") else 0
    solved = typed["solved"] != "0"
    callbacks.answered(actor, ticket_id, solved=solved, level=level, text=typed["text"], version=version)
    return _("已办结，下一户") if solved else _("已重新派单并加急，下一户")
