"""What the hall calls things: the troubles to choose from, the hours of a visit, how far a repair is."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from heat.queries import ticket_kinds
from heat.queries.ticket_rows import TicketRow
from heat.rules.flows import HELD, NEW, WORKING
from heat.words import N_

# what a household chooses from: the kind of the ticket behind it and the words it stands for
TILES = (
    ("cold", "no_heat", "snowflake", N_("全屋不热")),
    ("room", "no_heat", "temperature", N_("部分房间不热")),
    ("leak", "leak", "droplet", N_("漏水")),
    ("check", "temperature", "temperature", N_("申请测温")),
    ("ask", "enquiry", "message", N_("咨询")),
    ("other", "other", "dots", N_("其他")),
)
TIMES = (N_("尽快"), N_("今天下午"), N_("今天晚上"), N_("明天上午"), N_("明天下午"))
STEPS = {
    "new": N_("已受理"),
    "assigned": N_("已派单"),
    "accepted": N_("师傅接单"),
    "working": N_("正在处理"),
    "finished": N_("处理完成"),
}
COMPLAINT_STEPS = {
    "taken": N_("已受理"),
    "blame": N_("正在调查"),
    "handle": N_("正在整改"),
    "reply": N_("正在答复"),
    "call": N_("已答复"),
}


def steps(ticket: TicketRow) -> list[tuple[str, str, str]]:
    """The steps of a repair or a complaint as its household sees them: name, nothing, and done, now or to come."""
    state = ticket.state.removeprefix(HELD)
    names = COMPLAINT_STEPS if ticket.kind == "complaint" and state in COMPLAINT_STEPS else STEPS
    if names is STEPS and ticket.open:  # a step that is no work of the field is told by its phase
        state = ticket.stage if ticket.stage in STEPS else NEW if ticket.phase == "new" else WORKING
    codes = list(names)
    here = codes.index(state) if state in names and ticket.open else len(codes)
    states = ("done", "now", "")
    return [(_(name), "", states[(place >= here) + (place > here)]) for place, name in enumerate(names.values())]


def running(repairs: Iterable[TicketRow]) -> TicketRow | None:
    """The newest repair that somebody is still to finish."""
    return next((one for one in repairs if one.phase in ("new", "active", "waiting")), None)


def tiles() -> list[tuple[str, str, str, str]]:
    """The tiles whose kind is offered in the hall, then one for each further kind that is."""
    kinds = {kind.code: kind for kind in ticket_kinds.offered("hall")}
    shown = [tile for tile in TILES if tile[1] in kinds]
    known = {tile[1] for tile in TILES}
    return shown + [(code, code, kind.icon, kind.name) for code, kind in kinds.items() if code not in known]
