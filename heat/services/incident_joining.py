"""How a ticket comes to belong to an incident: at its intake, or when the incident is declared after it."""

from __future__ import annotations

from typing import Any

from heat import db
from heat.models import Ticket
from heat.queries import incidents as queries
from heat.rules import incidents as rules
from heat.rules.permissions import Actor
from heat.services import audit


def at_intake(by: Actor, ticket: Ticket) -> dict[str, Any] | None:
    """What a hold tells of a ticket that was just taken from a household without heat; None for all others.

    Such a ticket is not dispatched: it waits until the heat is back, and is then called about.
    """
    touched = queries.of_household(ticket.household_id) if ticket.household_id else None
    kind = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    if touched is None or not rules.takes(touched.kind, kind):
        return None
    join(by, ticket.id, touched.id, touched.number)
    return {"reason": rules.HELD}


def join(by: Actor, ticket_id: int, incident_id: int, number: str) -> None:
    """Let a ticket belong to an incident; where it stands in its process does not change by that."""
    with db.writing():
        db.run("UPDATE ticket SET incident_id = ? WHERE id = ?", incident_id, ticket_id)
        audit.record(by, "incident.joined", "ticket", ticket_id, after={"number": number})
