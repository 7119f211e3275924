"""Upkeep that makes its own tickets: plans written down, stopped and started, and the job that asks what is due."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from heat import clock, db
from heat.models import MachinePlan, TicketKind
from heat.queries import machine_history as history
from heat.queries import machines as queries
from heat.queries import office, ticket_kinds
from heat.queries.accounts import as_day
from heat.rules import machine_plans as rules
from heat.rules.machine_plans import Due, Plan, Season
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit, machines, tickets
from heat.words import N_, Missing, Moved, Refused, Say

log = logging.getLogger("heat.machines")


def add(by: Actor, machine_id: int, form: Mapping[str, str]) -> int:
    """Write a plan down for a machine; its id. Refused in a sentence for what cannot be a plan."""
    row = queries.one(by, machine_id)
    if row is None:
        raise Missing(Say(N_("没有这台设备，或不在您负责的范围")))
    if row.state == "retired":
        raise Refused(Say(N_("设备已经报废，不用再保养")))
    told = rules.told(form, clock.today(), row.hours)
    kind = ticket_kinds.of(form.get("kind", "") or "maintenance")
    if kind is None or kind.retired or kind.template.place == "household":
        raise Refused(Say(N_("请选择工单类型")))
    with db.writing():
        plan_id = int(MachinePlan.insert(machine_id=machine_id, kind_id=kind.id, **told).execute())
        audit.record(by, "machine.planned", "machine", machine_id, after={"name": told["name"], "n": told["n"]})
    return plan_id


def stop(by: Actor, plan_id: int, *, stopped: bool) -> int:
    """Stop a plan, or let it go on, counted anew from today; the id of its machine. Moved when it is so already."""
    with db.writing():
        plan = MachinePlan.get_or_none(MachinePlan.id == plan_id)
        row = queries.one(by, plan.machine_id) if plan else None
        if plan is None or row is None:
            raise Missing(Say(N_("没有这个保养计划")))
        if (plan.stopped_at is not None) == stopped:
            raise Moved(Say(N_("这个计划刚被别人改过，请刷新页面")))
        change: dict[str, Any] = {"stopped_at": clock.now() if stopped else None}
        if not stopped:
            change |= {"counted_on": clock.today(), "counted_hours": row.hours if plan.every == "hours" else None}
        MachinePlan.update(**change).where(MachinePlan.id == plan_id).execute()
        told = {"name": plan.name}
        audit.record(by, "machine.plan-stopped" if stopped else "machine.plan-resumed", "machine", row.id, after=told)
    return row.id


def make_due() -> int:
    """Open a ticket for every plan that is due and has none open; how many. Safe to run at any time and twice at once.

    One query finds the plans that may be due; each then has its own transaction. What fails is logged and tried again
    the next time.
    """
    if "plant" not in office.modules():
        return 0
    today, seasons = clock.today(), history.seasons()
    made = 0
    for (plan_id,) in db.rows(
        "SELECT p.id FROM machine_plan p JOIN machine m ON m.id = p.machine_id AND m.state <> 'retired' "
        "WHERE p.stopped_at IS NULL AND p.counted_on <= ? AND NOT EXISTS (SELECT 1 FROM machine_ticket k "
        "JOIN ticket t ON t.id = k.ticket_id WHERE k.plan_id = p.id AND t.closed_at IS NULL) ORDER BY p.id",
        today.isoformat(),
    ):
        try:
            made += _make(int(plan_id), seasons)
        except Refused as problem:
            log.warning("plan %d makes no ticket: %s", plan_id, problem.say)
    return made


def _make(plan_id: int, seasons: list[Season]) -> int:
    with db.writing():
        db.chain_lock(f"machine-plan-{plan_id}")
        plan: MachinePlan = MachinePlan.get_by_id(plan_id)
        row = queries.one(SYSTEM, plan.machine_id)
        due = _due(plan, row.hours if row else None, seasons)
        if row is None or due is None or _made(plan_id, due.key):
            return 0
        kind = TicketKind.get_by_id(plan.kind_id).code
        text = f"{plan.name}\n{plan.text}" if plan.text else plan.name
        ticket = tickets.take(SYSTEM, machines.intake(row, kind, text))
        machines.link(SYSTEM, row.id, ticket, "maintenance", plan_id, due.key)
        MachinePlan.update(counted_on=clock.today(), counted_hours=row.hours if plan.every == "hours" else None).where(
            MachinePlan.id == plan_id
        ).execute()
    return 1


def _due(plan: MachinePlan, hours: int | None, seasons: list[Season]) -> Due | None:
    counted = as_day(plan.counted_on) or clock.today()
    return rules.due(Plan(plan.every, plan.n, counted, plan.counted_hours), clock.today(), hours, seasons)


def _made(plan_id: int, key: str) -> bool:
    return db.row("SELECT 1 FROM machine_ticket WHERE plan_id = ? AND due_key = ?", plan_id, key) is not None
