"""Where other programs of the office tell what happened: today the telephone exchange."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from heat.rules import calls as rules
from heat.rules.permissions import Actor
from heat.services import calls
from heat.views.filters import said
from heat.views.gate import needs_token
from heat.words import Refused

pages = Blueprint("hooks", __name__, url_prefix="/hooks")


@pages.post("/cti")
@needs_token("cti", "phone")
def cti(by: Actor) -> Any:
    """One event of a call as JSON or as a form: event, caller, agent_ext, and call_id where the exchange has one."""
    body = request.get_json(silent=True) if request.is_json else request.form.to_dict()
    try:
        event = rules.event(body if isinstance(body, dict) else {})
    except Refused as problem:
        return {"error": said(problem.say)}, 422
    return {"call": calls.happened(by, event)}
