"""Calling back (回访): asked after every repair, tried again when nobody answers, reopened when it did not help."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

from heat import clock, db
from heat.models import Feedback, Ticket
from heat.queries import callback_plan as plans
from heat.rules import callbacks as rules
from heat.rules import tickets as life
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit, callback_plan, designs, flow_moves, tickets
from heat.words import N_, Refused, Say

log = logging.getLogger("heat.callbacks")
RESULT = {"left": "not_sampled", "nobody": "nobody"}  # of a ticket that was not called about


def answered(
    by: Actor, ticket_id: int, *, solved: bool, level: int, text: str = "", version: int | None = None
) -> Ticket:
    """Write down what the household said. Solved closes the ticket, unsolved reopens it as urgent.

    Whoever was not content or has no heat is asked why: without their words the call is Refused. So is a call by
    somebody who did the work himself.
    """
    own = _must_be_another(by, ticket_id)
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
        said_too = {"solved": solved, "asked": _asked(ticket_id)} | ({"own": True} if own else {})
        _write(by, ticket_id, level=level, text=words[:500], answers=said_too, done_at=clock.now())
        audit.record(by, "ticket.rated", "ticket", ticket_id, after={"level": level, "solved": solved})
    return Ticket.get_by_id(ticket_id)


def not_reached(by: Actor, ticket_id: int, *, version: int | None = None) -> Ticket:
    """Nobody answered: called again after the hours of the plan; its last try closes the ticket as not reached."""
    _must_be_another(by, ticket_id)
    ticket, plan = tickets.find(by, ticket_id), plans.current().plan
    designs.flow(ticket.flow_version_id).step(ticket.state, "close")
    with db.writing():
        tries = 1 + (
            db.value("SELECT max(tries) FROM feedback WHERE ticket_id = ? AND done_at IS NULL", ticket_id) or 0
        )
        last = tries >= plan.tries
        _write(
            by,
            ticket_id,
            tries=tries,
            next_at=None if last else clock.now() + plan.again * clock.HOUR,
            done_at=clock.now() if last else None,
        )
        if last:
            return tickets.move(by, ticket_id, "close", {"result": "not_reached"}, version=version)
        tickets.move(by, ticket_id, "note", {"text": f"回访未接通（第 {tries} 次）"}, version=version)
    return Ticket.get_by_id(ticket.id)


def _must_be_another(by: Actor, ticket_id: int) -> bool:
    """Whether they did the work themselves and may call all the same: who reads the figures may want to know."""
    if by.kind != "staff":
        return False
    workers = plans.workers(ticket_id)
    rules.must_be_another(by.id, workers, plans.callers(by))
    return by.id in workers


def _asked(ticket_id: int) -> str:
    """The question that was put, in the words of the script the call was made by."""
    found = db.row(
        "SELECT f.script_id, k.code FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "LEFT JOIN feedback f ON f.ticket_id = t.id AND f.done_at IS NULL WHERE t.id = ? LIMIT 1",
        ticket_id,
    )
    version_id, kind = found or (None, "")
    plan = plans.plan(version_id) if version_id else plans.current().plan
    return plan.script(kind)["ask"]


def _write(by: Actor, ticket_id: int, **columns: Any) -> None:
    who = by.id if by.kind == "staff" else None
    Feedback.update(staff_id=who, **columns).where(Feedback.id == callback_plan.open_row(ticket_id)).execute()


def settle() -> int:
    """Close what was left out and has waited its days, a portion a time; how many. Safe to run twice.

    One that will not close (a child is open) is called about instead, so that it is not forgotten.
    """
    found = db.rows(
        "SELECT f.id, f.ticket_id, f.why FROM feedback f "
        "WHERE f.done_at IS NULL AND f.why IN ('left', 'nobody') AND f.next_at <= ? "
        "ORDER BY f.next_at, f.id LIMIT 50",
        clock.now(),
    )
    return sum(_close(*row) for row in found)


def _close(row_id: int, ticket_id: int, why: str) -> bool:
    ticket = Ticket.get_by_id(ticket_id)
    by = replace(SYSTEM, permissions=frozenset({"ticket.call-back"}))
    with db.writing():
        if ticket.state not in designs.flow(ticket.flow_version_id).called_back:
            Feedback.update(done_at=clock.now()).where(Feedback.id == row_id).execute()
            return False
        try:
            flow_moves.make(by, ticket, "close", {"result": RESULT[why]})
        except Refused as problem:
            log.warning("ticket %s was left out and does not close: %s", ticket.number, problem.say)
            callback_plan.draw_in(ticket_id, "drawn")
            return False
        Feedback.update(done_at=clock.now(), next_at=None).where(Feedback.id == row_id).execute()
    return True
