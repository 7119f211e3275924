"""Tokens of other programs: made, shown once, taken back."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.queries import tokens as queries
from heat.rules.permissions import SCOPES
from heat.services import tokens
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("tokens", __name__, url_prefix="/admin/tokens")


@pages.get("")
@needs("setting.edit")
def index() -> Any:
    return _page()


def _page(status: int = 200, **more: Any) -> Any:
    scopes = [(code, _(name)) for code, name in SCOPES.items()]
    told = {"tokens": queries.listed(), "scopes": scopes, "names": dict(scopes), "shown": "", "error": "", "typed": {}}
    senders = [("", _("请选择")), *((str(one), name) for one, name in queries.senders()), ("0", _("本公司的程序"))]
    return page("admin/tokens.html", status, **(told | more), senders=senders, here=request.host_url.rstrip("/"))


@pages.post("")
@needs("setting.edit")
def add() -> Any:
    name, sender = request.form.get("name", ""), request.form.get("sender", "")
    scopes = tuple(request.form.getlist("scope"))
    try:
        shown = tokens.add(gate.actor(), name, scopes, whole(sender))
    except Refused as problem:
        return _page(422, error=said(problem.say), typed={"name": name, "sender": sender, "scope": scopes})
    return _page(shown=shown)


@pages.post("/<int:token_id>/revoke")
@needs("setting.edit")
def revoke(token_id: int) -> Any:
    tokens.revoke(gate.actor(), token_id)
    flash(_("已停用，用这个令牌的程序再也进不来"), "ok")
    return redirect(url_for("tokens.index"), 303)
