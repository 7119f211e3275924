"""The technician's phone: today's jobs, one job from accepting to finishing, by thumb. Works without scripts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from heat import clock
from heat.models import Ticket
from heat.queries import board, callers, flow_steps, office, patrols, stock, ticket_kinds, ticket_record
from heat.queries import field as field_queries
from heat.queries import tickets as queries
from heat.queries.flow_steps import Waiting
from heat.queries.ticket_rows import TicketRow
from heat.rules import costs
from heat.rules import field_work as rules
from heat.rules import patrols as patrol_rules
from heat.rules.flows import ACCEPTED, ASSIGNED, FINISHED, NEW, ON_HOLD, OWNER, WORKING, Flow
from heat.rules.kind_templates import Template
from heat.rules.tickets import WARM_ENOUGH
from heat.services import attachments, designs, field, flow_fields, tickets
from heat.services.attachments import Picture
from heat.services.field import Pictures
from heat.views import field_asks, gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused, Say

pages = Blueprint("field", __name__, url_prefix="/m")
WEEK = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
PARTS = ("assigned", "accepted", "working", "finished")
# what is one press on the phone, and what it is called there
PRESSES = {"accept": N_("接单"), "arrive": N_("到了，开始处理"), "resume": N_("继续处理")}
_OTHERS = 60  # further materials on one page; a list longer than that is typed in the office
_MOST_PARTS = 2000
_STEPS = ("accept", "arrive", "resume", "hold", "return")


@pages.get("")
@needs("ticket.work", "board")
def index() -> Any:
    return page("field/index.html", **day())


def day() -> dict[str, Any]:
    """Today's jobs of whoever asks, as the list draws them."""
    actor = gate.actor()
    jobs = [_theirs(job) for job in board.jobs(actor.id or 0, actor.team_ids)]
    today = clock.today()
    now = [job for job in jobs if job.stage == WORKING]
    return {
        "steps": 0 if actor.outside else sum(not _listed(one) for one in flow_steps.waiting_for(actor)),
        "today": today,
        "weekday": WEEK[today.weekday()],
        "fresh": [job for job in jobs if job.stage == ASSIGNED],
        "now": now,
        "numbers": field_queries.numbers(now),
        "later": [job for job in jobs if job.stage in (ACCEPTED, ON_HOLD)],
        "nearby": [_theirs(job) for job in field_queries.nearby(actor, jobs)],
        "late": sum(job.overdue for job in jobs),
        "left": len(jobs),
        "done": board.done_today(actor.id or 0),
        "once_key": secrets.token_hex(8),
    }


def _listed(step: Waiting) -> bool:
    """Whether a step that waits is one of the jobs of the list."""
    return bool(designs.flow(step.version_id).stage(step.node))


def _theirs(row: TicketRow) -> TicketRow:
    """A job as this person may read it: to an outside company nobody lives behind the door."""
    return replace(row, customer=None, account_no=None) if gate.actor().outside else row


@pages.get("/stock")
@needs("ticket.work", "stock")
def van() -> Any:
    """What the van holds, for whoever drives it."""
    return page("field/van.html", **carried())


def carried() -> dict[str, Any]:
    """The van of whoever asks, emptiest first among what it should hold."""
    code = costs.van(gate.actor().id or 0)
    items = [item for item in stock.items("material") if code in item.held or item.kinds]
    return {"items": sorted(items, key=lambda item: item.held.get(code, 0)), "van_code": code, "shown": costs.shown}


@pages.get("/jobs/<string:number>")
@needs("ticket.work", "board")
def job(number: str) -> Any:
    row = queries.by_number(gate.actor(), number[:40].replace("\0", ""))
    if row is None:
        raise Missing(Say(N_("没有这张工单，或已经派给别人")))
    if not gate.actor().outside and needs_its_own_page(row):
        return redirect(url_for("tickets.show", number=row.number))
    return page("field/job.html", **whole_job(row))


def whole_job(row: TicketRow) -> dict[str, Any]:
    """Everything the page of one job draws, for now and for the steps that may come while there is no network."""
    ticket, outside = Ticket.get_by_id(row.id), gate.actor().outside
    flow = designs.flow(ticket.flow_version_id)
    home = row.household_id
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    phones = callers.phones(home) if home else []
    shown = home if not outside else None  # who lives there is the office's to know
    alike = queries.neighbours(home, office.setting("neighbour.households"), row.kind) if shown else []
    ahead = _ahead(flow, row)
    mates = field_queries.mates(gate.actor())
    acts = ("note", "link", "hold", "return")
    return {
        "row": _theirs(row),
        "ext": ticket.ext or {},
        "card": callers.card(shown, gate.actor()) if shown else None,
        "phone": ticket.phone or (phones[0] if phones else ""),
        "alike": alike[0] if alike else None,
        "doors": field_queries.doors(shown) if shown else [],
        "presses": PRESSES,
        "stages": [(stage, next((press for press in PRESSES if press in may), "")) for stage, may in ahead.items()],
        "where": {action: [stage for stage, may in ahead.items() if action in may] for action in rules.STEPS},
        "parts": _parts(row.stage),
        "record": [one for one in ticket_record.history(row.id, {}) if one.action in acts] if not outside else [],
        "visits": ticket_record.visits(row.id) if not outside else [],
        "mates": mates,
        "mate_options": [(mate.id, mate.name) for mate in mates],
        "mine": row.assignee_id == gate.actor().id,
        "pickable": row.stage == NEW and row.team_id in gate.actor().team_ids,
        "causes": [(cause, _(cause)) for cause in template.words("causes")],
        "remedies": [(remedy, _(remedy)) for remedy in rules.REMEDIES],
        "checks": [(check, _(check)) for check in template.words("checklist")],
        "hold_reasons": [(reason, _(reason)) for reason in template.words("holds")],
        "thermometers": [(_("室温"), rules.ROOM, WARM_ENOUGH), (_("回水"), rules.RETURN, None)],
        "photos": [photo for photo in attachments.seen(gate.actor(), row.id) if photo.kind not in attachments.PROOFS],
        **(priced(row, ticket.assignee_id or gate.actor().id or 0, template) if not outside else {"priced": False}),
        **field_asks.of(row),
        "most": attachments.MOST,
        "once_key": secrets.token_hex(8),
        "error": "",
        "typed": {},
    }


def priced(row: TicketRow, staff_id: int, template: Template) -> dict[str, Any]:
    """What may be written down of materials and money, nothing while the office has its module switched off."""
    if "stock" not in office.modules():
        return {"priced": False}
    kit = stock.carried(staff_id, row.kind, template.words("kit"))
    return {
        "priced": True,
        "kit": kit.items,
        "kit_words": kit.words,
        "others": kit.others[:_OTHERS],
        "shown": costs.shown,
        "bearers": [(code, _(name)) for code, name in costs.BEARERS.items()],
        "consents": [(code, _(name)) for code, name in costs.CONSENTS.items()],
        "payer": row.household_id is not None,
    }


def needs_its_own_page(row: TicketRow) -> bool:
    """Whether a step of a drawn flow is taken on the ticket's page: the phone has no button for it, or it asks more."""
    flow = designs.flow(Ticket.get_by_id(row.id).flow_version_id)
    if not row.open or row.state not in flow.states:
        return False
    here = flow.ahead(row.state)
    bare = not row.stage or not any((code, press) in flow.moves for code in here for press in (*PRESSES, "finish"))
    return bare and row.stage != NEW or any(flow_fields.asked(flow.states[code]) for code in here)


def _ahead(flow: Flow, row: TicketRow) -> dict[str, list[str]]:
    """The states that follow each other by one press from here, and what may be done in each."""
    rights = gate.actor().permissions
    if flow.owned:
        rights = flow_steps.rights(gate.actor(), row.state, flow_steps.live(row.id))
    made = {}
    for code in flow.ahead(row.state):
        if flow.states[code].owner_kind != "holder" and code != row.state:
            rights -= {OWNER}  # the step after this one is somebody else's
        made[code] = [move.action for move in flow.actions(code, rights)]
    return made


def _parts(stage: str) -> list[str]:
    """The small bar of a job: done, now or nothing for each of its four parts."""
    here = {ASSIGNED: 0, ACCEPTED: 1, WORKING: 2, ON_HOLD: 2}.get(stage, 4)
    return ["done" if place < here else "now" if place == here else "" for place in range(len(PARTS))]


def _said_on_the_job(view: Callable[..., Any]) -> Callable[..., Any]:
    """A refusal is said on the job's own page beside what was typed; what went another way meanwhile answers 409."""

    @wraps(view)
    def answered(ticket_id: int, **more: Any) -> Any:
        try:
            return view(ticket_id, **more)
        except Missing:
            raise
        except Refused as problem:
            told = typed()
            return _answer(
                ticket_id,
                409 if isinstance(problem, Moved) else 422,
                said(problem.say),
                told if any(told.values()) else None,
            )

    return answered


@pages.get("/points/<int:plan_id>/<string:key>")
@needs("ticket.work", "patrol")
def point(plan_id: int, key: str) -> Any:
    """The label at a point was scanned: the round that is to be walked now, opened at this point."""
    found = patrols.open_round(gate.actor(), plan_id, key[:12])
    if found is None:
        raise Missing(Say(N_("这个点现在没有您要走的巡检，请看“今天”")))
    number, stop = found
    return redirect(url_for("field.job", number=number, _anchor=f"point-{stop}"), 303)


@pages.post("/jobs/<int:ticket_id>/<string:action>")
@needs("ticket.work", "board")
@_said_on_the_job
def act(ticket_id: int, action: str) -> Any:
    """Accept, arrive, hold, give back, take up again."""
    if action not in _STEPS:
        raise Missing(Say(N_("没有这一步，请刷新后再试")))
    told = {"reason": request.form.get("reason", "")} | rules.more(request.form)
    ticket = tickets.move(gate.actor(), ticket_id, action, told, **_seen())
    if action == "return":
        flash(_("已退回 %(number)s，班组长会改派", number=ticket.number), "ok")
        return redirect(url_for("field.index"), 303)
    return redirect(url_for("field.job", number=ticket.number), 303)


@pages.post("/jobs/<int:ticket_id>/pick")
@needs("ticket.work", "board")
def pick(ticket_id: int) -> Any:
    """顺路单: one's own team's, nobody sent yet."""
    ticket = field.pick(gate.actor(), ticket_id, once_key=request.form.get("once_key", ""))
    return redirect(url_for("field.job", number=ticket.number), 303)


@pages.post("/jobs/<int:ticket_id>/hand-over")
@needs("ticket.work", "board")
@_said_on_the_job
def hand_over(ticket_id: int) -> Any:
    to, reason = whole(request.form.get("to", "")) or 0, request.form.get("reason", "")
    ticket = field.hand_over(gate.actor(), ticket_id, to, reason, **_seen())
    flash(_("%(number)s 已交给同事", number=ticket.number), "ok")
    return redirect(url_for("field.index"), 303)


@pages.post("/jobs/<int:ticket_id>/note")
@needs("ticket.work", "board")
@_said_on_the_job
def note(ticket_id: int) -> Any:
    key = request.form.get("once_key", "")[:64] or secrets.token_hex(8)
    ticket = field.note(gate.actor(), ticket_id, request.form.get("text", ""), once_key=key)
    return redirect(url_for("field.job", number=ticket.number), 303)


@pages.post("/jobs/<int:ticket_id>/finish")
@needs("ticket.work", "board")
@_said_on_the_job
def finish(ticket_id: int) -> Any:
    told = typed()
    read = {name: told[name] for name in rules.TELLS} | rules.more(told)
    ticket = field.finish(gate.actor(), ticket_id, read, _pictures(), **_seen())
    flash(finished(ticket.number, designs.stage(ticket)), "ok")
    return redirect(url_for("field.index"), 303)


def finished(number: str, stage: str) -> str:
    """The word in the corner after the work: whoever is called back is told so."""
    if stage == FINISHED:
        return _("%(number)s 已完工，客服会回访", number=number)
    return _("%(number)s 已完工", number=number)


@pages.post("/jobs/<int:ticket_id>/photos")
@needs("ticket.work", "board")
@_said_on_the_job
def photos(ticket_id: int) -> Any:
    """Photos alone, before the work is done: what was found on arriving."""
    told = typed()
    tickets.find(gate.actor(), ticket_id)
    sent = _pictures()
    for photos_of, kind in ((sent.before, "before"), (sent.photos, "after")):
        attachments.add(gate.actor(), ticket_id, attachments.kept(photos_of), kind=kind)
    if any(told[name] for name in rules.TELLS):  # what was typed beside the photos must not be lost
        return _answer(ticket_id, 200, "", told)
    number = Ticket.get_by_id(ticket_id).number
    return redirect(url_for("field.job", number=number, _anchor="work"), 303)


def _pictures() -> Pictures:
    stops = {kind: sent_photos(kind) for kind in request.files if patrol_rules.PHOTO_KIND.match(kind)}
    return Pictures(sent_photos(), before=sent_photos("photos_before"), stops=stops)


def typed() -> dict[str, str]:
    """What the form of a finished repair says, several choices joined."""
    parts = [name for name in request.form if name.startswith((costs.PART, "p-", "n-"))][:_MOST_PARTS]
    told = {name: "、".join(request.form.getlist(name)) for name in (*rules.FORM, *parts)}
    return told | rules.joined(request.form.getlist)


def sent_photos(field_name: str = "photos") -> list[Picture]:
    """The photos of this request, decoded and written anew."""
    chosen: list[FileStorage] = [file for file in request.files.getlist(field_name) if file.filename]
    if len(chosen) > attachments.MOST:
        raise Refused(Say(N_("一张工单最多 {most} 张照片，请少选几张"), most=attachments.MOST))
    return [attachments.cleaned(file.stream, file.filename or "") for file in chosen]


def _seen() -> dict[str, Any]:
    return {"version": whole(request.form.get("version", "")), "once_key": request.form.get("once_key", "")}


def _answer(ticket_id: int, status: int, error: str, typed: dict[str, str] | None = None) -> Response:
    row = queries.one(gate.actor(), ticket_id)
    if row is None:
        raise Missing(Say(N_("这张工单已经派给别人")))
    return page("field/job.html", status, **(whole_job(row) | {"error": error, "typed": typed or {}}))
