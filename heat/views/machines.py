"""Company equipment: the list with its figures, the file a scan opens, its state, hours, repairs, plans and labels."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_babel import ngettext

from heat import clock, settings
from heat.papers.labels import Label, labels
from heat.papers.paper import Words
from heat.queries import machine_history as history
from heat.queries import machines as queries
from heat.queries import office, ticket_kinds
from heat.queries.machines import MachineRow, Wanted
from heat.rules import machine_plans as plan_rules
from heat.rules import machines as rules
from heat.rules.costs import shown
from heat.rules.fields import fill
from heat.rules.written import day_of
from heat.services import calibrations, machine_plans, machines
from heat.views import errors, gate, paper
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused

pages = Blueprint("machines", __name__, url_prefix="/machines")
VIEWS = {
    "all": N_("全部"),
    "broken": N_("故障"),
    "upkeep": N_("正在保养"),
    "calibration": N_("检定到期"),
    "warranty": N_("质保将到期"),
    "retired": N_("已报废"),
}
_MOST_LABELS = 480  # twenty sheets


def _wanted() -> Wanted:
    told, station = request.args, request.args.get("station", "")[:20]
    view = told.get("view", "all")
    return Wanted(
        view if view in VIEWS else "all",
        told.get("kind", "") if told.get("kind", "") in rules.KINDS else "",
        whole(station),
        whole(station.removeprefix("s")) if station.startswith("s") else None,
        told.get("q", "").strip()[:40].replace("\0", ""),
        told.get("after", "")[:40].replace("\0", ""),
    )


@pages.get("")
@needs("machine.view", "plant")
def index() -> Any:
    actor, wanted = gate.actor(), _wanted()
    rows = queries.listed(actor, wanted)
    shown = rows[: queries.PAGE]
    today = clock.today()
    total, _rows = history.shares(actor, "kind", today.replace(day=1), today)
    counts = queries.counts(actor)
    asked = {"view": wanted.view, "kind": wanted.kind or None, "station": request.args.get("station") or None}
    asked |= {"q": wanted.text or None}
    return page(
        "machines/index.html",
        rows=shown,
        more=shown[-1].code if len(rows) > queries.PAGE else "",
        asked=asked,
        tabs=[(code, _(name), counts[code]) for code, name in VIEWS.items()],
        counts=counts,
        days=queries.calibration_days(),
        total=total,
        kinds=[(code, _(name)) for code, name in rules.KINDS.items()],
        stations=queries.stations(),
        states=rules.STATES,
        tones=rules.TONES,
    )


@pages.get("/rates")
@needs("machine.view", "plant")
def rates() -> Any:
    today = clock.today()
    first = day_of(request.args.get("first", "")) or today.replace(day=1)
    last = day_of(request.args.get("last", "")) or today
    group = "kind" if request.args.get("by") == "kind" else "station"
    error = _("结束日期要不早于开始日期") if last < first else ""
    total, rows = history.shares(gate.actor(), group, first, max(first, last))
    return page("machines/rates.html", total=total, rows=rows, group=group, first=first, last=last, error=error)


@pages.get("/labels.pdf")
@needs("machine.keep", "plant")
def label_sheet() -> Any:
    """The labels of what the list shows, or of one machine."""
    actor, one = gate.actor(), request.args.get("machine", type=int)
    found = [queries.one(actor, one)] if one else queries.listed(actor, _wanted(), _MOST_LABELS + 1)
    rows = [row for row in found if row is not None]
    if not rows:
        return errors.answer(404, _("没有要打印标签的设备"), _("请换一个筛选条件"))
    if len(rows) > _MOST_LABELS:
        return errors.answer(422, _("一次最多打印 %(n)s 张标签", n=_MOST_LABELS), _("请按换热站或种类筛选后分几次打印"))
    made = [Label(row.code, row.name, row.place, f"{settings.base_url()}/machines/{row.id}") for row in rows]
    sheet = labels(office.setting("company.name"), made, Words(_, ngettext))
    return paper.pdf(sheet, _("设备标签 %(day)s", day=clock.today().isoformat()))


@pages.get("/new")
@needs("machine.keep", "plant")
def new() -> Any:
    return _form(None, {"where": request.args.get("where", "")[:40]})


@pages.post("/new")
@needs("machine.keep", "plant")
def add() -> Any:
    def act(told: dict[str, Any]) -> int:
        return machines.add(gate.actor(), told, request.form.get("where", ""), request.form.get("state", ""))

    return _write(None, act, _("已登记，可以打印二维码标签了"))


@pages.get("/<int:machine_id>/edit")
@needs("machine.keep", "plant")
def edit(machine_id: int) -> Any:
    row = _row(machine_id)
    return _form(row, {one.name: getattr(row, one.name) or "" for one in rules.FIELDS} | {"where": row.where})


@pages.post("/<int:machine_id>/edit")
@needs("machine.keep", "plant")
def change(machine_id: int) -> Any:
    def act(told: dict[str, Any]) -> int:
        version = whole(request.form.get("version", ""))
        machines.change(gate.actor(), machine_id, told, request.form.get("where", ""), version)
        return machine_id

    return _write(_row(machine_id), act, _("已保存"))


def _write(row: MachineRow | None, act: Callable[[dict[str, Any]], int], words: str) -> Any:
    filled = fill(rules.FIELDS, request.form)
    typed = filled.typed | {"where": request.form.get("where", ""), "state": request.form.get("state", "")}
    wrong = {name: said(say) for name, say in filled.errors.items()}
    if wrong:
        return _form(row, typed, 422, wrong)
    try:
        machine_id = act(filled.values)
    except Missing:
        raise
    except Refused as problem:
        name = "where" if "热源" in str(problem.say) else "code"
        return _form(row, typed, 409 if isinstance(problem, Moved) else 422, {name: said(problem.say)})
    flash(words, "ok")
    return redirect(url_for("machines.one", machine_id=machine_id), 303)


def _form(row: MachineRow | None, typed: dict[str, Any], status: int = 200, errors: Any = None) -> Response:
    blank: dict[str, Any] = {one.name: "" for one in rules.FIELDS} | {"where": "", "kind": "pump", "state": "in_use"}
    return page(
        "machines/edit.html",
        status,
        row=row,
        typed=blank | typed,
        errors=errors or {},
        kinds=[(code, _(name)) for code, name in rules.KINDS.items()],
        places=[("", _("请选择")), *queries.places(gate.actor())],
    )


def _row(machine_id: int) -> MachineRow:
    row = queries.one(gate.actor(), machine_id)
    if row is None:
        raise Missing(N_("没有这台设备，或不在您负责的范围"))
    return row


@pages.get("/<int:machine_id>")
@needs("machine.view", "plant")
def one(machine_id: int) -> Any:
    return _one(machine_id)


def _one(machine_id: int, status: int = 200, failed: str = "", error: str = "") -> Response:
    row, today = _row(machine_id), clock.today()
    states = history.states(machine_id)
    return page(
        "machines/one.html",
        status,
        row=row,
        states=rules.STATES,
        tones=rules.TONES,
        log=states,
        roles=[(role, _(rules.ROLES[role]), rows) for role, rows in history.of_role(gate.actor(), machine_id).items()],
        spent=history.spent(machine_id),
        plans=history.plans(machine_id, row.hours),
        every=plan_rules.EVERY,
        every_choices=[(code, _(name)) for code, name in plan_rules.EVERY.items()],
        kinds=_ticket_kinds(),
        days=queries.calibration_days(),
        calibrated_by=calibrations.ticket_of(row),
        warranty=rules.until(row.warranty_until, today),
        shown=shown,
        failed=failed,
        error=error,
        typed=request.form if failed else {},
        once_key=secrets.token_hex(8),
    )


def _ticket_kinds() -> list[tuple[str, str]]:
    """The sorts of tickets a machine may have; none that needs a household. Field work stands first."""
    kinds = [kind for kind in ticket_kinds.all_kinds() if not kind.retired and kind.template.place != "household"]
    return [(kind.code, _(kind.name)) for kind in sorted(kinds, key=lambda kind: kind.template.family != "field")]


@pages.post("/<int:machine_id>/state")
@needs("machine.keep", "plant")
def state(machine_id: int) -> Any:
    def act() -> str:
        told = request.form
        machines.set_state(gate.actor(), machine_id, told.get("state", ""), told.get("reason", ""))
        return _("状态已改")

    return _done(machine_id, "state", act)


@pages.post("/<int:machine_id>/hours")
@needs("machine.view", "plant")
def hours(machine_id: int) -> Any:
    def act() -> str:
        return _("已记下 %(n)s 小时", n=machines.read_hours(gate.actor(), machine_id, request.form.get("hours", "")))

    return _done(machine_id, "hours", act)


@pages.post("/<int:machine_id>/report")
@needs("machine.view", "plant")
def report(machine_id: int) -> Any:
    def act() -> str:
        told = request.form
        known = dict(_ticket_kinds())
        kind = told.get("kind", "") if told.get("kind", "") in known else "public_repair"
        made = machines.report(
            gate.actor(), machine_id, told.get("text", ""), kind=kind, urgent=told.get("urgent") == "1",
            broken=told.get("broken") == "1", once_key=told.get("once_key", ""),
        )  # fmt: skip
        return _("已报修，工单号 %(number)s", number=made.number)

    return _done(machine_id, "report", act)


@pages.post("/<int:machine_id>/calibration")
@needs("machine.keep", "plant")
def calibrate(machine_id: int) -> Any:
    def act() -> str:
        return _("检定工单 %(number)s 已开", number=calibrations.open_ticket(gate.actor(), machine_id).number)

    return _done(machine_id, "calibration", act)


@pages.post("/<int:machine_id>/link")
@needs("ticket.take", "plant")
def link(machine_id: int) -> Any:
    def act() -> str:
        made = machines.link_number(gate.actor(), machine_id, request.form.get("number", ""))
        return _("工单 %(number)s 已归到这台设备", number=made.number)

    return _done(machine_id, "link", act)


@pages.post("/<int:machine_id>/plans")
@needs("machine.keep", "plant")
def plan(machine_id: int) -> Any:
    def act() -> str:
        machine_plans.add(gate.actor(), machine_id, request.form)
        return _("保养计划已定，到期自动派单")

    return _done(machine_id, "plan", act)


@pages.post("/plans/<int:plan_id>/stop")
@needs("machine.keep", "plant")
def stop(plan_id: int) -> Any:
    return _stopped(plan_id, stopped=True)


@pages.post("/plans/<int:plan_id>/resume")
@needs("machine.keep", "plant")
def resume(plan_id: int) -> Any:
    return _stopped(plan_id, stopped=False)


def _stopped(plan_id: int, *, stopped: bool) -> Any:
    machine_id = machine_plans.stop(gate.actor(), plan_id, stopped=stopped)
    flash(_("计划已停用") if stopped else _("计划已恢复，从今天算起"), "ok")
    return redirect(url_for("machines.one", machine_id=machine_id), 303)


def _done(machine_id: int, name: str, act: Callable[[], str]) -> Any:
    _row(machine_id)
    try:
        flash(act(), "ok")
    except Missing:
        raise
    except Refused as problem:
        return _one(machine_id, 422, name, said(problem.say))
    return redirect(url_for("machines.one", machine_id=machine_id), 303)
