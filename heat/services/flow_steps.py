"""The visits of a ticket to the steps of its flow: who gets a step, until when, who signs beside it, who confirms."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from heat import clock, db, settings
from heat.models import Ticket, TicketStep
from heat.queries import callers, complaints, dispatch, flow_owners, flow_steps, office
from heat.queries.flow_owners import Owner
from heat.rules.flows import State
from heat.rules.permissions import ROLE, Actor
from heat.services import arrivals, designs, flow_clock, journal, one_time, outbox
from heat.words import N_, Refused, Say

LINK, LINK_LIVES = "step", 60 * clock.DAY


def entered(by: Actor, ticket: Ticket, state: State, *, taken: bool = False, resumed: bool = False) -> int:
    """The ticket as it stands now has come to a step: who has it, and until when; the visit's id.

    A household that has to confirm is sent its link; staff are told, but not of what is only taken up again.
    """
    owner = _drawn(ticket, state) if state.owner else _holder(ticket)
    now = clock.now()
    due = now + state.silent * clock.DAY if owner.kind == "household" and state.silent else None
    due = due or flow_clock.due_at(now, state.limit) or (None if state.owner else ticket.due_at)
    step_id = _visit(ticket.id, state.code, owner, flow_steps.WORK, due)
    if state.owner_kind == "area" and owner.kind == "team":
        db.run("UPDATE ticket SET team_id = ?, assignee_id = NULL WHERE id = ?", owner.id, ticket.id)
    if owner.kind == "household":
        _send_link(ticket, state, step_id)
    elif not resumed:
        arrivals.tell(by, ticket, state, step_id, taken=taken)
    return step_id


def _drawn(ticket: Ticket, state: State) -> Owner:
    """Whom the flow names for a step; the leaders when that is whom a complaint is about, so that it still goes on.

    The managers where there is no other leader.
    """
    owner = flow_owners.owner(state.owner, ticket)
    if owner.kind != "staff" or owner.id not in (barred := complaints.barred(ticket.id)):
        return owner
    name, role = db.value("SELECT name FROM staff WHERE id = ?", owner.id), flow_owners.others(barred)
    why = Say(N_("{name}是被投诉人，按回避规定转给{role}岗位"), name=name, role=ROLE[role].name)
    return Owner("role", code=role, why=why)


def _holder(ticket: Ticket) -> Owner:
    kind = "staff" if ticket.assignee_id else "team" if ticket.team_id else "role"
    return Owner(kind, ticket.assignee_id or ticket.team_id)


def _visit(ticket_id: int, node: str, owner: Owner, part: str, due: int | None) -> int:
    made = TicketStep.insert(
        ticket_id=ticket_id,
        node=node,
        owner_kind=owner.kind,
        owner_id=owner.id,
        owner_code=owner.code,
        part=part,
        note=str(owner.why) if owner.why else None,
        entered_at=clock.now(),
        due_at=due,
    ).execute()
    return int(made)


def left(ticket: Ticket, nodes: Collection[str]) -> None:
    """The ticket has left these steps, with everybody who was still to sign there."""
    marks = ",".join("?" * len(nodes))
    found = db.rows(
        f"UPDATE ticket_step SET left_at = ? WHERE ticket_id = ? AND node IN ({marks}) AND left_at IS NULL "
        "RETURNING id",
        clock.now(),
        ticket.id,
        *nodes,
    )
    arrivals.settled(ticket.id, [step_id for (step_id,) in found])


def handed_over(by: Actor, ticket: Ticket, state: State, told: dict[str, Any]) -> None:
    """Give a live step to another person or team, with the time it had left."""
    owner = _given(by, told)
    found = db.rows(
        "UPDATE ticket_step SET left_at = ? WHERE ticket_id = ? AND node = ? AND part = 'work' AND left_at IS NULL "
        "RETURNING id, due_at",
        clock.now(),
        ticket.id,
        state.code,
    )
    arrivals.settled(ticket.id, [step_id for step_id, _due in found])
    step_id = _visit(ticket.id, state.code, owner, flow_steps.WORK, found[0][1] if found else None)
    arrivals.tell(by, ticket, state, step_id)


def _given(by: Actor, told: dict[str, Any]) -> Owner:
    dispatch.assignee(by, told.get("team"), told.get("assignee"))
    if told.get("assignee"):
        owner = flow_owners.person(int(told["assignee"]))
        if owner.why:
            raise Refused(owner.why)
        return owner
    return Owner("team", int(told["team"]))


def asked_to_sign(by: Actor, ticket: Ticket, state: State, staff_id: int) -> None:
    """Ask one more person to sign before the step goes on; Refused when they were asked already, or for a stranger."""
    dispatch.must_work_with(by, staff_id)
    owner = flow_owners.person(staff_id)
    if owner.why:
        raise Refused(owner.why)
    asked = [one for one in flow_steps.live(ticket.id) if one.part == flow_steps.SIGN and one.node == state.code]
    if staff_id in {one.owner_id for one in asked}:
        raise Refused(Say(N_("已经请这个人会签了")))
    step_id = _visit(ticket.id, state.code, owner, flow_steps.SIGN, flow_clock.due_at(clock.now(), state.limit))
    arrivals.tell(by, ticket, state, step_id)


def signed(by: Actor, ticket: Ticket, state: State) -> None:
    """This person has signed."""
    found = db.rows(
        "UPDATE ticket_step SET left_at = ? WHERE ticket_id = ? AND node = ? AND part = 'sign' AND owner_id = ? "
        "AND left_at IS NULL RETURNING id",
        clock.now(),
        ticket.id,
        state.code,
        by.id,
    )
    arrivals.settled(ticket.id, [step_id for (step_id,) in found])


def _send_link(ticket: Ticket, state: State, step_id: int) -> None:
    """Write the household a one-time link; without a phone the hall and the counter are the way."""
    phone = ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), "")
    if not phone:
        return
    token = one_time.keep(LINK, LINK_LIVES, "ticket_step", step_id)
    link = f"{settings.base_url()}/p/step/{token}"
    wait = f" {state.silent} 天内没有回应视为确认。" if state.silent else ""
    text = f"【{office.setting('company.name')}】工单 {ticket.number} 请您{state.name}：{link}{wait}"
    outbox.write(f"step:{step_id}", phone, text, household_id=ticket.household_id)


def of_link(token: str) -> tuple[int, str] | None:
    """The ticket and step a one-time link opens, None when it is unknown, over, or the step is done."""
    found = db.row(
        "SELECT p.ticket_id, p.node FROM secret s JOIN ticket_step p ON p.id = s.subject_id "
        "WHERE s.purpose = ? AND s.secret_hash = ? AND s.expires_at > ? AND p.left_at IS NULL",
        LINK,
        one_time.digest(token),
        clock.now(),
    )
    return (int(found[0]), str(found[1])) if found else None


def given_up(by: Actor, staff_id: int) -> int:
    """Hand everything a person has to the leader of their team, and say so on each ticket; how many steps.

    A complaint goes past a leader it is about, to the next one or the managers. Inside the transaction in which the
    person leaves.
    """
    mine = flow_owners.held_by(staff_id)
    for step_id, ticket_id, node in mine:
        ticket, owner = Ticket.get_by_id(ticket_id), flow_owners.person(staff_id, complaints.barred(ticket_id))
        TicketStep.update(owner_kind=owner.kind, owner_id=owner.id, owner_code=owner.code, note=str(owner.why)).where(
            TicketStep.id == step_id
        ).execute()
        arrivals.settled(ticket_id, [step_id])
        db.run(
            "UPDATE ticket SET assignee_id = ?, version = version + 1 WHERE id = ? AND assignee_id = ?",
            owner.id,
            ticket_id,
            staff_id,
        )
        db.run("UPDATE ticket SET version = version + 1 WHERE id = ? AND version = ?", ticket_id, ticket.version)
        journal.moved(by, ticket, "handed", ticket.state, {"reason": str(owner.why)}, source=node)
        if state := designs.flow(ticket.flow_version_id).states.get(node):
            arrivals.tell(by, ticket, state, step_id)
    return len(mine)
