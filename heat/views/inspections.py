"""Inspections: tasks for a household or by lot, what was found, the verdict of somebody else and its way back."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from heat.papers.paper import Words
from heat.queries import callers, customers, office
from heat.queries import inspections as queries
from heat.queries import valves as valve_queries
from heat.queries.inspections import Drawn, InspectionRow
from heat.rules import inspections as rules
from heat.rules import valves as valve_rules
from heat.services import attachments, households, inspection_papers, inspections, prints
from heat.services.inspections import Task
from heat.views import gate, paper
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused, Say

pages = Blueprint("inspections", __name__, url_prefix="/inspections")
VIEWS = {"open": N_("进行中"), "waiting": N_("待判定"), "decided": N_("已判定")}


@pages.get("")
@needs("inspection.view", "inspection")
def index() -> Any:
    return _index()


def _index(status: int = 200, error: str = "") -> Response:
    actor = gate.actor()
    view = request.args.get("view", "open")
    view = view if view in VIEWS else "open"
    suspects = valve_queries.suspects(actor) if view == "open" and "valve" in office.modules() else []
    seen = queries.looked_into([one.act_id for one in suspects])
    return page(
        "inspections/index.html",
        status,
        view=view,
        views=VIEWS,
        counts=queries.counts(actor),
        rows=queries.listed(actor, view),
        suspects=[one for one in suspects if one.act_id not in seen],
        told=valve_rules.SUSPECTS,
        words=rules,
        communities=[("", _("全部小区")), *((str(row_id), name) for row_id, name in customers.communities(actor))],
        staff=_staff(),
        typed=request.form,
        error=error,
        once_key=secrets.token_hex(8),
    )


def _staff() -> list[tuple[str, str]]:
    return [("", _("先不派")), *((str(row_id), name) for row_id, name in queries.inspectors(gate.actor()))]


@pages.post("/draw")
@needs("inspection.open", "inspection")
def draw() -> Any:
    told = request.form
    wanted = Drawn(whole(told.get("community_id", "")), told.get("among", "stopped") == "stopped")
    try:
        n = inspections.draw(
            gate.actor(),
            wanted,
            whole(told.get("n", "").strip()) or 0,
            whole(told.get("staff", "")),
            once_key=told.get("once_key", "")[:32],
        )
    except Refused as problem:
        return _index(409 if isinstance(problem, Moved) else 422, said(problem.say))
    flash(_("已随机抽出 %(n)s 户", n=n), "ok")
    return redirect(url_for("inspections.index"), 303)


@pages.get("/new")
@needs("inspection.open", "inspection")
def new() -> Any:
    return _form(_home(request.args))


@pages.post("/new")
@needs("inspection.open", "inspection")
def create() -> Any:
    told, home = request.form, _home(request.form)
    task = Task(
        told.get("reason", ""),
        told.get("source", ""),
        told.get("text", ""),
        whole(told.get("act", "")),
        whole(told.get("staff", "")),
    )
    try:
        ticket = inspections.open_task(gate.actor(), home, task, once_key=told.get("once_key", ""))
    except Missing:
        raise
    except Refused as problem:
        return _form(home, 422, said(problem.say))
    flash(_("已开出 %(number)s", number=ticket.number), "ok")
    return redirect(url_for("inspections.one", ticket_id=ticket.id), 303)


def _home(told: Any) -> int:
    """The household that is meant, by id or by its number; 404 for one outside this person's branches."""
    actor = gate.actor()
    home = whole(told.get("household", "")) or customers.by_number(actor, told.get("account_no", "").strip()[:40])
    return int(households.seen(actor, home or 0).id)


def _form(home: int, status: int = 200, error: str = "") -> Response:
    return page(
        "inspections/new.html",
        status,
        card=callers.card(home),
        job=queries.open_task(home),
        reasons=[(code, _(name)) for code, name in rules.REASONS.items()],
        sources=[(code, _(name)) for code, name in rules.SOURCES.items() if code != "sample"],
        staff=_staff(),
        typed=request.values,
        error=error,
        once_key=secrets.token_hex(8),
    )


@pages.get("/<int:ticket_id>")
@needs("inspection.view", "inspection")
def one(ticket_id: int) -> Any:
    return _one(_row(ticket_id))


def _row(ticket_id: int) -> InspectionRow:
    row = queries.one(gate.actor(), ticket_id)
    if row is None:
        raise Missing(Say(N_("没有这次稽查，或不在您负责的范围")))
    return row


def _one(row: InspectionRow, status: int = 200, error: str = "") -> Response:
    actor = gate.actor()
    return page(
        "inspections/one.html",
        status,
        row=row,
        words=rules,
        card=callers.card(row.household_id),
        photos=attachments.of(row.ticket_id),
        mine=row.waits and actor.id in queries.hands(row.ticket_id),
        verdicts=[(code, _(name)) for code, name in rules.VERDICTS.items()],
        typed=request.form,
        error=error,
    )


@pages.post("/<int:ticket_id>/decide")
@needs("inspection.decide", "inspection")
def decide(ticket_id: int) -> Any:
    told = request.form.to_dict()
    return _done(ticket_id, lambda: inspections.decide(gate.actor(), ticket_id, told, whole(told.get("version", ""))))


@pages.post("/<int:ticket_id>/waive")
@needs("inspection.waive", "inspection")
def waive(ticket_id: int) -> Any:
    return _done(ticket_id, lambda: inspections.waive(gate.actor(), ticket_id, request.form.get("why", "")))


def _done(ticket_id: int, act: Any) -> Any:
    row = _row(ticket_id)
    try:
        act()
    except Missing:
        raise
    except Refused as problem:
        return _one(_row(ticket_id), 409 if isinstance(problem, Moved) else 422, said(problem.say))
    flash(_("%(number)s 已办好", number=row.number), "ok")
    return redirect(url_for("inspections.one", ticket_id=ticket_id), 303)


@pages.get("/<int:ticket_id>/record.pdf")
@needs("inspection.view", "inspection")
def record(ticket_id: int) -> Any:
    row = _row(ticket_id)
    card = callers.card(row.household_id)
    words, customer = Words(_, ngettext), card.name if card else ""
    return paper.pdf(inspection_papers.paper(gate.actor(), row, customer, prints.company(), words), row.number)
