"""Complaints as people read them: one whole, lists by what is asked for, figures by cause, team and month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import ticket_kinds, tickets, visible
from heat.queries.ticket_rows import TicketRow
from heat.rules import complaints as rules
from heat.rules.complaints import Matter, Standing
from heat.rules.permissions import Actor

PAGE = 50
_OPEN_CLOCK = (
    "EXISTS (SELECT 1 FROM sla_clock c WHERE c.ticket_id = t.id AND c.goal = 'finish' "
    "AND c.met_at IS NULL AND c.paused_at IS NULL)"
)
_SUPERVISED = "EXISTS (SELECT 1 FROM supervision v WHERE v.ticket_id = t.id AND v.ended_at IS NULL)"


@dataclass(frozen=True)
class Letter:
    """One letter of answer, and how it reached the complainant."""

    id: int
    number: str
    to_name: str
    address: str
    matter: str
    found: str
    measures: str
    signer: str
    by: str
    at: int
    prints: int
    via: str | None
    delivered_at: int | None
    delivered_note: str | None


@dataclass(frozen=True)
class Watch:
    """One supervision; open while `ended_at` is empty."""

    reason: str
    due_at: int
    by: str
    at: int
    ended_at: int | None
    end_reason: str | None
    ended_by: str | None


@dataclass(frozen=True)
class Complaint:
    """What is known of a complaint beside its ticket."""

    ticket_id: int
    repeat_of: str | None
    against: str | None
    against_id: int | None
    finding: str | None
    cause: str | None
    team: str | None
    team_id: int | None
    staff: str | None
    staff_id: int | None
    found: str | None
    judged_by: str | None
    judged_at: int | None
    measures: str | None
    measured_by: str | None
    measured_at: int | None
    answered_at: int | None

    @property
    def standing(self) -> Standing:
        """How far it has come."""
        return Standing(
            self.finding if self.judged_at else None, self.measured_at is not None, self.answered_at is not None
        )


_ONE = (
    "SELECT x.ticket_id, r.number, a.name, x.against_id, x.finding, x.cause, m.name, x.team_id, s.name, x.staff_id, "
    "x.found, j.name, x.judged_at, x.measures, e.name, x.measured_at, x.answered_at FROM complaint x "
    "LEFT JOIN ticket r ON r.id = x.repeat_of_id LEFT JOIN staff a ON a.id = x.against_id "
    "LEFT JOIN team m ON m.id = x.team_id LEFT JOIN staff s ON s.id = x.staff_id "
    "LEFT JOIN staff j ON j.id = x.judged_by_id LEFT JOIN staff e ON e.id = x.measured_by_id WHERE x.ticket_id = ?"
)


def one(ticket_id: int) -> Complaint | None:
    """The complaint of a ticket, None for any other ticket; one query. The caller has checked who asks."""
    found = db.row(_ONE, ticket_id)
    return Complaint(*found) if found else None


def letters(ticket_id: int) -> list[Letter]:
    """The letters of a complaint, the newest first; one query."""
    found = db.rows(
        "SELECT l.id, l.number, l.to_name, l.address, l.matter, l.found, l.measures, l.signer, s.name, l.at, l.prints, "
        "l.via, l.delivered_at, l.delivered_note FROM complaint_letter l JOIN staff s ON s.id = l.by_id "
        "WHERE l.ticket_id = ? ORDER BY l.id DESC",
        ticket_id,
    )
    return [Letter(*row) for row in found]


def watches(ticket_id: int) -> list[Watch]:
    """The supervisions of a complaint, the newest first; one query."""
    found = db.rows(
        "SELECT v.reason, v.due_at, s.name, v.at, v.ended_at, v.end_reason, e.name FROM supervision v "
        "JOIN staff s ON s.id = v.by_id LEFT JOIN staff e ON e.id = v.ended_by_id "
        "WHERE v.ticket_id = ? ORDER BY v.id DESC",
        ticket_id,
    )
    return [Watch(*row) for row in found]


def supervised(ticket_id: int) -> bool:
    """Whether a manager holds a hand on it now; one query along its key."""
    return db.row("SELECT 1 FROM supervision WHERE ticket_id = ? AND ended_at IS NULL", ticket_id) is not None


def barred(ticket_id: int) -> frozenset[int]:
    """The people a complaint is about: they must neither see nor hear of it. One query."""
    found = db.row("SELECT against_id, staff_id FROM complaint WHERE ticket_id = ?", ticket_id)
    return frozenset(one for one in found or () if one is not None)


def level(ticket_id: int) -> int | None:
    """What the complainant said of the answer, 6 to 1; the latest. One query."""
    found = db.value(
        "SELECT level FROM feedback WHERE ticket_id = ? AND level IS NOT NULL ORDER BY id DESC LIMIT 1", ticket_id
    )
    return int(found) if found else None


def earlier_of_matter(ticket_id: int, household_id: int | None, phone: str | None, matter: Matter) -> int | None:
    """The first complaint of the same household, or caller where there is none, about the same matter within a year.

    One query along the household's or the caller's tickets. A repeat of a repeat names the first of them.
    """
    where, value = ("t.household_id = ?", household_id) if household_id else ("t.phone = ?", phone)
    if not value:
        return None
    found = db.rows(
        "SELECT t.id, t.summary, t.ext, x.repeat_of_id FROM ticket t JOIN complaint x ON x.ticket_id = t.id "
        f"WHERE {where} AND t.id <> ? AND t.opened_at > ? AND t.phase <> 'cancelled' ORDER BY t.id",
        value,
        ticket_id,
        clock.now() - rules.AGAIN_DAYS * clock.DAY,
    )
    for row_id, text, ext, first in found:
        if rules.same_matter(matter, Matter(text, (db.unpacked(ext) or {}).get("category", ""))):
            return int(first or row_id)
    return None


@dataclass(frozen=True)
class Asked:
    """Which complaints: a view, and narrowed to a finding, a cause, a team or a month (2026-11)."""

    view: str = "open"
    finding: str = ""
    cause: str = ""
    team_id: int | None = None
    month: str = ""
    before: tuple[int, int] | None = None


VIEWS = {
    "open": "t.closed_at IS NULL",
    "supervised": f"t.closed_at IS NULL AND {_SUPERVISED}",
    "late": f"t.closed_at IS NULL AND t.due_at < ? AND {_OPEN_CLOCK}",
    "repeat": "x.repeat_of_id IS NOT NULL",
    "all": "1 = 1",
}


@dataclass(frozen=True)
class Line:
    """One line of the list: the ticket, and what the complaint says."""

    row: TicketRow
    finding: str | None
    cause: str | None
    team: str | None
    staff: str | None
    supervised: bool
    repeat: bool
    answered_at: int | None


def listed(actor: Actor, asked: Asked) -> list[Line]:
    """Up to a page and one of the complaints this person may see, the newest first; three queries."""
    where, values = _where(actor, asked)
    if asked.before:
        where += " AND (t.opened_at, t.id) < (?, ?)"
        values += asked.before
    found = db.rows(
        f"SELECT t.id, x.finding, x.cause, m.name, s.name, {_SUPERVISED}, x.repeat_of_id IS NOT NULL, x.answered_at "
        "FROM complaint x JOIN ticket t ON t.id = x.ticket_id LEFT JOIN team m ON m.id = x.team_id "
        f"LEFT JOIN staff s ON s.id = x.staff_id WHERE {where} ORDER BY t.opened_at DESC, t.id DESC LIMIT {PAGE + 1}",
        *values,
    )
    known = tickets.lines(row[0] for row in found)
    return [Line(known[row[0]], *row[1:5], bool(row[5]), bool(row[6]), row[7]) for row in found]


def counts(actor: Actor) -> dict[str, int]:
    """How many each view holds; one query a view, over complaints alone."""
    return {
        view: int(db.value(f"SELECT count(*) FROM complaint x JOIN ticket t ON t.id = x.ticket_id WHERE {where}", *v))
        for view in VIEWS
        for where, v in [_where(actor, Asked(view))]
    }


def _where(actor: Actor, asked: Asked) -> tuple[str, list[Any]]:
    scope = visible.tickets(actor)
    condition = VIEWS[asked.view]
    parts, values = [scope.sql, condition], [*scope.values, *[clock.now()] * condition.count("?")]
    if asked.finding == "none":
        parts.append("x.judged_at IS NULL")
    elif asked.finding:
        parts.append("x.finding = ?")
        values.append(asked.finding)
    for value, sql in ((asked.cause, "x.cause = ?"), (asked.team_id, "x.team_id = ?")):
        if value:
            parts.append(sql)
            values.append(value)
    if asked.month:
        first, after = month_span(asked.month)
        parts.append("t.opened_on >= ? AND t.opened_on < ?")
        values += [first.isoformat(), after.isoformat()]
    return " AND ".join(f"({part})" for part in parts), values


def month_span(month: str) -> tuple[date, date]:
    """The first day of a month written 2026-11, and of the next one."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year + number // 12, number % 12 + 1, 1)


@dataclass(frozen=True)
class Figures:
    """The complaints of twelve months: by cause, by responsible team, by month with those that were true."""

    causes: list[tuple[str, int]]
    teams: list[tuple[int, str, int, int]]
    months: list[tuple[str, int, int]]
    answered: int
    in_time: int
    total: int

    @property
    def in_time_percent(self) -> int | None:
        """Per cent of the answered ones that were answered by their deadline."""
        return round(self.in_time * 100 / self.answered) if self.answered else None


def figures(actor: Actor) -> Figures:
    """What is counted below the list; four queries over the complaints of twelve months."""
    scope, today = visible.tickets(actor), clock.today()
    since = month_span(rules.month_before(today, 11))[0].isoformat()
    base = f"FROM complaint x JOIN ticket t ON t.id = x.ticket_id WHERE t.opened_on >= ? AND ({scope.sql})"
    values = (since, *scope.values)
    true = "sum(CASE WHEN x.finding IN ('true','partly') THEN 1 ELSE 0 END)"
    month = "substr(CAST(t.opened_on AS text), 1, 7)"
    by_month = {
        row[0]: (int(row[1]), int(row[2]))
        for row in db.rows(f"SELECT {month}, count(*), {true} {base} GROUP BY 1", *values)
    }
    causes = db.rows(
        f"SELECT x.cause, count(*) AS n {base} AND x.cause IS NOT NULL GROUP BY x.cause ORDER BY n DESC, x.cause",
        *values,
    )
    teams = db.rows(
        f"SELECT m.id, m.name, g.n, g.yes FROM (SELECT x.team_id, count(*) AS n, {true} AS yes {base} "
        "AND x.team_id IS NOT NULL GROUP BY x.team_id) g JOIN team m ON m.id = g.team_id ORDER BY g.n DESC, m.id",
        *values,
    )
    late = "sum(CASE WHEN t.in_time THEN 1 ELSE 0 END)"
    answered, in_time, total = db.row(
        f"SELECT sum(CASE WHEN t.in_time IS NULL THEN 0 ELSE 1 END), {late}, count(*) {base}", *values
    ) or (0, 0, 0)
    months = [rules.month_before(today, n) for n in range(11, -1, -1)]
    return Figures(
        [(str(cause), int(n)) for cause, n in causes],
        [(int(a), str(b), int(c), int(d)) for a, b, c, d in teams],
        [(one, *by_month.get(one, (0, 0))) for one in months],
        int(answered or 0),
        int(in_time or 0),
        int(total or 0),
    )


def repairs() -> list[tuple[str, str]]:
    """The sorts of tickets a complaint may open, those offered at the desk, by code with their names."""
    return [(kind.code, kind.name) for kind in ticket_kinds.offered("desk") if kind.code != rules.KIND]


def causes() -> tuple[str, ...]:
    """The office's list of causes of complaints."""
    kind = ticket_kinds.of(rules.KIND)
    return kind.template.words("causes") if kind else rules.CAUSES
