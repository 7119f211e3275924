"""The public page of a household's one-time link: what is asked, and its answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from heat.queries import office
from heat.services import flow_links
from heat.views.filters import said
from heat.views.gate import PUBLIC, needs
from heat.views.page import page
from heat.words import Missing, Moved, Refused

pages = Blueprint("step_links", __name__, url_prefix="/p/step")


def _page(status: int = 200, **parts: Any) -> Any:
    shown = {"link": None, "done": "", "error": "", "typed": ""} | parts
    company = {"company": office.setting("company.name"), "hotline": office.setting("company.hotline")}
    return page("my/step.html", status, elder=False, **company, **shown)


@pages.get("/<string:token>")
@needs(PUBLIC)
def one(token: str) -> Any:
    try:
        return _page(link=flow_links.opened(token, ip=request.remote_addr or ""), token=token)
    except Missing as problem:
        return _page(404, error=said(problem.say), token=token)


@pages.post("/<string:token>")
@needs(PUBLIC)
def answer(token: str) -> Any:
    text, ip = request.form.get("text", ""), request.remote_addr or ""
    try:
        ticket = flow_links.answer(token, request.form.get("action", ""), text, ip=ip)
    except (Missing, Moved) as problem:
        return _page(409, error=said(problem.say), token=token)
    except Refused as problem:
        return _page(422, link=flow_links.opened(token, ip=ip), error=said(problem.say), typed=text, token=token)
    return _page(done=ticket.number, token=token)
