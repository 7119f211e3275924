"""The audit log as a person reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One act: when, who, what, on which thing, with what."""

    id: int
    at: int
    by_kind: str
    by: str | None
    ip: str | None
    code: str
    subject: str
    subject_id: int | None
    before: dict[str, Any]
    after: dict[str, Any]


# how a person calls what an act was done to
_CALLED = {
    "staff": "SELECT id, name FROM staff",
    "team": "SELECT id, name FROM team",
    "ticket": "SELECT id, number FROM ticket",
    "household": "SELECT id, account_no FROM household",
    "season": "SELECT id, code FROM season",
}


def lines(
    actor: Actor, *, code: str = "", staff_id: int | None = None, on: date | None = None, before: int = 0
) -> list[Line]:
    """Up to 51 lines, newest first, older than the line `before`; the 51st tells that there is more.

    Acts on complaints that are kept from this person are left out. One query, or two.
    """
    where, values = ["1 = 1"], list[Any]()
    kept = visible.confidential(actor)
    if kept is not visible.ALL:
        shut = f"SELECT 1 FROM ticket t WHERE t.id = a.subject_id AND NOT ({kept.sql})"
        where.append(f"(a.subject <> 'ticket' OR NOT EXISTS ({shut}))")
        values += kept.values
    if code:
        where.append("a.code = ?")
        values.append(code)
    if staff_id:
        where.append("a.by_kind = 'staff' AND a.by_id = ?")
        values.append(staff_id)
    if on:
        where.append("a.at >= ? AND a.at < ?")
        values += [clock.start_of(on), clock.start_of(on) + clock.DAY]
    if before:
        where.append("a.id < ?")
        values.append(before)
    found = db.rows(
        "SELECT a.id, a.at, a.by_kind, s.name, a.ip, a.code, a.subject, a.subject_id, a.before, a.after FROM audit a "
        "LEFT JOIN staff s ON s.id = a.by_id AND a.by_kind = 'staff' "
        f"WHERE {' AND '.join(where)} ORDER BY a.id DESC LIMIT {PAGE + 1}",
        *values,
    )
    return [Line(*row[:8], db.unpacked(row[8]) or {}, db.unpacked(row[9]) or {}) for row in found]


def called(things: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """What people call these (subject, id): a colleague's name, a ticket's number. One query for each subject."""
    wanted: dict[str, set[int]] = {}
    for subject, thing_id in things:
        wanted.setdefault(subject, set()).add(thing_id)
    return {
        (subject, row[0]): str(row[1])
        for subject, ids in wanted.items()
        if subject in _CALLED
        for row in db.rows(f"{_CALLED[subject]} WHERE id IN ({','.join('?' * len(ids))})", *ids)
    }


def ticket_kinds() -> dict[str, str]:
    """The names of all kinds of tickets by their codes."""
    return dict(db.rows("SELECT code, name FROM ticket_kind"))
