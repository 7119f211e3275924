"""What the field's pages ask of jobs that are no repairs: a valve and its seal, a route with its checks, a finding."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from heat.queries import inspections, patrols, valves
from heat.queries.ticket_rows import TicketRow
from heat.rules import inspections as inspection_rules
from heat.rules import patrols as patrol_rules
from heat.rules import valves as valve_rules
from heat.services import attachments
from heat.views import gate


def of(row: TicketRow) -> dict[str, Any]:
    """The three of them for one job, each None where the job is another one."""
    return {"valve": valve(row), "patrol": patrol(row), "inspection": inspection(row)}


def valve(row: TicketRow) -> dict[str, Any] | None:
    """What a valve job is asked for in the place of cause and temperatures; None for every other job."""
    if row.kind != valve_rules.KIND or not row.household_id:
        return None
    return {
        "found": [(code, _(name)) for code, name in valve_rules.FOUND.items()],
        "states": [(code, _(name)) for code, name in valve_rules.STATES.items()],
        "known": valves.known(row.household_id),
        "words": valve_rules,
    }


def patrol(row: TicketRow) -> dict[str, Any] | None:
    """The route of a round with what is wrong on it, and the photos by point; None for every other job."""
    walk = patrols.walk_of(row.id) if row.kind == patrol_rules.KIND else None
    if walk is None:
        return None
    return {"walk": walk, "photos": attachments.of(row.id), "rules": patrol_rules, "results": patrols.results(row.id)}


def inspection(row: TicketRow) -> dict[str, Any] | None:
    """What an inspector is asked for at the door; None for every other job."""
    told = inspections.of_ticket(row.id) if row.kind == inspection_rules.KIND else None
    if told is None:
        return None
    return {
        "reason": _(inspection_rules.REASONS[told[0]]),
        "source": _(inspection_rules.SOURCES[told[1]]),
        "tip": told[2] if gate.actor().may("inspection.view") else "",
        "findings": [(code, _(name)) for code, name in inspection_rules.FINDINGS.items()],
        "facts": [(one.name, _(one.label), getattr(one, "unit", "")) for one in inspection_rules.FACTS],
    }
