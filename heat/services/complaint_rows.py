"""What a ticket's own acts owe a complaint: its row at intake, and the parts without which it does not go on."""

from __future__ import annotations

from collections.abc import Iterable

from heat import clock, db
from heat.models import Complaint, Staff, Ticket
from heat.queries import complaints as queries
from heat.rules import complaints as rules
from heat.rules.complaints import Matter
from heat.rules.permissions import Actor
from heat.services import sessions
from heat.words import N_, Refused, Say


def opened(ticket: Ticket, category: str) -> None:
    """The row of a new complaint, with the earlier one it repeats; inside the intake's transaction."""
    again = queries.earlier_of_matter(ticket.id, ticket.household_id, ticket.phone, Matter(ticket.summary, category))
    Complaint.insert(ticket_id=ticket.id, repeat_of_id=again).execute()


def may_step(by: Actor, ticket: Ticket, action: str, phase: str) -> None:
    """Refused when a step of a complaint would skip a part of it, or is taken by whom it is about; else nothing.

    Asked inside the act's own transaction. Any other ticket costs one query along a key.
    """
    found = queries.one(ticket.id)
    if found is None:
        return
    barred = queries.barred(ticket.id)
    rules.must_not_be(by.id if by.kind == "staff" else None, barred)
    rules.may_go(found.standing, action, done=phase == "done")
    if action == "reopen":  # found, done and answered anew; what was written stays to be read
        Complaint.update(judged_at=None, measured_at=None, answered_at=None).where(
            Complaint.ticket_id == ticket.id
        ).execute()


def may_be_given(ticket: Ticket, told: dict[str, object]) -> None:
    """Refused when any act names somebody for a complaint who may not have it; one query for any other ticket."""
    if (who := told.get("assignee")) and queries.one(ticket.id) is not None:
        _may_take(int(str(who)), queries.barred(ticket.id))


def _may_take(staff_id: int, barred: Iterable[int]) -> None:
    name = db.value("SELECT name FROM staff WHERE id = ?", staff_id) or ""
    if staff_id in barred:
        raise Refused(Say(N_("{name}是被投诉人，按回避规定不能办理这张投诉"), name=name))
    actor = sessions.staff_actor(staff_id)
    if actor is None or not actor.may("complaint.view"):
        raise Refused(Say(N_("{name}没有查看投诉的权限，请选别人，或请管理员分配岗位"), name=name))


def forgotten(ticket_id: int, staff_id: int) -> None:
    """Take from somebody's inbox what stands there of a complaint about him."""
    db.run(
        "UPDATE inbox_item SET done_at = ? WHERE staff_id = ? AND subject = 'ticket' AND subject_id = ? "
        "AND done_at IS NULL",
        clock.now(),
        staff_id,
        ticket_id,
    )


def named(staff_id: int | None) -> int | None:
    """A member of staff a complaint may name, by id; Refused for nobody of ours."""
    if not staff_id:
        return None
    if Staff.get_or_none(Staff.id == staff_id) is None:
        raise Refused(Say(N_("没有这位员工，请重新选择")))
    return staff_id
