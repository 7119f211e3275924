"""Batches of imported lists, their rows, and the work on them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from heat import db
from heat.queries import visible
from heat.queries.visible import Scope
from heat.rules.permissions import Actor
from heat.rules.problems import Problem, Severity

_CHUNK = 2_000
PAGE = 50


@dataclass(frozen=True, slots=True)
class Batch:
    """One import as the history shows it."""

    id: int
    kind: str
    name: str
    state: str
    counts: dict[str, Any]
    by: str | None
    at: int
    done_at: int | None
    undone_at: int | None


def scope(actor: Actor) -> Scope:
    """Imports `b` this person may look into: a list names people of every branch, so a branch sees only its own."""
    if actor.kind != "staff" or visible.communities(actor) is None:
        return visible.ALL
    return Scope("b.by_id = ?", (actor.id or 0,))


def batches(actor: Actor, kinds: Sequence[str], *, before: int = 0, limit: int = PAGE) -> list[Batch]:
    """The newest imports of these kinds, up to `limit` + 1; `before` is the id of the last one shown. One query."""
    if not kinds:
        return []
    seen = scope(actor)
    found = db.rows(
        "SELECT b.id, b.kind, b.name, b.state, b.counts, s.name, b.at, b.done_at, b.undone_at FROM import_batch b "
        f"LEFT JOIN staff s ON s.id = b.by_id WHERE b.kind IN ({','.join('?' * len(kinds))}) "
        f"AND (? = 0 OR b.id < ?) AND {seen.sql} ORDER BY b.id DESC LIMIT ?",
        *kinds,
        before,
        before,
        *seen.values,
        limit + 1,
    )
    return [Batch(*row[:4], _json(row[4]) or {}, *row[5:]) for row in found]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: its cells as written, what is wrong, and what importing it changes, in words."""

    row: int
    state: str
    cells: list[Any]
    problems: tuple[Problem, ...]
    subject_id: int | None
    before: dict[str, str]
    after: dict[str, str]
    said: dict[str, str]
    ticket_id: int | None = None

    @property
    def wrong(self) -> set[str]:
        """The headers of the cells that keep the row out."""
        return {problem.column for problem in self.problems if problem.severity is Severity.ERROR}

    @property
    def errors(self) -> list[str]:
        """The codes of what keeps the row out."""
        return [problem.code for problem in self.problems if problem.severity is Severity.ERROR]


def rows(batch_id: int, state: str, *, after: int = 0, limit: int = PAGE) -> list[Row]:
    """Rows of one state in the order of the sheet, up to `limit` + 1, behind the row `after`; 'all' are all lines.

    'fixed' and 'warning' are the rows with such a problem, 'left' those that people left out.
    One query along (batch, state, row).
    """
    condition, values = _CONDITIONS.get(state, ("state = ?", (state,)))
    found = db.rows(
        'SELECT "row", state, raw, problems, subject_id, before, after FROM import_row '
        f'WHERE batch_id = ? AND {condition} AND "row" > ? ORDER BY "row" LIMIT ?',
        batch_id,
        *values,
        after,
        limit + 1,
    )
    return [_as_row(row) for row in found]


def saying(batch_id: int, texts: Sequence[str], *, limit: int) -> list[Row]:
    """Rows of a batch in whose cells one of these texts stands, at most `limit` for each; one scan of it a text."""
    found: dict[int, Row] = {}
    for text in texts:
        like = "%" + json.dumps(text, ensure_ascii=False)[1:-1].replace("\\", "\\\\").replace("%", "\\%") + "%"
        rows = db.rows(
            'SELECT "row", state, raw, problems, subject_id, before, after FROM import_row WHERE batch_id = ? '
            "AND CAST(raw AS text) LIKE ? ESCAPE '\\' ORDER BY \"row\" LIMIT ?",
            batch_id,
            like,
            limit,
        )
        found |= {row[0]: _as_row(row) for row in rows}
    return list(found.values())


def kept(actor: Actor, found: Sequence[Row]) -> set[int]:
    """Which rows became complaints that are kept from this person, by row of the sheet; two queries at most."""
    numbers = {row.ticket_id: row.row for row in found if row.ticket_id is not None}
    scope = visible.confidential(actor)
    if scope is visible.ALL or not numbers:
        return set()
    marks = ",".join("?" * len(numbers))
    shut = db.rows(f"SELECT t.id FROM ticket t WHERE t.id IN ({marks}) AND NOT ({scope.sql})", *numbers, *scope.values)
    return {numbers[ticket_id] for (ticket_id,) in shut}


def still_bad(batch_id: int, numbers: Sequence[int]) -> int:
    """How many of these rows an error keeps out; one query."""
    marks = ",".join("?" * len(numbers)) or "NULL"
    return int(
        db.value(
            f"SELECT count(*) FROM import_row WHERE batch_id = ? AND state = 'error' AND \"row\" IN ({marks})",
            batch_id,
            *numbers,
        )
    )


def weights(batch_id: int, numbers: Collection[int]) -> dict[str, int]:
    """What these rows add to the counts of their batch; one query."""
    found: Counter[str] = Counter()
    marks = ",".join("?" * len(numbers))
    for state, problems, after in db.rows(
        f'SELECT state, problems, after FROM import_row WHERE batch_id = ? AND "row" IN ({marks})',
        batch_id,
        *numbers,
    ):
        severities = {one[4] for one in _json(problems) or ()}
        if state == "skipped":
            found["left"] += 1
            continue
        found["rows"] += 1
        found[state] += 1
        found.update(severities & {"fixed", "warning"})
        found["cells"] += len((_json(after) or {}).get("facts", {})) if state == "changed" else 0
    return found


_CONDITIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "all": ("state <> ?", ("skipped",)),
    "fixed": ("CAST(problems AS text) LIKE ?", ('%"fixed"%',)),
    "warning": ("CAST(problems AS text) LIKE ?", ('%"warning"%',)),
    "left": ("state = 'skipped' AND CAST(problems AS text) LIKE ?", ('%"left_out"%',)),
}


def some(batch_id: int, numbers: Sequence[int]) -> list[Row]:
    """These rows of a batch, by the number they have in the sheet; one query."""
    found = db.rows(
        'SELECT "row", state, raw, problems, subject_id, before, after FROM import_row WHERE batch_id = ? '
        f'AND "row" IN ({",".join("?" * len(numbers)) or "NULL"}) ORDER BY "row"',
        batch_id,
        *numbers,
    )
    return [_as_row(row) for row in found]


def all_rows(batch_id: int, state: str) -> Iterator[Row]:
    """Every row of a state, in parts, for a download."""
    after = 0
    while found := rows(batch_id, state, after=after, limit=_CHUNK):
        yield from found[:_CHUNK]
        if len(found) <= _CHUNK:
            return
        after = found[_CHUNK - 1].row


def written(batch_id: int) -> Iterator[tuple[int, str, int, int, list[Any]]]:
    """The lines a batch wrote and that are not taken back: row, state, subject, its version then, the undo steps."""
    after = 0
    while True:
        found = db.rows(
            'SELECT "row", state, subject_id, subject_version, after FROM import_row WHERE batch_id = ? '
            'AND "row" > ? AND subject_version IS NOT NULL ORDER BY "row" LIMIT ?',
            batch_id,
            after,
            _CHUNK,
        )
        for row in found:
            yield (*row[:4], (_json(row[4]) or {}).get("steps", []))
        if len(found) < _CHUNK:
            return
        after = found[-1][0]


def _as_row(found: tuple[Any, ...]) -> Row:
    row, state, raw, problems, subject_id, before, after = found
    new = _json(after) or {}
    return Row(
        row,
        state,
        _json(raw),
        tuple(Problem(row, *one[:4]) for one in _json(problems) or () if state != "skipped"),
        subject_id,
        (_json(before) or {}).get("facts", {}),
        new.get("facts", {}),
        new.get("said", {}),
        next((step[step.index("ticket") + 1] for step in new.get("steps", [])[:1] if "ticket" in step), None),
    )


@dataclass(frozen=True, slots=True)
class Work:
    """How far the worker is with a batch."""

    state: str
    done: int
    total: int | None
    error: str | None
    asked_at: int
    lease_until: int | None


def work(job_id: int) -> Work | None:
    """The job of a batch; None when it is not known."""
    found = db.row("SELECT state, done, total, error, at, lease_until FROM job WHERE id = ?", job_id)
    return Work(*found) if found else None


def _json(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, (str, bytes)) else stored
