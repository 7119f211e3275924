"""Where other programs of the office tell what happened: the telephone exchange, and platforms that send orders."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from heat import clock
from heat.rules import calls as rules
from heat.rules.partners import RESULTS
from heat.rules.permissions import Actor
from heat.services import calls, partner_orders, program_fields
from heat.views.filters import said
from heat.views.gate import needs_token
from heat.words import Refused

pages = Blueprint("hooks", __name__, url_prefix="/hooks")


@pages.post("/cti")
@needs_token("cti", "phone")
def cti(by: Actor) -> Any:
    """One event of a call as JSON or as a form: event, caller, agent_ext, and call_id where the exchange has one."""
    try:
        event = rules.event(_told() if request.is_json else request.form.to_dict())
    except Refused as problem:
        return {"error": said(problem.say)}, 422
    return {"call": calls.happened(by, event)}


@pages.post("/orders")
@needs_token("orders", "partner")
def order(by: Actor) -> Any:
    """One order as JSON; the same number again answers the ticket there is. See partner_orders.from_program."""
    body = _told()
    if not body:
        return {"error": _("请求内容要是一个 JSON 对象，并写明 Content-Type: application/json")}, 422
    try:
        ticket = partner_orders.from_program(by, body)
    except Refused as problem:
        return {"error": said(problem.say)}, 422
    return {"ticket": ticket.number, "due_at": _instant(ticket.due_at)}, 201


@pages.get("/orders/<string:number>")
@needs_token("orders", "partner")
def order_state(by: Actor, number: str) -> Any:
    """How far an order of this token's sender is, and the answer once there is one; ?sender= for the office's own."""
    found = partner_orders.state(by, request.args.get("sender", ""), number)
    if found is None:
        return {"error": _("没有收到过这个编号的来单")}, 404
    return {
        "number": found.number,
        "ticket": found.ticket,
        "state": found.phase,
        "result": _(RESULTS[found.result]) if found.result else None,
        "reply": found.reply,
        "replied_at": _instant(found.replied_at),
        "fields": program_fields.told(by, found.ticket_id),
    }


def _told() -> dict[str, Any]:
    """The JSON of this request; empty where it is none, no object, or nested deeper than anybody reads."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        return {}
    return body if isinstance(body, dict) else {}


def _instant(at: int | None) -> str | None:
    return clock.local(at).isoformat(timespec="seconds") if at is not None else None
