"""The roster: who is on duty when, nights and holidays included."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import board as teams_queries
from heat.queries import duty as queries
from heat.services import duty
from heat.services.duty import KINDS, Turn
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.views.week import WEEKDAYS
from heat.words import N_, Refused, Say

pages = Blueprint("duty", __name__, url_prefix="/board/duty")
DAYS = 28
_EMPTY: dict[str, Any] = {"kind": "night", "begin": "20:00", "end": "08:00", "last": "", "who": []}


@pages.get("")
@needs("ticket.assign", "board")
def index() -> Any:
    return _page()


def _page(status: int = 200, error: str = "", typed: dict[str, Any] | None = None) -> Response:
    actor = gate.actor()
    teams = teams_queries.crews(actor)
    team_id = request.values.get("team", type=int)
    team = next((one for one in teams if one.id == team_id), None)
    first = _first()
    last = first + timedelta(days=DAYS - 1)
    chosen = team or (teams[0] if teams else None)
    by_day = queries.by_day(queries.shifts(first, last, [team.id] if team else [one.id for one in teams]))
    rest = queries.holidays(first, last)
    return page(
        "board/duty.html",
        status,
        team=team,
        teams=teams,
        chosen=chosen,
        days=[first + timedelta(days=n) for n in range(DAYS)],
        by_day=by_day,
        rest=rest,
        missing=_missing(rest, by_day),
        now=queries.now([one.id for one in teams]),
        today=clock.today(),
        weekdays=WEEKDAYS,
        kinds=[(code, _(name)) for code, name in KINDS.items()],
        kind_names=KINDS,
        before=first - timedelta(days=DAYS),
        after=first + timedelta(days=DAYS),
        first=first,
        error=error,
        typed=typed or _EMPTY | {"first": clock.today()},
    )


def _missing(rest: dict[date, str], by_day: dict[date, Any]) -> set[date]:
    """Days of rest to come without anybody: holidays always, weekends only where the office keeps a roster."""
    return {
        day
        for day, name in rest.items()
        if day >= clock.today() and day not in by_day and (by_day or name != queries.WEEKEND)
    }


def _first() -> date:
    """The Monday of the week asked for, of this week otherwise."""
    try:
        day = date.fromisoformat(request.values.get("from", ""))
    except ValueError:
        day = clock.today()
    day = day if 2000 <= day.year <= 2100 else clock.today()
    return day - timedelta(days=day.weekday())


@pages.post("")
@needs("ticket.assign", "board")
def add() -> Any:
    form = request.form
    typed = {name: form.get(name, "") for name in ("kind", "begin", "end", "first", "last")}
    typed["who"] = form.getlist("who", type=int)
    try:
        first = _day(typed["first"])
        last = _day(typed["last"]) if typed["last"] else first
        team_id = form.get("for", 0, type=int)
        turn = Turn(team_id, typed["who"], first, last, typed["begin"], typed["end"], typed["kind"])
        made = duty.add(gate.actor(), turn)
    except Refused as problem:
        return _page(422, said(problem.say), typed)
    flash(_("已排 %(n)s 班", n=made), "ok" if made else "warn")
    return redirect(url_for("duty.index", team=request.values.get("team", type=int), **{"from": first}), 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Say(N_("“{text}”不是日期，请写成 2027-02-06"), text=text[:20])) from None


@pages.post("/<int:duty_id>/remove")
@needs("ticket.assign", "board")
def remove(duty_id: int) -> Any:
    duty.remove(gate.actor(), duty_id)
    return redirect(url_for("duty.index", team=request.values.get("team", type=int), **{"from": _first()}), 303)
