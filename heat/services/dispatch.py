"""Giving several tickets away at once, and taking that back."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import dispatch_rules as queries
from heat.queries import week
from heat.rules.fields import Clock
from heat.rules.flows import NEW
from heat.rules.permissions import Actor
from heat.services import designs, tickets
from heat.words import N_, Refused, Say

MOST = 100
_WRITTEN = re.compile(r"(\d{1,15})\.(\d{1,9})\.([na])\.(\d{1,15})\.(\d{1,15})")


@dataclass(frozen=True)
class Was:
    """How a ticket stood before it was given away; `version` is the one it has since."""

    ticket_id: int
    version: int
    waiting: bool
    team_id: int | None
    staff_id: int | None

    def __str__(self) -> str:
        kind = "n" if self.waiting else "a"
        return f"{self.ticket_id}.{self.version}.{kind}.{self.team_id or 0}.{self.staff_id or 0}"


def was(written: str) -> Was | None:
    """What `str` of a Was meant, None for anything else."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    ticket_id, version, kind, team_id, staff_id = found.groups()
    return Was(int(ticket_id), int(version), kind == "n", int(team_id) or None, int(staff_id) or None)


@dataclass
class Done:
    """What became of many: how each that moved stood before, and why the others did not."""

    moved: list[Was] = field(default_factory=list)
    refused: list[Say] = field(default_factory=list)


def assign(
    by: Actor,
    chosen: Iterable[tuple[int, int | None]],
    *,
    team_id: int | None,
    staff_id: int | None,
    once_key: str = "",
) -> Done:
    """Give tickets (id, version seen) to a team or a technician, each in a transaction of its own.

    One that somebody else has just moved is refused by its sentence and does not stop the others.
    """
    pairs = list(dict.fromkeys(chosen))[:MOST]
    if not pairs:
        raise Refused(Say(N_("请先勾选要派的工单")))
    if not team_id and not staff_id:
        raise Refused(Say(N_("请选择派给谁")))
    done = Done()
    for ticket_id, version in pairs:
        _give(by, done, ticket_id, version, {"team": team_id, "assignee": staff_id}, once_key)
    return done


def _give(by: Actor, done: Done, ticket_id: int, version: int | None, told: dict[str, Any], once_key: str) -> None:
    try:
        before = tickets.find(by, ticket_id)
        after = tickets.move(by, ticket_id, _giving(before), told, version=version, once_key=once_key)
        done.moved.append(_was(before, after))
    except Refused as problem:
        done.refused.append(problem.say)


def _giving(ticket: Ticket) -> str:
    """派单, or 转交 in a flow that gives a step to others in no other way."""
    moves = designs.flow(ticket.flow_version_id).moves
    return "assign" if (ticket.state, "assign") in moves or (ticket.state, "transfer") not in moves else "transfer"


def by_rules(by: Actor, chosen: Iterable[tuple[int, int | None, int]], *, once_key: str = "") -> Done:
    """Give tickets (id, version seen, technician of the preview) as the rules chose, each with its reason.

    Where the rules would choose somebody else by now, the one of the preview goes and the reason says so.
    """
    picked = list(dict.fromkeys(chosen))[:MOST]
    if not picked:
        raise Refused(Say(N_("请先勾选要派的工单")))
    asked = queries.offers(by, [ticket_id for ticket_id, _, _ in picked], queries.setting().rules)
    found = {one.row.id: one.chosen for one in asked}
    done = Done()
    for ticket_id, version, staff_id in picked:
        one = found.get(ticket_id)
        same = one is not None and one.person is not None and one.person.id == staff_id
        _give(
            by, done, ticket_id, version, {"assignee": staff_id, "rule": str(one) if same else "预览时的人选"}, once_key
        )
    return done


def plan(
    by: Actor,
    chosen: Iterable[tuple[int, int | None]],
    *,
    staff_id: int | None,
    day: date,
    hour: str = "",
    once_key: str = "",
) -> Done:
    """Agree on a visit for tickets (id, version seen): whoever has them not yet gets them, then the day is kept.

    Without an hour a visit keeps the one it had, a new one begins with the day's work. Each ticket is a transaction.
    """
    pairs = list(dict.fromkeys(chosen))[:MOST]
    if not pairs:
        raise Refused(Say(N_("请先勾选要安排的工单")))
    if not staff_id:
        raise Refused(Say(N_("请选择派给谁")))
    minutes = Clock("hour", N_("时间"), required=False).read(hour)
    done = Done()
    for ticket_id, version in pairs:
        try:
            before = tickets.find(by, ticket_id)
            with db.writing():
                after = _planned(by, before, version, staff_id, _at(before, day, minutes), once_key)
            done.moved.append(_was(before, after))
        except Refused as problem:
            done.refused.append(problem.say)
    return done


def _planned(by: Actor, ticket: Ticket, version: int | None, staff_id: int, at: int, once_key: str) -> Ticket:
    planned = f"{clock.local(at):%Y-%m-%dT%H:%M}"
    if ticket.assignee_id != staff_id:
        told = {"assignee": staff_id}
        ticket = tickets.move(by, ticket.id, _giving(ticket), told, version=version, once_key=once_key)
        version = ticket.version
    return tickets.move(by, ticket.id, "plan", {"planned": planned}, version=version, once_key=once_key)


def _at(ticket: Ticket, day: date, minutes: int | None) -> int:
    if minutes is not None:
        return clock.start_of(day) + minutes * clock.MINUTE
    had = db.value("SELECT planned_at FROM visit WHERE ticket_id = ? AND left_at IS NULL", ticket.id)
    if had is None or clock.start_of(day) + (had - clock.start_of(clock.day_of(had))) < clock.now():
        return week.first_hour(day)
    return int(clock.start_of(day) + had - clock.start_of(clock.day_of(had)))


def _was(before: Ticket, after: Ticket) -> Was:
    return Was(before.id, after.version, designs.stage(before) == NEW, before.team_id, before.assignee_id)


def undo(by: Actor, given: Iterable[Was]) -> Done:
    """Take tickets back to whoever had them, or to those waiting; one that has moved on since stays where it is."""
    done = Done()
    for one in list(given)[:MOST]:
        try:
            before = tickets.find(by, one.ticket_id)
            after = _back(by, one)
            done.moved.append(_was(before, after))
        except Refused as problem:
            done.refused.append(problem.say)
    return done


def _back(by: Actor, one: Was) -> Ticket:
    if one.waiting:
        told = {"reason": "撤销派单", "team": one.team_id}
        return tickets.move(by, one.ticket_id, "return", told, version=one.version)
    told = {"team": one.team_id, "assignee": one.staff_id}
    return tickets.move(by, one.ticket_id, _giving(tickets.find(by, one.ticket_id)), told, version=one.version)
