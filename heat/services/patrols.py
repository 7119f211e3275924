"""Patrols: plans drawn and stopped, rounds opened once each, repairs of hazards, checks of one hazard alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Attachment, Hazard, PatrolPlan, PatrolRound, Ticket, TicketLink
from heat.queries import board, clocks, dispatch, hazards, office
from heat.queries import patrols as queries
from heat.queries import people as staff
from heat.rules import patrol_times as times
from heat.rules import patrols as rules
from heat.rules.calendar import phase_of
from heat.rules.patrol_times import Schedule
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit, designs, flow_moves, journal, tickets
from heat.services.tickets import Intake
from heat.words import N_, Missing, Moved, Refused, Say

log = logging.getLogger("heat.patrols")
MISSED = "漏检：下一次已到期"


@dataclass(frozen=True)
class Drawn:
    """A plan as it was drawn; a team or a person walks it."""

    name: str
    route: str
    schedule: Schedule
    team_id: int | None = None
    staff_id: int | None = None


def save(by: Actor, drawn: Drawn, plan_id: int | None = None, version: int | None = None) -> int:
    """Write a plan down, or anew; its id. Rounds that are open keep the route they were opened with.

    Refused with what cannot be; Moved when somebody else changed it since the page showed `version`.
    """
    name = rules.NAME.read(drawn.name)
    before = _mine(by, plan_id) if plan_id else None
    route = rules.read_route(drawn.route, rules.route_of(before.route) if before else ())
    team_id, staff_id = _walker(by, drawn)
    row = {"name": name, "route": rules.stored(route), "schedule": drawn.schedule.stored()}
    row |= {"team_id": team_id, "staff_id": staff_id}
    with db.writing():
        db.chain_lock("patrol-plan")
        if queries.named(name, but=plan_id or 0):
            raise Refused(Say(N_("已经有一个计划叫“{name}”"), name=name))
        if before is None:
            plan_id = int(PatrolPlan.insert(row, started_at=clock.now(), by_id=by.id).execute())
        else:
            changed = PatrolPlan.update(**row, version=before.version + 1).where(
                (PatrolPlan.id == plan_id) & (PatrolPlan.version == (before.version if version is None else version))
            )
            if not changed.execute():
                raise Moved(Say(N_("计划“{name}”刚被别人改过，请刷新后再改"), name=name))
        audit.record(by, "patrol.planned", "patrol_plan", plan_id, after={"name": name, "points": len(route)})
    return int(plan_id or 0)


def _walker(by: Actor, drawn: Drawn) -> tuple[int | None, int | None]:
    if drawn.staff_id:
        if drawn.staff_id not in dict(staff.own(by)):
            raise Refused(Say(N_("没有这位维修工，请重新选择")))
        return dispatch.assignee(by, None, drawn.staff_id)["team_id"], drawn.staff_id
    if not drawn.team_id:
        raise Refused(Say(N_("请选择谁去巡检：一个班组或一个人")))
    if drawn.team_id not in {team.id for team in board.crews(by)}:
        raise Refused(Say(N_("没有这个班组，请重新选择")))
    return drawn.team_id, None


def stop(by: Actor, plan_id: int, reason: str) -> None:
    """No more rounds of a plan; what was read stays. Refused without a reason."""
    if not reason.strip():
        raise Refused(Say(N_("请写下停用的原因")))
    with db.writing():
        plan = _mine(by, plan_id)
        PatrolPlan.update(stopped_at=clock.now()).where(PatrolPlan.id == plan.id).execute()
        audit.record(by, "patrol.stopped", "patrol_plan", plan.id, after={"name": plan.name, "reason": reason[:200]})


def _mine(by: Actor, plan_id: int) -> PatrolPlan:
    if not queries.may_see(by, plan_id):
        raise Missing(Say(N_("没有这个巡检计划，或不在您负责的范围")))
    plan: PatrolPlan = PatrolPlan.get_by_id(plan_id)
    if plan.stopped_at is not None:
        raise Moved(Say(N_("计划“{name}”已经停用"), name=plan.name))
    return plan


def sweep() -> int:
    """Open what has fallen due and note what was missed; how many. Safe to run at any time and again after a kill.

    A due time that passed while nobody swept is noted as missed, and only the newest is opened.
    """
    if "patrol" not in office.modules():
        return 0
    now, phase = clock.now(), phases()
    opened = sum(_tried(plan, now, phase) for plan in PatrolPlan.select().where(PatrolPlan.stopped_at.is_null()))
    return opened + sum(_given_up(walk, now) for walk in queries.over(now))


def _tried(plan: PatrolPlan, now: int, phase: Callable[[date], str]) -> int:
    try:
        return _fallen_due(plan, now, phase)
    except Refused as problem:  # one plan that cannot be opened must not keep the others waiting
        log.warning("patrol %s is not opened: %s", plan.name, problem.say)
        return 0


def phases() -> Callable[[date], str]:
    """Where a day stands in the heating year, each day asked once."""
    first_days, known = clocks.current()[1].first_days, dict[date, str]()

    def phase(day: date) -> str:
        if day not in known:
            known[day] = phase_of(day, *clocks.season_of(day), first_days).code
        return known[day]

    return phase


def _fallen_due(plan: PatrolPlan, now: int, phase: Callable[[date], str]) -> int:
    schedule = times.of(plan.schedule)
    after = queries.last_due(plan.id) or plan.started_at - 1
    dues = times.dues(schedule, plan.started_at, after, now, phase)
    for at in dues:
        until = times.next_after(schedule, plan.started_at, at, phase)
        with db.writing():
            db.chain_lock(f"patrol-{plan.id}")
            if db.row("SELECT 1 FROM patrol_round WHERE plan_id = ? AND due_at = ?", plan.id, at):
                continue
            walk = PatrolRound.create(plan_id=plan.id, due_at=at, until_at=until, route=plan.route)
            if at == dues[-1]:
                _open(SYSTEM, plan, walk, f"巡检：{plan.name}")
            else:
                PatrolRound.update(missed_at=now).where(PatrolRound.id == walk.id).execute()
    return len(dues)


def _open(by: Actor, plan: PatrolPlan, walk: PatrolRound, summary: str) -> Ticket:
    """The ticket of a round, given to whoever walks it, due when the next one is."""
    points = rules.route_of(walk.route)
    ticket = tickets.take(
        by,
        Intake(
            rules.KIND,
            summary,
            address=f"{plan.name}（{len(points)} 个点）" if len(points) > 1 else points[0].name,
            source="plan",
            team_id=plan.team_id,
            once_key=journal.Ours(f"patrol{walk.id}"),
        ),
    )
    PatrolRound.update(ticket_id=ticket.id).where(PatrolRound.id == walk.id).execute()
    db.run("UPDATE ticket SET due_at = ? WHERE id = ?", walk.until_at, ticket.id)
    db.run(
        "UPDATE sla_clock SET due_at = ?, warn_at = NULL WHERE ticket_id = ? AND goal = 'finish'",
        walk.until_at,
        ticket.id,
    )
    fresh: Ticket = Ticket.get_by_id(ticket.id)
    if fresh.assignee_id is None and (fresh.state, "assign") in designs.flow(fresh.flow_version_id).moves:
        told = {"team": plan.team_id, "assignee": plan.staff_id}
        return flow_moves.make(_may(by, "ticket.assign"), fresh, "assign", {k: v for k, v in told.items() if v})
    return fresh


def _may(by: Actor, *rights: str) -> Actor:
    return replace(by, permissions=by.permissions | set(rights))


def _given_up(walk: PatrolRound, now: int) -> int:
    """A round whose time is over: its ticket is taken back unless somebody is on the way round."""
    with db.writing():
        ticket = Ticket.get_or_none(Ticket.id == walk.ticket_id)
        if ticket is not None and ticket.state == "working":
            return 0
        if ticket is not None and (ticket.state, "cancel") in designs.flow(ticket.flow_version_id).moves:
            flow_moves.make(_may(SYSTEM, "ticket.take"), ticket, "cancel", {"reason": MISSED})
        PatrolRound.update(missed_at=now).where(PatrolRound.id == walk.id).execute()
    return 1


def open_repairs(by: Actor, ticket: Ticket) -> list[Ticket]:
    """A repair ticket for each hazard of a finished round that has none, with the photos of its point."""
    walk = PatrolRound.get_or_none(PatrolRound.ticket_id == ticket.id)
    if walk is None:
        return []
    found = db.rows(
        "SELECT h.id, r.stop FROM hazard h JOIN patrol_result r ON r.hazard_id = h.id WHERE r.ticket_id = ? "
        "AND h.repair_id IS NULL AND h.closed_at IS NULL ORDER BY h.id",
        ticket.id,
    )
    return [_repair(by, ticket, Hazard.get_by_id(hazard_id), stop) for hazard_id, stop in found]


def _repair(by: Actor, ticket: Ticket, hazard: Hazard, stop: int) -> Ticket:
    intake = Intake(
        "public_repair",
        f"隐患：{hazard.text}（巡检 {ticket.number}）",
        address=hazard.place,
        source="plan",
        once_key=journal.Ours(f"hazard{hazard.id}r{hazard.repairs}"),
    )
    repair = tickets.take(by, intake)
    TicketLink.insert(ticket_id=repair.id, other_id=ticket.id, kind="related").execute()
    Hazard.update(repair_id=repair.id, repairs=hazard.repairs + 1).where(Hazard.id == hazard.id).execute()
    for photo in queries.photos_at(ticket.id, stop):
        row: dict[str, Any] = {"blob_id": photo, "subject": "ticket", "subject_id": repair.id, "kind": "before"}
        row |= {"name": f"{repair.number}.jpg", "by_kind": by.kind, "by_id": by.id, "at": clock.now()}
        Attachment.insert(**row).execute()
    audit.record(by, "hazard.repair", "ticket", repair.id, after={"hazard": hazard.id, "number": ticket.number})
    return repair


def recheck(by: Actor, hazard_id: int) -> Ticket:
    """A ticket that looks at one hazard again, given to whoever walks its plan; the ticket.

    Moved when the hazard is closed or is being looked at already, Missing for one out of this person's sight.
    """
    hazard = Hazard.get_or_none(Hazard.id == hazard_id)
    if hazard is None or not queries.may_see(by, hazard.plan_id):
        raise Missing(Say(N_("没有这个隐患，或不在您负责的范围")))
    with db.writing():
        db.chain_lock(f"patrol-{hazard.plan_id}")
        if Hazard.get_by_id(hazard_id).closed_at is not None:
            raise Moved(Say(N_("这个隐患已经复查合格")))
        if number := hazards.rechecking(hazard.plan_id, hazard.point, hazard.item):
            raise Moved(Say(N_("复查工单 {number} 还没有办完"), number=number))
        plan, now = PatrolPlan.get_by_id(hazard.plan_id), clock.now()
        walk = PatrolRound.create(
            plan_id=plan.id, due_at=now, until_at=now + clock.DAY, recheck=True, route=hazards.only(hazard)
        )
        ticket = _open(by, plan, walk, f"复查隐患：{hazard.place} {hazard.item}")
        audit.record(by, "hazard.recheck", "ticket", ticket.id, after={"hazard": hazard.id})
    return ticket
