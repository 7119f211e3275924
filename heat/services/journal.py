"""What is written down about an act on a ticket: the move, the step it enters, the line on the timeline."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Contact, Ticket, TicketMove, TicketStep
from heat.rules.permissions import Actor


def moved(
    by: Actor, ticket: Ticket, action: str, to: str, data: dict[str, Any] | None = None, once_key: str | None = None
) -> None:
    """The append-only line of one act on a ticket as it stood before, inside the act's own transaction."""
    data = data or {}
    seq = db.value("SELECT coalesce(max(seq), 0) + 1 FROM ticket_move WHERE ticket_id = ?", ticket.id)
    TicketMove.insert(
        ticket_id=ticket.id,
        seq=seq,
        action=action,
        from_state=ticket.state if seq > 1 else "",
        to_state=to,
        by_id=_staff(by),
        by_kind=by.kind,
        at=clock.now(),
        reason=data.get("reason"),
        data=data or None,
        once_key=once_key,
    ).execute()


def done(once_key: str | None) -> int | None:
    """The ticket on which the act with this key was done already, None when it was not."""
    found = db.value("SELECT ticket_id FROM ticket_move WHERE once_key = ?", once_key) if once_key else None
    return int(found) if found else None


def entered(ticket: Ticket, node: str) -> None:
    """The ticket as it stands now has come to a step of its flow: who has it, and until when."""
    kind = "staff" if ticket.assignee_id else "team" if ticket.team_id else "role"
    TicketStep.insert(
        ticket_id=ticket.id,
        node=node,
        owner_kind=kind,
        owner_id=ticket.assignee_id or ticket.team_id,
        entered_at=clock.now(),
        due_at=ticket.due_at,
    ).execute()


def left(ticket: Ticket) -> None:
    """The ticket has left the step it was in."""
    db.run("UPDATE ticket_step SET left_at = ? WHERE ticket_id = ? AND left_at IS NULL", clock.now(), ticket.id)


def told(by: Actor, ticket: Ticket, household_id: int | None, kind: str, direction: str, text: str) -> None:
    """One line on the household's timeline; nothing for a public place."""
    if household_id is None:
        return
    Contact.insert(
        household_id=household_id,
        party_id=ticket.party_id if household_id == ticket.household_id else None,
        at=clock.now(),
        kind=kind,
        direction=direction,
        text=text,
        by_id=_staff(by),
        subject="ticket",
        subject_id=ticket.id,
    ).execute()


def _staff(by: Actor) -> int | None:
    return by.id if by.kind == "staff" else None
