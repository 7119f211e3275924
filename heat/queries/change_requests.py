"""Requests for change: the desk of those that wait, one of them, and those of a household."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import db
from heat.models import Attachment
from heat.queries import visible
from heat.rules import changes as rules
from heat.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Request:
    """One request: what was asked, by whom, what it does to the money, and what became of it."""

    id: int
    kind: str
    number: str
    household_id: int
    account_no: str
    address: str
    before: dict[str, Any]
    after: dict[str, Any]
    effect_fen: int | None
    reason: str
    asked_by_id: int
    asked_by: str
    asked_at: int
    decided_by: str | None
    decided_at: int | None
    verdict: str
    note: str | None
    txn_id: int | None

    @property
    def facts(self) -> list[tuple[str, Any, Any]]:
        """Each fact with its value before and after, in the order people read them."""
        return [(fact, self.before.get(fact), self.after[fact]) for fact in rules.FACTS if fact in self.after]


@dataclass(frozen=True, slots=True)
class Filter:
    """What the desk shows: open ones or decided ones, of one kind, one's own."""

    verdict: str = "open"
    kind: str = ""
    mine: bool = False


_REQUEST = (
    "SELECT c.id, c.kind, c.number, c.household_id, h.account_no, h.address, c.before, c.after, c.effect_fen, "
    "c.reason, c.asked_by_id, a.name, c.asked_at, d.name, c.decided_at, coalesce(c.verdict, 'open'), c.note, c.txn_id "
    "FROM change_request c JOIN household h ON h.id = c.household_id JOIN staff a ON a.id = c.asked_by_id "
    "LEFT JOIN staff d ON d.id = c.decided_by_id "
)


def desk(actor: Actor, chosen: Filter, before: int = 0, limit: int = PAGE) -> list[Request]:
    """Requests of this person's households, newest first, up to `limit` + 1 below the id `before`. One query."""
    scope = visible.households(actor)
    where, values = [scope.sql], list[Any](scope.values)
    if chosen.verdict == "open":
        where.append("c.verdict IS NULL")
    elif chosen.verdict:
        where.append("c.verdict = ?")
        values.append(chosen.verdict)
    if chosen.kind:
        where.append("c.kind = ?")
        values.append(chosen.kind)
    if chosen.mine:
        where.append("c.asked_by_id = ?")
        values.append(actor.id)
    if before:
        where.append("c.id < ?")
        values.append(before)
    return _found(f"{' AND '.join(where)} ORDER BY c.id DESC LIMIT ?", *values, limit + 1)


def waiting(actor: Actor) -> dict[str, int]:
    """How many requests of each kind wait. One query."""
    scope = visible.households(actor)
    return dict(
        db.rows(
            "SELECT c.kind, count(*) FROM change_request c JOIN household h ON h.id = c.household_id "
            f"WHERE c.verdict IS NULL AND {scope.sql} GROUP BY c.kind",
            *scope.values,
        )
    )


def one(actor: Actor, number: str) -> Request | None:
    """A request by its number, None when its household is not this person's to see. One query."""
    scope = visible.households(actor)
    return next(iter(_found(f"c.number = ? AND {scope.sql}", number, *scope.values)), None)


def of_household(household_id: int) -> list[Request]:
    """The requests of a household, newest first; the caller has checked that it may be seen. One query."""
    return _found("c.household_id = ? ORDER BY c.id DESC", household_id)


def scans(household_id: int, number: str) -> list[int]:
    """The scans that were handed in with a request: ids of attachments."""
    found = Attachment.select(Attachment.id).where(
        (Attachment.subject == "household")
        & (Attachment.subject_id == household_id)
        & (Attachment.kind == "change")
        & (Attachment.name == f"{number}.jpg")
        & Attachment.hidden_at.is_null()
    )
    return [one.id for one in found]


def _found(condition: str, *values: Any) -> list[Request]:
    return [
        Request(*row[:6], rules.read(db.unpacked(row[6])), rules.read(db.unpacked(row[7])), *row[8:])
        for row in db.rows(f"{_REQUEST} WHERE {condition}", *values)
    ]
