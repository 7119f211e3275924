"""The office's promise: limits by type, priority and phase, working hours, holidays; tried before it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import clocks as queries
from heat.rules import sla
from heat.rules import tickets as life
from heat.rules.calendar import PHASES, instant
from heat.services import clocks
from heat.views import gate
from heat.views.filters import moment, said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("clocks", __name__, url_prefix="/admin/clocks")
_LINE = ("kind", "priority", "phase", *sla.GOALS)


@pages.get("")
@needs("setting.edit")
def index() -> Any:
    return _page()


def _page(status: int = 200, part: str = "", error: str = "", **typed: Any) -> Response:
    drawn = queries.drawing()
    year = request.values.get("year", type=int) or clock.today().year
    years = sorted({int(row[0][:4]) for row in drawn.body["days"]} | {clock.today().year, clock.today().year + 1})
    return page(
        "clocks/index.html",
        status,
        **{
            "drawn": drawn,
            "lines": [{name: line.get(name, "") for name in _LINE} for line in drawn.body["lines"]],
            "week": list(zip(clocks.WEEKDAYS, drawn.body["week"], strict=True)),
            "year": year,
            "years": [(str(one), url_for("clocks.index", year=one, _anchor="days"), one == year, "") for one in years],
            "days": [row for row in drawn.body["days"] if str(year) in (row[0][:4], row[1][:4])],
            "known": drawn.policy.calendar.years,
            "unknown": queries.unknown_years(drawn.policy),
            "goals": sla.GOALS,
            "kinds": _kinds(),
            "priorities": [(0, _("不分急缓")), *((code, _(name)) for code, name in life.PRIORITIES.items())],
            "phases": [("", _("全年")), *((code, _(name)) for code, name in PHASES.items())],
            "reasons": life.HOLD_REASONS,
            "versions": [(f"v{n}", f"{moment(at)} {by or _('系统')}") for n, at, by in drawn.versions],
            "part": part,
            "error": error,
            "typed": {},
            "trial": _trial(drawn),
        }
        | typed,
    )


def _kinds() -> list[tuple[str, str]]:
    return [("", _("所有类型")), *((code, _(name)) for code, name in queries.kinds().items())]


def _trial(drawn: queries.Drawing) -> dict[str, Any]:
    """What the simulator was asked, and the four clocks it answers with."""
    names = queries.kinds()
    kind = request.args.get("kind", "")
    asked = {
        "kind": kind if kind in names else next(iter(names), ""),
        "priority": 1 if request.args.get("priority") == "1" else 2,
        "at": request.args.get("at") or f"{clock.local(clock.now()):%Y-%m-%dT%H:%M}",
    }
    try:
        at = instant(asked["at"])
    except Refused as problem:
        return asked | {"error": said(problem.say), "clocks": [], "names": names}
    found = queries.simulated(drawn.version_id, asked["kind"], asked["priority"], at)
    return asked | {"error": "", "clocks": found, "names": names}


@pages.post("/lines")
@needs("setting.edit")
def lines() -> Any:
    typed = [dict(zip(_LINE, row, strict=True)) for row in zip(*map(request.form.getlist, _LINE), strict=False)]
    gone = set(request.form.getlist("gone"))
    kept = [row for n, row in enumerate(typed) if str(n) not in gone and _said(row, n)]
    return _done("lines", lambda: clocks.set_lines(gate.actor(), kept), lines=typed)


def _said(row: dict[str, str], n: int) -> bool:
    """Whether a row says anything: the empty one at the end is no line yet; the first is the base of all."""
    return n == 0 or any(row[goal].strip() for goal in sla.GOALS)


@pages.post("/week")
@needs("setting.edit")
def week() -> Any:
    texts = request.form.getlist("hours")
    shown = list(zip(clocks.WEEKDAYS, [*texts, *[""] * 7], strict=False))
    return _done("week", lambda: clocks.set_week(gate.actor(), texts), week=shown)


@pages.post("/days")
@needs("setting.edit")
def add_days() -> Any:
    form = {name: request.form.get(name, "") for name in ("first", "last", "works", "name")}

    def act() -> None:
        clocks.add_days(gate.actor(), form["first"], form["last"], works=form["works"] == "1", name=form["name"])

    return _done("days", act, typed=form)


@pages.post("/days/remove")
@needs("setting.edit")
def remove_days() -> Any:
    return _done("days", lambda: clocks.remove_days(gate.actor(), request.form.get("first", "")))


@pages.post("/rest")
@needs("setting.edit")
def rest() -> Any:
    form = request.form

    def act() -> None:
        clocks.set_rest(gate.actor(), form.get("first_days", ""), form.get("warn", ""), form.getlist("pauses"))

    return _done("rest", act)


@pages.post("/publish")
@needs("setting.edit")
def publish() -> Any:
    return _done("publish", lambda: clocks.publish(gate.actor()), _("已发布，新受理的工单按新时限算；在办的工单不变"))


@pages.post("/drop")
@needs("setting.edit")
def drop() -> Any:
    return _done("publish", lambda: clocks.drop(gate.actor()), _("草稿已放弃"))


def _done(part: str, act: Callable[[], Any], words: str = "", **typed: Any) -> Any:
    try:
        act()
    except Refused as problem:
        return _page(422, part, said(problem.say), **typed)
    flash(words or _("已存入草稿，发布后生效"), "ok")
    year = request.form.get("year", type=int)
    return redirect(url_for("clocks.index", year=year, _anchor=None if part == "publish" else part), 303)
