"""The public page of a household's one-time link: what is asked, and its answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from heat.services import flow_links
from heat.views.filters import said
from heat.views.gate import PUBLIC, needs
from heat.views.link_page import link_page
from heat.words import Missing, Moved, Refused

pages = Blueprint("step_links", __name__, url_prefix="/p/step")


def _page(token: str, status: int = 200, **parts: Any) -> Any:
    return link_page("my/step.html", token, status, **({"link": None, "done": "", "error": "", "typed": ""} | parts))


@pages.get("/<string:token>")
@needs(PUBLIC)
def one(token: str) -> Any:
    try:
        return _page(token, link=flow_links.opened(token, ip=request.remote_addr or ""))
    except Missing as problem:
        return _page(token, 404, error=said(problem.say))


@pages.post("/<string:token>")
@needs(PUBLIC)
def answer(token: str) -> Any:
    text, ip = request.form.get("text", ""), request.remote_addr or ""
    try:
        ticket = flow_links.answer(token, request.form.get("action", ""), text, ip=ip)
    except (Missing, Moved) as problem:
        return _page(token, 409, error=said(problem.say))
    except Refused as problem:
        return _page(token, 422, link=flow_links.opened(token, ip=ip), error=said(problem.say), typed=text)
    return _page(token, done=ticket.number)
