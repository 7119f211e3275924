"""What automatic steps do: a message, a new ticket, a changed field, a call to an address of the administrator's."""

from __future__ import annotations

from typing import Any

from heat import db
from heat.models import Staff, Ticket, TicketMove, Webhook
from heat.queries import callers, own_fields
from heat.rules import own_values as values
from heat.rules import tickets as life
from heat.rules.flows import State
from heat.rules.permissions import SYSTEM
from heat.services import jobs, journal, outbox, own_values
from heat.words import N_, Refused, Say


def do(ticket: Ticket, state: State) -> None:
    """Do what an automatic step says, inside the move's transaction; its line in the record tells what came of it.

    Messages go through the outbox, tickets and calls are jobs: each happens once, however often the worker is killed.
    """
    key = f"flow:{ticket.id}:{_next(ticket.id)}"
    said = _DO[str(state.does.get("do"))](ticket, dict(state.does), key) if state.kind == "auto" else None
    journal.moved(SYSTEM, ticket, "auto", state.code, {"text": f"{state.name}：{said}" if said else state.name})


def _next(ticket_id: int) -> int:
    return int(TicketMove.select().where(TicketMove.ticket_id == ticket_id).count())


def _message(ticket: Ticket, does: dict[str, Any], key: str) -> str:
    phone = _phone(ticket, str(does.get("to") or "household"))
    if not phone:
        return N_("没有电话，没有发短信")
    outbox.write(key, phone, filled(str(does["text"]), ticket), household_id=ticket.household_id)
    return N_("短信已发")


def _phone(ticket: Ticket, to: str) -> str:
    if to == "household":
        return ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), "")
    staff = Staff.get_or_none(Staff.id == (ticket.assignee_id or 0))
    return (staff.phone or "") if staff else ""


def filled(text: str, ticket: Ticket) -> str:
    """A message with the ticket's own words in place of {工单号} {地址} {问题}; nothing else is replaced."""
    words = {"{工单号}": ticket.number, "{地址}": ticket.address or "", "{问题}": ticket.summary}
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text[:500]


def _ticket(ticket: Ticket, does: dict[str, Any], key: str) -> str:
    args = {"ticket": ticket.id, "kind": does["kind"], "text": filled(str(does.get("text") or "{问题}"), ticket)}
    jobs.add("flow-ticket", key, args, SYSTEM)
    return N_("开一张新工单")


def _field(ticket: Ticket, does: dict[str, Any], key: str) -> str:
    code, value = str(does["field"]), str(does.get("value") or "")
    if code == "priority":
        urgent = value == life.PRIORITIES[life.URGENT]
        Ticket.update(priority=life.URGENT if urgent else life.NORMAL).where(Ticket.id == ticket.id).execute()
        return f"{N_('紧急程度')} {value}"
    if code == "cause":
        Ticket.update(cause=value).where(Ticket.id == ticket.id).execute()
        return f"{N_('故障原因')} {value}"
    drawn = own_fields.of("ticket")
    one = next((field for field in drawn if field.code == code), None)
    if one is None:
        raise Refused(Say(N_("流程要改的字段已经没有了，请管理员改流程")))
    ext = db.unpacked(db.value("SELECT ext FROM ticket WHERE id = ?", ticket.id)) or {}
    own = own_fields.own(ext) | {code: values.read(one, value)}
    own_values.keep(SYSTEM, "ticket", ticket.id, ext, drawn, own)
    return f"{one.name} {value}"


def _webhook(ticket: Ticket, does: dict[str, Any], key: str) -> str:
    address = Webhook.get_or_none((Webhook.id == int(does["address"])) & Webhook.enabled_at.is_null(False))
    if address is None:
        return N_("地址已停用，没有通知")
    body = {"ticket": ticket.number, "state": ticket.state, "summary": ticket.summary, "address": ticket.address}
    jobs.add("flow-webhook", key, {"address": address.id, "body": body, "key": key}, SYSTEM)
    return f"{N_('通知')} {address.name}"


_DO = {"message": _message, "ticket": _ticket, "field": _field, "webhook": _webhook}
