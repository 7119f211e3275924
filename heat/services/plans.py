"""Visits that are agreed for a day and hour (约时间): the plan of the week, before anybody has set out."""

from __future__ import annotations

from heat import clock, db
from heat.models import Ticket, Visit
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say


def put(by: Actor, ticket: Ticket, at: int, staff_id: int | None = None) -> None:
    """Agree on an hour for the visit that is to come, inside the caller's transaction; the open visit keeps its number.

    Refused without a technician or for an hour that has gone.
    """
    who = staff_id or ticket.assignee_id
    if who is None:
        raise Refused(Say(N_("请先派给维修工，再约上门时间")))
    if at < clock.now() - clock.HOUR:
        raise Refused(Say(N_("上门时间已经过去，请重新选择")))
    found = db.value("SELECT id FROM visit WHERE ticket_id = ? AND left_at IS NULL ORDER BY no DESC LIMIT 1", ticket.id)
    if found:
        Visit.update(planned_at=at, staff_id=who).where(Visit.id == found).execute()
        return
    no = db.value("SELECT coalesce(max(no), 0) + 1 FROM visit WHERE ticket_id = ?", ticket.id)
    Visit.insert(ticket_id=ticket.id, no=no, staff_id=who, planned_at=at).execute()


def drop(ticket_id: int) -> None:
    """Forget a plan nobody has set out for, inside the caller's transaction: the ticket goes to somebody else."""
    db.run(
        "DELETE FROM visit WHERE ticket_id = ? AND left_at IS NULL AND accepted_at IS NULL AND arrived_at IS NULL",
        ticket_id,
    )
