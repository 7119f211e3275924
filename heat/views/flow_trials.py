"""Trying a draft: one old ticket at a given day, and the last two hundred closed ones."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from flask import Blueprint, request
from flask_babel import gettext as _

from heat import clock
from heat.queries import flow_trials as queries
from heat.rules import flow_reading
from heat.services import flow_clock
from heat.views import gate
from heat.views.flow_pages import drawing_of
from heat.views.gate import needs
from heat.views.page import page

pages = Blueprint("flow_trials", __name__, url_prefix="/admin/flows")


@pages.get("/<string:code>/try")
@needs("flow.design")
def one(code: str) -> Any:
    drawing = drawing_of(code)
    flow = flow_reading.read(drawing.body)
    number, on, at = (request.args.get(name, "").strip() for name in ("ticket", "on", "at"))
    found, error, begun = None, "", _instant(on, at)
    if number:
        ticket = queries.one(gate.actor(), number)
        if ticket is None:
            error = _("没有这张工单，或不在您负责的范围")
        elif on and begun is None:
            error = _("日期要写成 2026-11-21 这样")
        else:
            found = queries.trial(ticket, flow, begun)
    replay = queries.replay(gate.actor(), code, flow) if request.args.get("replay") else None
    due = [flow_clock.due_at(stop.entered_at, flow.states[stop.state].limit) for stop in found.stops] if found else []
    return page(
        "flows/try.html",
        422 if error else 200,
        drawing=drawing,
        trial=found,
        due=due,
        replay=replay,
        states=[state for state in flow.states.values() if ":" not in state.code],
        typed={"ticket": number, "on": on, "at": at},
        error=error,
        last=queries.LAST,
    )


def _instant(on: str, at: str) -> int | None:
    """Noon, or the time that was said, of a day; None for none or a misspelt one."""
    try:
        said = time.fromisoformat(at) if at else time(12)
        return clock.start_of(date.fromisoformat(on)) + said.hour * clock.HOUR + said.minute * clock.MINUTE
    except ValueError:
        return None
