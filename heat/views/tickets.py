"""One ticket, whole: its way, its record, and the buttons its flow allows."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.models import Ticket
from heat.queries import board, callers, clocks, costs, office, own_fields, related, stock
from heat.queries import tickets as queries
from heat.rules import tickets as life
from heat.rules.costs import BEARERS
from heat.rules.flows import Flow
from heat.services import attachments, designs, phones, tickets
from heat.views import gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import conflict, fragment, page, with_toast
from heat.words import N_, Missing, Moved, Refused

pages = Blueprint("tickets", __name__, url_prefix="/tickets")
# what the record calls acts that no flow draws
OTHER_ACTS = {
    "take": N_("受理"),
    "link": N_("关联来电"),
    "photo": N_("上传照片"),
    "print": N_("打印工单"),
    "merged-in": N_("并入"),
    "claim": N_("按手机记录接回"),
}
ICONS = {
    "take": ("phone-incoming", "plain"),
    "assign": ("user-check", "info"),
    "accept": ("device-mobile", "info"),
    "arrive": ("map-pin", "ok"),
    "hold": ("clock-pause", "warn"),
    "resume": ("player-play", "ok"),
    "return": ("arrow-back-up", "warn"),
    "finish": ("circle-check", "ok"),
    "enter": ("clipboard-check", "ok"),
    "close": ("flag", "ok"),
    "reopen": ("rotate", "bad"),
    "cancel": ("circle-x", "plain"),
    "urge": ("bell-ringing", "heat"),
    "reassign": ("arrows-exchange", "info"),
    "escalate": ("arrow-up", "bad"),
    "ease": ("arrow-down", "plain"),
    "plan": ("calendar-event", "brand"),
    "merge": ("copy", "vio"),
    "attach": ("paperclip", "vio"),
    "detach": ("paperclip", "plain"),
    "merged-in": ("copy", "vio"),
    "note": ("note", "plain"),
    "link": ("link", "brand"),
    "photo": ("photo", "brand"),
    "print": ("printer", "plain"),
    "claim": ("device-mobile", "warn"),
}
# steps of rare days: they stand under 更多
RARE = ("escalate", "ease", "merge", "attach", "detach", "cancel", "enter")
WAY_ICONS = ("headset", "user-check", "device-mobile", "map-pin", "tool", "flag")
RESULTS = {"solved": N_("已解决"), "answered": N_("已答复"), "not_reached": N_("未接通")}
_TOLD = ("reason", "cause", "text", "result", "minutes", "before", "celsius", "into", "planned")


@pages.get("")
@needs("ticket.view")
def index() -> Any:
    return redirect(url_for("desk.index", view=request.args.get("view", "all")))


@pages.get("/new")
@needs("ticket.take")
def new() -> Any:
    return redirect(url_for("desk.index", household=request.args.get("household", type=int), _anchor="caller"))


@pages.get("/<string:number>")
@needs("ticket.view")
def show(number: str) -> Any:
    row = queries.by_number(gate.actor(), number[:40].replace("\0", ""))
    if row is None:
        raise Missing(N_("没有这张工单，或不在您负责的范围"))
    return page("tickets/ticket.html", **_whole(row.id))


def _whole(ticket_id: int) -> dict[str, Any]:
    actor = gate.actor()
    row, ticket = queries.one(actor, ticket_id), Ticket.get_by_id(ticket_id)
    if row is None:
        abort(404)
    flow = designs.flow(ticket.flow_version_id)
    names = {move.action: _(move.name) for move in flow.moves.values()} | {
        action: _(name) for action, name in OTHER_ACTS.items()
    }
    record = queries.history(ticket_id, names)
    return {
        "row": row,
        "source": life.SOURCES.get(ticket.source, ticket.source),
        "cause": ticket.cause,
        "phone": ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), ""),
        "ext": ticket.ext or {},
        "own_words": _own_words(ticket),
        "moves": _buttons(flow, ticket),
        "record": record[::-1],
        "way": life.way([(step.to, step.at) for step in record], ticket.state),
        "way_icons": WAY_ICONS,
        "icons": ICONS,
        "results": RESULTS,
        "clocks": clocks.of(ticket_id),
        "call_back_in": clocks.to_come(ticket_id),
        "kind_names": clocks.kinds(),
        "visits": queries.visits(ticket_id),
        "photos": attachments.of(ticket_id),
        "card": callers.card(ticket.household_id) if ticket.household_id else None,
        "choices": choices(),
        "related": related.of(actor, ticket_id),
        "rare": RARE,
        "cost": costs.of_ticket(ticket) if "stock" in office.modules() else None,
        "bearers": BEARERS,
        "shown": stock.shown,
        "reopened": ticket.reopened,
        "once_key": secrets.token_hex(8),
        "failed": "",
        "error": "",
        "typed": {},
    }


def _own_words(ticket: Ticket) -> list[tuple[str, str]]:
    """What is filled in of the office's own fields, as name and words, as far as this person may read it."""
    drawn = [one for one in own_fields.of("ticket") if one.readable(gate.actor().roles)]
    words = own_fields.named(drawn, own_fields.own(ticket.ext))
    return [(one.name, words[one.code]) for one in drawn if words[one.code]]


def _buttons(flow: Flow, ticket: Ticket) -> list[Any]:
    """The flow's moves from here that this person may make; a household's call-back has a page of its own."""
    moves = flow.actions(ticket.state, gate.actor().permissions)
    pointless = {"assign"} if any(move.action == "reassign" for move in moves) else set()
    pointless |= {"detach"} if ticket.parent_id is None else {"attach"}
    pointless |= {"ease"} if ticket.priority != life.URGENT else set()
    return [move for move in moves if move.action not in pointless]


def choices() -> dict[str, list[tuple[str, str]]]:
    """What the small forms of the steps let people choose from."""
    nothing = ("", _("请选择"))
    return {
        "to": [nothing, *whom()],
        "hold": [nothing, *((reason, _(reason)) for reason in life.HOLD_REASONS)],
        "cause": [nothing, *((cause, _(cause)) for cause in life.CAUSES)],
        "result": [nothing, *((code, _(name)) for code, name in RESULTS.items())],
    }


def whom() -> list[tuple[str, str]]:
    """Everybody a ticket can be given to: each team as a whole, then its people."""
    chosen: list[tuple[str, str]] = []
    for team in board.teams(gate.actor()):
        chosen.append((f"team-{team.id}", team.name))
        chosen += [(f"staff-{staff_id}", f"　{name}") for staff_id, name in team.members]
    return chosen


@pages.post("/<int:ticket_id>/phone")
@needs("phone.reveal")
def reveal(ticket_id: int) -> Any:
    number = phones.of_ticket(gate.actor(), ticket_id)
    if not htmx.wants_part():
        flash(_("电话：%(number)s", number=number), "ok")
        return redirect(gate.came_from(), 303)
    return fragment("tickets/phone.html", "phone", number=number)


@pages.post("/<int:ticket_id>/<string:action>")
@needs("ticket.view")
def act(ticket_id: int, action: str) -> Any:
    """One step of the flow; the flow itself asks for the right."""
    ticket = tickets.find(gate.actor(), ticket_id)
    if action not in ICONS:
        abort(404)
    try:
        after = tickets.move(gate.actor(), ticket_id, action, told(), **seen())
    except Moved as problem:
        return _conflict(ticket_id, said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return _refused(ticket_id, action, said(problem.say))
    words = _("工单 %(number)s：%(action)s", number=ticket.number, action=_name(after, action))
    if not htmx.wants_part():
        flash(words, "ok")
        return redirect(url_for("tickets.show", number=ticket.number), 303)
    return with_toast(
        fragment("tickets/ticket.html", "ticket", event="ticket-changed", **_whole(ticket_id)),
        words,
    )


def _name(ticket: Ticket, action: str) -> str:
    return _(designs.flow(ticket.flow_version_id).name_of(action))


def told() -> dict[str, Any]:
    """What a form tells with a step: its fields, and the one it is given to."""
    typed: dict[str, Any] = {name: request.form.get(name, "") for name in _TOLD}
    kind, _dash, number = request.form.get("to", "").partition("-")
    if (who := whole(number)) is not None and kind in ("team", "staff"):
        typed["assignee" if kind == "staff" else "team"] = who
    return typed


def seen() -> dict[str, Any]:
    """Which version the page showed, and the key under which the form is taken once."""
    return {"version": whole(request.form.get("version", "")), "once_key": request.form.get("once_key", "")}


def _conflict(ticket_id: int, sentence: str) -> Response:
    parts = _whole(ticket_id)
    if htmx.wants_part():
        return conflict(sentence, "#ticket", "tickets/ticket.html", "ticket", **parts)
    return page("tickets/ticket.html", 409, **(parts | {"error": sentence}))


def _refused(ticket_id: int, action: str, sentence: str) -> Response:
    parts = _whole(ticket_id) | {"failed": action, "error": sentence, "typed": request.form.to_dict()}
    if htmx.wants_part():
        return fragment("tickets/ticket.html", "ticket", 422, **parts)
    return page("tickets/ticket.html", 422, **parts)
