"""The technician's phone: today's jobs, one job from accepting to finishing, by thumb."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from heat import clock
from heat.models import Ticket
from heat.queries import board, callers, office, ticket_kinds
from heat.queries import tickets as queries
from heat.queries.tickets import TicketRow
from heat.services import attachments, designs, field, tickets
from heat.services.attachments import Picture
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused, Say

pages = Blueprint("field", __name__, url_prefix="/m")
WEEK = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
PARTS = ("assigned", "accepted", "working", "finished")
# what is one press on the phone, and what it is called there
PRESSES = {"accept": N_("接单"), "arrive": N_("到了，开始处理"), "resume": N_("继续处理")}
_STEPS = ("accept", "arrive", "resume", "hold", "return")
_TOLD = ("cause", "before", "celsius", "minutes", "text")


@pages.get("")
@needs("ticket.work", "board")
def index() -> Any:
    actor = gate.actor()
    jobs = board.jobs(actor.id or 0, actor.team_ids)
    today = clock.today()
    return page(
        "field/index.html",
        today=today,
        weekday=WEEK[today.weekday()],
        fresh=[job for job in jobs if job.state == "assigned"],
        now=[job for job in jobs if job.state == "working"],
        later=[job for job in jobs if job.state in ("accepted", "on_hold")],
        late=sum(job.overdue for job in jobs),
        left=len(jobs),
        done=board.done_today(actor.id or 0),
        once_key=secrets.token_hex(8),
    )


@pages.get("/jobs/<string:number>")
@needs("ticket.work", "board")
def job(number: str) -> Any:
    row = queries.by_number(gate.actor(), number[:40].replace("\0", ""))
    if row is None:
        raise Missing(Say(N_("没有这张工单，或已经派给别人")))
    return page("field/job.html", **_whole(row))


def _whole(row: TicketRow) -> dict[str, Any]:
    ticket = Ticket.get_by_id(row.id)
    flow = designs.flow(ticket.flow_version_id)
    allowed = [move.action for move in flow.actions(ticket.state, gate.actor().permissions)]
    home = row.household_id
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    phones = callers.phones(home) if home else []
    nearby = queries.neighbours(home, office.setting("neighbour.households"), row.kind) if home else []
    return {
        "row": row,
        "ext": ticket.ext or {},
        "card": callers.card(home) if home else None,
        "phone": ticket.phone or (phones[0] if phones else ""),
        "nearby": nearby[0] if nearby else None,
        "press": next((action for action in PRESSES if action in allowed), ""),
        "presses": PRESSES,
        "may": allowed,
        "parts": _parts(row.state),
        "record": [step for step in queries.history(row.id, {}) if step.action in ("note", "link", "hold", "return")],
        "causes": [(cause, _(cause)) for cause in template.words("causes")],
        "hold_reasons": [(reason, _(reason)) for reason in template.words("holds")],
        "photos": attachments.of(row.id),
        "most": attachments.MOST,
        "once_key": secrets.token_hex(8),
        "error": "",
        "typed": {},
    }


def _parts(state: str) -> list[str]:
    """The small bar of a job: done, now or nothing for each of its four parts."""
    here = {"assigned": 0, "accepted": 1, "working": 2, "on_hold": 2}.get(state, 4)
    return ["done" if place < here else "now" if place == here else "" for place in range(len(PARTS))]


@pages.post("/jobs/<int:ticket_id>/<string:action>")
@needs("ticket.work", "board")
def act(ticket_id: int, action: str) -> Any:
    """Accept, arrive, hold, give back, take up again."""
    if action not in _STEPS:
        raise Missing(Say(N_("没有这一步，请刷新后再试")))
    told = {"reason": request.form.get("reason", "")}
    try:
        ticket = tickets.move(gate.actor(), ticket_id, action, told, **_seen())
    except Moved as problem:
        return _answer(ticket_id, 409, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _answer(ticket_id, 422, said(problem.say))
    if action == "return":
        flash(_("已退回 %(number)s，班组长会改派", number=ticket.number), "ok")
        return redirect(url_for("field.index"), 303)
    return redirect(url_for("field.job", number=ticket.number), 303)


@pages.post("/jobs/<int:ticket_id>/finish")
@needs("ticket.work", "board")
def finish(ticket_id: int) -> Any:
    told = {name: request.form.get(name, "") for name in _TOLD}
    try:
        ticket = field.finish(gate.actor(), ticket_id, told, _photos(), **_seen())
    except Moved as problem:
        return _answer(ticket_id, 409, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _answer(ticket_id, 422, said(problem.say), told)
    flash(_("%(number)s 已完工，客服会回访", number=ticket.number), "ok")
    return redirect(url_for("field.index"), 303)


@pages.post("/jobs/<int:ticket_id>/photos")
@needs("ticket.work", "board")
def photos(ticket_id: int) -> Any:
    """Photos alone, before the work is done: what was found on arriving."""
    told = {name: request.form.get(name, "") for name in _TOLD}
    ticket = tickets.find(gate.actor(), ticket_id)
    try:
        stored = attachments.kept(_photos())
        attachments.add(gate.actor(), ticket_id, stored)
    except Refused as problem:
        return _answer(ticket_id, 422, said(problem.say), told)
    if any(told.values()):  # what was typed beside the photos must not be lost
        return _answer(ticket_id, 200, "", told)
    return redirect(url_for("field.job", number=ticket.number, _anchor="work"), 303)


def _photos() -> list[Picture]:
    chosen: list[FileStorage] = [file for file in request.files.getlist("photos") if file.filename]
    if len(chosen) > attachments.MOST:
        raise Refused(Say(N_("一张工单最多 {most} 张照片，请少选几张"), most=attachments.MOST))
    return [attachments.cleaned(file.stream, file.filename or "") for file in chosen]


def _seen() -> dict[str, Any]:
    return {"version": whole(request.form.get("version", "")), "once_key": request.form.get("once_key", "")}


def _answer(ticket_id: int, status: int, error: str, typed: dict[str, str] | None = None) -> Response:
    row = queries.one(gate.actor(), ticket_id)
    if row is None:
        raise Missing(Say(N_("这张工单已经派给别人")))
    return page("field/job.html", status, **(_whole(row) | {"error": error, "typed": typed or {}}))
