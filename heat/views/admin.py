"""Where an office sets itself up: people, teams, settings, and the log of what was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import settings
from heat.queries import clocks, log, office
from heat.queries import people as queries
from heat.rules import office as rules
from heat.rules.audit_codes import CODES, SUBJECTS
from heat.rules.permissions import PRESETS, ROLES
from heat.services import office as verbs
from heat.services import people, teams
from heat.views import alarms, gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.views.told import Told
from heat.words import Missing, Refused

pages = Blueprint("admin", __name__, url_prefix="/admin")


@pages.get("")
@needs("setting.edit")
def index() -> Any:
    staff = [person for person in queries.staff() if not person.disabled]
    return page(
        "admin/index.html",
        staff=staff,
        teams=queries.teams(),
        modules=[(code, text, code in office.modules()) for code, text in rules.MODULES.items()],
        company=office.setting("company.name"),
        lines=log.lines(gate.actor())[:8],
        codes=CODES,
        modules_on=office.modules(),
        unknown_years=clocks.unknown_years(clocks.current()[1]),
    )


@pages.get("/staff")
@needs("staff.edit")
def staff() -> Any:
    return _staff()


def _staff(status: int = 200, **more: Any) -> Response:
    names = {role.code: _(role.name) for role in ROLES}
    return page(
        "admin/staff.html",
        status,
        **{
            "people": queries.staff(),
            "rated": "stock" in office.modules(),
            "roles": list(names.items()),
            "names": names,
            "small": PRESETS["small"],
            "error": "",
            "typed": {},
            "typed_roles": [],
            "link": "",
            "link_for": "",
        }
        | more,
    )


@pages.post("/staff")
@needs("staff.edit")
def add_staff() -> Any:
    typed = {name: request.form.get(name, "") for name in ("login", "name")}
    try:
        staff_id = people.add(gate.actor(), login=typed["login"], name=typed["name"], roles=_roles())
    except Refused as problem:
        return _staff(422, error=said(problem.say), typed=typed, typed_roles=request.form.getlist("role"))
    return _with_link(staff_id, typed["name"].strip())


def _roles() -> tuple[str, ...]:
    """The ticked roles; the preset 小公司 stands for several at once."""
    ticked = request.form.getlist("role")
    chosen = dict.fromkeys((*PRESETS["small"], *ticked) if "small" in ticked else ticked)
    if not (found := tuple(code for code in chosen if code != "small")):
        raise Refused(_("请至少勾选一个岗位"))
    return found


def _with_link(staff_id: int, name: str) -> Response:
    token = people.password_link(gate.actor(), staff_id)
    return _staff(link=f"{_front()}/password?token={token}", link_for=name)


def _front() -> str:
    """The address colleagues reach: the one that is set, or while that is this machine alone, the one in the bar."""
    base = settings.base_url()
    return request.host_url.rstrip("/") if settings.is_of_this_machine(base) else base


@pages.post("/staff/<int:staff_id>/link")
@needs("staff.edit")
def link(staff_id: int) -> Any:
    found = next((person for person in queries.staff() if person.id == staff_id and not person.disabled), None)
    if found is None:
        raise Missing(_("没有这位员工，或已经停用"))
    return _with_link(staff_id, found.name)


@pages.post("/staff/<int:staff_id>/roles")
@needs("staff.edit")
def roles(staff_id: int) -> Any:
    return _done(lambda: people.take_roles(gate.actor(), staff_id, _roles()), _("岗位已更新"))


@pages.post("/staff/<int:staff_id>/disable")
@needs("staff.edit")
def disable(staff_id: int) -> Any:
    return _done(lambda: people.disable(gate.actor(), staff_id), _("已停用，本人立即退出登录"))


@pages.post("/staff/<int:staff_id>/enable")
@needs("staff.edit")
def enable(staff_id: int) -> Any:
    return _done(lambda: people.enable(gate.actor(), staff_id), _("已恢复"))


def _done(act: Any, words: str) -> Any:
    try:
        act()
    except Missing:
        raise
    except Refused as problem:
        return _staff(422, error=said(problem.say))
    flash(words, "ok")
    return redirect(url_for("admin.staff"), 303)


@pages.get("/teams")
@needs("staff.edit")
def team_list() -> Any:
    return _teams()


def _teams(status: int = 200, error: str = "", failed: int | None = None, typed: str = "") -> Response:
    return page(
        "admin/teams.html",
        status,
        teams=queries.teams(),
        people=[person for person in queries.staff() if not person.disabled],
        communities=queries.communities(),
        kinds=clocks.kinds(),
        error=error,
        failed=failed,
        typed=typed,
        open_team=request.args.get("open", type=int),
    )


@pages.post("/teams")
@needs("staff.edit")
def add_team() -> Any:
    name = request.form.get("name", "")
    try:
        team_id = teams.create(gate.actor(), name)
    except Refused as problem:
        return _teams(422, said(problem.say), typed=name)
    flash(_("已建立，请选择成员和负责的小区"), "ok")
    return redirect(url_for("admin.team_list", open=team_id, _anchor=f"team-{team_id}"), 303)


@pages.post("/teams/<int:team_id>")
@needs("staff.edit")
def change_team(team_id: int) -> Any:
    try:
        teams.change(
            gate.actor(),
            team_id,
            name=request.form.get("name", ""),
            leader_id=whole(request.form.get("leader", "")),
            members=request.form.getlist("member", type=int),
            areas=request.form.getlist("area", type=int),
        )
    except Missing:
        raise
    except Refused as problem:
        return _teams(422, said(problem.say), failed=team_id)
    flash(_("班组已保存"), "ok")
    return redirect(url_for("admin.team_list", open=team_id, _anchor=f"team-{team_id}"), 303)


@pages.post("/teams/<int:team_id>/equip")
@needs("staff.edit")
def equip_team(team_id: int) -> Any:
    """Skills come as skill-<staff id>, stewards as steward-<community id>."""
    skills = {n: request.form.getlist(f"skill-{n}") for n in request.form.getlist("member", type=int)}
    stewards = {n: whole(request.form.get(f"steward-{n}", "")) for n in request.form.getlist("area", type=int)}
    try:
        teams.equip(gate.actor(), team_id, skills, stewards)
    except Missing:
        raise
    except Refused as problem:
        return _teams(422, said(problem.say), failed=team_id)
    flash(_("技能和服务管家已保存"), "ok")
    return redirect(url_for("admin.team_list", open=team_id, _anchor=f"team-{team_id}"), 303)


@pages.post("/teams/<int:team_id>/retire")
@needs("staff.edit")
def retire_team(team_id: int) -> Any:
    try:
        teams.retire(gate.actor(), team_id)
    except Missing:
        raise
    except Refused as problem:
        return _teams(422, said(problem.say), failed=team_id)
    flash(_("班组已解散"), "ok")
    return redirect(url_for("admin.team_list"), 303)


@pages.get("/settings")
@needs("setting.edit")
def office_settings() -> Any:
    return _settings(office.settings())


def _settings(values: dict[str, Any], status: int = 200, error: str = "") -> Response:
    return page(
        "admin/settings.html",
        status,
        entries=rules.SETTINGS,
        modules=rules.MODULES,
        values=values,
        error=error,
        only_here=alarms.address(),
    )


@pages.post("/settings")
@needs("setting.edit")
def decide() -> Any:
    typed: dict[str, str | list[str]] = {
        entry.key: request.form.getlist(entry.key) if entry.kind == "modules" else request.form.get(entry.key, "")
        for entry in rules.SETTINGS
        if entry.kind == "modules" or entry.key in request.form
    }
    try:
        verbs.decide(gate.actor(), typed)
    except Refused as problem:
        return _settings(office.settings() | typed, 422, said(problem.say))
    flash(_("设置已保存，立即生效"), "ok")
    return redirect(url_for("admin.office_settings"), 303)


@pages.get("/log")
@needs("audit.view")
def audit_log() -> Any:
    code = request.args.get("code", "")
    staff_id = request.args.get("staff", type=int)
    found = log.lines(
        gate.actor(),
        code=code if code in CODES else "",
        staff_id=staff_id,
        on=_day(request.args.get("on", "")),
        before=request.args.get("before", 0, type=int),
    )
    return page(
        "admin/log.html",
        lines=found[: log.PAGE],
        told=Told(found[: log.PAGE]),
        more=found[log.PAGE - 1].id if len(found) > log.PAGE else None,
        codes=CODES,
        subjects=SUBJECTS,
        code=code,
        staff_id=staff_id,
        on=request.args.get("on", ""),
        people=queries.staff(),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise Refused(_("日期看不懂，请写成 2026-11-21")) from None
