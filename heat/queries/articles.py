"""The knowledge base as people read it: found by words, listed, one article with its versions, what a ticket used."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from heat import clock, db
from heat.rules import article_search, articles
from heat.rules.article_search import Hit
from heat.rules.articles import Article

KIND = "article"  # of the designs that are articles
FEW, PAGE = 3, 50
_MOST_HITS = 4000


@dataclass(frozen=True)
class ArticleRow:
    """One article as it is published, or as it is drafted while it never was; `version` 0 is such a draft."""

    id: int
    version_id: int
    version: int
    said: Article
    author: str | None
    published_at: int | None
    draft: bool
    retired: bool
    views: int = 0
    hall_views: int = 0
    useful: int = 0
    useless: int = 0
    hall_useful: int = 0
    hall_useless: int = 0
    solved: int = 0

    @property
    def due(self) -> bool:
        """Whether somebody has to look at it again."""
        return not self.retired and self.said.due(clock.today())


_SELECT = """
SELECT d.id, v.id, CASE WHEN v.published_at IS NULL THEN 0 ELSE v.version END, CAST(v.body AS text), s.name,
       v.published_at,
       EXISTS (SELECT 1 FROM design_version w WHERE w.design_id = d.id AND w.published_at IS NULL), d.retired_at
FROM design d JOIN design_version v ON v.id = coalesce(d.current_id,
     (SELECT w.id FROM design_version w WHERE w.design_id = d.id AND w.published_at IS NULL))
LEFT JOIN staff s ON s.id = v.by_id
"""
_LIVE = "d.kind = 'article' AND d.current_id IS NOT NULL AND d.retired_at IS NULL"


@lru_cache(maxsize=500)
def _read(body: str) -> Article:
    return articles.read(json.loads(body))


def _row(found: tuple[Any, ...]) -> ArticleRow:
    return ArticleRow(*found[:3], _read(found[3]), *found[4:6], bool(found[6]), found[7] is not None)


def found(text: str, *, kind: str = "", hall: bool = False, limit: int = FEW) -> list[ArticleRow]:
    """The published articles that answer what was typed, the best first; without words those for the ticket kind.

    Households find only what is open to the hall. Two queries, both along an index.
    """
    asked = article_search.asked_for(text.replace("\0", "")[:400], kind.replace("\0", ""))
    if not asked:
        return []
    hits = db.rows(
        f"SELECT k.design_id, k.key, k.weight FROM article_key k WHERE k.key IN ({','.join('?' * len(asked))}) LIMIT ?",
        *asked,
        _MOST_HITS,
    )
    best = article_search.ranked((Hit(*hit) for hit in hits), by_kind=_kind_alone(asked))[: limit * 4]
    rows = {row.id: row for row in _by_ids(best)}
    return [rows[one] for one in best if one in rows and (rows[one].said.hall or not hall)][:limit]


def _kind_alone(asked: list[str]) -> bool:
    return all(key.startswith(article_search.OF_KIND) for key in asked)


def _by_ids(ids: list[int]) -> list[ArticleRow]:
    if not ids:
        return []
    return [_row(row) for row in db.rows(f"{_SELECT} WHERE d.id IN ({','.join('?' * len(ids))}) AND {_LIVE}", *ids)]


VIEWS = ("live", "hall", "draft", "due", "retired")


def listed(view: str = "live", *, kind: str = "") -> list[ArticleRow]:
    """The articles of a view with their counts, the newest first: live, hall, draft, due, retired. Four queries."""
    where = {
        "draft": "EXISTS (SELECT 1 FROM design_version w WHERE w.design_id = d.id AND w.published_at IS NULL)",
        "retired": "d.retired_at IS NOT NULL",
    }.get(view, _LIVE)
    rows = [_row(row) for row in db.rows(f"{_SELECT} WHERE d.kind = 'article' AND {where} ORDER BY v.id DESC")]
    if view == "hall":
        rows = [row for row in rows if row.said.hall]
    if view == "due":
        rows = sorted((row for row in rows if row.due), key=lambda row: str(row.said.review_on))
    if kind:
        rows = [row for row in rows if kind in row.said.kinds]
    return counted(rows)


def due() -> int:
    """How many published articles wait to be looked at again; one query."""
    return sum(_row(row).due for row in db.rows(f"{_SELECT} WHERE {_LIVE}"))


def one(article_id: int) -> ArticleRow | None:
    """One article with its counts, as published or as the draft that it still is; None for none. Four queries."""
    row = db.row(f"{_SELECT} WHERE d.kind = 'article' AND d.id = ?", article_id)
    return counted([_row(row)])[0] if row else None


def open_to_all(article_id: int) -> ArticleRow | None:
    """A published article that households may read; None for all others. One query."""
    rows = _by_ids([article_id])
    return rows[0] if rows and rows[0].said.hall else None


def counted(rows: list[ArticleRow]) -> list[ArticleRow]:
    """The same rows with views, votes and answered tickets; three queries."""
    if not rows:
        return []
    marks, ids = ",".join("?" * len(rows)), [row.id for row in rows]
    views = {
        (row[0], row[1]): row[2]
        for row in db.rows(f"SELECT design_id, door, views FROM article_count WHERE design_id IN ({marks})", *ids)
    }
    votes = {
        (row[0], row[1], bool(row[2])): row[3]
        for row in db.rows(
            f"SELECT design_id, door, useful, count(*) FROM article_vote WHERE design_id IN ({marks}) "
            "GROUP BY design_id, door, useful",
            *ids,
        )
    }
    solved = dict(
        db.rows(
            "SELECT v.design_id, count(*) FROM ticket_article t JOIN design_version v ON v.id = t.version_id "
            f"WHERE v.design_id IN ({marks}) GROUP BY v.design_id",
            *ids,
        )
    )
    return [_with_counts(row, views, votes, solved) for row in rows]


def _with_counts(row: ArticleRow, views: Any, votes: Any, solved: Any) -> ArticleRow:
    return replace(
        row,
        views=views.get((row.id, "staff"), 0),
        hall_views=views.get((row.id, "hall"), 0),
        useful=votes.get((row.id, "staff", True), 0),
        useless=votes.get((row.id, "staff", False), 0),
        hall_useful=votes.get((row.id, "hall", True), 0),
        hall_useless=votes.get((row.id, "hall", False), 0),
        solved=solved.get(row.id, 0),
    )


@dataclass(frozen=True)
class Version:
    """One version of an article: the draft has no day of publishing."""

    id: int
    version: int
    said: Article
    author: str | None
    publisher: str | None
    published_at: int | None
    live: bool


def versions(article_id: int) -> list[Version]:
    """Every version of an article, the newest first, the draft included; one query."""
    rows = db.rows(
        "SELECT v.id, v.version, CAST(v.body AS text), s.name, p.name, v.published_at, d.current_id FROM design d "
        "JOIN design_version v ON v.design_id = d.id LEFT JOIN staff s ON s.id = v.by_id "
        "LEFT JOIN staff p ON p.id = v.approved_by_id WHERE d.kind = 'article' AND d.id = ? ORDER BY v.version DESC",
        article_id,
    )
    return [Version(*row[:2], _read(row[2]), *row[3:6], row[6] == row[0]) for row in rows]


@dataclass(frozen=True)
class Answered:
    """An article a ticket was answered with."""

    id: int
    version: int
    title: str
    by: str
    at: int
    solved: bool


def of_ticket(ticket_id: int) -> list[Answered]:
    """The articles a ticket was answered with, the first first; one query."""
    rows = db.rows(
        "SELECT v.design_id, v.version, CAST(v.body AS text), s.name, t.at, t.solved FROM ticket_article t "
        "JOIN design_version v ON v.id = t.version_id JOIN staff s ON s.id = t.by_id WHERE t.ticket_id = ? "
        "ORDER BY t.at, v.id",
        ticket_id,
    )
    return [Answered(row[0], row[1], _read(row[2]).title, row[3], row[4], bool(row[5])) for row in rows]


def vote_of(article_id: int, voter: str) -> bool | None:
    """What a reader said of an article, None when nothing; one query."""
    found = db.value("SELECT useful FROM article_vote WHERE design_id = ? AND voter = ?", article_id, voter)
    return None if found is None else bool(found)
