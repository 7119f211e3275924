"""Work orders on paper: printed with a short code, entered again by it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from heat import clock
from heat.models import Ticket
from heat.papers import press
from heat.papers.paper import Words
from heat.queries import board, callers, ticket_kinds
from heat.queries import orders as queries
from heat.queries import tickets as ticket_queries
from heat.queries.ticket_rows import TicketRow
from heat.rules import field_work, sheet_times
from heat.rules import inspections as inspection_rules
from heat.rules import valves as valve_rules
from heat.rules.flows import FINISHED
from heat.rules.kind_templates import Template
from heat.services import designs, field, orders, tickets
from heat.views import errors, field_asks, gate, paper
from heat.views import field as phone
from heat.views.filters import said
from heat.views.gate import SIGNED_IN, needs
from heat.views.page import page
from heat.words import Missing, Moved, Refused

pages = Blueprint("orders", __name__)


@pages.get("/tickets/<int:ticket_id>/order.pdf")
@needs("ticket.print")
def one(ticket_id: int) -> Any:
    ticket = tickets.find(gate.actor(), ticket_id)
    return _printed([ticket_id], ticket.number)


@pages.get("/orders.pdf")
@needs("ticket.print")
def of_team() -> Any:
    """All open orders of a team, one technician after the other; without `team` those of the whole office."""
    asked = "team" in request.args
    found = queries.of_team_today(gate.actor(), (request.args.get("team", type=int) or 0) if asked else None)
    if not found and not asked:
        return errors.answer(404, _("今天没有要打印的工单"), _("受理报修以后再来打印"))
    if not found:
        return errors.answer(404, _("这个班组今天没有要打印的工单"), _("派单以后再来打印"))
    return _printed(found, _("工单 %(day)s", day=clock.today().isoformat()))


def _printed(ticket_ids: list[int], name: str, *, cover: bool = False) -> Any:
    try:
        words = Words(_, ngettext)
        papers = orders.papers(gate.actor(), ticket_ids, words)
        if cover:
            papers.insert(0, orders.cover(gate.actor(), ticket_ids, words))
        pdf = paper.joined(papers)
    except press.Unavailable as problem:
        return errors.answer(503, said(problem.say), _("工单仍可在手机上办理；装好后再打印"))
    return paper.shown(pdf, name)


@pages.get("/orders/route.pdf")
@needs("ticket.print")
def route() -> Any:
    """What one technician has today: a cover in walking order, then a sheet for each."""
    staff_id = request.args.get("staff", type=int) or 0
    found = queries.of_technician(gate.actor(), staff_id)
    if not found:
        return errors.answer(404, _("这位维修工现在没有要上门的工单"), _("派单以后再来打印"))
    return _printed(found, _("路线 %(day)s", day=clock.today().isoformat()), cover=True)


@pages.get("/o/<string:code>")
@needs(SIGNED_IN)
def scanned(code: str) -> Any:
    """The QR of a sheet: a technician gets the job, a clerk the form of the finished sheet."""
    actor = gate.actor()
    ticket = orders.ticket_of(actor, code)
    if actor.may("ticket.take"):
        return redirect(url_for("orders.enter", code=code))
    if actor.may("ticket.work"):
        return redirect(url_for("field.job", number=ticket.number))
    return redirect(url_for("tickets.show", number=ticket.number))


@pages.get("/orders/enter")
@needs("ticket.take")
def enter() -> Any:
    code = request.args.get("code", "")
    if not code.strip():
        return _form()
    try:
        ticket = orders.ticket_of(gate.actor(), code)
        orders.still_open(ticket)
    except Refused as problem:
        status = 409 if isinstance(problem, Moved) else 404 if isinstance(problem, Missing) else 422
        return _form(status, error=said(problem.say))
    return _form(ticket=ticket)


@pages.post("/orders/enter")
@needs("ticket.take")
def entered() -> Any:
    told = phone.typed() | {name: request.form.get(name, "") for name in sheet_times.FORM}
    ticket = orders.ticket_of(gate.actor(), request.form.get("code", ""))
    key, hours = request.form.get("once_key", ""), {name: told[name] for name in sheet_times.FORM}
    try:
        if told["reason"]:  # the visit came to nothing: the ticket waits for the next one
            again = field_work.planned(told["planned"])
            field.not_done(gate.actor(), ticket.id, told["reason"], again, once_key=key, hours=hours)
            flash(_("工单 %(number)s 记为没办成，等下一次上门", number=ticket.number), "ok")
            return redirect(url_for("orders.enter"), 303)
        read = {name: told[name] for name in field_work.TELLS} | field_work.more(told)
        sheet = phone.sent_photos("sheet")
        field.enter(gate.actor(), ticket.id, read, sheet, once_key=key, hours=hours)
    except Moved as problem:
        return _form(409, error=said(problem.say))
    except Refused as problem:
        return _form(422, ticket=ticket, error=said(problem.say), typed=told)
    called = designs.stage(Ticket.get_by_id(ticket.id)) == FINISHED
    number = ticket.number
    told_so = (
        _("工单 %(number)s 已补录完工，进入回访", number=number)
        if called
        else _("工单 %(number)s 已补录完工", number=number)
    )
    flash(told_so, "ok")
    return redirect(url_for("orders.enter"), 303)


def _failures(row: TicketRow | None) -> tuple[str, ...]:
    """Why nothing may have come of such a visit."""
    return inspection_rules.FAILURES if row and row.kind == inspection_rules.KIND else valve_rules.FAILURES


def _crew(ticket: Ticket | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Who may have gone, by team, where the ticket does not say."""
    if ticket is None or ticket.assignee_id is not None:
        return []
    teams = board.teams(gate.actor())
    return [(team.name, [(str(i), name) for i, name in team.members]) for team in teams if team.members]


def _form(
    status: int = 200, *, ticket: Ticket | None = None, error: str = "", typed: dict[str, str] | None = None
) -> Response:
    row = ticket_queries.one(gate.actor(), ticket.id) if ticket else None
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id) if ticket else Template("")
    return page(
        "orders/enter.html",
        status,
        code=request.values.get("code", "").strip()[:40],
        row=row,
        card=callers.card(row.household_id) if row and row.household_id else None,
        error=error,
        typed=typed or {},
        crew=_crew(ticket),
        checks=[(check, _(check)) for check in template.words("checklist")],
        remedies=[(remedy, _(remedy)) for remedy in field_work.REMEDIES],
        **(phone.priced(row, ticket.assignee_id or 0, template) if row and ticket else {"priced": False}),
        **(field_asks.of(row) if row else dict.fromkeys(("valve", "patrol", "inspection"))),
        holds=[("", _("已经办成")), *((one, _(one)) for one in _failures(row))],
        causes=[("", _("请选择")), *((cause, _(cause)) for cause in template.words("causes"))],
        once_key=secrets.token_hex(8),
    )
