"""Inspections of the demo town: one that waits for its verdict, one that waits for the inspector."""

from __future__ import annotations

from heat import db
from heat.rules import inspections as rules
from heat.rules.inspections import Found
from heat.rules.permissions import Actor
from heat.services import demo_valves, field, inspections, tickets
from heat.services.field import Pictures
from heat.services.inspections import Task


def fill(manager: Actor, inspector: Actor) -> None:
    """Made by the office's own acts, on two of the households whose valve is closed."""
    closed = db.rows("SELECT household_id FROM valve WHERE state = 'closed' ORDER BY household_id LIMIT 2")
    if len(closed) < 2:
        return
    (first,), (second,) = closed
    tip = Task("valve", "tip", "邻居反映停供户家里是热的", staff_id=inspector.id)
    ticket = inspections.open_task(manager, first, tip, once_key="demoinspection")
    for step in ("accept", "arrive"):
        tickets.move(inspector, ticket.id, step)
    found = Found(
        "abnormal", "铅封剪断，阀门半开，散热器是热的。", {"supply_c": "46.0", "room_c": "21.5"}, unsigned=True
    )
    sent = {rules.KIND: found.told(), "cause": rules.outcome()}
    field.finish(inspector, ticket.id, sent, Pictures([demo_valves.photo(77)]), once_key="demofound")
    inspections.open_task(manager, second, Task("stopped", "office", staff_id=inspector.id), once_key="demotask")
