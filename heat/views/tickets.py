"""One ticket, whole: its way, its record, and the buttons its flow allows."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.models import Ticket
from heat.queries import tickets as queries
from heat.rules.flows import Flow
from heat.services import designs, flow_fields, phones, tickets
from heat.views import gate, htmx, own_values, telephone, ticket_sheet
from heat.views.filters import said
from heat.views.gate import SIGNED_IN, needs
from heat.views.numbers import whole
from heat.views.page import conflict, fragment, page, with_toast
from heat.words import N_, Missing, Moved, Refused

pages = Blueprint("tickets", __name__, url_prefix="/tickets")
_TOLD = ("reason", "cause", "text", "result", "minutes", "before", "celsius", "step", "node", "into", "planned")


@pages.get("")
@needs("ticket.view")
def index() -> Any:
    return redirect(url_for("desk.index", view=request.args.get("view", "all")))


@pages.get("/new")
@needs("ticket.take")
def new() -> Any:
    return redirect(url_for("desk.index", household=request.args.get("household", type=int), _anchor="caller"))


@pages.get("/<string:number>")
@needs(SIGNED_IN)
def show(number: str) -> Any:
    row = queries.by_number(gate.actor(), number[:40].replace("\0", ""))
    if row is None:
        raise Missing(N_("没有这张工单，或不在您负责的范围"))
    if gate.actor().outside:  # an outside company has its own page of the job, without the home
        return redirect(url_for("field.job", number=row.number))
    return page("tickets/ticket.html", **ticket_sheet.everything(row.id))


@pages.post("/<int:ticket_id>/phone")
@needs("phone.reveal")
def reveal(ticket_id: int) -> Any:
    return telephone.shown(phones.of_ticket(gate.actor(), ticket_id))


@pages.post("/<int:ticket_id>/<string:action>")
@needs(SIGNED_IN)
def act(ticket_id: int, action: str) -> Any:
    """One step of the flow; the flow itself asks for the right."""
    _insiders_only()
    ticket = tickets.find(gate.actor(), ticket_id)
    if action not in designs.flow(ticket.flow_version_id).names:
        abort(404)
    try:
        own = _own(designs.flow(ticket.flow_version_id), request.form.get("node", "") or ticket.state)
        after = tickets.move(gate.actor(), ticket_id, action, told() | ({"own": own} if own else {}), **seen())
    except Moved as problem:
        return _conflict(ticket_id, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _refused(ticket_id, action, said(problem.say))
    words = _("工单 %(number)s：%(action)s", number=ticket.number, action=_name(after, action))
    if not htmx.wants_part():
        flash(words, "ok")
        return redirect(url_for("tickets.show", number=ticket.number), 303)
    return with_toast(
        fragment("tickets/ticket.html", "ticket", event="ticket-changed", **ticket_sheet.everything(ticket_id)),
        words,
    )


def _insiders_only() -> None:
    """The office's page of a ticket tells of the home; outside companies act on /m or by their link."""
    if gate.actor().outside:
        abort(404)


def _name(ticket: Ticket, action: str) -> str:
    return _(designs.flow(ticket.flow_version_id).name_of(action))


@pages.post("/<int:ticket_id>/fields")
@needs(SIGNED_IN)
def fill(ticket_id: int) -> Any:
    """What a step lets people fill in, kept without leaving the step."""
    _insiders_only()
    ticket = tickets.find(gate.actor(), ticket_id)
    node = request.form.get("node", "")
    try:
        tickets.fill(gate.actor(), ticket_id, node, _own(designs.flow(ticket.flow_version_id), node) or {})
    except Moved as problem:
        return _conflict(ticket_id, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _refused(ticket_id, "fields", said(problem.say))
    flash(_("已保存"), "ok")
    return redirect(url_for("tickets.show", number=ticket.number), 303)


def _own(flow: Flow, node: str) -> dict[str, Any] | None:
    """What was typed for the fields of a step; None where the form had none."""
    if not request.form.get("fields") or node not in flow.states:
        return None
    state = flow.states[node]
    noted = {code: request.form.get(f"noted_{code}", "") for code in flow_fields.corrected(state)}
    return own_values.typed(flow_fields.asked(state)) | noted


def told() -> dict[str, Any]:
    """What a form tells with a step: its fields, and the one it is given to."""
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in _TOLD}
    kind, _dash, number = request.form.get("to", "").partition("-")
    if (who := whole(number)) is not None and kind in ("team", "staff"):
        typed["assignee" if kind == "staff" else "team"] = who
    return typed


def seen() -> dict[str, Any]:
    """Which version the page showed, and the key under which the form is taken once."""
    return {"version": whole(request.form.get("version", "")), "once_key": request.form.get("once_key", "")}


def again(ticket_id: int, status: int, **more: Any) -> Response:
    """The whole page once more after an act that another page family did not get done."""
    return page("tickets/ticket.html", status, **(ticket_sheet.everything(ticket_id) | more))


def _conflict(ticket_id: int, sentence: str) -> Response:
    parts = ticket_sheet.everything(ticket_id)
    if htmx.wants_part():
        return conflict(sentence, "#ticket", "tickets/ticket.html", "ticket", **parts)
    return page("tickets/ticket.html", 409, **(parts | {"error": sentence}))


def _refused(ticket_id: int, action: str, sentence: str) -> Response:
    parts = ticket_sheet.everything(ticket_id) | {"failed": action, "error": sentence, "typed": request.form.to_dict()}
    if htmx.wants_part():
        return fragment("tickets/ticket.html", "ticket", 422, **parts)
    return page("tickets/ticket.html", 422, **parts)
