"""The rules of dispatch: put in order, switched on, tried on the last tickets, then saved."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import dispatch_asks
from heat.queries import dispatch_rules as queries
from heat.rules import dispatch as rules
from heat.rules import dispatch_asks as ask_rules
from heat.rules.dispatch import RULES, Rule
from heat.rules.dispatch_asks import Known
from heat.services import dispatch_rules
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("dispatch_rules", __name__, url_prefix="/admin/dispatch")


@pages.get("")
@needs("setting.edit", "board")
def index() -> Any:
    """The rules as saved, or as the form in the address has them: to try is to look, nothing is written."""
    if "order" not in request.args:
        return _page(queries.setting().rules)
    asked = queries.setting().rules
    try:
        asked = _asked()
        return _page(dispatch_asks.checked(gate.actor().roles, asked, queries.setting().rules))
    except Refused as problem:
        return _page(asked, 422, said(problem.say))


def _asked() -> tuple[Rule, ...]:
    """The rules of the form: order, what is on, what must, and what those the office wrote ask for.

    `up` and `down` name the one whose arrow was pressed, `gone` the one to be taken away, `add` begins a new one.
    """
    order, on, must = (request.values.getlist(name) for name in ("order", "on", "must"))
    for name, step in (("up", -1), ("down", 1)):
        if (code := request.values.get(name)) in order:
            at = order.index(code)
            to = max(0, min(len(order) - 1, at + step))
            order[at], order[to] = order[to], order[at]
    told = [
        {"code": code, "on": code in on, "must": code in must, "ask": _ask(code)}
        for code in order
        if code != request.values.get("gone")
    ]
    if "add" in request.values:
        new = ask_rules.next_code(order)
        told.insert(0, {"code": new, "on": True, "must": False, "ask": _first()})
    return rules.read({"rules": told})


def _ask(code: str) -> dict[str, Any] | None:
    if f"{code}-field" not in request.values:
        return None
    values = ask_rules.split(request.values.get(f"{code}-values", ""))
    return {"field": request.values[f"{code}-field"], "values": values} | _goal(request.values.get(f"{code}-goal", ""))


def _goal(text: str) -> dict[str, Any]:
    kind, _dash, one = text.partition("-")
    return {"team": whole(one), "skill": ""} if kind == "team" else {"team": None, "skill": one}


def _first() -> dict[str, Any]:
    """What a new rule asks before anybody has said: the first field that may be asked, and the first team."""
    known = dispatch_asks.open_to(dispatch_asks.known(), gate.actor().roles, ())
    team = next(iter(known.teams), None)
    skill = next(iter(known.skills), "") if team is None else ""
    return {"field": next(iter(known.fields), ""), "values": (), "team": team, "skill": skill}


def _page(chosen: tuple[Rule, ...], status: int = 200, error: str = "") -> Response:
    setting, known = queries.setting(), dispatch_asks.known()
    offered = dispatch_asks.open_to(known, gate.actor().roles, setting.rules)
    auto = "auto" in request.values if "order" in request.values else setting.auto
    return page(
        "dispatch/rules.html",
        status,
        chosen=chosen,
        words=RULES,
        fields=[(code, known.names[code]) for code in offered.fields],
        goals=_goals(offered),
        names=known.names,
        choices={code: one.choices for code, one in offered.fields.items()},
        auto=auto,
        changed=chosen != setting.rules or auto != setting.auto,
        trial=queries.trial(gate.actor(), dispatch_asks.triable(known, gate.actor().roles, chosen, setting.rules)),
        version=setting.version,
        error=error,
    )


def _goals(known: Known) -> list[tuple[str, str]]:
    teams = [(f"team-{team_id}", name) for team_id, name in known.teams.items()]
    return teams + [(f"skill-{code}", _("会做%(kind)s的人", kind=_(name))) for code, name in known.skills.items()]


@pages.post("")
@needs("setting.edit", "board")
def keep() -> Any:
    asked = queries.setting().rules
    try:
        asked = _asked()
        dispatch_rules.keep(gate.actor(), asked, auto="auto" in request.form)
    except Refused as problem:
        return _page(asked, 422, said(problem.say))
    flash(_("派单规则已保存，立即生效"), "ok")
    return redirect(url_for("dispatch_rules.index"), 303)
