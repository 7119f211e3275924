"""Drawing flows: the list of them, the steps as a list or on a canvas, what one step is, publishing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import flow_designs as queries
from heat.queries import flow_facts, flow_owners, own_fields, ticket_kinds
from heat.queries.flow_designs import Drawing
from heat.rules import flow_drafts, flow_faults, flow_properties, flow_reading, flows
from heat.rules.conditions import COMPARISONS
from heat.rules.flow_facts import CHANGEABLE, CORRECTABLE, FACTS
from heat.rules.flow_faults import ERROR
from heat.rules.own_fields import KIND
from heat.rules.permissions import CATALOGUE, ROLES
from heat.services import flow_designs as verbs
from heat.views import drafts, flow_sheet, gate
from heat.views.filters import said
from heat.views.flow_pages import drawing_of
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Refused

pages = Blueprint("flows", __name__, url_prefix="/admin/flows")
_STATE = (
    "name", "phase", "first", "owner", "owner_person", "owner_team", "owner_role", "minutes", "hours", "do", "act_text",
    "act_to", "act_kind", "act_field", "act_value", "act_address", "join", "silent",
)  # fmt: skip
_ARROW = ("name", "action", "to", "permission", "when_any")


@pages.get("")
@needs("flow.design")
def index() -> Any:
    return _index()


def _index(status: int = 200, error: str = "", typed: str = "") -> Response:
    return page("flows/index.html", status, flows=queries.listed(), error=error, typed=typed)


@pages.post("")
@needs("flow.design")
def create() -> Any:
    name = request.form.get("name", "")
    try:
        code = verbs.create(gate.actor(), name)
    except Refused as problem:
        return _index(422, said(problem.say), name)
    return redirect(url_for("flows.one", code=code), 303)


@pages.post("/<string:code>/add")
@needs("flow.design")
def add(code: str) -> Any:
    after, made = request.form.get("after", ""), ""

    def step(body: dict[str, Any]) -> dict[str, Any]:
        nonlocal made
        at = [request.form.get("x"), request.form.get("y")] if request.form.get("x") else ()
        new, made = flow_drafts.added(body, request.form.get("kind", "step"), after, at)
        return new

    return _draw(code, step, lambda: made, after)


@pages.post("/<string:code>/connect")
@needs("flow.design")
def connect(code: str) -> Any:
    source = request.form.get("from", "")
    return _draw(code, lambda body: flow_drafts.connected(body, source, request.form.get("to", ""))[0], lambda: source)


@pages.post("/<string:code>/place")
@needs("flow.design")
def place(code: str) -> Any:
    try:
        places = json.loads(request.form.get("places", "{}"))
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(places, dict) or not all(isinstance(at, list) for at in places.values()):
        abort(400)
    verbs.place(gate.actor(), code, {str(state): at for state, at in places.items()})
    return "", 204


@pages.post("/<string:code>/steps/<string:state>/change")
@needs("flow.design")
def change(code: str, state: str) -> Any:
    told: dict[str, Any] = {name: request.form.get(name, "") for name in _STATE}
    told["ops"] = request.form.getlist("ops")
    told["fields"] = {
        name.removeprefix("field_"): access
        for name, access in request.form.items()
        if name.startswith("field_") and access
    }
    return _draw(code, lambda body: flow_properties.changed(body, state, told), lambda: state, state, told)


@pages.post("/<string:code>/steps/<string:state>/move")
@needs("flow.design")
def move(code: str, state: str) -> Any:
    to = whole(request.form.get("at", "")) or 0
    return _draw(code, lambda body: flow_drafts.moved(body, state, to), lambda: state)


@pages.post("/<string:code>/steps/<string:state>/remove")
@needs("flow.design")
def remove(code: str, state: str) -> Any:
    return _draw(code, lambda body: flow_drafts.removed(body, state), lambda: "", state)


@pages.post("/<string:code>/arrows/<string:arrow>/change")
@needs("flow.design")
def change_arrow(code: str, arrow: str) -> Any:
    told: dict[str, Any] = {name: request.form.get(name, "") for name in _ARROW}
    told["asks"] = request.form.getlist("asks")
    parts = [request.form.getlist(f"when_{part}") for part in ("field", "comparison", "value")]
    told["when"] = list(zip(*parts, strict=False))
    state = request.form.get("state", "")
    closed = flow_facts.names().keys() - {fact.code for fact in FACTS} - _may_ask().keys()
    return _draw(code, lambda body: flow_properties.arrow_changed(body, arrow, told, closed), lambda: state, state)


def _may_ask() -> dict[str, str]:
    """The own fields this person may put into a condition, by code: those they may read."""
    return flow_facts.asked_by(gate.actor().roles)


@pages.post("/<string:code>/arrows/<string:arrow>/move")
@needs("flow.design")
def move_arrow(code: str, arrow: str) -> Any:
    state, by = request.form.get("state", ""), -1 if request.form.get("by") == "up" else 1
    return _draw(code, lambda body: flow_drafts.arrow_moved(body, arrow, by), lambda: state, state)


@pages.post("/<string:code>/arrows/<string:arrow>/remove")
@needs("flow.design")
def remove_arrow(code: str, arrow: str) -> Any:
    state = request.form.get("state", "")
    return _draw(code, lambda body: flow_drafts.disconnected(body, arrow), lambda: state, state)


@pages.post("/<string:code>/publish")
@needs("flow.design")
def publish(code: str) -> Any:
    words = _("已发布：新工单走新版本，正在走的工单不变")
    return _done(code, lambda: verbs.publish(gate.actor(), code, request.form.get("reason", "")), words)


def _draw(
    code: str,
    step: Callable[[Any], Any],
    chosen: Callable[[], str],
    state: str = "",
    told: dict[str, Any] | None = None,
) -> Response:
    """Take a step of drawing and show the sheet again; a refusal is said beside what it is about."""
    try:
        verbs.draw(gate.actor(), code, step)
    except Missing:
        raise
    except Refused as problem:
        return _sheet(code, 422, state, said(problem.say), told)
    return _back(code, chosen())


def _done(code: str, act: Callable[[], Any], words: str = "") -> Response:
    return drafts.answered(act, words, lambda error: _sheet(code, 422, error=error), lambda: _shown_again(code))


def _shown_again(code: str) -> Response:
    if queries.drawing(code) is None:
        return redirect(url_for("flows.index"), 303)  # type: ignore[return-value]
    return _back(code, request.form.get("state", ""))


def _back(code: str, state: str) -> Response:
    view = "canvas" if request.form.get("view") == "canvas" else None
    where = url_for("flows.one", code=code, view=view, state=state or None, _anchor="properties" if state else None)
    return redirect(where, 303)  # type: ignore[return-value]


def _sheet(
    code: str, status: int = 200, state: str = "", error: str = "", told: dict[str, Any] | None = None
) -> Response:
    drawing = drawing_of(code)
    flow, known, names = flow_reading.read(drawing.body), queries.known(), flow_facts.names()
    faults = flow_faults.faults(flow, known)
    shown = flow_sheet.steps(drawing.body, flow, faults, names)
    state = state or request.args.get("state", "") or request.form.get("state", "")
    chosen = next((one for one in shown if one.code == state), None)
    canvas = "canvas" in (request.args.get("view"), request.form.get("view"))
    end = next((one for one in shown if one.phase == "done"), None)
    return page(
        "flows/one.html",
        status,
        drawing=drawing,
        steps=shown,
        faults=faults,
        n_errors=sum(fault.weight == ERROR for fault in faults),
        changes=flow_drafts.difference(drawing.live, drawing.body) if drawing.live and drawing.drawn else [],
        chosen=chosen,
        state=flow.states[chosen.code] if chosen else None,
        arrows=[m for m in drawing.body["moves"] if chosen and m["from"] == [chosen.code] and m["to"]],
        canvas=canvas,
        view="canvas" if canvas else "",
        graph=flow_sheet.graph(flow, drawing.body, shown, chosen.code if chosen else "") if canvas else None,
        end=end,
        error=error,
        told=told,
        kinds=[(code, _(name), *flow_sheet.ICONS[code]) for code, name in flows.KINDS.items()],
        **(_choices(drawing, names) if chosen else {}),
    )


def _used(drawing: Drawing, names: Mapping[str, str]) -> dict[str, str]:
    """The own fields that the draft asks for already: they stay to be chosen, whoever looks."""
    built_in = {fact.code for fact in FACTS}
    asked = {clause[0] for move in drawing.body["moves"] for clause in (move.get("when") or {}).get("clauses", ())}
    return {code: names.get(code, code) for code in sorted(asked - built_in)}


def _choices(drawing: Drawing, names: Mapping[str, str]) -> dict[str, Any]:
    """What the forms of one step let people choose from."""
    chosen, own = flow_owners.choices(), own_fields.of("ticket")
    facts = [(fact.code, _(fact.name)) for fact in FACTS] + list((_used(drawing, names) | _may_ask()).items())
    return {
        "owners": [("", _("按按钮的权限"))] + [(code, _(name)) for code, name in flows.OWNERS.items()],
        "people": chosen.people,
        "teams": chosen.teams,
        "roles": [(role.code, _(role.name)) for role in ROLES],
        "operations": [(code, _(name)) for code, name in flows.OPERATIONS.items()],
        "accesses": [("", "—")] + [(code, _(name)) for code, name in flows.ACCESS.items()],
        "field_names": [(code, _(name)) for code, name in CORRECTABLE.items()]
        + [(one.code, one.name) for one in own if not KIND[one.kind].file],
        "acts": [("", _("请选择"))] + [(code, _(name)) for code, name in flows.ACTS.items()],
        "changeable": [(code, _(name)) for code, name in CHANGEABLE.items()] + [(one.code, one.name) for one in own],
        "ticket_kinds": [(kind.code, _(kind.name)) for kind in ticket_kinds.all_kinds() if not kind.retired],
        "addresses": queries.addresses(),
        "joins": [(code, _(name)) for code, name in flows.JOINS.items()],
        "phases": [("new", _("等派人")), ("active", _("办理中")), ("waiting", _("等待中"))],
        "end_phases": [("done", _("办完")), ("cancelled", _("撤销"))],
        "facts": facts,
        "comparisons": [(code, _(name)) for code, name in COMPARISONS.items()],
        "clauses": flow_properties.MOST_CLAUSES,
        "actions": [(code, _(name)) for code, name in flow_properties.ACTIONS.items()],
        "may_ask": [(code, _(name)) for code, name in flow_properties.MAY_ASK.items()],
        "who": [(flows.OWNER, _("这一步的负责人"))]
        + [
            (one.code, _("有“%(name)s”权限的人", name=_(one.name)))
            for one in CATALOGUE
            if one.code in flow_properties.WHO
        ],
        "targets": [(code, _(state["name"])) for code, state in drawing.body["states"].items()],
    }


drafts.sheet(pages, "flow.design", "/<string:code>", _sheet)
drafts.buttons(pages, "flow.design", "/<string:code>", _done, {
    "undo": (verbs.undo, ""), "redo": (verbs.redo, ""), "discard": (verbs.discard, N_("草稿已放弃")),
})  # fmt: skip
