"""The clock of a ticket's deadline: started by intake, standing still on hold, met by the work, started anew."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import SlaClock, Ticket
from heat.queries import office
from heat.rules import tickets as life
from heat.services import designs

# whatever ends a hold lets the clock run on; the time it stood still is added to the deadline
_RUNS_ON = ("resume", "assign", "finish", "enter", "close", "cancel")
_WHERE = "WHERE ticket_id = ? AND goal = 'finish'"


def limit(priority: int) -> int:
    """Hours a ticket of this priority may take in this office, as set today."""
    settings = office.settings()
    return life.hours_for(priority, hours=settings["repair.hours"], urgent_hours=settings["repair.urgent_hours"])


def start(ticket: Ticket, hours: int) -> None:
    """Let the clock of a new ticket run, inside its own transaction."""
    SlaClock.insert(
        ticket_id=ticket.id,
        goal="finish",
        policy_id=designs.current("sla", "repair").id,
        start_at=ticket.opened_at,
        due_at=ticket.due_at,
        why={"from": ticket.opened_at, "hours": hours},
    ).execute()


def after(ticket: Ticket, action: str) -> dict[str, Any]:
    """The columns of the ticket that a step changes: the deadline moves by a pause and starts again at a reopening."""
    now = clock.now()
    if action == "reopen":
        return {"due_at": now + limit(life.URGENT) * clock.HOUR, "priority": life.URGENT, "in_time": None}
    stood = paused(ticket.id, now) if action in _RUNS_ON else 0
    due = ticket.due_at + stood if ticket.due_at else None
    if action in ("finish", "enter") or (action == "close" and ticket.state == "new"):
        return {"due_at": due, "in_time": life.in_time(due, now)}
    return {"due_at": due}


def paused(ticket_id: int, now: int) -> int:
    """Milliseconds, in whole seconds, that the clock has been standing still; 0 when it runs."""
    since = db.value(f"SELECT paused_at FROM sla_clock {_WHERE}", ticket_id)
    return (now - since) // clock.SECOND * clock.SECOND if since else 0


def follow(ticket: Ticket, action: str) -> None:
    """Keep the clock in step with the ticket as it was before the step, inside the ticket's own transaction."""
    now = clock.now()
    if action == "hold":
        db.run(f"UPDATE sla_clock SET paused_at = ? {_WHERE}", now, ticket.id)
    elif action == "reopen":
        _start_again(ticket.id, now)
    elif action in _RUNS_ON:
        _run_on(ticket.id, now)
    if action in ("finish", "enter") or (action == "close" and ticket.state == "new"):
        db.run(f"UPDATE sla_clock SET met_at = ?, breached = due_at < ? {_WHERE}", now, now, ticket.id)


def _run_on(ticket_id: int, now: int) -> None:
    stood = paused(ticket_id, now)
    db.run(
        f"UPDATE sla_clock SET paused_at = NULL, paused_s = paused_s + ?, due_at = due_at + ? {_WHERE}",
        stood // clock.SECOND,
        stood,
        ticket_id,
    )


def _start_again(ticket_id: int, now: int) -> None:
    hours = limit(life.URGENT)
    SlaClock.update(
        start_at=now,
        due_at=now + hours * clock.HOUR,
        paused_at=None,
        paused_s=0,
        met_at=None,
        breached=False,
        why={"from": now, "hours": hours, "again": True},
    ).where((SlaClock.ticket_id == ticket_id) & (SlaClock.goal == "finish")).execute()
