"""Help in the hall: articles a household may read, found by its own words, also while it writes down a repair."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _

from heat.queries import articles as queries
from heat.queries import office
from heat.services import articles
from heat.views import gate, htmx, my, my_words
from heat.views.gate import HALL, PUBLIC, needs
from heat.views.page import page

pages = Blueprint("help", __name__, url_prefix="/my/help")
pages.before_request(my.hall_is_open)
pages.context_processor(my.of_the_hall)
_MANY = 20


@pages.before_request
def _is_written() -> None:
    if articles.MODULE not in office.modules():
        abort(404)


@pages.get("")
@needs(PUBLIC)
def index() -> Any:
    asked = request.args.get("q", "").strip()[:80]
    rows = queries.found(asked, hall=True, limit=_MANY) if asked else queries.listed("hall")
    if not asked:
        rows = sorted(rows, key=lambda row: (-row.hall_views, row.id))
    return page("my/help/index.html", rows=rows, asked=asked)


@pages.get("/suggest")
@needs(HALL)
def suggest() -> Any:
    """What may help before the repair is sent: by the tile that was chosen and the words so far."""
    text = request.args.get("text", "")
    if not htmx.wants_part():
        return redirect(url_for("help.index", q=text[:80]))
    kind = next((tile[1] for tile in my_words.tiles() if tile[0] == request.args.get("tile")), "")
    return page("my/help/known.html", known=queries.found(text, kind=kind, hall=True, limit=2))


@pages.get("/<int:article_id>")
@needs(PUBLIC)
def one(article_id: int) -> Any:
    row = queries.open_to_all(article_id)
    if row is None:
        abort(404)
    articles.opened(article_id, "hall")
    inside = gate.actor().kind == "hall"
    vote = queries.vote_of(article_id, articles.voter(gate.actor())) if inside else None
    return page("my/help/one.html", row=row, inside=inside, vote=vote)


@pages.post("/<int:article_id>/vote")
@needs(HALL)
def vote(article_id: int) -> Any:
    """Useful or not; `done` comes from the repair form and says that no repair is needed any more."""
    told = request.form.get("useful", "")
    useful = told in ("1", "done")
    articles.vote(gate.actor(), article_id, useful=useful)
    if told == "done":
        flash(_("很高兴帮到您，没有新建报修。再不热随时来报。"), "ok")
        return redirect(url_for("my.home"), 303)
    flash(_("谢谢，我们会改进这篇文章") if not useful else _("谢谢您的评价"), "ok")
    return redirect(url_for("help.one", article_id=article_id), 303)
