"""Calling back: who is next, what to say, what they answered."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import callbacks as queries
from heat.queries import callers, office
from heat.rules import tickets as life
from heat.services import callbacks
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
    return page(
        "callbacks/index.html",
        status,
        calls=waiting,
        call=chosen,
        card=callers.card(chosen.household_id, gate.actor()) if chosen and chosen.household_id else None,
        levels=[(str(level), _(name), str(7 - level)) for level, name in life.SATISFACTION.items()],
        names=life.SATISFACTION,
        day=queries.today(gate.actor().id or 0),
        company=office.setting("company.name"),
        hotline=office.setting("company.hotline"),
        tries=callbacks.TRIES,
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
        return _("三次没有接通，已办结") if closed else _("没有接通，两小时后再提醒")
    level = int(typed["level"]) if typed["level"] in ("1", "2", "3", "4", "5", "6") else 0
    solved = typed["solved"] != "0"
    callbacks.answered(actor, ticket_id, solved=solved, level=level, text=typed["text"], version=version)
    return _("已办结，下一户") if solved else _("已重新派单并加急，下一户")
