"""The self-service hall (网厅): what a household owes and why, how its repair stands, and a new report."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.models import Ticket
from heat.queries import accounts, articles, hall, incidents, office, ticket_record
from heat.queries import tickets as ticket_queries
from heat.queries.ticket_rows import TicketRow
from heat.rules import calculation, complaints
from heat.rules import tickets as life
from heat.services import designs, sessions
from heat.services import hall as verbs
from heat.services.throttle import TooMany
from heat.views import gate, my_words
from heat.views.filters import said
from heat.views.gate import HALL, PUBLIC, local, needs, with_cookie
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("my", __name__, url_prefix="/my")


@pages.before_request
def hall_is_open() -> None:
    """404 while the office has no hall."""
    if "hall" not in office.modules():
        abort(404)


@pages.context_processor
def of_the_hall() -> dict[str, Any]:
    """What every page of the hall shows beside its own matter."""
    actor = gate.actor()
    settings = office.settings()
    chosen = request.cookies.get("elder") == "1" or request.args.get("elder") == "1"
    return {
        "elder": chosen or (actor.kind == "hall" and hall.elder(actor.id or 0)),
        "hotline": settings["company.hotline"],
        "company": settings["company.name"],
        "helps": "knowledge" in settings["modules"],
    }


@pages.get("/enter")
@needs(PUBLIC)
def enter() -> Any:
    if gate.actor().kind == "hall":
        return redirect(url_for("my.home"))
    return _enter_page()


def _enter_page(status: int = 200, error: str = "", sent: bool = False, way: str = "") -> Response:
    typed = {name: request.form.get(name, request.args.get(name, "")) for name in ("phone", "account_no")}
    way = way or ("paper" if request.args.get("account_no") else "phone")
    return page(
        "my/enter.html",
        status,
        error=error,
        sent=sent,
        typed=typed,
        way=way,
        next=local(request.args.get("next")) or "",
    )


@pages.post("/enter/send")
@needs(PUBLIC)
def send_code() -> Any:
    try:
        verbs.send_code(request.form.get("phone", ""), ip=request.remote_addr or "")
    except TooMany:
        raise
    except Refused as problem:
        return _enter_page(422, said(problem.say), way="phone")
    return _enter_page(sent=True, way="phone")


@pages.post("/enter/phone")
@needs(PUBLIC)
def enter_by_phone() -> Any:
    return _enter("phone", verbs.enter_by_phone, request.form.get("phone", ""))


@pages.post("/enter/paper")
@needs(PUBLIC)
def enter_by_paper() -> Any:
    return _enter("paper", verbs.enter_by_account, request.form.get("account_no", ""))


def _enter(way: str, door: Any, name: str) -> Any:
    try:
        token = door(name, request.form.get("code", ""), ip=request.remote_addr or "", agent=request.user_agent.string)
    except TooMany:
        raise
    except Refused as problem:
        return _enter_page(422, said(problem.say), sent=way == "phone", way=way)
    answer = redirect(local(request.args.get("next")) or url_for("my.home"), 303)
    return with_cookie(answer, token, "hall")


@pages.post("/leave")
@needs(PUBLIC)
def leave() -> Any:
    sessions.end(gate.token(), gate.actor())
    answer = redirect(url_for("my.enter"), 303)
    gate.drop_cookie(answer)
    return answer


@pages.post("/elder")
@needs(PUBLIC)
def elder() -> Any:
    chosen = request.form.get("elder") == "1"
    actor = gate.actor()
    if actor.kind == "hall":
        verbs.choose_elder(actor, chosen)
    back = gate.came_from()
    answer = redirect(back if back.startswith("/my") else url_for("my.home"), 303)
    answer.set_cookie("elder", "1" if chosen else "0", max_age=31_536_000, samesite="Lax", path="/my")
    return answer


def _home() -> tuple[hall.Home | None, list[hall.Home]]:
    """The household this page speaks of, and all of them; a foreign id looks like a missing one."""
    homes = hall.homes(gate.actor())
    wanted = request.values.get("home", type=int)
    if wanted is None:
        return (homes[0] if homes else None), homes
    found = next((home for home in homes if home.id == wanted), None)
    if found is None:
        abort(404)
    return found, homes


@pages.get("")
@needs(HALL)
def home() -> Any:
    here, homes = _home()
    if here is None:
        return page("my/bind.html", error="", typed="", first=True)
    seasons = accounts.of_household(here.id)
    repairs = ticket_queries.of_household(here.id, gate.actor(), limit=5)
    running = my_words.running(repairs)
    return page(
        "my/home.html",
        home=here,
        homes=homes,
        seasons=seasons,
        owed=sum(season.open_fen for season in seasons),
        paid=seasons[0].paid_fen if seasons else 0,
        due_on=min((s.due_on for s in seasons if s.due_on), default=None),
        running=running,
        steps=my_words.steps(running) if running else [],
        technician=hall.technician(running.id) if running else None,
        reading=hall.last_temperature(here.id),
        touched=incidents.of_household(here.id),
    )


@pages.get("/bill")
@needs(HALL)
def bill() -> Any:
    here, homes = _home()
    if here is None:
        abort(404)
    seasons = accounts.of_household(here.id)
    trees = {season.id: accounts.calculation(season.id) for season in seasons[:3]}
    explained = {key: calculation.rows(tree, _) for key, tree in trees.items() if tree}
    return page(
        "my/bill.html",
        home=here,
        homes=homes,
        seasons=seasons,
        explained=explained,
        owed=sum(season.open_fen for season in seasons),
        payments=accounts.payments(here.id, limit=20),
        address=office.setting("company.address"),
    )


@pages.get("/repair")
@needs(HALL)
def repair() -> Any:
    return _repair_page()


def _repair_page(status: int = 200, error: str = "") -> Response:
    here, homes = _home()
    if here is None:
        abort(404)
    typed = {name: request.form.get(name, "") for name in ("tile", "text", "phone", "when")}
    return page(
        "my/repair.html",
        status,
        home=here,
        homes=homes,
        tiles=my_words.tiles(),
        times=my_words.TIMES,
        typed=typed,
        error=error,
        running=my_words.running(_latest(here.id)),
        known=_known(typed["tile"], typed["text"]),
        touched=incidents.of_household(here.id),
    )


def _latest(household_id: int) -> list[TicketRow]:
    return ticket_queries.of_household(household_id, gate.actor(), limit=5)


def _known(tile: str, text: str) -> list[articles.ArticleRow]:
    """What may help with the trouble that was chosen, where the office has a knowledge base."""
    kind = next((one[1] for one in my_words.tiles() if one[0] == tile), "")
    return articles.found(text, kind=kind, hall=True, limit=2) if "knowledge" in office.modules() else []


@pages.post("/repair")
@needs(HALL)
def send_repair() -> Any:
    here, _homes = _home()
    tile = next((tile for tile in my_words.tiles() if tile[0] == request.form.get("tile")), None)
    if here is None:
        abort(404)
    if tile is None:
        return _repair_page(422, _("请先选择遇到的问题"))
    when = request.form.get("when", "")
    text = request.form.get("text", "").strip()
    same = my_words.running(one for one in _latest(here.id) if (one.kind, one.summary) == (tile[1], tile[3]))
    if same and not text:  # pressed once more, with nothing added: the repair that runs, and how to urge it
        flash(_("“%(what)s”已经报过，没有重复登记；着急请按“催一下”", what=tile[3]), "info")
        return redirect(url_for("my.progress", ticket_id=same.id, home=here.id), 303)
    try:
        ticket = verbs.report(
            gate.actor(),
            here.id,
            kind=tile[1],
            text=f"{tile[3]}：{text}" if text else tile[3],
            phone=request.form.get("phone", ""),
            when=when if when in my_words.TIMES else "",
        )
    except TooMany:
        raise
    except Refused as problem:
        return _repair_page(422, said(problem.say))
    flash(_("已受理，工单号 %(number)s", number=ticket.number), "ok")
    return redirect(url_for("my.progress", ticket_id=ticket.id, home=here.id), 303)


@pages.get("/repairs")
@needs(HALL)
def repairs() -> Any:
    here, homes = _home()
    if here is None:
        abort(404)
    return page(
        "my/repairs.html", home=here, homes=homes, tickets=ticket_queries.of_household(here.id, gate.actor(), limit=50)
    )


@pages.get("/repairs/<int:ticket_id>")
@needs(HALL)
def progress(ticket_id: int) -> Any:
    ticket = ticket_queries.one(gate.actor(), ticket_id)
    if ticket is None:
        abort(404)
    flow = designs.flow(Ticket.get_by_id(ticket_id).flow_version_id)
    flow_names = {action: _(name) for action, name in flow.names.items()} | {"take": _("受理")}
    moves = [s for s in ticket_record.history(ticket_id, flow_names) if s.action not in ("note", "link")]
    if ticket.kind == complaints.KIND:  # how the office found out, and what it told itself, stays with the office
        moves = [replace(s, data={}) for s in moves if s.action in complaints.TOLD_TO_HOUSEHOLD]
    return page(
        "my/progress.html",
        ticket=ticket,
        steps=my_words.steps(ticket),
        moves=moves,
        technician=hall.technician(ticket_id),
        rating=hall.rating(ticket_id),
        faces=life.SATISFACTION,
        may_rate=ticket.state in flow.called_back or ticket.phase == "done",
        complaint=ticket.kind == complaints.KIND,
        may_urge=ticket.phase in ("new", "active") and clock.now() - ticket.opened_at > 10 * clock.MINUTE,
    )


@pages.post("/repairs/<int:ticket_id>/urge")
@needs(HALL)
def urge(ticket_id: int) -> Any:
    verbs.urge(gate.actor(), ticket_id)
    flash(_("已催办，班组长会看到"), "ok")
    return redirect(url_for("my.progress", ticket_id=ticket_id), 303)


@pages.post("/repairs/<int:ticket_id>/rate")
@needs(HALL)
def rate(ticket_id: int) -> Any:
    verbs.rate(
        gate.actor(),
        ticket_id,
        solved=request.form.get("solved") != "0",
        level=request.form.get("level", 0, type=int),
        text=request.form.get("text", ""),
    )
    flash(_("谢谢您的评价") if request.form.get("solved") != "0" else _("已重新派人处理"), "ok")
    return redirect(url_for("my.progress", ticket_id=ticket_id), 303)


@pages.get("/homes")
@needs(HALL)
def homes_page() -> Any:
    return page("my/bind.html", error="", typed="", first=False)


@pages.post("/homes")
@needs(HALL)
def bind() -> Any:
    account_no = request.form.get("account_no", "")
    try:
        verbs.bind(gate.actor(), account_no, request.form.get("code", ""))
    except TooMany:
        raise
    except Refused as problem:
        return page("my/bind.html", 422, error=said(problem.say), typed=account_no, first=False)
    return redirect(url_for("my.home"), 303)
