"""What the finishing of a round writes down: readings, hazards that appear, hazards a later check finds right."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Hazard, PatrolResult, PatrolRound, Ticket
from heat.queries import patrols as queries
from heat.rules import patrols as rules
from heat.rules.flows import OPEN_PHASES
from heat.rules.patrols import Result
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Refused, Say

_WORKED = ("finish", "enter")


def follow(by: Actor, ticket: Ticket, action: str, phase: str, told: dict[str, Any]) -> None:
    """Keep the round in step with its ticket as it was before the step. Refused for an end without its readings."""
    if not (action in _WORKED or phase not in OPEN_PHASES):
        return
    walk = PatrolRound.get_or_none(PatrolRound.ticket_id == ticket.id)
    if walk is None or walk.done_at is not None:
        return
    if phase == "cancelled":
        PatrolRound.update(missed_at=clock.now()).where(PatrolRound.id == walk.id).execute()
        return
    if not told.get(rules.KIND):
        raise Refused(Say(N_("巡检工单要填完每个点才能完工：请在手机上填，或用“补录纸质工单”")))
    results = rules.check(rules.route_of(walk.route), told[rules.KIND], queries.photos(ticket.id))
    hazards = [_hazard(ticket, walk, one) for one in results]
    now = clock.now()
    for one, hazard_id in zip(results, hazards, strict=True):
        row = {"ticket_id": ticket.id, "stop": one.stop, "item": one.item, "point": queries.place_of(walk.plan_id, one)}
        row |= {"name": one.check.name, "value": one.value, "milli": one.milli, "ok": one.ok, "note": one.note or None}
        PatrolResult.insert(row, at=now, hazard_id=hazard_id).execute()
    PatrolRound.update(done_at=now, missed_at=None).where(PatrolRound.id == walk.id).execute()
    bad = sum(not one.ok for one in results)
    audit.record(by, "patrol.walked", "ticket", ticket.id, after={"checks": len(results), "bad": bad})


def _hazard(ticket: Ticket, walk: PatrolRound, one: Result) -> int | None:
    """The hazard a result stands for: a new one, one that is still there, or one that this check closes."""
    there = Hazard.get_or_none(
        (Hazard.plan_id == walk.plan_id)
        & (Hazard.point == one.point.key)
        & (Hazard.item == one.check.name)
        & Hazard.closed_at.is_null()
    )
    if there is None:
        return None if one.ok else _found(ticket, walk, one)
    if _at_work(there.repair_id):
        return int(there.id)
    if one.ok:
        Hazard.update(closed_at=clock.now(), closed_id=ticket.id).where(Hazard.id == there.id).execute()
    else:  # repaired, and still not right: it is repaired again
        Hazard.update(repair_id=None, text=one.finding).where(Hazard.id == there.id).execute()
    return int(there.id)


def _found(ticket: Ticket, walk: PatrolRound, one: Result) -> int:
    row = {"plan_id": walk.plan_id, "point": one.point.key, "item": one.check.name, "place": one.point.name}
    return int(Hazard.insert(row, text=one.finding, found_at=clock.now(), found_id=ticket.id).execute())


def _at_work(repair_id: int | None) -> bool:
    """Whether somebody still has to repair it: done but not called about is done."""
    found = db.row("SELECT phase, state FROM ticket WHERE id = ?", repair_id or 0)
    return found is not None and found[0] in OPEN_PHASES and found[1] != "finished"
