"""Valves: how they stand, what does not fit, the seals; jobs opened for one household or a list, and corrections."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import board, callers, customers
from heat.queries import tickets as ticket_queries
from heat.queries import valves as queries
from heat.queries.valves import Wanted
from heat.rules import valves as rules
from heat.rules.accounts import STATES
from heat.services import households, valves
from heat.services.valves import MOST
from heat.views import customer_lists, field, gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Refused

pages = Blueprint("valves", __name__, url_prefix="/valves")
VIEWS = {"list": N_("全部阀门"), "jobs": N_("未完成工单"), "odds": N_("对不上的"), "seals": N_("铅封登记")}
_SHOWN = 12  # households of a preview that are named


@pages.get("")
@needs("ticket.view", "valve")
def index() -> Any:
    actor, told = gate.actor(), request.args
    view = told.get("view", "list")
    view = view if view in VIEWS else "list"
    state, words = told.get("state", ""), told.get("q", "").replace("\0", "").strip()[:40]
    community = whole(told.get("community_id", ""))
    wanted = Wanted(state if state in rules.STATES else "", community, view == "odds", words)
    rows = queries.listed(actor, wanted, after=whole(told.get("after", "")) or 0) if view in ("list", "odds") else []
    ids = queries.jobs(actor)
    lines = ticket_queries.lines(ids) if view == "jobs" else {}
    more = {name: told[name] for name in ("view", "state", "q", "community_id") if told.get(name)}
    return page(
        "valves/index.html",
        view=view,
        views=VIEWS,
        counts=queries.counts(actor) | {"jobs": len(ids)},
        rows=rows[: queries.PAGE],
        more=f"?{urlencode(more | {'after': rows[queries.PAGE - 1].household_id})}" if len(rows) > queries.PAGE else "",
        jobs=[lines[one] for one in ids if one in lines],
        suspects=queries.suspects(actor) if view == "odds" else [],
        seals=queries.seals(actor, rules.spelled(words)) if view == "seals" else [],
        wanted=wanted,
        communities=[("", _("全部小区")), *((str(row_id), name) for row_id, name in customers.communities(actor))],
        accounts=STATES,
        words=rules,
    )


@pages.get("/new")
@needs("ticket.take", "valve")
def new() -> Any:
    return _form(_home(request.args))


@pages.post("/new")
@needs("ticket.take", "valve")
def create() -> Any:
    told, home = request.form, _home(request.form)
    try:
        ticket = valves.open_job(
            gate.actor(),
            home,
            told.get("act", ""),
            told.get("reason", ""),
            text=told.get("text", ""),
            team_id=whole(told.get("team", "")),
            once_key=told.get("once_key", ""),
        )
    except Missing:
        raise
    except Refused as problem:
        return _form(home, 422, said(problem.say))
    flash(_("已开出 %(number)s", number=ticket.number), "ok")
    return redirect(url_for("tickets.show", number=ticket.number), 303)


def _home(told: Any) -> int:
    """The household that is meant; 404 for one outside this person's branches."""
    return int(households.seen(gate.actor(), whole(told.get("household", "")) or 0).id)


def _form(home: int, status: int = 200, error: str = "") -> Response:
    return page(
        "valves/new.html",
        status,
        card=callers.card(home),
        known=queries.known(home),
        job=queries.open_job(home),
        **_choices(),
        typed=request.values,
        error=error,
        once_key=secrets.token_hex(8),
    )


def _choices() -> dict[str, Any]:
    return {
        "acts": [(code, _(name)) for code, name in rules.ACTS.items()],
        "reasons": [("", _("请选择")), *((one, _(one)) for one in rules.REASONS if one != rules.CORRECTION)],
        "teams": [("", _("按片区自动")), *((str(team.id), team.name) for team in board.teams(gate.actor()))],
        "words": rules,
    }


@pages.post("/list")
@needs("household.bulk", "valve")
def preview() -> Any:
    """The households of a filtered list, who needs a job and who does not, before anything is opened."""
    return _listed()


@pages.post("/list/open")
@needs("household.bulk", "valve")
def open_many() -> Any:
    told = request.form
    try:
        n = valves.open_many(
            gate.actor(),
            customer_lists.chosen(told),
            told.get("act", ""),
            told.get("reason", ""),
            team_id=whole(told.get("team", "")),
            once_key=told.get("once_key", "")[:32],
        )
    except Refused as problem:
        return _listed(422, said(problem.say))
    flash(_("已开出 %(n)s 张工单", n=n), "ok")
    return redirect(url_for("valves.index", view="jobs"), 303)


def _listed(status: int = 200, error: str = "") -> Response:
    told = request.form
    act = told.get("act", "") if told.get("act") in rules.ACTS else "close"
    ids = customer_lists.chosen(told)
    rows = queries.of_list(gate.actor(), ids[: MOST + 1], act)
    going, left = [row for row in rows if not row.why], [row for row in rows if row.why]
    every = told.get("all") == "1"
    return page(
        "valves/list.html",
        status,
        ids=[] if every else ids,
        kept=customer_lists.narrowing(told) if every else [],
        every=every,
        going=going[:_SHOWN],
        left=left[:_SHOWN],
        n=len(going),
        n_left=len(left),
        too_many=len(ids) > MOST,
        most=MOST,
        act=act,
        **_choices(),
        typed=told,
        error=error,
        once_key=told.get("once_key", "")[:32] or secrets.token_hex(8),
    )


@pages.get("/correct")
@needs("valve.correct", "valve")
def correcting() -> Any:
    return _correction(_home(request.args))


@pages.post("/correct")
@needs("valve.correct", "valve")
def correct() -> Any:
    told, home = request.form, _home(request.form)
    try:
        proof, sheet = rules.read(told), field.sent_photos("sheet")
        valves.correct(gate.actor(), home, proof, told.get("why", ""), sheet, once_key=told.get("once_key", ""))
    except Missing:
        raise
    except Refused as problem:
        return _correction(home, 422, said(problem.say))
    flash(_("已更正，凭据在工单里"), "ok")
    return redirect(url_for("customers.tab", household_id=home, code="devices"), 303)


def _correction(home: int, status: int = 200, error: str = "") -> Response:
    return page(
        "valves/correct.html",
        status,
        card=callers.card(home),
        known=queries.known(home),
        **asked(),
        typed=request.values,
        error=error,
        once_key=secrets.token_hex(8),
    )


def asked() -> dict[str, Any]:
    """What a form of a finished job offers to choose from."""
    return {
        "found": [(code, _(name)) for code, name in rules.FOUND.items()],
        "states": [(code, _(name)) for code, name in rules.STATES.items()],
        "words": rules,
    }
