"""The leader's board: drag, tick or choose; who has how much; today's sheets of a team at one press."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import board as queries
from heat.queries import clocks, dispatch_rules, inbox
from heat.rules.flows import NEW
from heat.services import dispatch
from heat.services.dispatch import Done
from heat.views import gate, htmx, team_shown
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import fragment, page, toast, with_toast
from heat.words import Refused

pages = Blueprint("board", __name__, url_prefix="/board")
_BY = ("state", "team")


@pages.get("")
@needs("ticket.assign", "board")
def index() -> Any:
    return page("board/index.html", **_drawn(), undo=_undo(request.args.getlist("was")))


def _drawn() -> dict[str, Any]:
    actor = gate.actor()
    teams = queries.teams(actor)
    team = team_shown.asked(teams)
    only, by = team.id if team else None, request.values.get("by", "")
    drawn = queries.board(actor, teams, only, called=by == "state")
    return {
        "board": drawn,
        "most": queries.MOST,
        "lanes": queries.lanes(drawn.cards, teams, by, only) if by in _BY else [],
        "by": by if by in _BY else "",
        "kind_names": clocks.kinds(),
        "more": {"team": only or 0, "by": by if by in _BY else None},
        "told": inbox.count(actor),
        "teams": teams,
        "team": team,
        "choices": _choices(teams if team is None else [team]),
        "once_key": secrets.token_hex(8),
        "problems": [],
    }


def _choices(teams: list[queries.Team]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Whom to choose from, by team: the team as a whole first."""
    return [
        (
            team.name,
            [(f"team-{team.id}", _("%(team)s（全组）", team=team.name))]
            + [(f"staff-{staff_id}", name) for staff_id, name in team.members],
        )
        for team in teams
    ]


@pages.post("/assign")
@needs("ticket.assign", "board")
def assign() -> Any:
    kind, _dash, number = request.form.get("to", "").partition("-")
    who = whole(number)
    try:
        done = dispatch.assign(
            gate.actor(),
            [pair for pair in map(_pair, request.form.getlist("ticket")) if pair],
            team_id=who if kind == "team" else None,
            staff_id=who if kind == "staff" else None,
            once_key=request.form.get("once_key", ""),
        )
    except Refused as problem:
        return _again(said(problem.say))
    return _answer(done, _("已派 %(n)s 单", n=len(done.moved)), undo=True)


@pages.get("/preview")
@needs("ticket.assign", "board")
def preview() -> Any:
    """Whom the rules would send to what waits, or to the tickets named: looked at and changed before it counts."""
    actor = gate.actor()
    teams = queries.teams(actor)
    return page(
        "board/preview.html",
        offers=dispatch_rules.offers(actor, _wanted(), dispatch_rules.setting().rules),
        choices=[(name, [one for one in members if one[0].startswith("staff-")]) for name, members in _choices(teams)],
        team=request.args.get("team", type=int),
        once_key=secrets.token_hex(8),
    )


def _wanted() -> list[int]:
    named = [pair[0] for pair in map(_pair, request.args.getlist("ticket")) if pair]
    if named:
        return named[: dispatch.MOST]
    team_id = request.args.get("team", type=int)
    drawn = queries.board(gate.actor(), [], team_id)
    return [card.id for card in drawn.waiting if card.stage == NEW][: dispatch.MOST]


@pages.post("/give")
@needs("ticket.assign", "board")
def give() -> Any:
    """What the preview offered, as far as it was ticked, to whoever stands in its line."""
    picked = []
    for ticket_id, version in filter(None, map(_pair, request.form.getlist("ticket"))):
        staff_id = whole(request.form.get(f"to-{ticket_id}", "").removeprefix("staff-"))
        if staff_id is not None and version is not None:
            picked.append((ticket_id, version, staff_id))
    try:
        done = dispatch.by_rules(gate.actor(), picked, once_key=request.form.get("once_key", ""))
    except Refused as problem:
        flash(said(problem.say), "warn")
        return redirect(url_for("board.index", team=request.values.get("team", type=int)), 303)
    return _answer(done, _("已派 %(n)s 单", n=len(done.moved)), undo=True)


def _pair(written: str) -> tuple[int, int | None] | None:
    ticket, _dot, version = written.partition(".")
    ticket_id = whole(ticket)
    return None if ticket_id is None else (ticket_id, whole(version))


@pages.post("/undo")
@needs("ticket.assign", "board")
def undo() -> Any:
    given = [one for one in map(dispatch.was, request.values.getlist("was")) if one]
    done = dispatch.undo(gate.actor(), given)
    return _answer(done, _("已撤销 %(n)s 单的派单", n=len(done.moved)), undo=False)


def _undo(written: list[str]) -> str:
    """The address that takes back what these stand for, '' when nothing can be taken back."""
    given = [str(one) for one in map(dispatch.was, written[: dispatch.MOST]) if one]
    return (
        url_for("board.undo", was=given, team=request.values.get("team", type=int), by=request.values.get("by"))
        if given
        else ""
    )


def _answer(done: Done, words: str, *, undo: bool) -> Any:
    written = [str(one) for one in done.moved] if undo else []
    if not htmx.wants_part():
        if done.moved:
            flash(words, "ok")
        for problem in done.refused[:3]:
            flash(said(problem), "bad")
        return redirect(
            url_for("board.index", team=request.values.get("team", type=int), by=request.values.get("by"), was=written),
            303,
        )
    answer = fragment("board/index.html", "columns", 200 if done.moved else 409, **_drawn())
    if done.moved:
        answer = with_toast(answer, words, undo=_undo(written))
    for problem in done.refused[:3]:
        answer = with_toast(answer, said(problem), tone="bad")
    return answer


def _again(sentence: str) -> Response:
    if htmx.wants_part():
        return toast(sentence, 422, tone="warn")
    return page("board/index.html", 422, **(_drawn() | {"problems": [sentence]}), undo="")
