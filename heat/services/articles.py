"""Writing, publishing and using the knowledge base: a draft, its versions, what readers thought, what it answered."""

from __future__ import annotations

import secrets

from heat import clock, db
from heat.models import ArticleVote, Design, DesignVersion, Ticket, TicketArticle
from heat.queries import articles as queries
from heat.queries import office
from heat.rules import article_search, flows
from heat.rules.articles import Article, digest, read
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.starter_articles import STARTERS
from heat.services import audit, designs, journal, tickets
from heat.words import N_, Missing, Moved, Refused, Say

MODULE = "knowledge"


def install() -> None:
    """Put in what every office begins with, once the module is on; what the office has published itself stays."""
    if MODULE not in office.modules():
        return
    with db.writing():
        db.chain_lock("design")
        for code, said in STARTERS.items():
            _renew(code, said)


def _renew(code: str, said: Article) -> None:
    found = Design.get_or_none((Design.kind == queries.KIND) & (Design.code == code))
    design_id = int(found.id) if found else _new(code, said.title)
    live = DesignVersion.get_or_none(DesignVersion.id == (found.current_id or 0)) if found else None
    if live and (live.by_id is not None or live.body == said.stored() or _draft(design_id)):
        return
    _publish(SYSTEM, design_id, _add_version(SYSTEM, design_id, said), said)


def _new(code: str, title: str) -> int:
    return int(Design.insert(kind=queries.KIND, code=code, name=title, org_id=1).execute())


def _add_version(by: Actor, design_id: int, said: Article) -> DesignVersion:
    newest = db.value("SELECT coalesce(max(version), 0) FROM design_version WHERE design_id = ?", design_id)
    made: DesignVersion = DesignVersion.create(
        design_id=design_id, version=newest + 1, body=said.stored(), by_id=by.id if by.kind == "staff" else None
    )
    return made


def write(by: Actor, article_id: int | None, said: Article, seen: str = "") -> int:
    """Keep a draft of a new article (id None) or of one that is there; its id.

    `seen` is the digest of what the page showed: Moved when somebody has written something else meanwhile.
    """
    with db.writing():
        db.chain_lock("design")
        design_id = article_id or _new(f"own-{secrets.token_hex(6)}", said.title)
        if article_id is not None:
            _mine(article_id)
        draft = _draft(design_id)
        before = draft or _live(design_id)
        if before and seen and digest(read(before.body)) != seen:
            raise Moved(Say(N_("这篇文章刚被别人改过，请打开最新的草稿，把您的改动再写一次")))
        if draft:
            DesignVersion.update(body=said.stored(), by_id=by.id).where(DesignVersion.id == draft.id).execute()
        else:
            _add_version(by, design_id, said)
        audit.record(by, "article.drafted", "article", design_id, after={"title": said.title})
    return design_id


def publish(by: Actor, article_id: int) -> int:
    """Let the draft be what people find from now on; its version. The one before is kept. Moved without a draft."""
    with db.writing():
        db.chain_lock("design")
        _mine(article_id)
        draft = _draft(article_id)
        if draft is None:
            raise Moved(Say(N_("没有待发布的草稿，请刷新页面")))
        _publish(by, article_id, draft, read(draft.body))
    return int(draft.version)


def _publish(by: Actor, design_id: int, draft: DesignVersion, said: Article) -> None:
    approved = by.id if by.kind == "staff" else None
    DesignVersion.update(published_at=clock.now(), approved_by_id=approved).where(
        DesignVersion.id == draft.id
    ).execute()
    Design.update(current_id=draft.id, name=said.title, retired_at=None, enabled_at=clock.now()).where(
        Design.id == design_id
    ).execute()
    db.run("DELETE FROM article_key WHERE design_id = ?", design_id)
    keys = sorted(article_search.keys_of(said).items())
    db.many(
        "INSERT INTO article_key (key, design_id, weight) VALUES (?, ?, ?)", [(key, design_id, n) for key, n in keys]
    )
    audit.record(by, "article.published", "article", design_id, after={"title": said.title, "version": draft.version})


def drop(by: Actor, article_id: int) -> None:
    """Throw the draft away; an article that was never published goes with it. Moved without a draft."""
    with db.writing():
        _mine(article_id)
        draft = _draft(article_id)
        if draft is None:
            raise Moved(Say(N_("没有草稿，请刷新页面")))
        DesignVersion.delete().where(DesignVersion.id == draft.id).execute()
        if not _live(article_id):
            Design.delete().where(Design.id == article_id).execute()
        audit.record(by, "article.draft-dropped", "article", article_id, after={"version": draft.version})


def restore(by: Actor, article_id: int, version: int) -> None:
    """Make an old version the draft, to be looked at and published; Moved while another draft lies there."""
    with db.writing():
        db.chain_lock("design")
        _mine(article_id)
        old = DesignVersion.get_or_none((DesignVersion.design_id == article_id) & (DesignVersion.version == version))
        if old is None or old.published_at is None:
            raise Missing(Say(N_("没有这个版本")))
        if _draft(article_id):
            raise Moved(Say(N_("已经有一份草稿，请先发布或放弃它，再恢复旧版本")))
        said = read(old.body | {"note": f"恢复第 {version} 版"})
        _add_version(by, article_id, said)
        audit.record(by, "article.drafted", "article", article_id, after={"title": said.title, "version": version})


def retire(by: Actor, article_id: int) -> None:
    """Take an article out of sight; its versions stay, and publishing brings it back."""
    with db.writing():
        design = _mine(article_id)
        Design.update(retired_at=clock.now()).where(Design.id == article_id).execute()
        audit.record(by, "article.retired", "article", article_id, after={"title": design.name})


def bring_back(by: Actor, article_id: int) -> None:
    """Show a retired article again, in its last version. Refused when it never had one."""
    with db.writing():
        design = _mine(article_id)
        if design.current_id is None:
            raise Refused(Say(N_("这篇文章还没有发布过，请先发布")))
        Design.update(retired_at=None).where(Design.id == article_id).execute()
        audit.record(by, "article.brought-back", "article", article_id, after={"title": design.name})


def opened(article_id: int, door: str) -> None:
    """Count one more reader; reading is no act of the office, so no line is written in the log."""
    with db.writing():
        db.run(
            "INSERT INTO article_count (design_id, door, views) VALUES (?, ?, 1) "
            "ON CONFLICT (design_id, door) DO UPDATE SET views = article_count.views + 1",
            article_id,
            door,
        )


def vote(by: Actor, article_id: int, *, useful: bool) -> None:
    """What a reader says of an article; the last word of each counts. Missing for one this reader cannot open."""
    row = queries.open_to_all(article_id) if by.kind == "hall" else queries.one(article_id)
    if row is None or row.version == 0:
        raise Missing(Say(N_("没有这篇文章")))
    door = "hall" if by.kind == "hall" else "staff"
    with db.writing():
        ArticleVote.insert(design_id=article_id, voter=voter(by), door=door, useful=useful, at=clock.now()).on_conflict(
            conflict_target=(ArticleVote.design_id, ArticleVote.voter),
            update={ArticleVote.useful: useful, ArticleVote.at: clock.now()},
        ).execute()
        audit.record(by, "article.rated", "article", article_id, after={"solved": useful})


def voter(by: Actor) -> str:
    """How the votes name a reader."""
    return f"{by.kind}:{by.id}"


def answer(by: Actor, ticket_id: int, article_id: int, *, solved: bool = True) -> bool:
    """Note on a ticket which article answered it and, when it solved it, close it; whether it is closed.

    A ticket whose flow leads nowhere near its end from here stays open, with the article in its log. Missing for an
    article that is not published.
    """
    row = queries.one(article_id)
    if row is None or row.version == 0 or row.retired:
        raise Missing(Say(N_("没有这篇文章，或已经下架")))
    ticket = tickets.find(by, ticket_id)
    if ticket.phase not in flows.OPEN_PHASES:
        raise Moved(Say(N_("工单 {number} 已经结束"), number=ticket.number))
    name = f"《{row.said.title}》第 {row.version} 版"
    with db.writing():
        known = (TicketArticle.ticket_id == ticket.id) & (TicketArticle.version_id == row.version_id)
        if not TicketArticle.get_or_none(known):
            TicketArticle.insert(
                ticket_id=ticket.id, version_id=row.version_id, by_id=by.id, at=clock.now(), solved=solved
            ).execute()
            journal.moved(by, ticket, "article", ticket.state, {"text": name, "article": article_id})
            audit.record(by, "ticket.answered", "ticket", ticket.id, after={"title": row.said.title})
        return solved and _close(by, ticket, f"已按知识库解答：{name}")


def _close(by: Actor, ticket: Ticket, text: str) -> bool:
    """Take the step that ends the ticket when its flow has one from here that this person may take."""
    flow = designs.flow(ticket.flow_version_id)
    for move in flow.leaving(ticket.state):
        if flow.states[move.to].phase == "done" and set(move.asks) <= {"text", "result"}:
            try:
                tickets.move(by, ticket.id, move.action, {"result": "answered", "text": text})
            except Refused:  # somebody else's step: the article is noted, the ticket goes its way
                return False
            return True
    return False


def _mine(article_id: int) -> Design:
    found = Design.get_or_none((Design.kind == queries.KIND) & (Design.id == article_id))
    if found is None:
        raise Missing(Say(N_("没有这篇文章")))
    return found


def _draft(design_id: int) -> DesignVersion | None:
    found: DesignVersion | None = (
        DesignVersion.select()
        .where((DesignVersion.design_id == design_id) & DesignVersion.published_at.is_null())
        .first()
    )
    return found


def _live(design_id: int) -> DesignVersion | None:
    found: DesignVersion | None = (
        DesignVersion.select()
        .join(Design, on=(Design.current_id == DesignVersion.id))
        .where(Design.id == design_id)
        .first()
    )
    return found
