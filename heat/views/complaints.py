"""Complaints: the list with its figures, and what is written down on the page of one."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from heat.models import Ticket
from heat.papers.paper import Words
from heat.queries import complaints as queries
from heat.queries import people, visible
from heat.queries.complaints import Asked
from heat.rules import complaints as rules
from heat.rules.calendar import instant
from heat.services import complaints, tickets
from heat.services.complaints import Finding
from heat.views import gate, paper
from heat.views import tickets as ticket_pages
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import pair, whole
from heat.views.page import page
from heat.words import N_, Missing, Moved, Refused

pages = Blueprint("complaints", __name__, url_prefix="/complaints")
VIEWS = {
    "open": N_("办理中"),
    "supervised": N_("督办"),
    "late": N_("超时"),
    "repeat": N_("重复投诉"),
    "all": N_("全部"),
}
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@pages.get("")
@needs("complaint.view")
def index() -> Any:
    actor, asked = gate.actor(), _asked()
    lines = queries.listed(actor, asked)
    shown = lines[: queries.PAGE]
    more = f"{shown[-1].row.opened_at},{shown[-1].row.id}" if len(lines) > queries.PAGE else ""
    return page(
        "complaints/index.html",
        lines=shown,
        more=more,
        asked=asked,
        views=VIEWS,
        counts=queries.counts(actor),
        figures=queries.figures(actor),
        findings=rules.FINDINGS,
        causes=queries.causes(),
        teams=[(str(team.id), team.name) for team in people.teams()],
        narrowed={key: request.args[key] for key in ("finding", "cause", "team", "month") if request.args.get(key)},
    )


def _asked() -> Asked:
    told, month = request.args, request.args.get("month", "")
    view, finding = told.get("view", "open"), told.get("finding", "")
    return Asked(
        view if view in VIEWS else "open",
        finding if finding in rules.FINDINGS or finding == "none" else "",
        told.get("cause", "")[:30].replace("\0", ""),
        whole(told.get("team", "")),
        month if _MONTH.fullmatch(month) else "",
        pair(told.get("after", "")),
    )


@pages.post("/<int:ticket_id>/against")
@needs("complaint.handle")
def accuse(ticket_id: int) -> Any:
    who = whole(request.form.get("staff", ""))
    return _done(
        ticket_id,
        "against",
        lambda: complaints.accuse(gate.actor(), ticket_id, who),
        _("已登记，被投诉人看不到这张投诉") if who else _("已去掉被投诉人"),
    )


@pages.post("/<int:ticket_id>/judge")
@needs("complaint.judge")
def judge(ticket_id: int) -> Any:
    told = request.form
    finding = Finding(
        told.get("finding", ""),
        told.get("cause", ""),
        told.get("found", ""),
        whole(told.get("team", "")),
        whole(told.get("staff", "")),
    )
    return _done(
        ticket_id,
        "judge",
        lambda: complaints.judge(gate.actor(), ticket_id, finding, version=_version()),
        _("已定责"),
    )


@pages.post("/<int:ticket_id>/measure")
@needs("complaint.handle")
def measure(ticket_id: int) -> Any:
    text = request.form.get("measures", "")
    return _done(
        ticket_id,
        "measure",
        lambda: complaints.measure(gate.actor(), ticket_id, text, version=_version()),
        _("已写下整改措施，下一步答复用户"),
    )


@pages.post("/<int:ticket_id>/letter")
@needs("complaint.handle")
def write_letter(ticket_id: int) -> Any:
    told = {name: request.form.get(name, "") for name in ("found", "measures", "signer")}
    return _done(
        ticket_id,
        "letter",
        lambda: complaints.write_letter(gate.actor(), ticket_id, **told),
        _("答复函已出，打印盖章后登记送达"),
    )


@pages.post("/<int:ticket_id>/deliver")
@needs("complaint.handle")
def deliver(ticket_id: int) -> Any:
    told = request.form
    return _done(
        ticket_id,
        "deliver",
        lambda: complaints.deliver(
            gate.actor(),
            ticket_id,
            whole(told.get("letter", "")) or 0,
            told.get("via", ""),
            told.get("note", ""),
            version=_version(),
        ),
        _("已登记送达，投诉转入回访"),
    )


@pages.post("/<int:ticket_id>/letters/<int:letter_id>/print")
@needs("complaint.handle")
def print_letter(ticket_id: int, letter_id: int) -> Any:
    complaints.print_letter(gate.actor(), ticket_id, letter_id)
    return redirect(url_for("complaints.letter", ticket_id=ticket_id, letter_id=letter_id), 303)


@pages.get("/<int:ticket_id>/letters/<int:letter_id>.pdf")
@needs("complaint.view")
def letter(ticket_id: int, letter_id: int) -> Any:
    html, number = complaints.letter_paper(gate.actor(), ticket_id, letter_id, Words(_, ngettext))
    return paper.pdf(html, number)


@pages.post("/<int:ticket_id>/supervise")
@needs("complaint.judge")
def supervise(ticket_id: int) -> Any:
    told = request.form
    return _done(
        ticket_id,
        "supervise",
        lambda: complaints.supervise(gate.actor(), ticket_id, told.get("reason", ""), instant(told.get("due", ""))),
        _("已列入督办，班组长和经理会收到每一次提醒"),
    )


@pages.post("/<int:ticket_id>/unsupervise")
@needs("complaint.judge")
def unsupervise(ticket_id: int) -> Any:
    reason = request.form.get("reason", "")
    return _done(
        ticket_id, "unsupervise", lambda: complaints.unsupervise(gate.actor(), ticket_id, reason), _("已解除督办")
    )


@pages.post("/<int:ticket_id>/repair")
@needs("complaint.handle")
def open_repair(ticket_id: int) -> Any:
    told = request.form
    return _done(
        ticket_id,
        "repair",
        lambda: complaints.open_repair(
            gate.actor(), ticket_id, told.get("kind", ""), told.get("text", ""), once_key=told.get("once_key", "")
        ),
        _("已开子工单，办完以后投诉才能归档"),
    )


@pages.post("/<int:ticket_id>/apart")
@needs("complaint.handle")
def tell_apart(ticket_id: int) -> Any:
    return _done(ticket_id, "apart", lambda: complaints.tell_apart(gate.actor(), ticket_id), _("已改为不是重复投诉"))


def _version() -> int | None:
    return whole(request.form.get("version", ""))


def _done(ticket_id: int, what: str, act: Callable[[], Any], words: str) -> Any:
    """Do it and show the ticket again; a refusal shows the ticket with the sentence beside the form it came from."""
    ticket = tickets.find(gate.actor(), ticket_id)
    try:
        act()
    except Moved as problem:
        return ticket_pages.again(ticket_id, 409, error=said(problem.say))
    except Missing:
        raise
    except Refused as problem:
        return ticket_pages.again(
            ticket_id, 422, failed=f"complaint-{what}", error=said(problem.say), typed=request.form.to_dict()
        )
    if visible.keeps(gate.actor(), ticket_id):
        # whoever wrote down his own name has lost sight of it with that
        flash(_("已登记。这张投诉说的是您本人，按回避规定由别人办理"), "ok")
        return redirect(url_for("complaints.index"), 303)
    flash(words, "ok")
    return redirect(url_for("tickets.show", number=Ticket.get_by_id(ticket.id).number), 303)
