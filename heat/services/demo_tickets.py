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
    demo_costs,
    demo_incidents,
    demo_inspections,
    demo_partners,
    demo_patrols,
    demo_valves,
    field,
    tickets,
)
from heat.services.demo_town import Town
from heat.services.tickets import Intake


def field_work(made: Town) -> None:
    """Jobs at valves and rounds of a patrol, which count among the tickets that were wished for."""
    demo_valves.fill(made.actor("agent"), made.actor("leader"), made.staff["technician"])
    stations, wells = (made.person(staff_id) for staff_id in made.technicians[1:3])
    demo_patrols.fill(made.actor("leader"), stations, wells, made.dice)
    demo_inspections.fill(made.actor("manager"), made.actor("inspector"))
    demo_partners.fill(made, morning(made))
    demo_incidents.past(made)


def morning(made: Town) -> int:
    """The instant up to which the town has a past."""
    # not this very minute but the morning of the day, so that the same day gives the same town; never the future
    return min(clock.start_of(made.today) + 8 * clock.HOUR, clock.now() // clock.HOUR * clock.HOUR)


def troubles(made: Town, kept: int = 0) -> None:
    """Repairs of the last two weeks, and of the same weeks a year ago; `kept` of those wished for are made later."""
    now, items = morning(made), demo_costs.known()
    wished = made.wish.tickets - kept - int(db.value("SELECT count(*) FROM ticket"))
    ages = sorted((made.dice.random() ** 1.6 * 14 for _ in range(wished * 7 // 10)), reverse=True)
    moments = [now - int((364 + made.dice.random() * 14) * clock.DAY) for _ in range(wished - len(ages))]
    moments = [_by_day(made, at) for at in sorted(moments) + [now - int(age * clock.DAY) for age in ages]]
    moments.sort()
    for n, at in enumerate(moments, start=1):
        with db.writing():  # its whole life in one transaction: the disk is asked once a ticket
            _trouble(made, at, now, items)
        if n % 50 == 0 or n == len(moments):
            made.progress("工单", n, len(moments))
    demo_complaints.supervise(made.actor("manager"), now)
    _hand_out(made, now)


def _by_day(made: Town, at: int) -> int:
    """Most of those who would call at night call half a day before."""
    return at - 12 * clock.HOUR if town.is_night(_minute(at)) and made.dice.random() < 5 / 6 else at


def _minute(at: int) -> int:
    return (at - clock.start_of(clock.day_of(at))) // clock.MINUTE


def _trouble(made: Town, at: int, now: int, items: dict[str, int]) -> None:
    """Somebody calls at that instant, and the office sees to it."""
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
        _work(made, ticket.id, kind, at, now, items)


def _hand_out(made: Town, now: int) -> None:
    """Whose logins are printed find work: two tickets that nobody has yet for the technician, one for the leader."""
    leader = made.actor("leader")
    waiting = "SELECT id FROM ticket WHERE state = 'new' AND source <> 'official' ORDER BY id LIMIT 3"
    with clock.stopped(now):
        for (ticket_id,), role in zip(db.rows(waiting), ("technician", "technician", "leader"), strict=False):
            tickets.move(leader, ticket_id, "assign", {"assignee": made.staff[role]})


def _work(made: Town, ticket_id: int, kind: str, opened_at: int, now: int, items: dict[str, int]) -> None:
    """Let the office work on a ticket as far as the time since then allows."""
    worker = made.person(made.dice.choice(made.technicians))
    leader, agent = made.actor("leader"), made.actor("agent")
    finish: dict[str, Any] = {
        "cause": made.dice.choice(life.CAUSES),
        "minutes": str(made.dice.randrange(10, 90)),
        "celsius": f"{made.dice.gauss(19.4, 1.6):.1f}",
    }
    booked = demo_costs.told(made.dice, kind, finish["cause"], items, recent=now - opened_at < 30 * clock.DAY)
    steps: Iterator[tuple[float, Callable[[], Any]]] = iter(
        (
            (made.dice.expovariate(1 / 40), lambda: tickets.move(leader, ticket_id, "assign", {"assignee": worker.id})),
            (made.dice.expovariate(1 / 25), lambda: tickets.move(worker, ticket_id, "accept")),
            (made.dice.expovariate(1 / 150), lambda: tickets.move(worker, ticket_id, "arrive")),
            (made.dice.expovariate(1 / 180), lambda: _finish(worker, ticket_id, finish, booked)),
            (made.dice.expovariate(1 / 900), lambda: _call_back(made, agent, ticket_id)),
        )
    )
    at = opened_at
    for minutes, step in steps:
        at += int(minutes * clock.MINUTE)
        if kind != "leak" and (wait := town.until_work(_minute(at))):
            at += (wait + made.dice.randrange(90)) * clock.MINUTE
        if at >= now:
            return
        with clock.stopped(at):
            step()


def _finish(worker: Actor, ticket_id: int, told: dict[str, Any], booked: dict[str, Any]) -> None:
    """From the phone where parts and hours are booked, which takes a little longer."""
    if booked:
        field.finish(worker, ticket_id, told | booked)
    else:
        tickets.move(worker, ticket_id, "finish", told)


def _call_back(made: Town, agent: Actor, ticket_id: int) -> None:
    level = made.dice.choices((6, 5, 4, 3), weights=(60, 27, 9, 4))[0]
    text = "" if level > 3 else "修好了，但是等得太久"
    callbacks.answered(agent, ticket_id, solved=True, level=level, text=text)
