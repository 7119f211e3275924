"""What the finishing of an inspection writes down, inside the ticket's own transaction."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Inspection, Ticket
from heat.rules import inspections as rules
from heat.rules.inspections import Found
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Refused, Say

_WORKED = ("finish", "enter")


def follow(by: Actor, ticket: Ticket, action: str, phase: str, told: dict[str, Any]) -> None:
    """Keep the task in step with its ticket as it was before the step. Refused for an end without a finding."""
    if not (action in _WORKED or phase == "done"):
        return
    task = Inspection.get_or_none(Inspection.ticket_id == ticket.id)
    if task is None or task.found_at is not None:
        return
    if not told.get(rules.KIND):
        raise Refused(Say(N_("稽查要写下现场结论才能完工：请在手机上填，或用“补录纸质工单”")))
    found = Found(**told[rules.KIND])
    rules.must_be_proved(found, _shown(ticket.id) | ({"signature"} if told.get("signature") else set()))
    Inspection.update(
        finding=found.finding,
        record=found.record,
        facts=found.facts or None,
        unsigned=found.unsigned,
        found_at=clock.now(),
        found_by_id=ticket.assignee_id or by.id,
        entered_by_id=by.id if by.kind == "staff" else None,  # of a sheet of paper: whoever typed it in
        version=task.version + 1,
    ).where(Inspection.id == task.id).execute()
    audit.record(by, "inspection.found", "ticket", ticket.id, after={"finding": found.finding})


def _shown(ticket_id: int) -> set[str]:
    sql = "SELECT DISTINCT kind FROM attachment WHERE subject = 'ticket' AND subject_id = ? AND hidden_at IS NULL"
    return {kind for (kind,) in db.rows(sql, ticket_id)}
