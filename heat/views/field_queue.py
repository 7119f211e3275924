"""The phone's queue: what it sends when there is network again, what it takes along before there is none."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, send_from_directory, session, url_for
from flask.wrappers import Response
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from heat import clock, paths
from heat.models import Ticket
from heat.queries import board, office
from heat.queries import field as queries
from heat.rules import field_work as rules
from heat.rules.field_work import Queued
from heat.rules.patrols import PHOTO_KIND
from heat.services import designs, field
from heat.services.field import Overtaken, Pictures
from heat.views import field as phone
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import PUBLIC, needs
from heat.views.page import page
from heat.words import Missing, Moved, Refused

pages = Blueprint("field_queue", __name__, url_prefix="/m")
_TAKEN_ALONG = 20  # job pages in one pull; who has more today has network now and then


@pages.get("/sync")
@needs("ticket.work", "board")
def waiting() -> Any:
    """What waits on this phone: drawn by the phone itself, the server knows nothing of it yet."""
    return page("field/sync.html")


@pages.post("/sync")
@needs("ticket.work", "board")
def take() -> Any:
    """One thing out of the queue: 200 done once, 401 another person's, 409 decide, 422 cannot be, 503 again later."""
    if request.form.get("staff", str(gate.actor().id)) != str(gate.actor().id):
        # the page lay open while the phone went to somebody else: it waits for whoever wrote it
        return {"problem": _("这一步是另一位同事的，等他登录后再发")}, 401
    try:
        typed = request.form.to_dict() | rules.joined(request.form.getlist)
        sent = rules.queued(typed)
        pictures = Pictures(phone.sent_photos("photo"), _kind(typed), _signature())
        answer = field.receive(gate.actor(), sent, pictures)
    except Overtaken as problem:
        return {"problem": said(problem.say), "conflict": _both_sides(problem)}, 409
    except Missing as problem:
        return {"problem": said(problem.say)}, 422
    except Moved as problem:
        return {"problem": said(problem.say)}, 503
    except Refused as problem:
        return {"problem": said(problem.say)}, 422
    return answer | {"go": _onwards(sent, answer)}


def _kind(typed: dict[str, str]) -> str:
    kind = typed.get("kind", "")
    return kind if kind in rules.PHOTO_KINDS or PHOTO_KIND.match(kind) else "photo"


def _signature() -> Any:
    found = phone.sent_photos("signature")
    return found[0] if found else None


def _onwards(sent: Queued, answer: dict[str, Any]) -> str:
    """Where the phone goes after a step that was done at once, with its word in the corner there."""
    if sent.action == "finish" and sent.mode != rules.ASIDE:
        flash(phone.finished(answer["number"], answer.get("stage", "")), "ok")
    elif sent.action == "return":
        flash(_("已退回 %(number)s，班组长会改派", number=answer["number"]), "ok")
    else:
        return url_for("field.job", number=answer["number"])
    return url_for("field.index")


def _both_sides(problem: Overtaken) -> dict[str, Any]:
    """The office's side of a conflict in words; the phone knows its own."""
    ticket: Ticket = problem.ticket
    found = queries.office_side(ticket.id, gate.actor().id or 0)
    flow = designs.flow(ticket.flow_version_id)
    state = _(flow.states[ticket.state].name) if ticket.state in flow.states else ticket.state
    side = {"number": ticket.number, "mine": problem.mine, "state": state, "by": "", "at": 0, "what": state}
    if found is None:
        return side
    what = _(flow.name_of(found.action))
    if found.action in ("assign", "reassign") and found.assignee:
        what = _("改派给 %(name)s", name=found.assignee)
    return side | {"by": found.by or _("系统"), "at": found.at, "what": what, "why": str(found.data.get("reason", ""))}


@pages.get("/day.json")
@needs("ticket.work", "board")
def pull() -> Any:
    """Today's jobs to take along: the pages themselves, so that a phone without network shows what it would have shown.

    `seen` is the word of the last pull: when nothing has changed only a fresh token comes.
    """
    actor = gate.actor()
    jobs = board.jobs(actor.id or 0, actor.team_ids)
    word = queries.seen_of_day(jobs)
    told: dict[str, Any] = {"seen": word, "token": generate_csrf(), "staff": actor.id, "now": clock.now()}
    if request.args.get("seen") == word:
        return told
    words = session.pop("_flashes", None)  # a word in the corner belongs to the next page somebody looks at
    drawn = {url_for("field.index"): page("field/index.html", **phone.day()).get_data(as_text=True)}
    if "stock" in office.modules():
        drawn[url_for("field.van")] = page("field/van.html", **phone.carried()).get_data(as_text=True)
    drawn[url_for("field_queue.waiting")] = page("field/sync.html").get_data(as_text=True)
    for row in [job for job in jobs[:_TAKEN_ALONG] if actor.outside or not phone.needs_its_own_page(job)]:
        html = page("field/job.html", **phone.whole_job(row)).get_data(as_text=True)
        drawn[url_for("field.job", number=row.number)] = html
    if words:
        session["_flashes"] = words
    return told | {"pages": drawn}


@pages.get("/sw.js")
@needs(PUBLIC)
def worker() -> Response:
    """The service worker, from an address that lets it serve /m; browsers ask for it again each day."""
    answer = send_from_directory(paths.STATIC / "js", "sw.js", mimetype="text/javascript", max_age=0)
    answer.headers["Service-Worker-Allowed"] = "/m"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
