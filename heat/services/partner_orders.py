"""Orders of official parties: taken as tickets under their number and deadline, and answered in their own columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from heat import clock, db
from heat.models import Partner, PartnerOrder, Ticket
from heat.queries import households, ticket_kinds, tokens
from heat.queries import partners as queries
from heat.queries.partners import OrderRow
from heat.rules import partners as rules
from heat.rules.addresses import place_of
from heat.rules.calendar import instant
from heat.rules.fields import Text
from heat.rules.permissions import Actor
from heat.rules.ticket_list import kind_told
from heat.services import audit, deadlines, journal, program_fields, tickets
from heat.services.tickets import Intake
from heat.words import N_, Missing, Moved, Refused, Say


@dataclass(frozen=True)
class Order:
    """What an official party sends: its number for it, what is wrong where, when, and until when it is answered."""

    number: str
    kind: str
    text: str
    received_at: int
    due_at: int | None = None
    household_id: int | None = None
    address: str = ""
    phone: str = ""
    sheet: dict[str, str] = field(default_factory=dict)
    own: dict[str, Any] | None = None  # own fields by code, as a form would have them; None where nobody asked


def receive(by: Actor, partner: Partner, order: Order) -> Ticket:
    """Take an order as a ticket, once a number; the ticket. Their deadline counts where it is the earlier one.

    Refused as `tickets.take` refuses.
    """
    with db.writing():
        db.chain_lock(f"partner-{partner.id}")
        if (there := known(partner, order.number)) is not None:
            return Ticket.get_by_id(there)
        ticket = tickets.take(
            by,
            Intake(
                order.kind,
                order.text[:500],
                household_id=order.household_id,
                address="" if order.household_id else order.address[:100],
                phone=order.phone,
                source="official",
                own=order.own,
            ),
        )
        row = {"ticket_id": ticket.id, "partner_id": partner.id, "number": order.number, "sheet": order.sheet}
        PartnerOrder.insert(row, received_at=order.received_at, due_at=order.due_at).execute()
        if order.due_at and (ticket.due_at is None or order.due_at < ticket.due_at):
            Ticket.update(deadlines.brought_forward(ticket, max(order.due_at, clock.now()), "theirs")).where(
                Ticket.id == ticket.id
            ).execute()
        audit.record(by, "partner.order_received", "ticket", ticket.id, after={"number": order.number})
    return Ticket.get_by_id(ticket.id)


def known(partner: Partner, number: str) -> int | None:
    """The ticket of an order that came before; one indexed query."""
    sql = "SELECT ticket_id FROM partner_order WHERE partner_id = ? AND number = ?"
    found: int | None = db.value(sql, partner.id, number)
    return found


def reply(by: Actor, ticket_id: int, result: str, text: str) -> None:
    """Write the answer to an order, or write it better: the hour of the first answer stays. Refused without words."""
    said = rules.REPLY.read(text.replace("\r\n", "\n"))
    if result not in rules.RESULTS:
        raise Refused(Say(N_("请选择办理结果")))
    with db.writing():
        ticket = tickets.find(by, ticket_id)
        order = of_ticket(ticket_id)
        if order is None:
            raise Missing(Say(N_("这张工单不是协同单位送来的")))
        if ticket.phase == "new":
            raise Moved(Say(N_("还没有人去办，不能先写答复")))
        before = {"result": order.result, "reply": order.reply} if order.replied_at else None
        PartnerOrder.update(result=result, reply=said, replied_at=order.replied_at or clock.now(), by_id=by.id).where(
            PartnerOrder.id == order.id
        ).execute()
        journal.moved(by, ticket, "note", ticket.state, {"text": f"答复来单 {order.number}：{said[:200]}"})
        audit.record(by, "partner.order_replied", "ticket", ticket_id, before=before, after={"result": result})


def of_ticket(ticket_id: int) -> PartnerOrder | None:
    """The order behind a ticket; None for tickets that nobody outside sent."""
    return PartnerOrder.get_or_none(PartnerOrder.ticket_id == ticket_id)


_LONGEST = 2000
_NUMBER = re.compile(r"[\w.-]{1,40}")
_ASKED = ("sender", "number", "text", "address", "account_no", "phone", "kind", "received_at", "due_at")


def from_program(by: Actor, told: dict[str, Any]) -> Ticket:
    """An order as a platform sends it: texts number, text, address or account_no, and where it likes sender, phone,
    kind, received_at and due_at (2026-11-30 17:00), and fields, the office's own by name; the ticket.

    Refused in words that name the field. See docs/hooks.md.
    """
    said = {name: _said(name, told.get(name, "")) for name in _ASKED}
    if not _NUMBER.fullmatch(said["number"].strip() or "-"):
        raise Refused(Say(N_("number 只能有字母、数字、汉字和 - _ .，最多 40 个")))
    for name in ("number", "text"):
        if not said[name].strip():
            raise Refused(Say(N_("缺少 {name}"), name=name))
    partner_id, kind = sender(by, said["sender"]), _sort(said)
    received, due = (instant(said[name]) if said[name] else None for name in ("received_at", "due_at"))
    order = Order(
        said["number"].strip()[:40],
        kind,
        said["text"].strip(),
        received or clock.now(),
        due,
        _home(said),
        said["address"].strip(),
        said["phone"],
        {name: value for name, value in said.items() if value},
        program_fields.typed(by, kind, told.get("fields", {})),
    )
    return receive(by, Partner.get_by_id(partner_id), order)


def _said(name: str, value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise Refused(Say(N_("{name} 要写不超过 {most} 个字的文字"), name=name, most=_LONGEST))
    return Text(name, name, required=False, most=_LONGEST, lines=True).read(value) or ""


def sender(by: Actor, name: str) -> int:
    """The official party a program speaks for: the one its token belongs to, or whom it names where it is the office's.

    Refused for a party that is not there (any more), or not this token's.
    """
    bound = tokens.bound_to(by.id) if by.kind == "program" else None
    if bound is None:
        partner_id = queries.named(name)
        if partner_id is None:
            raise Refused(Say(N_("没有登记来单单位“{name}”，请供热公司先在“协同单位”里登记"), name=name or "—"))
        return partner_id
    if bound.retired:
        raise Refused(Say(N_("来单单位“{name}”已停用，这个令牌不能再送来单"), name=bound.name))
    if name not in ("", bound.name):
        raise Refused(Say(N_("这个令牌只能送“{bound}”的来单，不能送“{name}”的"), bound=bound.name, name=name))
    return bound.id


def state(by: Actor, name: str, number: str) -> OrderRow | None:
    """An order a program may read, by its number; None for one that is not there or another sender's."""
    try:
        return queries.by_number(sender(by, _said("sender", name)), _said("number", number))
    except Refused:
        return None


def _sort(said: dict[str, str]) -> str:
    """The sort of ticket that is named by its code, where the office takes it from programs; else what the words say.

    Refused for a sort that is not open to programs.
    """
    known = ticket_kinds.of(said["kind"].strip())
    if known is None:
        return kind_told(said["kind"], said["text"]) or "other"
    if not known.opens_at("api"):
        raise Refused(Say(N_("“{kind}”没有开放接口受理，请供热公司在工单类型里打开"), kind=known.name))
    return known.code


def _home(said: dict[str, str]) -> int | None:
    """The household of an account number, or behind the door the address names."""
    account_no = said["account_no"].strip()
    if not account_no:
        place = place_of(said["address"])
        door = households.door(place) if place else None
        account_no = households.doors({door[0]}).get(door, "") if door else ""
    elif not db.value("SELECT 1 FROM household WHERE account_no = ?", account_no):
        raise Refused(Say(N_("户号 {number} 系统里没有"), number=account_no[:40]))
    return db.value("SELECT id FROM household WHERE account_no = ?", account_no) if account_no else None
