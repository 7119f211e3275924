"""The week of the teams: visits drawn or typed to a technician, a day and an hour."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import board as teams_queries
from heat.queries import week as queries
from heat.queries.board import Team
from heat.services import dispatch
from heat.views import gate, htmx, team_shown
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import fragment, page, toast, with_toast
from heat.words import N_, Refused, Say

pages = Blueprint("week", __name__, url_prefix="/board/week")
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


@pages.get("")
@needs("ticket.assign", "board")
def index() -> Any:
    return page("board/week.html", **_drawn())


def _drawn() -> dict[str, Any]:
    actor = gate.actor()
    teams = teams_queries.crews(actor)
    team = _team(teams)
    first = _first()
    return {
        "week": queries.week(actor, [team] if team else teams, first),
        "team": team,
        "teams": teams,
        "today": clock.today(),
        "weekdays": WEEKDAYS,
        "before": first - timedelta(days=queries.DAYS),
        "after": first + timedelta(days=queries.DAYS),
        "first": first,
        "more": {"team": team.id if team else 0, "from": first.isoformat()},
        "people": [
            (one.name, [(f"staff-{staff_id}", name) for staff_id, name in one.members])
            for one in ([team] if team else teams)
        ],
        "once_key": secrets.token_hex(8),
    }


def _team(teams: list[Team]) -> Team | None:
    """The team that is shown, None for all: the weeks of a crowd begin with the first team for who has none."""
    shown = team_shown.asked(teams)
    if shown is None and "team" not in request.values and team_shown.crowded(teams):
        return next(one for one in teams if one.members)
    return shown


def _first() -> date:
    """The first day shown: yesterday's work stands beside today's, as on the render, unless a day is asked for."""
    typed = request.values.get("from", "")
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = clock.today() - timedelta(days=1)
    return day if 2000 <= day.year <= 2100 else clock.today()


@pages.post("/plan")
@needs("ticket.assign", "board")
def plan() -> Any:
    """Plan one ticket or several for a technician, a day and, if it was said, an hour."""
    try:
        done = dispatch.plan(
            gate.actor(),
            [_pair(one) for one in request.form.getlist("ticket")],
            staff_id=whole(request.form.get("to", "").removeprefix("staff-")),
            day=_day(request.form.get("day", "")),
            hour=request.form.get("hour", ""),
            once_key=request.form.get("once_key", ""),
        )
    except Refused as problem:
        return _refused(said(problem.say))
    words = _("已安排 %(n)s 项", n=len(done.moved))
    if not htmx.wants_part():
        if done.moved:
            flash(words, "ok")
        for problem in done.refused[:3]:
            flash(said(problem), "bad")
        return redirect(url_for("week.index", team=request.values.get("team", type=int), **{"from": _first()}), 303)
    answer = fragment("board/week.html", "sheet", 200 if done.moved else 409, **_drawn())
    if done.moved:
        answer = with_toast(answer, words)
    for problem in done.refused[:3]:
        answer = with_toast(answer, said(problem), tone="bad")
    return answer


def _pair(written: str) -> tuple[int, int | None]:
    ticket, _dot, version = written.partition(".")
    return whole(ticket) or 0, whole(version)


def _day(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        raise Refused(Say(N_("请选择哪一天"))) from None


def _refused(sentence: str) -> Response:
    if htmx.wants_part():
        return toast(sentence, 422, tone="warn")
    flash(sentence, "warn")
    return redirect(url_for("week.index", team=request.values.get("team", type=int)), 303)  # type: ignore[return-value]
