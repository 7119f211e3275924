"""What some acts do to a ticket beyond moving it: reassign, urge, escalate, plan, merge, parent and child."""

from __future__ import annotations

from typing import Any

from heat import db
from heat.models import Ticket, TicketLink
from heat.queries import callback_plan, dispatch, flow_bodies, ticket_kinds, visible
from heat.rules import callbacks, flows, incidents
from heat.rules import tickets as life
from heat.rules.calendar import instant
from heat.rules.permissions import Actor
from heat.services import (
    breaches,
    complaint_rows,
    deadlines,
    inbox,
    inspection_acts,
    journal,
    patrol_acts,
    plans,
    valve_acts,
)
from heat.words import N_, Refused, Say


def changes(by: Actor, ticket: Ticket, action: str, told: dict[str, Any]) -> dict[str, Any]:
    """The columns of the ticket that such an act changes; Refused or Missing when it cannot be done.

    Clocks that an escalation moves are written here already, inside the caller's transaction.
    """
    if action == "reassign":
        return dispatch.assignee(by, told.get("team"), told.get("assignee"))
    if action == "escalate":
        return deadlines.raised(ticket)
    if action == "ease":
        return _eased(ticket)
    if action == "attach":
        return {"parent_id": _parent(by, ticket, told["into"]).id}
    if action == "detach":
        if ticket.parent_id is None:
            raise Refused(Say(N_("工单 {number} 没有挂在父工单下"), number=ticket.number))
        return {"parent_id": None}
    return {}


def follow(by: Actor, ticket: Ticket, action: str, phase: str, told: dict[str, Any]) -> None:
    """What else such an act does, with the ticket as it was before it, inside the act's own transaction."""
    complaint_rows.may_step(by, ticket, action, phase)
    if action == "close" and by.kind == "staff" and ticket.state in flow_bodies.called_back(ticket.flow_version_id):
        callbacks.must_be_another(by.id, callback_plan.workers(ticket.id), callback_plan.callers(by))
    if phase not in flows.OPEN_PHASES and action != "merge":
        _children_must_be_done(ticket)
    valve_acts.follow(by, ticket, action, phase, told)
    patrol_acts.follow(by, ticket, action, phase, told)
    inspection_acts.follow(by, ticket, action, phase, told)
    if action in _ENDS_PLANS:
        plans.drop(ticket.id)
    if action in _FOLLOW:
        _FOLLOW[action](by, ticket, told)


_ENDS_PLANS = ("assign", "reassign", "return", "cancel", "merge", "close")


def _eased(ticket: Ticket) -> dict[str, Any]:
    code = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    kind = ticket_kinds.of(code)
    if ticket.priority != life.URGENT:
        raise Refused(Say(N_("工单 {number} 已经是普通工单"), number=ticket.number))
    if kind and life.priority_of(code, urgent=kind.urgent) == life.URGENT:
        raise Refused(Say(N_("{kind}一律按紧急处理，不能降为普通"), kind=kind.name))
    return deadlines.eased(ticket)


def _held(_by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    if told.get("reason") not in (*template.words("holds"), incidents.HELD):
        raise Refused(Say(N_("请从列表里选择挂起的原因")))


def _urged(_by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    text = f"{ticket.number} 第 {ticket.urged + 1} 次催办：{told.get('text') or ticket.summary[:40]}"
    people = [ticket.assignee_id] if ticket.assignee_id else []
    told_to = breaches.readers(ticket.id, [*people, *breaches.leaders(ticket.team_id)])
    inbox.tell(told_to, "urged", "ticket", ticket.id, text, due_at=ticket.due_at)


def _escalated(by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    text = f"{ticket.number} 升级：{told['reason']}"
    people = breaches.readers(ticket.id, [*breaches.leaders(ticket.team_id), *breaches.holding("manager")])
    inbox.tell([one for one in people if one != by.id], "escalated", "ticket", ticket.id, text, due_at=ticket.due_at)


def _planned(by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    plans.put(by, ticket, instant(told["planned"]))


def _merged(by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    """The kept ticket counts one more caller and says what came into it; children go to it as well."""
    kept = _other(by, ticket, told["into"])
    if kept.parent_id == ticket.id:
        raise Refused(Say(N_("{number} 是它的子工单，不能并到子工单里"), number=kept.number))
    TicketLink.insert(ticket_id=ticket.id, other_id=kept.id, kind="merged").execute()
    db.run("UPDATE ticket SET parent_id = ? WHERE parent_id = ?", kept.parent_id or kept.id, ticket.id)
    db.run("UPDATE ticket SET urged = urged + 1, version = version + 1 WHERE id = ?", kept.id)
    journal.moved(by, kept, "merged-in", kept.state, {"number": ticket.number, "text": ticket.summary})
    journal.told(by, kept, ticket.household_id, "ticket", "internal", f"并入 {kept.number}")


def _other(by: Actor, ticket: Ticket, number: str) -> Ticket:
    """The other ticket that was named, open and within this person's sight."""
    scope = visible.tickets(by)
    found = db.value(f"SELECT t.id FROM ticket t WHERE t.number = ? AND {scope.sql}", number.upper(), *scope.values)
    if found is None:
        raise Refused(Say(N_("没有工单 {number}，请核对号码"), number=number))
    other: Ticket = Ticket.get_by_id(found)
    if other.id == ticket.id:
        raise Refused(Say(N_("{number} 就是这张工单，请填另一张的号码"), number=other.number))
    if other.phase not in flows.OPEN_PHASES:
        raise Refused(Say(N_("工单 {number} 已经结束，请填一张还在办的"), number=other.number))
    return other


def _parent(by: Actor, ticket: Ticket, number: str) -> Ticket:
    parent = _other(by, ticket, number)
    if parent.parent_id is not None:
        raise Refused(Say(N_("工单 {number} 自己是子工单，不能再挂子工单"), number=parent.number))
    if db.row("SELECT 1 FROM ticket WHERE parent_id = ? LIMIT 1", ticket.id):
        raise Refused(Say(N_("工单 {number} 自己有子工单，不能挂到别的工单下"), number=ticket.number))
    return parent


def _children_must_be_done(ticket: Ticket) -> None:
    open_ones = db.rows(
        "SELECT number FROM ticket WHERE parent_id = ? AND closed_at IS NULL ORDER BY id LIMIT 4", ticket.id
    )
    if open_ones:
        numbers = "、".join(number for (number,) in open_ones[:3]) + (" 等" if len(open_ones) > 3 else "")
        raise Refused(Say(N_("子工单 {numbers} 还没有办结，请先办完再结束父工单"), numbers=numbers))


_FOLLOW = {"hold": _held, "urge": _urged, "escalate": _escalated, "plan": _planned, "merge": _merged}
