"""Everything the page of one ticket shows: its way, its record, who may do what with it now."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort
from flask_babel import gettext as _

from heat.models import Ticket
from heat.queries import (
    articles,
    board,
    callers,
    clocks,
    costs,
    flow_owners,
    flow_steps,
    machines,
    office,
    own_fields,
    partners,
    related,
    ticket_kinds,
    ticket_record,
)
from heat.queries import tickets as queries
from heat.queries.flow_steps import Live
from heat.queries.ticket_rows import TicketRow
from heat.rules import complaints, flow_paths
from heat.rules import tickets as life
from heat.rules.costs import BEARERS, shown
from heat.rules.flows import OPEN_PHASES, Flow, Move
from heat.rules.kind_templates import Template
from heat.rules.partners import RESULTS as REPLIES
from heat.services import attachments, designs, flow_fields
from heat.views import complaint_part, gate
from heat.words import N_

# what the record calls acts that no flow draws
OTHER_ACTS = {
    "take": N_("受理"),
    "link": N_("关联来电"),
    "photo": N_("上传照片"),
    "print": N_("打印工单"),
    "auto": N_("自动办理"),
    "go": N_("到下一步"),
    "handed": N_("转交"),
    "moved-version": N_("换到新流程"),
    "merged-in": N_("并入"),
    "claim": N_("按手机记录接回"),
    "article": N_("按知识库解答"),
    "machine": N_("关联设备"),
    "judge": N_("定责"),
    "measure": N_("写整改措施"),
    "deliver": N_("答复送达"),
    "supervise": N_("列入督办"),
    "unsupervise": N_("解除督办"),
    "opened-child": N_("开维修工单"),
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
    "article": ("file-text", "brand"),
    "machine": ("settings", "brand"),
    "back": ("arrow-back-up", "warn"),
    "transfer": ("arrows-exchange", "info"),
    "sign": ("user-plus", "vio"),
    "signed": ("signature", "vio"),
    "auto": ("wand", "vio"),
    "go": ("arrow-right", "plain"),
    "handed": ("user-check", "warn"),
    "moved-version": ("route", "plain"),
    "blame-handle": ("flag", "bad"),
    "answer": ("file-text", "ok"),
    "supervise": ("eye", "bad"),
    "unsupervise": ("eye", "plain"),
    "opened-child": ("tool", "info"),
}
# the drawn way: an icon for states the office knows, another for whatever was drawn
WAY_ICONS = {
    "new": "headset",
    "assigned": "user-check",
    "accepted": "device-mobile",
    "working": "map-pin",
    "finished": "tool",
    "closed": "flag",
}
# steps of rare days: they stand under 更多
RARE = ("escalate", "ease", "merge", "attach", "detach", "cancel", "enter")
RESULTS = {
    "solved": N_("已解决"),
    "answered": N_("已答复"),
    "not_reached": N_("未接通"),
    "not_sampled": N_("没有抽中回访"),
    "nobody": N_("没有可以回访的人"),
}


LOOKS = {"way_icons": WAY_ICONS, "icons": ICONS, "results": RESULTS, "rare": RARE}


def everything(ticket_id: int) -> dict[str, Any]:
    """What the page of one ticket draws; 404 for one that is not this person's to see."""
    actor = gate.actor()
    row, ticket = queries.one(actor, ticket_id), Ticket.get_by_id(ticket_id)
    if row is None:
        abort(404)
    flow, live = designs.flow(ticket.flow_version_id), flow_steps.live(ticket_id)
    names = {action: _(name) for action, name in (flow.names | OTHER_ACTS).items()}
    record = ticket_record.history(ticket_id, names)
    steps = [(step.to, step.at, step.data) for step in record if step.to]
    here = _here(flow, ticket, live)
    state = flow.states.get(here[0]) if len(here) == 1 else None
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    return {
        "row": row,
        "source": life.SOURCES.get(ticket.source, ticket.source),
        "cause": ticket.cause,
        "phone": "" if "phone" in flow_fields.hidden(state) else _phone(ticket),
        "ext": ticket.ext or {},
        "own_words": _own_words(ticket, flow_fields.hidden(state)),
        "groups": _groups(flow, ticket, here, live),
        "live": [one for one in live if flow.states[one.node].owner or one.note or one.part == flow_steps.SIGN],
        "asked": _asked(flow, here, live, ticket),
        "state_names": {code: state.name for code, state in flow.states.items()},
        "record": record[::-1],
        "way": flow_paths.way(flow, flow_paths.as_worked(flow, steps), ticket.state),
        **_promises(ticket_id),
        "visits": ticket_record.visits(ticket_id),
        "photos": attachments.seen(actor, ticket_id),
        "card": callers.card(ticket.household_id, actor) if ticket.household_id else None,
        "choices": choices(template) | _more_choices(flow, ticket_id),
        "category": (ticket.ext or {}).get("category", ""),
        "checklist": template.words("checklist") if row.open else (),
        "kit": template.words("kit") if row.open else (),
        "related": related.of(actor, ticket_id),
        "reopened": ticket.reopened,
        **_of_modules(row, ticket),
        **LOOKS,
        "to_be_called": ticket.state in flow.called_back,
        "once_key": secrets.token_hex(8),
        "failed": "",
        "error": "",
        "typed": {},
    }


def _promises(ticket_id: int) -> dict[str, Any]:
    """Its clocks, and the one that begins when the work is done."""
    return {
        "clocks": clocks.of(ticket_id),
        "call_back_in": clocks.to_come(ticket_id),
        "kind_names": clocks.kinds(),
    }


def _of_modules(row: TicketRow, ticket: Ticket) -> dict[str, Any]:
    """What other parts of the program have to say of a ticket: nothing where the office has them switched off."""
    on = office.modules()
    return {
        "cost": costs.of_ticket(ticket) if "stock" in on else None,
        "bearers": BEARERS,
        "shown": shown,
        "machines": machines.of_ticket(gate.actor(), row.id) if "plant" in on else [],
        "order": partners.of_ticket(row.id),
        "company": partners.company_of(ticket.team_id) if "partner" in on else "",
        "reply_results": REPLIES,
        "complaint": complaint_part.of(ticket),
        **_knowledge(row),
    }


def _knowledge(row: TicketRow) -> dict[str, Any]:
    """The articles that answered the ticket, and while it is open those that may."""
    if "knowledge" not in office.modules():
        return {"used": [], "fitting": []}
    used = articles.of_ticket(row.id)
    known = {one.id for one in used}
    found = articles.found(row.summary, kind=row.kind) if row.open else []
    return {"used": used, "fitting": [one for one in found if one.id not in known]}


def _phone(ticket: Ticket) -> str:
    return ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), "")


def _own_words(ticket: Ticket, hidden: set[str]) -> list[tuple[str, str]]:
    """What is filled in of the office's own fields, as name and words, as far as this person may read it here."""
    drawn = [one for one in own_fields.of("ticket") if one.readable(gate.actor().roles) and one.code not in hidden]
    words = own_fields.named(drawn, own_fields.own(ticket.ext))
    return [(one.name, words[one.code]) for one in drawn if words[one.code]]


def _here(flow: Flow, ticket: Ticket, live: list[Live]) -> list[str]:
    """The steps the ticket is in: its state, or those that run side by side in it."""
    nodes = list(dict.fromkeys(one.node for one in live if one.node in flow.states))
    if ticket.state in nodes or not nodes or ticket.phase not in OPEN_PHASES:
        return [ticket.state]
    return nodes


def _groups(flow: Flow, ticket: Ticket, here: list[str], live: list[Live]) -> list[tuple[str, str, list[Any]]]:
    """For each step the ticket is in: its code and name where there are several, and the moves this person may make."""
    several = len(here) > 1
    found = [
        (
            node if several else "",
            flow.states[node].name if several else "",
            _sensible(flow.actions(node, flow_steps.rights(gate.actor(), node, live)), ticket),
        )
        for node in here
    ]
    return [group for group in found if group[2]]


def _sensible(moves: list[Move], ticket: Ticket) -> list[Move]:
    """Without what has no sense for this ticket; a household's call-back has a page of its own."""
    pointless = {"assign"} if any(move.action == "reassign" for move in moves) else set()
    pointless |= {"detach"} if ticket.parent_id is None else {"attach"}
    pointless |= {"ease"} if ticket.priority != life.URGENT else set()
    pointless |= set(complaints.OWN_FORMS)  # what a complaint goes on with is written down in its own part of the page
    return [move for move in moves if move.action not in pointless]


def _asked(flow: Flow, here: list[str], live: list[Live], ticket: Ticket) -> dict[str, Any]:
    """What this person fills in at the step: own fields and noted facts; nothing where it is somebody else's."""
    mine = [node for node in here if "owner" in flow_steps.rights(gate.actor(), node, live)]
    if not mine:
        return {}
    state, own = flow.states[mine[0]], own_fields.own(ticket.ext)
    noted = flow_fields.corrected(state)
    fields = [(one, own.get(one.code, one.told.get("default", ""))) for one in flow_fields.asked(state)]
    facts = [(code, _(name), getattr(ticket, code) or "") for code, name in noted.items()]
    return {"node": state.code, "fields": fields, "noted": facts} if fields or facts else {}


def _more_choices(flow: Flow, ticket_id: int) -> dict[str, list[tuple[str, str]]]:
    """What only drawn flows ask: where to return to, and whom to ask to sign."""
    nothing = ("", _("请选择"))
    asked = {one for arrows in flow.moves.values() for move in arrows for one in move.asks}
    back = [(code, flow.states[code].name) for code in flow_steps.visited(ticket_id)] if "step" in asked else []
    people = [(f"staff-{i}", name) for i, name in flow_owners.people(gate.actor())] if "assignee" in asked else []
    return {"back": [nothing, *back], "people": [nothing, *people]}


def choices(template: Template) -> dict[str, list[tuple[str, str]]]:
    """What the small forms of the steps let people choose from, in the words of the ticket's kind."""
    nothing = ("", _("请选择"))
    results = [*RESULTS.items(), *((word, word) for word in template.words("results"))]
    return {
        "to": [nothing, *whom()],
        "hold": [nothing, *((reason, _(reason)) for reason in template.words("holds"))],
        "cause": [nothing, *((cause, _(cause)) for cause in template.words("causes"))],
        "result": [nothing, *((code, _(name)) for code, name in results)],
    }


def whom() -> list[tuple[str, str]]:
    """Everybody a ticket can be given to: each team as a whole, then its people."""
    chosen: list[tuple[str, str]] = []
    for team in board.teams(gate.actor()):
        chosen.append((f"team-{team.id}", team.name))
        chosen += [(f"staff-{staff_id}", f"　{name}") for staff_id, name in team.members]
    return chosen
