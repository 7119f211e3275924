"""Calls: the strip that rings on the desk, and the list with those that were missed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.queries import calls as queries
from heat.services import calls
from heat.views import gate, htmx, telephone
from heat.views.gate import SIGNED_IN, needs
from heat.views.numbers import pair
from heat.views.page import fragment, page
from heat.words import Refused

pages = Blueprint("calls", __name__, url_prefix="/calls")


@pages.get("")
@needs("ticket.take", "phone")
def index() -> Any:
    return page("calls/index.html", **_list())


def _list() -> dict[str, Any]:
    missed = request.args.get("view") == "missed"
    rows = queries.listed(gate.actor(), missed=missed, after=pair(request.args.get("after", "")))
    shown = rows[: queries.PAGE]
    return {
        "rows": shown,
        "missed": missed,
        "n_missed": queries.missed(),
        "more": f"{shown[-1].at},{shown[-1].id}" if len(rows) > queries.PAGE else "",
        "mine": queries.extension(gate.actor().id or 0),
    }


@pages.get("/ringing")
@needs("ticket.take", "phone")
def ringing() -> Any:
    return page("calls/ringing.html", ringing=queries.ringing(gate.actor()))


@pages.post("/<int:call_id>/settle")
@needs("ticket.take", "phone")
def settle(call_id: int) -> Any:
    calls.settle(gate.actor(), call_id)
    if not htmx.wants_part():
        return redirect(url_for("calls.index", view="missed"), 303)
    return fragment("calls/index.html", "calls", event="call-changed", **_list())


@pages.post("/<int:call_id>/phone")
@needs("phone.reveal", "phone")
def reveal(call_id: int) -> Any:
    return telephone.shown(calls.number(gate.actor(), call_id))


@pages.post("/extension")
@needs(SIGNED_IN, "phone")
def extension() -> Any:
    try:
        calls.sit_at(gate.actor(), request.form.get("extension", ""))
    except Refused as problem:
        flash(str(problem.say), "bad")
    else:
        flash(_("分机号已保存，来电会弹在坐席台上"), "ok")
    return redirect(gate.came_from(), 303)
