"""The plan of call-backs at work: saved as a version, and asked about each finished ticket."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, Feedback, Ticket
from heat.queries import callback_plan as queries
from heat.queries import ticket_kinds
from heat.rules import callbacks as rules
from heat.rules.permissions import Actor
from heat.services import audit, designs


def save(by: Actor, form: Mapping[str, Any]) -> int:
    """Make what a form says the plan in force, as a version of its own; its number. Refused with what cannot be.

    What was decided about tickets before stays as it was decided.
    """
    shown = [kind.code for kind in ticket_kinds.offered("desk")]
    body = rules.told(form, shown)
    with db.writing():
        db.chain_lock("design")
        before = designs.current("rule", "callback")
        for part in ("shares", "scripts"):  # a sort that is not offered today keeps what was decided about it
            body[part] |= {kind: said for kind, said in before.body.get(part, {}).items() if kind not in shown}
        if before.body == body:
            return int(before.version)
        row = {"design_id": before.design_id, "version": before.version + 1, "body": body, "by_id": by.id}
        made = DesignVersion.insert(row, published_at=clock.now()).execute()
        Design.update(current_id=made).where(Design.id == before.design_id).execute()
        audit.record(by, "callback.planned", "design", before.design_id, after={"version": before.version + 1})
    return int(before.version) + 1


def entered(ticket: Ticket) -> None:
    """The work on a ticket is done: decide whether it is called about and write down why, in the act's transaction.

    One that is left out has no clock for the call: it closes by itself after some days.
    """
    now, in_force = clock.now(), queries.current()
    sampled, why = rules.drawn(in_force.plan, queries.case(ticket))
    columns = {"sampled": sampled, "why": why, "script_id": in_force.version_id}
    columns["next_at"] = None if sampled else now + in_force.plan.days * clock.DAY
    row_id = open_row(ticket.id)
    Feedback.update(**columns).where(Feedback.id == row_id).execute()
    if not sampled:
        db.run("DELETE FROM sla_clock WHERE ticket_id = ? AND goal = 'call_back' AND met_at IS NULL", ticket.id)


def open_row(ticket_id: int) -> int:
    """The open row of a ticket's call-back, made when there is none; its id. Inside the caller's transaction."""
    found = db.value("SELECT id FROM feedback WHERE ticket_id = ? AND done_at IS NULL ORDER BY id LIMIT 1", ticket_id)
    if found:
        return int(found)
    # a reopened ticket is asked again, perhaps on the same day: the round keeps the rows apart
    round_no = db.value("SELECT count(*) FROM feedback WHERE ticket_id = ?", ticket_id)
    row = {"ticket_id": ticket_id, "via": f"call-{round_no + 1}", "due_on": clock.today()}
    return int(Feedback.insert(row).execute())


def draw_in(ticket_id: int, why: str) -> None:
    """Something was heard about a ticket that was left out: it is called about after all."""
    Feedback.update(sampled=True, why=why, next_at=None).where(
        (Feedback.ticket_id == ticket_id) & Feedback.done_at.is_null() & Feedback.why.in_(rules.NOT_CALLED)
    ).execute()
