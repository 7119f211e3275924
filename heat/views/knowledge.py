"""The knowledge base for the staff: found while typing, read, voted on, written, compared and published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.models import Ticket
from heat.queries import articles as queries
from heat.queries import ticket_kinds
from heat.queries.articles import ArticleRow, Version
from heat.rules import articles as rules
from heat.rules.articles import Article
from heat.services import articles
from heat.views import gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import fragment, page
from heat.words import N_, Missing, Moved, Refused

pages = Blueprint("knowledge", __name__, url_prefix="/knowledge")
VIEWS = {
    "live": N_("全部"),
    "hall": N_("网厅可见"),
    "draft": N_("草稿"),
    "due": N_("该复查了"),
    "retired": N_("已下架"),
}
_MANY = 30
_TYPED = ("title", "short", "text", "words", "note", "review_on", "hall")


@pages.get("")
@needs("article.read", "knowledge")
def index() -> Any:
    asked, view, kind = request.args.get("q", "").strip()[:80], request.args.get("view", "live"), _kind()
    view = view if view in VIEWS and (view in ("live", "hall") or _writes()) else "live"
    rows = queries.counted(queries.found(asked, limit=_MANY)) if asked else queries.listed(view, kind=kind)
    return page(
        "knowledge/index.html",
        rows=rows,
        asked=asked,
        view=view,
        kind=kind,
        tabs=[(code, _(name)) for code, name in VIEWS.items() if code in ("live", "hall") or _writes()],
        due=queries.due() if _writes() else 0,
        kinds=_kinds(),
        writes=_writes(),
    )


def _kind() -> str:
    return request.args.get("kind", "")[:40].replace("\0", "")


def _kinds() -> dict[str, str]:
    return {kind.code: _(kind.name) for kind in ticket_kinds.all_kinds() if not kind.retired}


def _writes() -> bool:
    return gate.actor().may("article.write") or gate.actor().may("article.publish")


@pages.get("/suggest")
@needs("ticket.take", "knowledge")
def suggest() -> Any:
    """What fits the words of the intake, while they are typed."""
    text = request.args.get("text", "")
    if not htmx.wants_part():
        return redirect(url_for("knowledge.index", q=text[:80]))
    return page("knowledge/known.html", known=queries.found(text, kind=_kind()))


@pages.get("/<int:article_id>")
@needs("article.read", "knowledge")
def one(article_id: int) -> Any:
    """One article; beside the intake only its words and what to do with it."""
    row = _row(article_id)
    if htmx.wants_part() and htmx.target() == "article":
        articles.opened(article_id, "staff")
        return page("knowledge/beside.html", row=row, vote=_vote(article_id))
    versions = queries.versions(article_id)
    shown = _version(versions, request.args.get("v", type=int)) or _live(versions)
    if shown.live:
        articles.opened(article_id, "staff")
    return _one(row, versions, shown)


def _one(row: ArticleRow, versions: list[Version], shown: Version, status: int = 200, error: str = "") -> Response:
    return page(
        "knowledge/one.html",
        status,
        row=row,
        shown=shown,
        versions=versions if _writes() else [],
        draft=next((one for one in versions if one.published_at is None), None) if _writes() else None,
        vote=_vote(row.id),
        kinds=_kinds(),
        error=error,
    )


def _row(article_id: int) -> ArticleRow:
    row = queries.one(article_id)
    if row is None or ((row.retired or row.version == 0) and not _writes()):
        raise Missing(N_("没有这篇文章，或已经下架"))
    return row


def _version(versions: list[Version], number: int | None) -> Version | None:
    """The version that is asked for, None when none is; drafts and old ones are for those who write."""
    if number is None:
        return None
    found = next((one for one in versions if one.version == number), None)
    if found is None or not (_writes() or found.live):
        abort(404)
    return found


def _live(versions: list[Version]) -> Version:
    return next((one for one in versions if one.live), versions[0])


def _vote(article_id: int) -> bool | None:
    return queries.vote_of(article_id, articles.voter(gate.actor()))


@pages.get("/<int:article_id>/compare")
@needs("article.write", "knowledge")
def compare(article_id: int) -> Any:
    versions, row = queries.versions(article_id), _row(article_id)
    new = _version(versions, request.args.get("to", type=int)) or versions[0]
    older = [one for one in versions if one.version < new.version]
    old = _version(versions, request.args.get("from", type=int)) or (older or versions)[0]
    lines = rules.compared(old.said, new.said)
    return page("knowledge/compare.html", row=row, old=old, new=new, versions=versions, lines=lines)


@pages.get("/new")
@needs("article.write", "knowledge")
def new() -> Any:
    return _form(None, {})


@pages.get("/<int:article_id>/edit")
@needs("article.write", "knowledge")
def edit(article_id: int) -> Any:
    row = _row(article_id)
    before = _draft_or_live(row)
    return _form(row, _as_typed(before) | {"seen": rules.digest(before)})


def _draft_or_live(row: ArticleRow) -> Article:
    versions = queries.versions(row.id)
    return next((one for one in versions if one.published_at is None), _live(versions)).said


def _as_typed(one: Article) -> dict[str, Any]:
    review = one.review_on.isoformat() if one.review_on else ""
    told = {"title": one.title, "short": one.short, "text": one.text, "words": " ".join(one.words), "note": ""}
    return told | {"hall": "1" if one.hall else "", "kinds": list(one.kinds), "review_on": review}


def _form(row: ArticleRow | None, typed: dict[str, Any], status: int = 200, errors: Any = None) -> Response:
    blank: dict[str, Any] = dict.fromkeys(_TYPED, "") | {"kinds": [], "seen": ""}
    return page(
        "knowledge/edit.html",
        status,
        row=row,
        typed=blank | typed,
        errors=errors or {},
        kinds=list(_kinds().items()),
        text=(blank | typed)["text"],
    )


@pages.post("/preview")
@needs("article.write", "knowledge")
def preview() -> Any:
    """How the marks will look, while they are typed."""
    text = request.form.get("text", "").replace("\r\n", "\n")[:8000]
    return fragment("knowledge/edit.html", "preview", text=text)


@pages.post("/new")
@needs("article.write", "knowledge")
def create() -> Any:
    return _write(None)


@pages.post("/<int:article_id>/edit")
@needs("article.write", "knowledge")
def write(article_id: int) -> Any:
    return _write(_row(article_id))


def _write(row: ArticleRow | None) -> Any:
    chosen = request.form.getlist("kinds")
    filled, one = rules.typed(request.form, chosen, list(_kinds()))
    typed = filled.typed | {"kinds": chosen, "hall": request.form.get("hall", ""), "seen": request.form.get("seen", "")}
    if one is None:
        return _form(row, typed, 422, {name: said(say) for name, say in filled.errors.items()})
    try:
        article_id = articles.write(gate.actor(), row.id if row else None, one, typed["seen"])
    except Moved as problem:
        return _form(row, typed, 409, {"text": said(problem.say)})
    if request.form.get("publish") == "1" and gate.actor().may("article.publish"):
        articles.publish(gate.actor(), article_id)
        flash(_("已发布，受理时马上能用"), "ok")
    else:
        flash(_("草稿已保存，发布以后别人才看得到"), "ok")
    return redirect(url_for("knowledge.one", article_id=article_id), 303)


@pages.post("/<int:article_id>/publish")
@needs("article.publish", "knowledge")
def publish(article_id: int) -> Any:
    return _done(article_id, lambda: articles.publish(gate.actor(), article_id), _("已发布，受理时马上能用"))


@pages.post("/<int:article_id>/drop")
@needs("article.write", "knowledge")
def drop(article_id: int) -> Any:
    return _done(article_id, lambda: articles.drop(gate.actor(), article_id), _("草稿已放弃"))


@pages.post("/<int:article_id>/restore")
@needs("article.write", "knowledge")
def restore(article_id: int) -> Any:
    version = whole(request.form.get("version", "")) or 0
    words = _("第 %(n)s 版已放进草稿，看过再发布", n=version)
    return _done(article_id, lambda: articles.restore(gate.actor(), article_id, version), words)


@pages.post("/<int:article_id>/retire")
@needs("article.publish", "knowledge")
def retire(article_id: int) -> Any:
    return _done(article_id, lambda: articles.retire(gate.actor(), article_id), _("已下架，版本都还在"))


@pages.post("/<int:article_id>/bring-back")
@needs("article.publish", "knowledge")
def bring_back(article_id: int) -> Any:
    return _done(article_id, lambda: articles.bring_back(gate.actor(), article_id), _("已重新上架"))


def _done(article_id: int, act: Callable[[], Any], words: str) -> Any:
    try:
        act()
    except Missing:
        raise
    except Refused as problem:
        versions = queries.versions(article_id)
        status = 409 if isinstance(problem, Moved) else 422
        return _one(_row(article_id), versions, _live(versions), status, said(problem.say))
    flash(words, "ok")
    gone = queries.one(article_id) is None
    return redirect(url_for("knowledge.index") if gone else url_for("knowledge.one", article_id=article_id), 303)


@pages.post("/<int:article_id>/vote")
@needs("article.read", "knowledge")
def vote(article_id: int) -> Any:
    useful = request.form.get("useful") == "1"
    articles.vote(gate.actor(), article_id, useful=useful)
    if htmx.wants_part():
        return fragment("knowledge/vote.html", "vote", row=_row(article_id), vote=useful)
    flash(_("记下了"), "ok")
    return redirect(url_for("knowledge.one", article_id=article_id), 303)


@pages.post("/<int:article_id>/answer")
@needs("ticket.take", "knowledge")
def answer(article_id: int) -> Any:
    """Note on a ticket that this article answered it, and close it where that is all."""
    ticket_id = whole(request.form.get("ticket", "")) or 0
    closed = articles.answer(gate.actor(), ticket_id, article_id, solved=request.form.get("solved") == "1")
    flash(_("已按知识库解答，工单办结") if closed else _("文章已记在工单上"), "ok")
    return redirect(url_for("tickets.show", number=Ticket.get_by_id(ticket_id).number), 303)
