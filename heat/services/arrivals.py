"""Who hears that a drawn step has come to them: told once by the inbox, and taken off it when the step is left."""

from __future__ import annotations

from collections.abc import Iterable

from heat.models import Ticket, TicketStep
from heat.queries import flow_steps
from heat.rules.flows import HELD, State
from heat.rules.permissions import Actor
from heat.services import breaches, inbox, sessions


def tell(by: Actor, ticket: Ticket, state: State, step_id: int, *, taken: bool = False) -> int:
    """Tell everybody who may take the step that it waits for them, but not whoever brought it there; how many.

    Inside the act's transaction; some queries for each who might. Steps that name no owner stand on board and phone
    already, a household gets its link, a step put off waits for nobody. A ticket just `taken` by one of those who may
    go on with it is told to none of them: it is in hand. Where nobody may take it, the administrators hear so.
    """
    step = TicketStep.get_by_id(step_id)
    if state.code.startswith(HELD) or (not state.owner and step.part == flow_steps.WORK):
        return 0
    people = [one for one in _of(step) if _waits(one, step_id)]
    if taken and by.id in people:
        return 0
    says = "等您办理" if people else "没有人能办，请安排"
    people = people or breaches.readers(ticket.id, breaches.holding("admin"))
    others = [one for one in people if by.kind != "staff" or one != by.id]
    text = f"{ticket.number} 到了“{state.name}”，{says}：{(ticket.summary or '')[:60]}"
    return inbox.tell(others, _kind(step_id), "ticket", ticket.id, text, due_at=step.due_at)


def settled(ticket_id: int, step_ids: Iterable[int]) -> None:
    """These steps are left: nobody is told of them any longer. One statement along an index."""
    inbox.settled("ticket", ticket_id, [_kind(one) for one in step_ids])


def _kind(step_id: int) -> str:
    """One line for each visit, so that a step entered again is told again."""
    return f"step.arrived:{step_id}"


def _of(step: TicketStep) -> list[int]:
    """Who has a step today: the person, the people of the team, the holders of the role."""
    if step.owner_kind == "staff":
        return [int(step.owner_id or 0)]
    if step.owner_kind == "team":
        return breaches.members(int(step.owner_id or 0))
    return breaches.holding(step.owner_code) if step.owner_code else []


def _waits(staff_id: int, step_id: int) -> bool:
    actor = sessions.staff_actor(staff_id)
    return actor is not None and flow_steps.waits_for(actor, step_id)
