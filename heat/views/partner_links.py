"""The public page of a company's link: one job, what may be done with it now, and nothing else of the office."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _

from heat.queries import callers, ticket_kinds
from heat.services import designs, partners
from heat.services.field import Pictures
from heat.services.partners import Opened
from heat.views.field import sent_photos, typed
from heat.views.filters import said
from heat.views.gate import PUBLIC, needs
from heat.views.link_page import link_page
from heat.words import Missing, Moved, Refused

pages = Blueprint("partner_links", __name__, url_prefix="/p/job")
_TOLD = ("cause", "text")  # all that the form of a link asks for beside the reason and the photos


def _page(token: str, link: Opened | None, status: int = 200, **parts: Any) -> Any:
    shown: dict[str, Any] = {"error": "", "done": "", "failed": "", "typed": {}, "link": link, "over": False}
    return link_page("partners/job.html", token, status, **(shown | (_job(link) if link else {}) | parts))


def _job(link: Opened) -> dict[str, Any]:
    ticket = link.ticket
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    nothing = ("", _("请选择"))
    return {
        "phone": ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), ""),
        "causes": [nothing, *((cause, _(cause)) for cause in template.words("causes"))],
        "holds": [nothing, *((reason, _(reason)) for reason in template.words("holds"))],
        "once_key": secrets.token_hex(8),
    }


@pages.get("/<string:token>")
@needs(PUBLIC)
def one(token: str) -> Any:
    try:
        link = partners.opened(token, ip=request.remote_addr or "")
    except Missing as problem:
        return _page(token, None, 404, error=said(problem.say))
    done = request.args.get("done", "")
    names = designs.flow(link.ticket.flow_version_id).names
    return _page(token, link, done=names.get(done, ""))


@pages.post("/<string:token>")
@needs(PUBLIC)
def act(token: str) -> Any:
    action, ip = request.form.get("action", ""), request.remote_addr or ""
    told = typed()
    try:
        partners.opened(token, ip=ip)  # strangers are sent away before a photo is looked at
        read = {name: told[name] for name in _TOLD} | {"reason": request.form.get("reason", "")}
        pictures = Pictures(sent_photos()) if action == "finish" else Pictures(())
        partners.act(token, action, read, pictures, once_key=request.form.get("once_key", "")[:64], ip=ip)
    except Missing as problem:
        return _page(token, None, 404, error=said(problem.say))
    except Refused as problem:
        status = 409 if isinstance(problem, Moved) else 422
        return _page(token, partners.opened(token, ip=ip), status, error=said(problem.say), failed=action, typed=told)
    if action in partners.LAST:
        return _page(token, None, over=True)
    return redirect(url_for("partner_links.one", token=token, done=action, elder=request.form.get("elder")), 303)
