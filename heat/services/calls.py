"""Calls as they happen: the exchange tells, people settle what was missed."""

from __future__ import annotations

from heat import clock, db
from heat.models import Call, Contact, Staff
from heat.queries import calls as queries
from heat.rules import calls as rules
from heat.rules import masking
from heat.rules.calls import Event
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

_SAME = 2 * clock.HOUR  # an exchange that numbers no calls: a call of the same number within this time is the same one


def happened(by: Actor, event: Event) -> int:
    """Write down one event of the exchange; the call's id. The same event again changes nothing.

    An answer or an end without a beginning (the exchange was started in between) begins the call as well.
    """
    now = clock.now()
    with db.writing():
        call_id = _known(event, now) or _begun(by, event, now)
        if event.what == rules.ANSWER:
            _answered(by, call_id, event, now)
        elif event.what in (rules.HANG_UP, rules.MISSED):
            _ended(by, call_id, now)
    return call_id


def _known(event: Event, now: int) -> int | None:
    if event.key:
        found = db.value("SELECT id FROM call WHERE provider_id = ?", event.key)
    else:
        found = db.value(
            "SELECT id FROM call WHERE phone = ? AND ended_at IS NULL AND at > ? AND (phone <> '' OR staff_id = ?) "
            "ORDER BY at DESC, id DESC LIMIT 1",
            event.phone,
            now - _SAME,
            _sits_at(event.extension) or 0,  # two callers who hide their numbers are two calls
        )
    return int(found) if found else None


def _begun(by: Actor, event: Event, now: int) -> int:
    row = {
        "provider_id": event.key or f"{event.phone}:{event.extension}:{now}",
        "phone": event.phone,
        "direction": "in",
        "at": now,
        "staff_id": _sits_at(event.extension),
        "household_id": queries.household_of(event.phone) if event.phone else None,
    }
    call_id = int(Call.insert(row).execute())
    audit.record(by, "call.rang", "call", call_id, after={"phone": masking.phone(event.phone)})
    return call_id


def _answered(by: Actor, call_id: int, event: Event, now: int) -> None:
    who = _sits_at(event.extension)
    taken = db.rows(
        "UPDATE call SET answered_at = ?, staff_id = coalesce(?, staff_id) "
        "WHERE id = ? AND answered_at IS NULL AND ended_at IS NULL RETURNING id",
        now,
        who,
        call_id,
    )
    if taken:
        audit.record(by, "call.answered", "call", call_id)


def _ended(by: Actor, call_id: int, now: int) -> None:
    ended = db.rows(
        "UPDATE call SET ended_at = ?, result = CASE WHEN answered_at IS NULL THEN 'missed' ELSE 'answered' END "
        "WHERE id = ? AND ended_at IS NULL RETURNING answered_at, household_id, staff_id, result",
        now,
        call_id,
    )
    for answered_at, household_id, staff_id, result in ended:
        if household_id is not None:
            Contact.insert(
                household_id=household_id,
                at=now,
                kind="call",
                direction="in",
                text=str(rules.told(answered_at, now)),
                by_id=staff_id if answered_at else None,
                subject="call",
                subject_id=call_id,
            ).execute()
        audit.record(by, "call.ended", "call", call_id, after={"result": result})


def _sits_at(extension: str) -> int | None:
    if not extension:
        return None
    found = [
        staff_id
        for staff_id, prefs in db.rows("SELECT id, prefs FROM staff WHERE disabled_at IS NULL")
        if (db.unpacked(prefs) or {}).get("extension") == extension
    ]
    return found[0] if found else None


def belongs(by: Actor, call_id: int, household_id: int | None, ticket_id: int) -> None:
    """A ticket was taken during a call: the call leads to it, and to the household the caller turned out to be."""
    with db.writing():
        db.run(
            "UPDATE call SET ticket_id = coalesce(ticket_id, ?), household_id = coalesce(?, household_id) WHERE id = ?",
            ticket_id,
            household_id,
            call_id,
        )
        audit.record(by, "call.taken", "call", call_id, after={"household_id": household_id})


def settle(by: Actor, call_id: int) -> None:
    """Somebody has called back, or need not: the missed call leaves the list. The second one changes nothing."""
    with db.writing():
        found = db.value("SELECT result FROM call WHERE id = ?", call_id)
        if found is None:
            raise Missing(Say(N_("没有这通电话")))
        if found != "missed":
            raise Refused(Say(N_("只有未接来电需要回拨")))
        done = db.rows(
            "UPDATE call SET settled_at = ?, settled_by_id = ? WHERE id = ? AND settled_at IS NULL RETURNING id",
            clock.now(),
            by.id,
            call_id,
        )
        if done:
            audit.record(by, "call.settled", "call", call_id)


def number(by: Actor, call_id: int) -> str:
    """The whole number of a call, shown once and noted; Missing for a caller who hid it."""
    found = db.value("SELECT phone FROM call WHERE id = ?", call_id)
    if not found:
        raise Missing(Say(N_("这通电话没有显示号码")))
    with db.writing():
        audit.record(by, "phone.revealed", "call", call_id, after={"phone": masking.phone(found)})
    return str(found)


def sit_at(by: Actor, extension: str) -> None:
    """Let calls at this extension pop up on this person's desk; '' for none. Refused when a colleague has it."""
    wanted = rules.extension_of(extension.strip())
    with db.writing():
        there = _sits_at(wanted)
        if there is not None and there != by.id:
            name = db.value("SELECT name FROM staff WHERE id = ?", there)
            raise Refused(Say(N_("分机 {extension} 已是{name}的，请先请对方清空"), extension=wanted, name=name))
        me = Staff.get_by_id(by.id)
        Staff.update(prefs={**me.prefs, "extension": wanted}).where(Staff.id == by.id).execute()
        audit.record(by, "staff.extension-set", "staff", by.id, after={"extension": wanted})
