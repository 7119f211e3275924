"""What is written down about an act on a ticket: the move, the step it enters, the line on the timeline."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Contact, Ticket, TicketMove
from heat.rules.permissions import Actor
from heat.words import N_, Moved, Say


def moved(
    by: Actor,
    ticket: Ticket,
    action: str,
    to: str,
    data: dict[str, Any] | None = None,
    once_key: str | None = None,
    *,
    source: str = "",
) -> None:
    """The append-only line of one act on a ticket as it stood before, inside the act's own transaction.

    `source` is the step of a parallel part that was left, where the ticket's own state says only the part.
    """
    data = data or {}
    seq = db.value("SELECT coalesce(max(seq), 0) + 1 FROM ticket_move WHERE ticket_id = ?", ticket.id)
    TicketMove.insert(
        ticket_id=ticket.id,
        seq=seq,
        action=action,
        from_state=(source or ticket.state) if seq > 1 else "",
        to_state=to,
        by_id=_staff(by),
        by_kind=by.kind,
        at=clock.now(),
        reason=data.get("reason"),
        data=data or None,
        once_key=once_key,
    ).execute()


class Ours(str):
    """A key that the program has made for what it does once: no form can send one, whatever is written in it."""


def beside(once_key: str, part: str) -> str:
    """The key of one of several things that a form does; '' for a form without a key, which is taken each time."""
    return f"{once_key}{part}" if once_key else ""


def key(act: str, once_key: str) -> str | None:
    """The key under which an act is done once; None for a form without one, or with one nobody of ours wrote.

    A form's key is of letters and digits alone; the program's own begin with a sign that none of these has, so that
    nobody can take, say, the key of tomorrow's patrol for a ticket of today.
    """
    if isinstance(once_key, Ours):
        return f"{act}:@{once_key}"
    return f"{act}:{once_key[:64]}" if once_key.isalnum() else None


def done(once_key: str | None) -> int | None:
    """The ticket on which the act with this key was done already, None when it was not."""
    found = db.value("SELECT ticket_id FROM ticket_move WHERE once_key = ?", once_key) if once_key else None
    return int(found) if found else None


def faster(ticket: Ticket) -> Moved:
    """What the second of two people is told: who moved the ticket, and when."""
    last = db.row(
        "SELECT s.name, m.at FROM ticket_move m LEFT JOIN staff s ON s.id = m.by_id WHERE m.ticket_id = ? "
        "ORDER BY m.seq DESC LIMIT 1",
        ticket.id,
    )
    who, when = (last[0] or "系统", f"{clock.local(last[1]):%H:%M}") if last else ("系统", "")
    words = {"number": ticket.number, "who": who, "when": when}
    return Moved(Say(N_("工单 {number} 刚被{who}改过（{when}），页面已更新，请看过再操作"), **words))


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
