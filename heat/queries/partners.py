"""Outside parties: who they are, what waits for whom, and how long companies take."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import tickets, visible
from heat.queries.ticket_rows import TicketRow
from heat.rules.partners import COMPANY, OFFICIAL
from heat.rules.permissions import Actor

PAGE = 50
VIEWS = ("waiting", "late", "answered")
_DAYS = 30


@dataclass(frozen=True)
class PartnerRow:
    """One party: for an official one the orders to answer, for a company its open jobs and the last 30 days."""

    id: int
    name: str
    kind: str
    phone: str | None
    team_id: int | None
    login: str | None
    open: int
    late: int
    done: int
    mean_ms: float | None
    in_time: float | None


def listed() -> list[PartnerRow]:
    """Everybody in force, official ones first; two queries along indexes of open and recent tickets."""
    now = clock.now()
    official = db.rows(
        "SELECT p.id, p.name, p.kind, p.phone, NULL, NULL, "
        "(SELECT count(*) FROM partner_order o WHERE o.partner_id = p.id AND o.replied_at IS NULL), "
        "(SELECT count(*) FROM partner_order o WHERE o.partner_id = p.id AND o.replied_at IS NULL AND o.due_at < ?), "
        "(SELECT count(*) FROM partner_order o WHERE o.partner_id = p.id AND o.replied_at > ?), "
        "(SELECT avg(o.replied_at - o.received_at) FROM partner_order o "
        "WHERE o.partner_id = p.id AND o.replied_at > ?), "
        "(SELECT avg(CASE WHEN o.due_at IS NULL OR o.replied_at <= o.due_at THEN 1.0 ELSE 0.0 END) "
        "FROM partner_order o WHERE o.partner_id = p.id AND o.replied_at > ?) "
        "FROM partner p WHERE p.kind = ? AND p.retired_at IS NULL ORDER BY p.id",
        now,
        *[now - _DAYS * clock.DAY] * 3,
        OFFICIAL,
    )
    companies = db.rows(
        "SELECT p.id, p.name, p.kind, p.phone, p.team_id, s.login, "
        "(SELECT count(*) FROM ticket t WHERE t.team_id = p.team_id AND t.closed_at IS NULL), "
        "(SELECT count(*) FROM ticket t WHERE t.team_id = p.team_id AND t.closed_at IS NULL AND t.due_at < ?), "
        "count(v.id), avg(v.left_at - t.opened_at), "
        "avg(CASE WHEN v.left_at <= t.due_at THEN 1.0 WHEN v.left_at > t.due_at THEN 0.0 END) "
        "FROM partner p JOIN staff s ON s.id = p.staff_id "
        "LEFT JOIN visit v ON v.staff_id IN (SELECT m.staff_id FROM team_member m WHERE m.team_id = p.team_id) "
        "AND v.left_at > ? LEFT JOIN ticket t ON t.id = v.ticket_id "
        "WHERE p.kind = ? AND p.retired_at IS NULL GROUP BY p.id, s.login ORDER BY p.id",
        now,
        now - _DAYS * clock.DAY,
        COMPANY,
    )
    return [PartnerRow(*row) for row in (*official, *companies)]


@dataclass(frozen=True)
class OrderRow:
    """An order beside its ticket."""

    number: str
    ticket_id: int
    ticket: str
    summary: str
    address: str
    state: str
    phase: str
    received_at: int
    due_at: int | None
    result: str | None
    reply: str | None
    replied_at: int | None
    sheet: dict[str, str]

    @property
    def late(self) -> bool:
        """Not answered in time."""
        return self.due_at is not None and (self.replied_at or clock.now()) > self.due_at


_SELECT = (
    "SELECT o.number, t.id, t.number, t.summary, coalesce(t.address, ''), t.state, t.phase, o.received_at, o.due_at, "
    "o.result, o.reply, o.replied_at, o.sheet FROM partner_order o JOIN ticket t ON t.id = o.ticket_id "
)
_WHERE = {
    "waiting": ("o.replied_at IS NULL", "o.due_at IS NULL, o.due_at, o.id"),
    "late": ("o.replied_at IS NULL AND o.due_at < :now", "o.due_at, o.id"),
    "answered": ("o.replied_at IS NOT NULL", "o.replied_at DESC, o.id DESC"),
}


def orders(actor: Actor, partner_id: int, view: str, skip: int = 0, limit: int = PAGE) -> list[OrderRow]:
    """The orders of an official party in a view, what is due first, or the newest answers; one more tells of more."""
    scope = visible.tickets(actor)
    condition, order = _WHERE[view]
    values: list[Any] = [partner_id, *([clock.now()] if ":now" in condition else []), *scope.values]
    sql = f"{_SELECT} WHERE o.partner_id = ? AND {condition.replace(':now', '?')} AND {scope.sql} ORDER BY {order}"
    return [_row(found) for found in db.rows(f"{sql} LIMIT {int(limit) + 1} OFFSET {int(skip)}", *values)]


def answers(actor: Actor, partner_id: int, since: int) -> Iterator[OrderRow]:
    """The answers given since an instant, oldest first."""
    scope = visible.tickets(actor)
    found = db.rows(
        f"{_SELECT} WHERE o.partner_id = ? AND o.replied_at >= ? AND {scope.sql} ORDER BY o.replied_at, o.id",
        partner_id,
        since,
        *scope.values,
    )
    return (_row(row) for row in found)


def by_number(partner_id: int, number: str) -> OrderRow | None:
    """One order by the sender's number; one indexed query."""
    found = db.row(f"{_SELECT} WHERE o.partner_id = ? AND o.number = ?", partner_id, number)
    return _row(found) if found else None


def of_ticket(ticket_id: int) -> tuple[OrderRow, str] | None:
    """The order behind a ticket, and who sent it."""
    found = db.row(f"{_SELECT} WHERE o.ticket_id = ?", ticket_id)
    if found is None:
        return None
    sender = "SELECT p.name FROM partner p JOIN partner_order o ON o.partner_id = p.id WHERE o.ticket_id = ?"
    return _row(found), db.value(sender, ticket_id)


def jobs(actor: Actor, team_id: int) -> list[TicketRow]:
    """The open tickets of a company that this person may see, what is due first; two queries."""
    scope = visible.tickets(actor)
    sql = f"SELECT t.id FROM ticket t WHERE t.team_id = ? AND t.closed_at IS NULL AND {scope.sql}"
    ids = [row_id for (row_id,) in db.rows(f"{sql} ORDER BY t.due_at, t.id LIMIT 200", team_id, *scope.values)]
    known = tickets.lines(ids)
    return [known[row_id] for row_id in ids]


def company_of(team_id: int | None) -> str:
    """The name of the company whose team this is; '' for teams of the office."""
    sql = "SELECT name FROM partner WHERE team_id = ? AND retired_at IS NULL"
    return (db.value(sql, team_id) or "") if team_id else ""


def named(name: str) -> int | None:
    """The official party of this name; the only one there is for ''."""
    found = db.rows("SELECT id, name FROM partner WHERE kind = ? AND retired_at IS NULL", OFFICIAL)
    if not name:
        return found[0][0] if len(found) == 1 else None
    return next((id_ for id_, known in found if known == name), None)


def _row(found: tuple[Any, ...]) -> OrderRow:
    return OrderRow(*found[:12], db.unpacked(found[12]) or {})
