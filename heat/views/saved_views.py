"""Saved views: keeping a list as somebody likes it, and taking that away again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.services import saved_views
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import SIGNED_IN, needs
from heat.views.numbers import whole
from heat.words import N_, Missing, Refused, Say

pages = Blueprint("saved_views", __name__, url_prefix="/views")
LISTS = {"customers": "customers.index", "desk": "desk.index"}


@pages.post("")
@needs(SIGNED_IN)
def save() -> Any:
    base, query = _list(), saved_views.clean(request.form.get("query", ""))
    name, team = request.form.get("name", ""), whole(request.form.get("team", "")) or None
    try:
        saved_views.save(gate.actor(), request.form["list"], name, query, team)
    except Refused as problem:
        flash(said(problem.say), "bad")
    else:
        flash(_("已存为视图"), "ok")
    return redirect(f"{base}?{query}" if query else base, 303)


@pages.post("/<int:view_id>/remove")
@needs(SIGNED_IN)
def remove(view_id: int) -> Any:
    base = _list()
    saved_views.remove(gate.actor(), view_id)
    flash(_("视图已删除"), "ok")
    return redirect(base, 303)


def _list() -> str:
    """The address of the list the view belongs to."""
    endpoint = LISTS.get(request.form.get("list", ""))
    if endpoint is None:
        raise Missing(Say(N_("没有这个列表")))
    return url_for(endpoint)
