"""Incidents: declared with a scope and a count of whom it touches, followed, restored, and listed for compensation."""

from __future__ import annotations

import re
import secrets
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat import clock
from heat.papers import workbook
from heat.queries import incident_homes, place_tree
from heat.queries import incidents as queries
from heat.queries import tickets as ticket_queries
from heat.rules import incidents as rules
from heat.rules.calendar import instant
from heat.rules.incidents import Scope
from heat.services import incidents
from heat.services.incidents import Declared
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import pair, whole
from heat.views.page import page
from heat.words import N_, Missing, Refused, Say

pages = Blueprint("incidents", __name__, url_prefix="/incidents")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TYPED = ("kind", "title", "start", "expected", "cause", "notify", "numbers", "once_key")


@pages.get("")
@needs("ticket.view", "incident")
def index() -> Any:
    actor = gate.actor()
    rows = queries.past(actor, pair(request.args.get("after", "")))
    shown = rows[: queries.PAGE]
    more = f"{shown[-1].start_at},{shown[-1].id}" if len(rows) > queries.PAGE else ""
    active = [] if request.args.get("after") else queries.active(actor)
    return page("incidents/index.html", active=active, past=shown, more=more, states=rules.STATES)


@pages.get("/new")
@needs("incident.declare", "incident")
def new() -> Any:
    return _form(request.args)


@pages.post("/new")
@needs("incident.declare", "incident")
def declare() -> Any:
    """Declare it, or only count whom it would touch when the button for that was pressed."""
    if "count" in request.form:
        return _form(request.form)
    try:
        scope, unknown = _scope(request.form)
        if unknown:
            raise Refused(Say(N_("没有这些户号，或不在您负责的范围：{numbers}"), numbers="、".join(unknown[:5])))
        incident_id = incidents.declare(gate.actor(), _declared(scope))
    except Refused as problem:
        return _form(request.form, 422, said(problem.say))
    flash(_("已登记，新来的报修会自动并入"), "ok")
    return redirect(url_for("incidents.one", incident_id=incident_id), 303)


def _declared(scope: Scope) -> Declared:
    told = request.form
    start, expected = told.get("start", "").strip(), told.get("expected", "").strip()
    return Declared(
        told.get("kind", ""),
        told.get("title", ""),
        scope,
        instant(start) if start else clock.now(),
        instant(expected) if expected else None,
        told.get("cause", ""),
        told.get("notify") == "1",
        told.get("once_key", ""),
    )


def _scope(told: Any) -> tuple[Scope, list[str]]:
    named = {level: told.getlist(level) for level in rules.LEVELS if level != "household"}
    numbers = re.split(r"[\s,，、;；]+", told.get("numbers", "")[:20_000])
    found, unknown = queries.households(gate.actor(), numbers)
    return rules.scope_of(named | {"household": found}), unknown


def _form(told: Any, status: int = 200, error: str = "") -> Any:
    scope, unknown = _scope(told)
    typed = {name: told.get(name, "") for name in _TYPED}
    typed["once_key"] = typed["once_key"] or secrets.token_hex(8)
    typed["start"] = typed["start"] or f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}"
    places = place_tree.heat()
    stations = [node for source in places for node in source.below]
    return page(
        "incidents/new.html",
        status,
        typed=typed,
        error=error,
        unknown=unknown,
        kinds=[(kind.code, _(kind.name)) for kind in rules.KINDS],
        sources=[(str(node.id), f"{node.name}（{node.households}）") for node in places],
        stations=[(str(node.id), f"{node.name}（{node.households}）") for node in stations],
        circuits=[(str(one.id), f"{node.name} {one.name}") for node in stations for one in node.below],
        communities=[(str(row_id), f"{name}（{n}）") for row_id, name, n in queries.communities(gate.actor())],
        buildings=[(str(row_id), name) for row_id, name in queries.buildings(gate.actor(), list(scope.community))],
        chosen={level: [str(one) for one in getattr(scope, level)] for level in rules.LEVELS},
        n=queries.count(gate.actor(), scope),
    )


@pages.get("/<int:incident_id>")
@needs("ticket.view", "incident")
def one(incident_id: int) -> Any:
    return _one(incident_id)


def _one(incident_id: int, status: int = 200, error: str = "") -> Any:
    row = _row(incident_id)
    ids = queries.tickets(gate.actor(), incident_id)
    known = ticket_queries.lines(ids)
    view = request.args.get("who", "all")
    view = view if view in incident_homes.VIEWS else "all"
    homes = _homes(incident_id, view)
    shown = homes[: incident_homes.PAGE]
    return page(
        "incidents/one.html",
        status,
        row=row,
        states=rules.STATES,
        rows=[known[one] for one in ids],
        error=error,
        homes=shown,
        more=shown[-1].id if len(homes) > incident_homes.PAGE else None,
        view=view,
        views=[(code, _(name)) for code, name in incident_homes.VIEWS.items()],
        told=incident_homes.TOLD,
        expected=f"{clock.local(row.expected_at):%Y-%m-%dT%H:%M}" if row.expected_at else "",
    )


def _homes(incident_id: int, view: str) -> list[incident_homes.Home]:
    """Whom it touches, for those who may open their files; nobody for others."""
    return incident_homes.listed(gate.actor(), incident_id, view, whole(request.args.get("after", "")))


def _row(incident_id: int) -> queries.IncidentRow:
    row = queries.one(gate.actor(), incident_id)
    if row is None:
        raise Missing(Say(N_("没有这个停热事件，或不在您负责的范围")))
    return row


@pages.post("/<int:incident_id>/change")
@needs("incident.declare", "incident")
def change(incident_id: int) -> Any:
    _row(incident_id)
    expected = request.form.get("expected", "").strip()
    try:
        incidents.change(
            gate.actor(),
            incident_id,
            expected_at=instant(expected) if expected else None,
            cause=request.form.get("cause", ""),
        )
    except Refused as problem:
        return _one(incident_id, 422, said(problem.say))
    flash(_("已更新，坐席台和网厅上的提示同时变化"), "ok")
    return redirect(url_for("incidents.one", incident_id=incident_id), 303)


@pages.post("/<int:incident_id>/restore")
@needs("incident.declare", "incident")
def restore(incident_id: int) -> Any:
    _row(incident_id)
    n = incidents.restore(gate.actor(), incident_id, notify=request.form.get("notify") == "1")
    flash(_("已恢复供热，%(n)s 张工单转入回访复核", n=n), "ok")
    return redirect(url_for("incidents.one", incident_id=incident_id), 303)


@pages.post("/<int:incident_id>/withdraw")
@needs("incident.declare", "incident")
def withdraw(incident_id: int) -> Any:
    _row(incident_id)
    try:
        n = incidents.withdraw(gate.actor(), incident_id, request.form.get("reason", ""))
    except Refused as problem:
        return _one(incident_id, 422, said(problem.say))
    flash(_("已撤销，%(n)s 张工单回到待派单", n=n), "ok")
    return redirect(url_for("incidents.one", incident_id=incident_id), 303)


@pages.get("/<int:incident_id>/households.xlsx")
@needs("household.export", "incident")
def households(incident_id: int) -> Any:
    """The list a compensation starts from: who was without heat, from when to when, how many begun hours."""
    row = _row(incident_id)
    headers = [_("户号"), _("姓名"), _("地址"), _("收费面积㎡"), _("停热开始"), _("恢复"), _("小时")]
    lines = [
        [
            hit.account_no,
            hit.name,
            hit.address,
            hit.area_m2 / 100 if hit.area_m2 else None,
            f"{clock.local(hit.from_at):%Y-%m-%d %H:%M}",
            f"{clock.local(hit.to_at):%Y-%m-%d %H:%M}" if hit.to_at else "",
            hit.hours,
        ]
        for hit in queries.hits(gate.actor(), incident_id)
    ]
    if not lines:
        abort(404)
    incidents.exported(gate.actor(), incident_id, len(lines))
    answer = Response(workbook.export_workbook(row.number, headers, lines), mimetype=_XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{row.number}.xlsx"'
    return answer
