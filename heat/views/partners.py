"""Outside parties: who they are, the orders they sent and our answers, and what companies are doing."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat import clock, settings
from heat.papers.answers import Answer, packed
from heat.queries import partners as queries
from heat.queries import tickets as ticket_queries
from heat.queries.partners import OrderRow
from heat.rules import partners as rules
from heat.rules.own_fields import OF_FIELD
from heat.rules.written import day_of
from heat.services import attachments, partner_orders, partners, tickets
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import Missing, Refused

pages = Blueprint("partners", __name__, url_prefix="/partners")
_ANSWERS_OF = 31 * clock.DAY
# as it is sent: whoever sets the platform up copies it from the page
_EXAMPLE = json.dumps(
    {"number": "17", "text": "家里不热", "address": "幸福里3-2-501", "due_at": "2026-11-30 17:00"}, ensure_ascii=False
)


@pages.get("")
@needs("partner.keep", "partner")
def index() -> Any:
    return _index()


def _index(status: int = 200, error: str = "", typed: dict[str, str] | None = None) -> Response:
    shown = {"rows": queries.listed(), "here": settings.base_url(), "example": _EXAMPLE}
    kinds = [(code, _(name)) for code, name in rules.KINDS.items()]
    return page("partners/index.html", status, **shown, kinds=kinds, error=error, typed=typed or {})


@pages.post("")
@needs("partner.keep", "partner")
def add() -> Any:
    told = {name: request.form.get(name, "") for name in ("name", "kind", "phone")}
    try:
        partner_id = partners.add(gate.actor(), **told)
    except Refused as problem:
        return _index(422, said(problem.say), told)
    flash(_("已登记"), "ok")
    return redirect(url_for("partners.one", partner_id=partner_id), 303)


@pages.get("/<int:partner_id>")
@needs("partner.keep", "partner")
def one(partner_id: int) -> Any:
    partners.find(partner_id)
    row = next(one for one in queries.listed() if one.id == partner_id)
    view = request.args.get("view", "waiting")
    view = view if view in queries.VIEWS else "waiting"
    skip = whole(request.args.get("skip", "")) or 0
    found = queries.orders(gate.actor(), partner_id, view, skip) if row.kind == rules.OFFICIAL else []
    return page(
        "partners/one.html",
        row=row,
        view=view,
        orders=found[: queries.PAGE],
        lines=ticket_queries.lines(one.ticket_id for one in found),
        jobs=queries.jobs(gate.actor(), row.team_id) if row.team_id else [],
        skip=skip + queries.PAGE if len(found) > queries.PAGE else 0,
        results=rules.RESULTS,
        days=(clock.today().replace(day=1), clock.today()),
    )


@pages.post("/<int:partner_id>/retire")
@needs("partner.keep", "partner")
def retire(partner_id: int) -> Any:
    try:
        partners.retire(gate.actor(), partner_id)
    except Missing:
        raise
    except Refused as problem:
        flash(said(problem.say), "bad")
        return redirect(url_for("partners.one", partner_id=partner_id), 303)
    flash(_("已停用"), "ok")
    return redirect(url_for("partners.index"), 303)


@pages.get("/<int:partner_id>/answers.zip")
@needs("partner.keep", "partner")
def answers(partner_id: int) -> Any:
    """The answers given from a day on (31 days when none is said), in the sender's own columns, with photos."""
    partner = partners.find(partner_id)
    since = day_of(request.args.get("since", ""))
    start = clock.start_of(since) if since else clock.now() - _ANSWERS_OF
    made = [_answer(row) for row in queries.answers(gate.actor(), partner_id, start)]
    name = _("%(name)s答复", name=partner.name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}.zip"}
    return Response(packed(name, made), mimetype="application/zip", headers=headers)


def _answer(row: OrderRow) -> Answer:
    # what stands in the office's own fields stays in the office
    own = ("signature", OF_FIELD)
    shots = [one for one in attachments.seen(gate.actor(), row.ticket_id) if not one.kind.startswith(own)]
    names = [f"{row.number}-{n}.jpg" for n in range(1, len(shots) + 1)]
    told = {
        "ours": row.ticket,
        "state": _(rules.RESULTS[row.result or ""]) if row.result else "",
        "result": _(rules.RESULTS[row.result or ""]) if row.result else "",
        "reply": row.reply or "",
        "replied": f"{clock.local(row.replied_at):%Y-%m-%d %H:%M}" if row.replied_at else "",
        "photos": "、".join(names),
    }
    files = [attachments.file_of(gate.actor(), one.id)[0].read_bytes() for one in shots]
    return Answer(rules.answered(row.sheet, told), list(zip(names, files, strict=True)))


@pages.post("/orders/<int:ticket_id>/reply")
@needs("partner.keep", "partner")
def reply(ticket_id: int) -> Any:
    ticket = tickets.find(gate.actor(), ticket_id)
    try:
        partner_orders.reply(gate.actor(), ticket_id, request.form.get("result", ""), request.form.get("reply", ""))
    except Missing:
        raise
    except Refused as problem:
        flash(said(problem.say), "bad")
    else:
        flash(_("答复已保存，在协同单位页面下载后交回来单单位"), "ok")
    return redirect(url_for("tickets.show", number=ticket.number, _anchor="order"), 303)


@pages.post("/jobs/<int:ticket_id>/link")
@needs("partner.keep", "partner")
def link(ticket_id: int) -> Any:
    ticket = tickets.find(gate.actor(), ticket_id)
    try:
        made = partners.send_link(gate.actor(), ticket_id)
    except Missing:
        raise
    except Refused as problem:
        flash(said(problem.say), "bad")
        return redirect(url_for("tickets.show", number=ticket.number), 303)
    partner = partners.holder(ticket)
    return page("partners/link.html", ticket=ticket, link=made, partner=partner)
