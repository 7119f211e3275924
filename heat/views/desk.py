"""The agent's desk: the list of tickets by deadline, and beside it whoever is calling."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import (
    articles,
    board,
    callers,
    calls,
    dispatch,
    incidents,
    office,
    own_fields,
    saved_views,
    ticket_kinds,
    visible,
)
from heat.queries import tickets as queries
from heat.queries.callers import Card, Match
from heat.rules import tickets as life
from heat.rules.own_fields import KIND, OwnField
from heat.services import articles as article_verbs
from heat.services import calls as call_verbs
from heat.services import tickets
from heat.services.tickets import Intake
from heat.views import desk_list, gate, htmx, own_values
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import address, beside, entered, fragment, page, remembered, with_toast
from heat.words import Moved, Refused

pages = Blueprint("desk", __name__, url_prefix="/desk")
_TYPED = ("kind", "category", "text", "urgent", "team", "household", "address", "phone", "source", "once_key")


@pages.get("")
@needs("ticket.view")
def index() -> Any:
    # a poll of the list needs no caller, a caller no list: each asks only for its own part of the page
    wanted = htmx.target() if htmx.wants_part() and htmx.target() in ("tickets", "caller") else ""
    if wanted == "tickets":
        who = gate.actor()
        kept_from = visible.confidential(who)  # a complaint about one of two people with the same rights
        seen = (request.query_string, who.permissions, who.org_ids, who.team_ids, kept_from)
        return remembered("desk/index.html", seen, desk_list.told, desk_list.BESIDE)
    parts: dict[str, Any] = {}
    if wanted != "caller":
        parts |= desk_list.told()
    parts |= _caller(request.args.get("household", type=int), request.args.get("q") or request.args.get("phone"))
    if call := _call(request.args.get("call", type=int)):
        parts |= _caller(call.household_id, call.phone) | {"call": call.id}
        parts["typed"] |= {"phone": call.phone, "source": "phone"}
    rings = "phone" in office.modules() and gate.actor().may("ticket.take")
    known = "incident" in office.modules() and not wanted
    parts |= {"incidents": incidents.active(gate.actor()) if known else []}
    # with a board each team's orders are printed there
    parts |= {} if wanted else _views() | {"prints_all": "board" not in office.modules()}
    parts |= {"rings": rings, "ringing": calls.ringing(gate.actor()) if rings and not wanted else []}
    answer = page("desk/index.html", **parts)
    return entered(answer, _popped(parts)) if wanted == "caller" else answer


def _popped(parts: dict[str, Any]) -> str:
    """The address of what the panel shows; a household's own, so that no number of a caller stays in the browser."""
    if parts["call"]:
        return address("desk.index", call=parts["call"])
    if parts["card"]:
        return address("desk.index", household=parts["card"].id, sort=request.args.get("sort") or None)
    return url_for("desk.index", q=parts["asked"] or None)


def _views() -> dict[str, Any]:
    """The views people have saved of the list, and the query of the one now shown when it narrows anything."""
    actor = gate.actor()
    asked = [(name, text) for name in ("view", "kind", "team") if (text := request.args.get(name, ""))]
    return {"own_views": saved_views.of(actor, "desk"), "here": urlencode(asked), "my_teams": board.mine(actor)}


def _caller(household_id: int | None, asked: str | None) -> dict[str, Any]:
    """The panel: the card of a household, the several that were meant, or nobody we know."""
    actor, asked = gate.actor(), (asked or "").strip()[:60]
    found = callers.matching(actor, asked) if asked and household_id is None else []
    if household_id is None and len(found) == 1:
        household_id = found[0].id
    card = None
    if household_id is not None:
        card = callers.card(household_id, actor) if callers.may_see(actor, household_id) else None
        if card is None:
            abort(404)
    return _panel(card, found if card is None else [], asked)


def _call(call_id: int | None) -> calls.CallRow | None:
    """The call that the panel answers; None when there is none or the office has no such telephone."""
    if call_id is None or "phone" not in office.modules():
        return None
    return calls.one(gate.actor(), call_id)


def _panel(card: Card | None, found: list[Match], asked: str) -> dict[str, Any]:
    alerts = queries.neighbours(card.id, office.setting("neighbour.households")) if card else []
    digits = "".join(letter for letter in asked if letter.isdigit())
    own_asked = _own_asked()
    return {
        "card": card,
        "found": found,
        "found_more": len(found) == callers.FEW,
        "asked": asked,
        "alerts": alerts,
        **_kinds_asked(own_asked),
        "team_choices": _team_choices(card.id if card else None, _sort()),
        "typed": {
            "phone": digits if card is None and 7 <= len(digits) <= 12 else "",
            "kind": _sort(),
            "source": "counter" if request.args.get("sort") else "phone",  # one window is opened for who stands there
        },
        "sources": [(code, _(life.SOURCES[code])) for code in life.AT_THE_DESK],
        "error": "",
        "taken": None,
        "once_key": secrets.token_hex(8),
        "own_asked": own_asked,
        "call": None,
        "answered": "",
        **_known("", "no_heat"),
        "waiting": callers.open_tickets(card) if card else [],
        "touched": incidents.of_household(card.id) if card else None,
    }


def _sort() -> str:
    """The sort of ticket somebody has chosen already, in one window; what most calls are about otherwise."""
    return _offered(request.args.get("sort", ""))


def _offered(code: str) -> str:
    """This sort where the desk takes it, else what most calls are about."""
    return code if code in {one.code for one in ticket_kinds.offered("desk")} else "no_heat"


def _known(text: str, kind: str) -> dict[str, Any]:
    """The articles that fit, where the office has a knowledge base and this person takes tickets."""
    knows = "knowledge" in office.modules() and gate.actor().may("ticket.take")
    return {"knows": knows, "known": articles.found(text, kind=kind) if knows else []}


def _kinds_asked(own: list[OwnField]) -> dict[str, Any]:
    """What may be taken at the desk, the first nine with a number key; its finer sorts; who asks for which field."""
    kinds = ticket_kinds.offered("desk")
    narrowed = any(kind.template.fields is not None for kind in kinds)
    return {
        "kind_choices": [(kind.code, _(kind.name), *([str(n)] if n < 10 else [])) for n, kind in enumerate(kinds, 1)],
        "categories": [
            (kind.code, _(kind.name), words) for kind in kinds if (words := kind.template.words("categories"))
        ],
        "of_kinds": {one.code: " ".join(kind.code for kind in kinds if kind.template.asks_for(one.code)) for one in own}
        if narrowed
        else {},
    }


def _own_asked() -> list[OwnField]:
    """The office's own fields of tickets that this person fills in at the intake; files come later, from the site."""
    roles = gate.actor().roles
    return [one for one in own_fields.of("ticket") if one.writable(roles) and not KIND[one.kind].file]


def _team_choices(household_id: int | None, kind: str) -> list[tuple[str, str]]:
    """First what the areas propose for a sort of ticket, with the reason; then each team by name, and nobody yet."""
    proposed = dispatch.proposal_for(household_id, kind)
    auto = _("自动：%(team)s（%(why)s）", team=proposed.team, why=said(proposed.why)) if proposed else _("等待派单")
    teams = [(str(team.id), team.name) for team in board.teams(gate.actor())]
    return [("", auto), *teams, *([("0", _("暂不派"))] if proposed else [])]


@pages.post("/take")
@needs("ticket.take")
def take() -> Any:
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in _TYPED}
    typed["own"] = own_values.typed(_own_asked())
    try:
        ticket = tickets.take(gate.actor(), _intake(typed))
    except Moved:
        raise
    except Refused as problem:
        return _refused(typed, said(problem.say))
    answered, closed = _answered(ticket.id)
    team = None if closed else whole(typed["team"])
    if team and gate.actor().may("ticket.assign"):
        tickets.move(gate.actor(), ticket.id, "assign", {"team": team}, once_key=typed["once_key"])
    if call := _call(whole(request.form.get("call", ""))):
        call_verbs.belongs(gate.actor(), call.id, ticket.household_id, ticket.id)
    if not htmx.wants_part():
        flash(_("已受理，工单号 %(number)s", number=ticket.number) + answered, "ok")
        return redirect(url_for("tickets.show", number=ticket.number), 303)
    parts = _panel(callers.card(ticket.household_id, gate.actor()) if ticket.household_id else None, [], "")
    parts |= {"taken": queries.one(gate.actor(), ticket.id), "answered": answered}
    # what was said before it was taken is said again only of other tickets: this one is no reason not to open it
    parts |= {"alerts": [], "waiting": [one for one in parts["waiting"] if one.id != ticket.id]}
    answer = fragment("desk/index.html", "caller", event="ticket-changed", **parts)
    return beside(answer, "#article", "") if parts["knows"] else answer


def _answered(ticket_id: int) -> tuple[str, bool]:
    """What the knowledge base did for the ticket that was just taken, in words, and whether it closed it."""
    solve, cite = (whole(request.form.get(name, "")) for name in ("solve", "cite"))
    if not (solve or cite) or "knowledge" not in office.modules():
        return "", False
    try:
        closed = article_verbs.answer(gate.actor(), ticket_id, solve or cite or 0, solved=bool(solve))
    except Refused as problem:  # the ticket is taken whatever became of the article
        return said(problem.say), False
    if closed:
        return _("已按知识库解答，工单办结"), True
    return (_("文章已附上；这类工单还要继续办理") if solve else _("文章已附在工单上")), False


def _intake(typed: dict[str, Any]) -> Intake:
    return Intake(
        typed["kind"],
        typed["text"],
        household_id=whole(typed["household"]),
        address=typed["address"],
        phone=typed["phone"],
        source=typed["source"] if typed["source"] in life.AT_THE_DESK else "phone",
        priority=life.URGENT if typed["urgent"] == "1" else None,
        team_id=whole(typed["team"]),
        category=typed["category"],
        once_key=typed["once_key"],
        own=typed["own"],
    )


def _refused(typed: dict[str, Any], error: str) -> Response:
    household_id = whole(typed["household"])
    parts = _caller(household_id, None)
    parts |= {"typed": typed, "error": error, "once_key": typed["once_key"] or secrets.token_hex(8)}
    parts |= {"team_choices": _team_choices(household_id, _offered(typed["kind"]))}
    parts |= _known(typed["text"], typed["kind"])
    parts |= {
        "call": whole(request.form.get("call", "")),
        "rings": False,
        "ringing": [],
        "incidents": [],
        "own_views": [],
        "here": "",
    }
    if htmx.wants_part():
        return fragment("desk/index.html", "caller", 422, **parts)
    return page("desk/index.html", 422, **desk_list.told(), **parts)


@pages.get("/alike")
@needs("ticket.take")
def alike() -> Any:
    """While the address of a public place is typed: what is open there already."""
    return page("desk/alike.html", alike=queries.of_place(gate.actor(), request.args.get("address", "")[:100]))


@pages.get("/whom")
@needs("ticket.take")
def whom() -> Any:
    """Another sort of ticket was chosen: who would go, and why; whom the agent has chosen stays chosen."""
    household_id, kind = whole(request.args.get("household", "")), _offered(request.args.get("kind", ""))
    if not htmx.wants_part():
        return redirect(url_for("desk.index", household=household_id, sort=kind))
    if household_id is not None and not callers.may_see(gate.actor(), household_id):
        abort(404)
    typed = {"team": request.args.get("team", "")}
    return page("desk/index.html", typed=typed, team_choices=_team_choices(household_id, kind))


@pages.post("/link/<int:ticket_id>")
@needs("ticket.take")
def link(ticket_id: int) -> Any:
    household_id = whole(request.form.get("household", ""))
    if household_id is not None and not callers.may_see(gate.actor(), household_id):
        abort(404)
    ticket = tickets.link(
        gate.actor(),
        ticket_id,
        household_id,
        request.form.get("text", ""),
        once_key=request.form.get("once_key", ""),
    )
    words = _("已关联到 %(number)s，不再新建", number=ticket.number)
    if not htmx.wants_part():
        flash(words, "ok")
        return redirect(url_for("tickets.show", number=ticket.number), 303)
    answer = fragment("desk/index.html", "caller", event="ticket-changed", **_caller(household_id, None))
    return with_toast(answer, words)
