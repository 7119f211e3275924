"""Patrols: plans and how well they are kept, the readings of their points, hazards until they are checked again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import board, people
from heat.queries import hazards as hazard_queries
from heat.queries import patrols as queries
from heat.queries.patrols import PlanRow
from heat.rules import patrol_times as times
from heat.rules import patrols as rules
from heat.rules.trends import trend
from heat.services import patrols
from heat.services.patrols import Drawn
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused, Say

pages = Blueprint("patrols", __name__, url_prefix="/patrols")


@pages.get("")
@needs("ticket.view", "patrol")
def index() -> Any:
    actor = gate.actor()
    rows, open_ones = queries.plans(actor), hazard_queries.listed(actor)
    return page(
        "patrols/index.html",
        rows=rows,
        hazards=open_ones,
        missed=sum(row.due - row.done for row in rows),
        waiting=sum(one.waits for one in open_ones),
        often=often,
        coming={row.id: _coming(row) for row in rows if row.stopped_at is None},
    )


def _coming(row: PlanRow) -> int:
    return times.next_after(times.of(row.schedule), row.started_at, clock.now(), patrols.phases())


def often(row: PlanRow) -> str:
    """How often a plan is walked, in words."""
    plan = times.of(row.schedule)
    at = f"{plan.minute // 60:02d}:{plan.minute % 60:02d}"
    if plan.sort == "hours":
        words = _("每 %(n)s 小时", n=plan.every)
    elif plan.sort == "days":
        words = _("每 %(n)s 天 %(at)s", n=plan.every, at=at)
    else:
        words = "、".join(_(times.WEEK[day]) for day in plan.weekdays) + f" {at}"
    left = [_(times.PHASES[one]) for one in plan.phases]
    return words if len(left) == len(times.PHASES) else f"{words} · {'、'.join(left)}"


@pages.get("/hazards")
@needs("ticket.view", "patrol")
def hazards() -> Any:
    closed = request.args.get("view") == "closed"
    return page("patrols/hazards.html", rows=hazard_queries.listed(gate.actor(), closed=closed), closed=closed)


@pages.post("/hazards/<int:hazard_id>/recheck")
@needs("patrol.plan", "patrol")
def recheck(hazard_id: int) -> Any:
    try:
        ticket = patrols.recheck(gate.actor(), hazard_id)
    except Moved as problem:
        flash(said(problem.say), "bad")
    else:
        flash(_("已开出复查工单 %(number)s", number=ticket.number), "ok")
    return redirect(url_for("patrols.hazards"), 303)


@pages.get("/new")
@needs("patrol.plan", "patrol")
def new() -> Any:
    return _form(None)


@pages.post("/new")
@needs("patrol.plan", "patrol")
def create() -> Any:
    return _saved(None)


@pages.get("/<int:plan_id>/edit")
@needs("patrol.plan", "patrol")
def edit(plan_id: int) -> Any:
    return _form(_row(plan_id))


@pages.post("/<int:plan_id>/edit")
@needs("patrol.plan", "patrol")
def change(plan_id: int) -> Any:
    return _saved(_row(plan_id))


@pages.post("/<int:plan_id>/stop")
@needs("patrol.plan", "patrol")
def stop(plan_id: int) -> Any:
    row = _row(plan_id)
    try:
        patrols.stop(gate.actor(), plan_id, request.form.get("reason", ""))
    except Refused as problem:
        return _one(row, 409 if isinstance(problem, Moved) else 422, said(problem.say))
    flash(_("“%(name)s”已停用", name=row.name), "ok")
    return redirect(url_for("patrols.index"), 303)


@pages.get("/<int:plan_id>")
@needs("ticket.view", "patrol")
def one(plan_id: int) -> Any:
    return _one(_row(plan_id))


def _row(plan_id: int) -> PlanRow:
    found = queries.plans(gate.actor(), plan_id)
    if not found:
        raise Missing(Say(N_("没有这个巡检计划，或不在您负责的范围")))
    return found[0]


def _one(row: PlanRow, status: int = 200, error: str = "") -> Response:
    read = queries.readings(row)
    charts = [
        (point.name, item, read[point.key, item.name], _drawn(read[point.key, item.name], item))
        for point in row.route
        for item in point.items
        if item.kind == "number"
    ]
    return page(
        "patrols/one.html",
        status,
        row=row,
        rounds=queries.rounds(row.id),
        charts=charts,
        hazards=hazard_queries.listed(gate.actor(), plan_id=row.id),
        often=often(row),
        coming=_coming(row) if row.stopped_at is None else None,
        error=error,
    )


def _drawn(read: list[tuple[int, Any]], item: rules.Item) -> Any:
    return trend([value for _at, value in read], item.low, item.high)


def _saved(row: PlanRow | None) -> Any:
    told = request.form
    if "look" in told:
        return _form(row)
    try:
        schedule = times.read(
            told.get("sort", ""),
            told.get("every", "").strip(),
            told.getlist("weekdays"),
            told.get("at", "").strip(),
            told.getlist("phases"),
        )
        team, staff = (whole(told.get(name, "")) for name in ("team", "staff"))
        drawn = Drawn(told.get("name", ""), told.get("route", ""), schedule, team, staff)
        plan_id = patrols.save(gate.actor(), drawn, row.id if row else None, whole(told.get("version", "")))
    except Refused as problem:
        return _form(row, 409 if isinstance(problem, Moved) else 422, said(problem.say))
    flash(_("已保存，到时间会自动开出巡检工单"), "ok")
    return redirect(url_for("patrols.one", plan_id=plan_id), 303)


def _form(row: PlanRow | None, status: int = 200, error: str = "") -> Response:
    told = request.form
    typed = _typed(row) if request.method == "GET" else {name: told.get(name, "") for name in _NAMES}
    if request.method == "POST":
        typed |= {"weekdays": told.getlist("weekdays"), "phases": told.getlist("phases")}
    try:
        route = rules.read_route(typed["route"], row.route if row else ())
        problem = ""
    except Refused as wrong:
        route, problem = (), said(wrong.say)
    return page(
        "patrols/edit.html",
        status,
        row=row,
        typed=typed,
        route=route,
        problem=problem if typed["route"] else "",
        checks=queries.stops(route),
        error=error,
        sorts=[(code, _(name)) for code, name in times.SORTS.items()],
        week=[(str(n), _(name)) for n, name in enumerate(times.WEEK)],
        phases=[(code, _(name)) for code, name in times.PHASES.items()],
        teams=[("", _("请选择")), *((str(team.id), team.name) for team in board.crews(gate.actor()))],
        staff=[("", _("全组，谁先接归谁")), *((str(staff_id), name) for staff_id, name in people.own(gate.actor()))],
    )


_NAMES = ("name", "route", "sort", "every", "at", "team", "staff", "version")
_SAMPLE = """# 1号换热站
供水温度 60~95 ℃
回水温度 35~55 ℃
补水箱水位 0.5~ m
循环泵 正常/异响/停
全景 照片

# 东街阀门井
井盖
积水 无/有"""


def _typed(row: PlanRow | None) -> dict[str, Any]:
    if row is None:
        day: dict[str, Any] = {"sort": "days", "every": "1", "at": "09:00", "phases": list(times.PHASES)}
        return dict.fromkeys(_NAMES, "") | day | {"weekdays": [], "route": _(_SAMPLE)}
    plan = times.of(row.schedule)
    return {
        "name": row.name,
        "route": rules.written(row.route),
        "sort": plan.sort,
        "every": str(plan.every),
        "weekdays": [str(one) for one in plan.weekdays],
        "at": f"{plan.minute // 60:02d}:{plan.minute % 60:02d}",
        "phases": list(plan.phases),
        "team": "" if row.staff_id else str(row.team_id or ""),
        "staff": str(row.staff_id or ""),
        "version": str(row.version),
    }
