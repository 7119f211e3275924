"""Full phone numbers: shown one at a time, each time with a line in the audit."""

from __future__ import annotations

from heat import db
from heat.queries import callers
from heat.rules import masking
from heat.rules.permissions import Actor
from heat.services import audit, tickets
from heat.words import N_, Missing, Say


def of_ticket(by: Actor, ticket_id: int) -> str:
    """The number to reach the household of a ticket under; noted. Missing when the ticket has none."""
    ticket = tickets.find(by, ticket_id)
    number = ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), "")
    if not number:
        raise Missing(Say(N_("这张工单没有登记电话")))
    with db.writing():
        audit.record(by, "phone.revealed", "ticket", ticket_id, after={"phone": masking.phone(number)})
    return str(number)
