"""The rules of dispatch: put in order, switched on, tried on the last tickets, then saved."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import dispatch_rules as queries
from heat.rules import dispatch as rules
from heat.rules.dispatch import RULES, Rule
from heat.services import dispatch_rules
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("dispatch_rules", __name__, url_prefix="/admin/dispatch")


@pages.get("")
@needs("setting.edit", "board")
def index() -> Any:
    """The rules as saved, or as the form in the address has them: to try is to look, nothing is written."""
    try:
        return _page(_asked() if "order" in request.args else queries.setting().rules)
    except Refused as problem:
        return _page(queries.setting().rules, 422, said(problem.say))


def _asked() -> tuple[Rule, ...]:
    """The rules of the form: order, what is on, what must; `up` and `down` name the one whose arrow was pressed."""
    order, on, must = (request.values.getlist(name) for name in ("order", "on", "must"))
    for name, step in (("up", -1), ("down", 1)):
        if (code := request.values.get(name)) in order:
            at = order.index(code)
            to = max(0, min(len(order) - 1, at + step))
            order[at], order[to] = order[to], order[at]
    return rules.read({"rules": [{"code": code, "on": code in on, "must": code in must} for code in order]})


def _page(chosen: tuple[Rule, ...], status: int = 200, error: str = "") -> Response:
    setting = queries.setting()
    auto = "auto" in request.values if "order" in request.values else setting.auto
    return page(
        "dispatch/rules.html",
        status,
        chosen=chosen,
        words=RULES,
        auto=auto,
        changed=chosen != setting.rules or auto != setting.auto,
        trial=queries.trial(chosen),
        version=setting.version,
        error=error,
    )


@pages.post("")
@needs("setting.edit", "board")
def keep() -> Any:
    try:
        dispatch_rules.keep(gate.actor(), _asked(), auto="auto" in request.form)
    except Refused as problem:
        return _page(queries.setting().rules, 422, said(problem.say))
    flash(_("派单规则已保存，立即生效"), "ok")
    return redirect(url_for("dispatch_rules.index"), 303)
