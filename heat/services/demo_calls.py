"""A day at the telephone of the demo town: calls that became tickets, questions, and some that nobody took."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import callers
from heat.rules import calls as rules
from heat.rules import town
from heat.rules.calls import Event
from heat.rules.permissions import SYSTEM, Actor
from heat.services import calls

_TAKEN, _ASKED, _MISSED = 8, 4, 3
_STRANGER = town.phone(9_200_000)  # in nobody's file


@dataclass(frozen=True)
class _Call:
    at: int
    phone: str
    extension: str
    seconds: int = 0  # 0: nobody took it
    ticket: tuple[int, int] | None = None  # its id and household


def fill(agent: Actor, leader: Actor, dice: random.Random, homes: list[int], now: int) -> None:
    """The calls of the last day by the verbs of the exchange; two of the missed ones still wait to be called back."""
    calls.sit_at(agent, "8001")
    calls.sit_at(leader, "8002")
    made = [*_became_tickets(dice, now), *_others(dice, homes, now)]
    missed = [_happened(agent, n, one) for n, one in enumerate(sorted(made, key=lambda one: one.at), start=1)]
    first = next((call_id for call_id in missed if call_id), None)
    if first is not None:
        with clock.stopped(now):
            calls.settle(agent, first)


def _became_tickets(dice: random.Random, now: int) -> list[_Call]:
    """The calls in which the newest tickets by telephone were taken."""
    found = db.rows(
        "SELECT id, household_id, opened_at FROM ticket WHERE source = 'phone' AND household_id IS NOT NULL "
        "AND opened_at > ? AND opened_at < ? ORDER BY opened_at DESC, id DESC LIMIT ?",
        now - clock.DAY,
        now - 5 * clock.MINUTE,
        _TAKEN,
    )
    return [
        _Call(at - 70_000, _phone(home), dice.choice(("8001", "8001", "8002")), dice.randrange(95, 260), (id_, home))
        for id_, home, at in found
    ]


def _others(dice: random.Random, homes: list[int], now: int) -> list[_Call]:
    """Questions that needed no ticket, one of a stranger, and the missed ones: the last of them an hour ago."""
    somebody = [phone for home in dice.sample(homes, min(24, len(homes))) if (phone := _phone(home))]
    asked = [
        _Call(now - (3 + 5 * n) * clock.HOUR - dice.randrange(3_000_000), phone, "8001", dice.randrange(40, 200))
        for n, phone in enumerate([*somebody[: _ASKED - 1], _STRANGER])
    ]
    missed = [
        _Call(now - minutes * clock.MINUTE, phone, "8001")
        for minutes, phone in zip((310, 95, 40), somebody[_ASKED : _ASKED + _MISSED], strict=False)
    ]
    return asked + missed


def _happened(agent: Actor, n: int, call: _Call) -> int | None:
    """Let one call ring and end; its id when nobody took it."""

    def told(what: str, at: int) -> int:
        with clock.stopped(at):
            return calls.happened(SYSTEM, Event(what, call.phone, call.extension, f"demo-{n:03d}"))

    call_id = told(rules.RING, call.at)
    if not call.seconds:
        told(rules.MISSED, call.at + 35_000)
        return call_id
    answered = call.at + 6_000 + n % 5 * 2_000
    told(rules.ANSWER, answered)
    if call.ticket:
        ticket_id, home = call.ticket
        with clock.stopped(call.at + 70_000):
            calls.belongs(agent, call_id, home, ticket_id)
    told(rules.HANG_UP, answered + call.seconds * clock.SECOND)
    return None


def _phone(home: Any) -> str:
    return next(iter(callers.phones(home)), "")
