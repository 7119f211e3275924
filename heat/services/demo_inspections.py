"""Inspections of the demo town: one that waits for its verdict, one that waits for the inspector, one cleared."""

from __future__ import annotations

from heat import clock, db
from heat.rules import inspections as rules
from heat.rules.inspections import Found
from heat.rules.permissions import Actor
from heat.services import demo_valves, field, inspections, tickets
from heat.services.field import Pictures
from heat.services.inspections import Task


def fill(manager: Actor, inspector: Actor) -> None:
    """Made by the office's own acts, on two of the households whose valve is closed."""
    closed = db.rows("SELECT household_id FROM valve WHERE state = 'closed' ORDER BY household_id LIMIT 3")
    if len(closed) < 3:
        return
    (first,), (second,), (third,) = closed
    tip = Task("valve", "tip", "邻居反映停供户家里是热的", staff_id=inspector.id)
    found = Found(
        "abnormal", "铅封剪断，阀门半开，散热器是热的。", {"supply_c": "46.0", "room_c": "21.5"}, unsigned=True
    )
    _looked(manager, inspector, first, tip, found)
    check = Task("stopped", "office", staff_id=inspector.id)
    whole = Found("normal", "铅封完好，阀门关着，散热器是凉的。", {"room_c": "9.5"}, unsigned=True)
    ticket_id = _looked(manager, inspector, third, check, whole)
    inspections.decide(manager, ticket_id, {"verdict": "cleared", "why": "现场正常，停供属实"})
    inspections.open_task(manager, second, Task("stopped", "office", staff_id=inspector.id), once_key="demotask")


def _looked(manager: Actor, inspector: Actor, home: int, task: Task, found: Found) -> int:
    """Send the inspector, who writes down what was found; the ticket's id."""
    at = clock.start_of(clock.today()) + 14 * clock.HOUR - clock.DAY
    with clock.stopped(at):
        ticket = inspections.open_task(manager, home, task, once_key=f"demoinspection{home}")
        tickets.move(inspector, ticket.id, "accept")
    with clock.stopped(at + clock.HOUR):
        tickets.move(inspector, ticket.id, "arrive")
    with clock.stopped(at + 80 * clock.MINUTE):
        told, shown = (
            {rules.KIND: found.told(), "cause": rules.outcome()},
            Pictures([demo_valves.photo(70 + home % 20)]),
        )
        field.finish(inspector, ticket.id, told, shown, once_key=f"demofound{home}")
    return int(ticket.id)
