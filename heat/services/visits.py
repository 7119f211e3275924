"""Visits at the door: what each step of the ticket says about who went, when, and with what result."""

from __future__ import annotations

from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Ticket, Visit
from heat.rules.permissions import Actor
from heat.services import journal

# what ends a visit without a repair, and the word for it when nobody gave a reason
_ENDS = {"hold": "挂起", "return": "退回", "assign": "改派", "cancel": "撤销", "close": "办结"}
_ENDS |= {"reassign": "转派", "merge": "并单"}
_MEASURED = ("before", "celsius", "return_before", "return_after")
# what a technician tells of the visit itself, and the column it is kept in
_MORE = {"helper": "helper_id", "signature": "signature_id"}


def follow(by: Actor, ticket: Ticket, action: str, told: dict[str, Any]) -> None:
    """Keep the visit in step with the ticket as it was before the step, inside the ticket's own transaction."""
    now = clock.now()
    if action == "accept":
        _change(_open_visit(by, ticket), accepted_at=now)
    elif action in ("arrive", "resume"):
        _change(_open_visit(by, ticket, accepted_at=now), arrived_at=now)
    elif action in _ENDS:
        result = str(told.get("reason") or _ENDS[action])
        if action == "hold" and ("arrived_at" in told or "done_at" in told):
            _in_vain(by, ticket, told, result)
        _end_open(ticket, result)
        if action == "hold" and told.get("planned"):
            _begin(by, ticket, planned_at=_moment(told["planned"]))
    elif action == "enter" and told.get("incident"):  # the heat is back: nobody was at the door
        _end_open(ticket, told["cause"])
    elif action in ("finish", "enter"):
        _finish(by, ticket, told, on_paper=action == "enter")


def _finish(by: Actor, ticket: Ticket, told: dict[str, Any], *, on_paper: bool) -> None:
    more = {column: told[name] for name, column in _MORE.items() if told.get(name)}
    _leave(_open_visit(by, ticket), told, result=told["cause"], on_paper=on_paper, **more)
    measured: dict[str, int] = {name: int(told[name] * 10) for name in _MEASURED if name in told}
    if measured:
        _write_temperature(by, ticket, measured)


def _in_vain(by: Actor, ticket: Ticket, told: dict[str, Any], result: str) -> None:
    """A visit of a sheet that came to nothing was one all the same, with its hours."""
    _leave(_open_visit(by, ticket), told, result=result, on_paper=True)


def _leave(visit_id: int, told: dict[str, Any], *, on_paper: bool, **columns: Any) -> None:
    """End a visit at the hour that is told, else now, with the minutes at the door as far as they are known."""
    left = told.get("done_at") or clock.now()
    arrived = told.get("arrived_at") or db.value("SELECT arrived_at FROM visit WHERE id = ?", visit_id)
    worked = told.get("minutes")
    if worked is None and arrived and (told.get("done_at") or not on_paper):
        worked = max(0, left - arrived) // clock.MINUTE
    columns |= {"arrived_at": arrived} if told.get("arrived_at") else {}
    _change(visit_id, left_at=left, minutes=worked, on_paper=on_paper, **columns)


def _open_visit(by: Actor, ticket: Ticket, **columns: Any) -> int:
    found = db.value("SELECT id FROM visit WHERE ticket_id = ? AND left_at IS NULL ORDER BY no DESC LIMIT 1", ticket.id)
    return int(found) if found else _begin(by, ticket, **columns)


def _begin(by: Actor, ticket: Ticket, **columns: Any) -> int:
    no = db.value("SELECT coalesce(max(no), 0) + 1 FROM visit WHERE ticket_id = ?", ticket.id)
    # a leader or clerk may press the button for somebody in the field: the visit is the technician's
    staff_id = ticket.assignee_id or by.id
    return int(Visit.insert(ticket_id=ticket.id, no=no, staff_id=staff_id, **columns).execute())


def _change(visit_id: int, **columns: Any) -> None:
    Visit.update(**columns).where(Visit.id == visit_id).execute()


def _moment(written: str) -> int:
    """A minute of the office's wall clock as an instant."""
    day, _t, clock_time = written.partition("T")
    hours, minutes = clock_time.split(":")
    return clock.start_of(date.fromisoformat(day)) + int(hours) * clock.HOUR + int(minutes) * clock.MINUTE


def _end_open(ticket: Ticket, reason: str) -> None:
    Visit.update(left_at=clock.now(), result=reason).where(
        (Visit.ticket_id == ticket.id) & Visit.left_at.is_null()
    ).execute()


def _write_temperature(by: Actor, ticket: Ticket, measured: dict[str, int]) -> None:
    Ticket.update(ext=dict(ticket.ext or {}) | measured).where(Ticket.id == ticket.id).execute()
    last = measured.get("celsius", measured.get("before"))
    if last is None:
        return
    journal.told(by, ticket, ticket.household_id, "temperature", "internal", f"{last / 10:.1f}")
