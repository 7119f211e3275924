"""Visits at the door: what each step of the ticket says about who went, when, and with what result."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from heat import clock, db
from heat.models import Contact, Ticket, Visit
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say

COLDEST, WARMEST = -300, 500  # 0.1 ℃: outside of this a thermometer was misread
LONGEST_VISIT = 1440  # minutes


def follow(by: Actor, ticket: Ticket, action: str, told: dict[str, Any]) -> None:
    """Keep the visit in step with the ticket, inside the ticket's own transaction."""
    if action == "accept":
        _begin(ticket, staff_id=by.id or 0, accepted_at=clock.now())
    elif action == "arrive":
        _change(_open_visit(ticket, by), arrived_at=clock.now())
    elif action in ("hold", "return"):
        _end_open(ticket, str(told.get("reason") or ""))
    elif action == "finish":
        _change(
            _open_visit(ticket, by), left_at=clock.now(), result=told["cause"], minutes=minutes(told.get("minutes"))
        )
    elif action == "enter":
        _enter_paper(by, ticket, told)
    if action in ("finish", "enter") and told.get("celsius") not in (None, ""):
        _write_temperature(by, ticket, celsius(told["celsius"]))


def minutes(typed: Any) -> int | None:
    """Working minutes as typed; None for nothing, Refused for what no visit takes."""
    if typed in (None, ""):
        return None
    text = str(typed).strip()
    if not text.isascii() or not text.isdigit() or int(text) > LONGEST_VISIT:
        raise Refused(Say(N_("用时要填 0 到 {most} 的整数分钟，现在是“{text}”"), most=LONGEST_VISIT, text=text[:20]))
    return int(text)


def celsius(typed: Any) -> int:
    """A room temperature as typed, in 0.1 ℃; Refused for what no thermometer shows in a room."""
    try:
        tenths = int((Decimal(str(typed).strip().replace("℃", "")) * 10).to_integral_value())
    except (InvalidOperation, ValueError, OverflowError):
        raise Refused(Say(N_("室温要填数字，例如 18.5,现在是“{text}”"), text=str(typed)[:20])) from None
    if not COLDEST <= tenths <= WARMEST:
        raise Refused(Say(N_("室温“{text}”不在 -30 到 50 ℃ 之间，请再看一次温度计"), text=str(typed)[:20]))
    return tenths


def _open_visit(ticket: Ticket, by: Actor) -> int:
    found = db.value("SELECT id FROM visit WHERE ticket_id = ? AND left_at IS NULL ORDER BY no DESC LIMIT 1", ticket.id)
    return int(found) if found else _begin(ticket, staff_id=by.id or 0, accepted_at=clock.now())


def _begin(ticket: Ticket, **columns: Any) -> int:
    no = db.value("SELECT coalesce(max(no), 0) + 1 FROM visit WHERE ticket_id = ?", ticket.id)
    return int(Visit.insert(ticket_id=ticket.id, no=no, **columns).execute())


def _change(visit_id: int, **columns: Any) -> None:
    Visit.update(**columns).where(Visit.id == visit_id).execute()


def _end_open(ticket: Ticket, reason: str) -> None:
    Visit.update(left_at=clock.now(), result=reason).where(
        (Visit.ticket_id == ticket.id) & Visit.left_at.is_null()
    ).execute()


def _enter_paper(by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    _end_open(ticket, told["cause"])
    _begin(
        ticket,
        staff_id=ticket.assignee_id or by.id or 0,
        left_at=clock.now(),
        result=told["cause"],
        minutes=minutes(told.get("minutes")),
        on_paper=True,
    )


def _write_temperature(by: Actor, ticket: Ticket, tenths: int) -> None:
    ticket_ext = dict(ticket.ext or {}) | {"celsius": tenths}
    Ticket.update(ext=ticket_ext).where(Ticket.id == ticket.id).execute()
    if ticket.household_id is not None:
        Contact.insert(
            household_id=ticket.household_id,
            at=clock.now(),
            kind="temperature",
            direction="internal",
            text=f"{Decimal(tenths) / 10:.1f}",
            by_id=by.id if by.kind == "staff" else None,
            subject="ticket",
            subject_id=ticket.id,
        ).execute()
