"""The part of a ticket's page that only a complaint has: what is known of it, and the form that comes next."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from heat import clock
from heat.models import Ticket
from heat.queries import complaints as queries
from heat.queries import people
from heat.rules import complaints as rules
from heat.rules import tickets as life
from heat.rules.flows import OPEN_PHASES
from heat.services import designs
from heat.views import gate


def of(ticket: Ticket) -> dict[str, Any] | None:
    """What the part needs, None for a ticket that is no complaint."""
    found = queries.one(ticket.id)
    if found is None:
        return None
    nothing = ("", _("请选择"))
    letters, watches = queries.letters(ticket.id), queries.watches(ticket.id)
    running = ticket.phase in OPEN_PHASES
    staff = [(str(one.id), one.name) for one in people.staff() if not one.disabled]
    level = queries.level(ticket.id)
    return {
        "it": found,
        "findings": rules.FINDINGS,
        "ways": rules.WAYS,
        "letters": letters,
        "watches": watches,
        "watched": next((one for one in watches if one.ended_at is None), None),
        "level": life.SATISFACTION.get(level or 0, ""),
        "next": _next(ticket, found) if running else "",
        "running": running,
        "me": gate.actor().name,
        "before": f"{clock.local(ticket.due_at):%Y-%m-%dT%H:%M}" if ticket.due_at else "",
        "options": {
            "finding": [nothing, *((code, _(name)) for code, name in rules.FINDINGS.items())],
            "cause": [nothing, *((cause, _(cause)) for cause in queries.causes())],
            "team": [("", _("不归班组")), *((str(team.id), team.name) for team in people.teams())],
            "staff": [("", _("不点名")), *staff],
            "via": [nothing, *((code, _(name)) for code, name in rules.WAYS.items())],
            "repair": queries.repairs(),
        },
    }


def _next(ticket: Ticket, found: queries.Complaint) -> str:
    """Which form is open: judge, measure, letter, deliver, or nothing more to write.

    Where the flow has an arrow of ours it decides; in a flow of the office's own the next missing part does.
    """
    arrows = {action for state, action in designs.flow(ticket.flow_version_id).moves if state == ticket.state}
    drawn = {rules.FOUND_TRUE: "judge", rules.DONE: "measure", rules.ANSWERED: "answer"}
    if any(action in arrows for action in drawn):
        return next(name for action, name in drawn.items() if action in arrows)
    ours = any(action in drawn for _, action in designs.flow(ticket.flow_version_id).moves)
    if ours:
        return ""
    standing = found.standing
    if standing.finding is None:
        return "judge"
    if not standing.measured and standing.finding != rules.FALSE:
        return "measure"
    return "" if standing.answered else "answer"
