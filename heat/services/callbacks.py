"""Calling back (回访): asked after every repair, tried again when nobody answers, reopened when it did not help."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Feedback, Ticket
from heat.rules import tickets as life
from heat.rules.permissions import Actor
from heat.services import audit, designs, tickets
from heat.words import N_, Refused, Say

AGAIN_AFTER = 2 * clock.HOUR
TRIES = 3  # after so many calls without an answer the ticket is closed as not reached


def answered(
    by: Actor, ticket_id: int, *, solved: bool, level: int, text: str = "", version: int | None = None
) -> Ticket:
    """Write down what the household said. Solved closes the ticket, unsolved reopens it as urgent.

    Whoever was not content or has no heat is asked why: without their words the call is Refused.
    """
    if level not in life.SATISFACTION:
        raise Refused(Say(N_("请选择满意度")))
    words = life.TOLD["text"].read(text.strip()) or ""
    if not words and (not solved or level <= life.DISCONTENT):
        raise Refused(Say(N_("没有解决或不满意时，请写下用户说的原因")))
    with db.writing():
        said: dict[str, Any] = {"text": words, "level": level, "solved": solved}
        if solved:
            tickets.move(by, ticket_id, "close", said | {"result": "solved"}, version=version)
        else:
            tickets.move(by, ticket_id, "reopen", said | {"reason": words[:200]}, version=version)
        _write(by, ticket_id, level=level, text=words[:500], answers={"solved": solved}, done_at=clock.now())
        audit.record(by, "ticket.rated", "ticket", ticket_id, after={"level": level, "solved": solved})
    return Ticket.get_by_id(ticket_id)


def not_reached(by: Actor, ticket_id: int, *, version: int | None = None) -> Ticket:
    """Nobody answered: called again in two hours; after the third time the ticket is closed as not reached."""
    ticket = tickets.find(by, ticket_id)
    designs.flow(ticket.flow_version_id).step(ticket.state, "close")
    with db.writing():
        tries = 1 + (
            db.value("SELECT max(tries) FROM feedback WHERE ticket_id = ? AND done_at IS NULL", ticket_id) or 0
        )
        last = tries >= TRIES
        _write(
            by,
            ticket_id,
            tries=tries,
            next_at=None if last else clock.now() + AGAIN_AFTER,
            done_at=clock.now() if last else None,
        )
        if last:
            return tickets.move(by, ticket_id, "close", {"result": "not_reached"}, version=version)
        tickets.move(by, ticket_id, "note", {"text": f"回访未接通（第 {tries} 次）"}, version=version)
    return Ticket.get_by_id(ticket.id)


def _write(by: Actor, ticket_id: int, **columns: Any) -> None:
    open_id = db.value("SELECT id FROM feedback WHERE ticket_id = ? AND done_at IS NULL ORDER BY id LIMIT 1", ticket_id)
    who = by.id if by.kind == "staff" else None
    if open_id:
        Feedback.update(staff_id=who, **columns).where(Feedback.id == open_id).execute()
        return
    round_no = db.value("SELECT count(*) FROM feedback WHERE ticket_id = ?", ticket_id)
    # a reopened ticket is asked again, perhaps on the same day: the round keeps the rows apart
    Feedback.insert(
        ticket_id=ticket_id, via=f"call-{round_no + 1}", due_on=clock.today(), staff_id=who, **columns
    ).execute()
