"""What waits for me: the steps of drawn flows that are mine, my teams' or my role's."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from heat.queries import flow_bodies, flow_steps
from heat.views import gate
from heat.views.gate import SIGNED_IN, needs
from heat.views.page import page

pages = Blueprint("steps", __name__, url_prefix="/steps")


@pages.get("")
@needs(SIGNED_IN)
def index() -> Any:
    actor = gate.actor()
    waiting = flow_steps.waiting_for(actor)
    names = [flow_bodies.flow(one.version_id).states.get(one.node) for one in waiting]
    rows = [(one, state.name if state else one.node) for one, state in zip(waiting, names, strict=True)]
    return page("tickets/steps.html", rows=rows, total=flow_steps.count(actor))
