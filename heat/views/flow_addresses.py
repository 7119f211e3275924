"""The addresses outside the office that flows may tell."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.wrappers import Response

from heat.queries import flow_designs as queries
from heat.services import flow_addresses
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("flow_addresses", __name__, url_prefix="/admin/addresses")


@pages.get("")
@needs("flow.design")
def index() -> Any:
    return _index()


def _index(status: int = 200, **more: Any) -> Response:
    parts = {"lines": queries.address_lines(), "error": "", "typed": {}, "secret": ""} | more
    return page("flows/addresses.html", status, **parts)


@pages.post("")
@needs("flow.design")
def add() -> Any:
    typed = {name: request.form.get(name, "") for name in ("name", "url")}
    try:
        secret = flow_addresses.add(gate.actor(), typed["name"], typed["url"])
    except Refused as problem:
        return _index(422, error=said(problem.say), typed=typed)
    return _index(secret=secret)


@pages.post("/<int:address_id>/turn")
@needs("flow.design")
def turn(address_id: int) -> Any:
    flow_addresses.turn(gate.actor(), address_id, on=request.form.get("on") == "1")
    return redirect(url_for("flow_addresses.index"), 303)
