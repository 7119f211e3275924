"""Company equipment written down and followed: its data, its state, its running hours, the tickets that are its own."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Machine, MachineState, MachineTicket, Ticket
from heat.queries import machines as queries
from heat.queries.accounts import as_day
from heat.rules import machines as rules
from heat.rules.permissions import Actor
from heat.rules.tickets import URGENT
from heat.services import audit, inbox, journal, tickets
from heat.services.tickets import Intake
from heat.words import N_, Missing, Moved, Refused, Say


def add(by: Actor, told: dict[str, Any], where: str, state: str = "in_use") -> int:
    """Write a new machine down at a place ('substation-3'); its id. Refused for a code that is taken."""
    row = told | _place(by, where)
    if state not in ("in_use", "standby"):
        raise Refused(Say(N_("新设备只能是在用或备用")))
    with db.writing():
        _code_is_free(told["code"])
        machine_id = int(Machine.insert(**row, state=state).execute())
        _enter(by, machine_id, state, "")
        audit.record(by, "machine.added", "machine", machine_id, after={"code": told["code"], "name": told["name"]})
    return machine_id


def change(by: Actor, machine_id: int, told: dict[str, Any], where: str, version: int | None = None) -> None:
    """Change what is written of a machine; Moved when somebody has changed it since `version` was shown."""
    row = told | _place(by, where)
    with db.writing():
        before = _mine(by, machine_id)
        if version is not None and version != before.version:
            raise Moved(Say(N_("设备 {code} 刚被别人改过，请刷新后再改"), code=before.code))
        if told["code"] != before.code:
            _code_is_free(told["code"])
        Machine.update(**row, version=before.version + 1).where(Machine.id == machine_id).execute()
        after = {name: value for name, value in told.items() if value != getattr(before, name, None)}
        if "calibration_due" in after:
            inbox.settled("machine", machine_id, [rules.calibration_line(as_day(before.calibration_due))])
        audit.record(by, "machine.changed", "machine", machine_id, after=after)


def _place(by: Actor, where: str) -> dict[str, int | None]:
    if where not in {code for code, _name in queries.places(by)}:
        raise Refused(Say(N_("请选择设备装在哪个热源、换热站或机组")))
    place = rules.place_of(where)
    station = place.id if place.level == "substation" else None
    if place.level == "circuit":
        station = int(db.value("SELECT substation_id FROM circuit WHERE id = ?", place.id))
    return {
        "source_id": place.id if place.level == "source" else None,
        "substation_id": station,
        "circuit_id": place.id if place.level == "circuit" else None,
    }


def _code_is_free(code: str) -> None:
    if Machine.get_or_none(Machine.code == code):
        raise Refused(Say(N_("编号“{code}”已经有一台设备了，请换一个"), code=code))


def set_state(by: Actor, machine_id: int, state: str, reason: str = "") -> None:
    """Say that a machine is in use, stands by, is broken or is retired from now on."""
    with db.writing():
        before = _mine(by, machine_id)
        why = rules.state_of(state, reason, before.state)
        _enter(by, machine_id, state, why)
        Machine.update(state=state, version=before.version + 1).where(Machine.id == machine_id).execute()
        told = {"state": state, "reason": why}
        audit.record(by, "machine.state", "machine", machine_id, before={"state": before.state}, after=told)


def _enter(by: Actor, machine_id: int, state: str, why: str) -> None:
    row = {"machine_id": machine_id, "from_at": clock.now(), "state": state, "reason": why or None}
    MachineState.insert(**row, by_id=by.id if by.kind == "staff" else None).execute()


def read_hours(by: Actor, machine_id: int, typed: str) -> int:
    """Write down what the counter of a machine shows; Refused when it would run back."""
    hours = int(rules.HOURS.read(typed))
    with db.writing():
        before = _mine(by, machine_id)
        rules.must_not_run_back(before.hours, hours)
        Machine.update(hours=hours, hours_at=clock.now()).where(Machine.id == machine_id).execute()
        audit.record(by, "machine.hours", "machine", machine_id, before={"hours": before.hours}, after={"hours": hours})
    return hours


def report(
    by: Actor, machine_id: int, text: str, *, kind: str = "public_repair", urgent: bool = False, broken: bool = False,
    once_key: str = "",
) -> Ticket:  # fmt: skip
    """Open a repair for a machine; with `broken` it also stands still from now on. The ticket.

    The same `once_key` again answers the ticket that is there.
    """
    row = _seen(by, machine_id)
    if not text.strip():
        raise Refused(Say(N_("请写下设备哪里不对")))
    with db.writing():
        ticket = tickets.take(by, intake(row, kind, text, urgent=urgent, once_key=once_key))
        link(by, machine_id, ticket, rules.role_of(kind))
        if broken and _mine(by, machine_id).state != "broken":
            set_state(by, machine_id, "broken", text.strip()[:200])
    return ticket


def intake(row: queries.MachineRow, kind: str, text: str, *, urgent: bool = False, once_key: str = "") -> Intake:
    """How a ticket of a machine is opened: at its place, by the office itself."""
    return Intake(
        kind,
        f"{row.code} {row.name}：{text.strip()}",
        address=row.place[:200],
        circuit_id=row.circuit_id,
        source="counter",
        priority=URGENT if urgent else None,
        once_key=once_key,
    )


def link_number(by: Actor, machine_id: int, number: str) -> Ticket:
    """Say that a ticket belongs to a machine, by its number; Refused for no such one, Missing for a foreign one."""
    _seen(by, machine_id)
    found = db.value("SELECT id FROM ticket WHERE number = ?", number.strip().upper()[:40].replace("\0", ""))
    if found is None:
        raise Refused(Say(N_("没有工单“{number}”，请核对号码"), number=number.strip()[:40]))
    ticket = tickets.find(by, int(found))
    kind = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    with db.writing():
        link(by, machine_id, ticket, rules.role_of(kind))
    return ticket


def link(by: Actor, machine_id: int, ticket: Ticket, role: str, plan_id: int | None = None, due_key: str = "") -> None:
    """Let a ticket belong to a machine as repair, maintenance or patrol, inside the caller's transaction; once."""
    known = (MachineTicket.machine_id == machine_id) & (MachineTicket.ticket_id == ticket.id)
    if MachineTicket.get_or_none(known):
        return
    row = {"machine_id": machine_id, "ticket_id": ticket.id, "role": role, "at": clock.now()}
    MachineTicket.insert(**row, plan_id=plan_id, due_key=due_key or None).execute()
    code = Machine.get_by_id(machine_id).code
    journal.moved(by, Ticket.get_by_id(ticket.id), "machine", Ticket.get_by_id(ticket.id).state, {"text": code})
    audit.record(by, "machine.linked", "machine", machine_id, after={"number": ticket.number, "role": role})


def _seen(by: Actor, machine_id: int) -> queries.MachineRow:
    row = queries.one(by, machine_id)
    if row is None:
        raise Missing(Say(N_("没有这台设备，或不在您负责的范围")))
    return row


def _mine(by: Actor, machine_id: int) -> Machine:
    _seen(by, machine_id)
    found: Machine = Machine.get_by_id(machine_id)
    return found
