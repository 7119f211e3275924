"""The sorts of tickets: the list with its switches, and what one sort is, with preview, try-out and publishing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import flow_designs, own_fields
from heat.queries import ticket_kinds as queries
from heat.queries.ticket_kinds import Drawing
from heat.rules import flow_paths, flow_reading
from heat.rules import tickets as life
from heat.rules.kind_templates import DOORS, FAMILIES, ICONS, LISTS, OWN_DOOR, PLACES, PRINTS, TONES
from heat.rules.own_fields import KIND
from heat.services import deadlines
from heat.services import ticket_kinds as verbs
from heat.views import drafts, flow_sheet, gate, kit_rows
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import N_, Missing, Refused

pages = Blueprint("kinds", __name__, url_prefix="/admin/kinds")
_WORDS = {name: label for name, label in LISTS.items() if name != "kit"}
_TEXTS = ("name", "icon", "tone", "urgent", "family", "place", "print", "flow", "sla", "all_fields", *_WORDS)


@pages.get("")
@needs("flow.design")
def index() -> Any:
    return _index()


def _index(status: int = 200, error: str = "", typed: str = "", add_error: str = "") -> Response:
    return page(
        "kinds/index.html",
        status,
        kinds=queries.all_kinds(),
        running=queries.running(),
        doors=[(code, _(name)) for code, name in DOORS.items()],
        families=FAMILIES,
        error=error,
        add_error=add_error,
        typed=typed,
    )


@pages.post("")
@needs("flow.design")
def create() -> Any:
    name = request.form.get("name", "")
    try:
        code = verbs.create(gate.actor(), name)
    except Refused as problem:
        return _index(422, typed=name, add_error=said(problem.say))
    return redirect(url_for("kinds.one", code=code), 303)


@pages.post("/<string:code>/offer")
@needs("flow.design")
def offer(code: str) -> Any:
    try:
        verbs.offer(gate.actor(), code, request.form.get("door", ""), on=request.form.get("on") == "1")
    except Missing:
        raise
    except Refused as problem:
        return _index(422, said(problem.say))
    return redirect(url_for("kinds.index", _anchor=f"kind-{code}"), 303)


@pages.post("/<string:code>/draw")
@needs("flow.design")
def draw(code: str) -> Any:
    form: dict[str, Any] = {name: request.form.get(name, "") for name in _TEXTS}
    form |= {"open": request.form.getlist("open"), "fields": request.form.getlist("fields")}
    form |= {"kit": kit_rows.typed(), "rows": kit_rows.pairs()}
    return _done(code, lambda: verbs.draw(gate.actor(), code, form), form=form)


@pages.post("/<string:code>/publish")
@needs("flow.design")
def publish(code: str) -> Any:
    reason = request.form.get("reason", "")
    return _done(code, lambda: verbs.publish(gate.actor(), code, reason), _("已发布，马上生效"))


def _done(code: str, act: Callable[[], Any], words: str = "", form: dict[str, Any] | None = None) -> Response:
    return drafts.answered(
        act,
        words,
        lambda error: _sheet(code, 422, error, form),
        lambda: redirect(url_for("kinds.one", code=code), 303),  # type: ignore[arg-type, return-value]
    )


def _sheet(code: str, status: int = 200, error: str = "", form: dict[str, Any] | None = None) -> Response:
    drawing = queries.drawing(code[:40].replace("\0", ""))
    if drawing is None:
        abort(404)
    own = [one for one in own_fields.of("ticket") if not KIND[one.kind].file]
    return page(
        "kinds/one.html",
        status,
        drawing=drawing,
        kind=drawing.kind,
        one=drawing.template,
        own=own,
        form=form,
        error=error,
        lists=[(name, _(label)) for name, label in _WORDS.items()],
        **kit_rows.drawn(drawing.template, form["rows"] if form else None),
        own_door=OWN_DOOR,
        icons=ICONS,
        tones=TONES,
        doors=[(name, _(label)) for name, label in DOORS.items()],
        families=[(name, _(label)) for name, label in FAMILIES.items()],
        places=[(name, _(label)) for name, label in PLACES.items()],
        prints=[(name, _(label)) for name, label in PRINTS.items()],
        flow_choices=[(name, _(label)) for name, label in queries.flows()],
        sla_choices=[(name, _(label)) for name, label in queries.slas()],
        category_choices=[(word, _(word)) for word in drawing.template.words("categories")],
        tried=_tried(drawing),
    )


def _tried(drawing: Drawing) -> dict[str, Any]:
    """What a ticket of this draft would do if it were opened now: nothing is written."""
    template = drawing.template
    found = flow_designs.drawing(template.flow)
    flow = flow_reading.read(found.live) if found and found.live else None
    priority = life.priority_of(drawing.kind.code, urgent=template.urgent)
    due = deadlines.promised(drawing.kind.code, priority, clock.now(), None).finish
    shown = flow_sheet.steps(found.live, flow, [], {}) if found and found.live and flow else []
    way = flow_paths.straight(flow) if flow else []
    return {
        "steps": [one for code in way for one in shown if one.code == code],
        "due": due,
    }


drafts.sheet(pages, "flow.design", "/<string:code>", _sheet)
drafts.buttons(pages, "flow.design", "/<string:code>", _done, {"discard": (verbs.discard, N_("草稿已放弃"))})
