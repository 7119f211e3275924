"""The published versions of a flow, the tickets that run on them, and the flow on one page of paper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import flow_bodies, flow_facts, office
from heat.queries import flow_designs as queries
from heat.rules import flow_faults, flow_paths, flow_reading, flows
from heat.rules.flows import HELD
from heat.services import flow_designs as verbs
from heat.views import flow_sheet, gate
from heat.views.filters import said
from heat.views.flow_pages import drawing_of
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Missing, Refused

pages = Blueprint("flow_versions", __name__, url_prefix="/admin/flows")


@pages.get("/<string:code>/versions")
@needs("flow.design")
def index(code: str) -> Any:
    return _index(code)


def _index(code: str, status: int = 200, error: str = "") -> Response:
    drawing, versions = drawing_of(code), queries.versions(code)
    chosen = next((one for one in versions if one.id == request.args.get("from", type=int)), None)
    parts: dict[str, Any] = {"mapping": [], "targets": []}
    if chosen and versions[0].id != chosen.id and chosen.running:
        old, new = flow_bodies.flow(chosen.id), flow_bodies.flow(versions[0].id)
        parts["targets"] = [
            (c, _(s.name))
            for c, s in new.states.items()
            if not s.ended and s.kind == flows.STEP and not c.startswith(HELD)
        ]
        parts["mapping"] = [
            (state, _(old.states[state].name) if state in old.states else state, n, _same(old, new, state))
            for state, n in chosen.states.items()
        ]
    return page("flows/versions.html", status, drawing=drawing, versions=versions, chosen=chosen, error=error, **parts)


def _same(old: flows.Flow, new: flows.Flow, state: str) -> str:
    """Where a step most likely goes on: the same code, else the same name, else the first step."""
    if state in new.states:
        return state
    name = old.states[state].name if state in old.states else ""
    return next((code for code, one in new.states.items() if one.name == name), new.start)


@pages.post("/<string:code>/versions/<int:version_id>/move")
@needs("flow.design")
def move(code: str, version_id: int) -> Any:
    mapping = {name.removeprefix("to_"): to for name, to in request.form.items() if name.startswith("to_")}
    try:
        n = verbs.move_tickets(gate.actor(), code, version_id, mapping)
    except Missing:
        raise
    except Refused as problem:
        return _index(code, 422, said(problem.say))
    flash(_("已把 %(n)s 张工单换到新版本，每张单上都有记录", n=n), "ok")
    return redirect(url_for("flow_versions.index", code=code), 303)


@pages.get("/<string:code>/chart")
@needs("flow.design")
def chart(code: str) -> Any:
    """The flow as a chart with a table, made for one page of paper."""
    drawing = drawing_of(code)
    flow = flow_reading.read(drawing.body)
    shown = flow_sheet.steps(drawing.body, flow, flow_faults.faults(flow), flow_facts.names())
    way = flow_paths.straight(flow)
    return page(
        "flows/chart.html",
        drawing=drawing,
        steps=shown,
        drawn=flow_sheet.chart(flow, drawing.body, shown),
        way=[one for code in way for one in shown if one.code == code],
        company=office.setting("company.name"),
    )
