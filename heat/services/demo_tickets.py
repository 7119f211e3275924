"""What happens in the demo town: repairs of two winters, jobs at valves, rounds and inspections."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from heat import clock, db
from heat.rules import complaints, town
from heat.rules import tickets as life
from heat.rules.permissions import Actor
from heat.services import (
    callbacks,
    demo_complaints,
    demo_inspections,
    demo_patrols,
    demo_valves,
    sessions,
    tickets,
)
from heat.services.demo_town import Town
from heat.services.tickets import Intake


def field_work(made: Town) -> None:
    """Jobs at valves and rounds of a patrol, which count among the tickets that were wished for."""
    demo_valves.fill(made.actor("agent"), made.actor("leader"), made.staff["technician"])
    walker = sessions.staff_actor(made.technicians[1])
    if walker is not None:
        demo_patrols.fill(made.actor("leader"), walker, made.dice)
    demo_inspections.fill(made.actor("manager"), made.actor("inspector"))


def troubles(made: Town) -> None:
    """Repairs of the last two weeks, and of the same weeks a year ago for the comparison."""
    # not this very minute but the morning of the day, so that the same day gives the same town; never the future
    now = min(clock.start_of(made.today) + 8 * clock.HOUR, clock.now() // clock.HOUR * clock.HOUR)
    wished = made.wish.tickets - int(db.value("SELECT count(*) FROM ticket"))
    ages = sorted((made.dice.random() ** 1.6 * 14 for _ in range(wished * 7 // 10)), reverse=True)
    moments = [now - int((364 + made.dice.random() * 14) * clock.DAY) for _ in range(wished - len(ages))]
    moments = sorted(moments) + [now - int(age * clock.DAY) for age in ages]
    for n, at in enumerate(moments, start=1):
        with clock.stopped(at):
            kind, words = town.trouble(made.dice)
            ticket = tickets.take(
                made.actor("agent"),
                Intake(
                    kind,
                    words,
                    household_id=made.dice.choice(made.homes),
                    source=made.dice.choice(("phone", "phone", "hall", "counter")),
                ),
            )
        if kind == complaints.KIND:
            team = db.value("SELECT min(id) FROM team")
            demo_complaints.work(made.dice, made.actor, ticket.id, at, now, team)
        else:
            _work(made, ticket.id, at, now)
        if n % 50 == 0 or n == len(moments):
            made.progress("工单", n, len(moments))
    demo_complaints.supervise(made.actor("manager"), now)
    _hand_out(made, now)


def _hand_out(made: Town, now: int) -> None:
    """The technician whose login is printed finds work: two tickets that nobody has yet."""
    leader = made.actor("leader")
    with clock.stopped(now):
        for (ticket_id,) in db.rows("SELECT id FROM ticket WHERE state = 'new' ORDER BY id LIMIT 2"):
            tickets.move(leader, ticket_id, "assign", {"assignee": made.staff["technician"]})


def _work(made: Town, ticket_id: int, opened_at: int, now: int) -> None:
    """Let the office work on a ticket as far as the time since then allows."""
    worker = sessions.staff_actor(made.dice.choice(made.technicians))
    leader, agent = made.actor("leader"), made.actor("agent")
    if worker is None:
        raise LookupError("technician")
    finish = {
        "cause": made.dice.choice(life.CAUSES),
        "minutes": str(made.dice.randrange(10, 90)),
        "celsius": f"{made.dice.gauss(19.4, 1.6):.1f}",
    }
    steps: Iterator[tuple[float, Callable[[], Any]]] = iter(
        (
            (made.dice.expovariate(1 / 40), lambda: tickets.move(leader, ticket_id, "assign", {"assignee": worker.id})),
            (made.dice.expovariate(1 / 25), lambda: tickets.move(worker, ticket_id, "accept")),
            (made.dice.expovariate(1 / 150), lambda: tickets.move(worker, ticket_id, "arrive")),
            (made.dice.expovariate(1 / 180), lambda: tickets.move(worker, ticket_id, "finish", finish)),
            (made.dice.expovariate(1 / 900), lambda: _call_back(made, agent, ticket_id)),
        )
    )
    at = opened_at
    for minutes, step in steps:
        at += int(minutes * clock.MINUTE)
        if at >= now:
            return
        with clock.stopped(at):
            step()


def _call_back(made: Town, agent: Actor, ticket_id: int) -> None:
    level = made.dice.choices((6, 5, 4, 3), weights=(60, 27, 9, 4))[0]
    text = "" if level > 3 else "修好了，但是等得太久"
    callbacks.answered(agent, ticket_id, solved=True, level=level, text=text)
