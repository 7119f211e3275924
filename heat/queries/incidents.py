"""Incidents: which are on, whom they touch, what has come of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import flow_bodies, visible
from heat.queries.visible import Scope as Condition
from heat.rules import incidents as rules
from heat.rules.flows import ON_HOLD
from heat.rules.incidents import Scope
from heat.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True)
class IncidentRow:
    """One incident with how many households and tickets belong to it."""

    id: int
    number: str
    kind: str
    title: str
    state: str
    start_at: int
    end_at: int | None
    expected_at: int | None
    cause: str | None
    by: str
    households: int
    tickets: int
    open_tickets: int
    told: int

    @property
    def kind_name(self) -> str:
        """The word for its sort."""
        return rules.KIND[self.kind].name if self.kind in rules.KIND else self.kind

    @property
    def late(self) -> bool:
        """Still on after the hour it was expected to end."""
        return self.state == "active" and self.expected_at is not None and clock.now() > self.expected_at


_SELECT = """
SELECT i.id, i.number, i.kind, i.title, i.state, i.start_at, i.end_at, i.expected_at, i.cause, s.name,
       (SELECT count(*) FROM incident_household h WHERE h.incident_id = i.id),
       (SELECT count(*) FROM ticket t WHERE t.incident_id = i.id),
       (SELECT count(*) FROM ticket t WHERE t.incident_id = i.id AND t.closed_at IS NULL),
       (SELECT count(*) FROM message g WHERE g.once_key >= 'incident:' || i.id || ':start:'
        AND g.once_key < 'incident:' || i.id || ':start;')
FROM incident i JOIN staff s ON s.id = i.by_id
"""


def active(actor: Actor) -> list[IncidentRow]:
    """The incidents that are on within this person's branches, the newest first. Two queries, counts included."""
    return _rows(actor, "i.end_at IS NULL ORDER BY i.start_at DESC, i.id DESC LIMIT 20")


def past(actor: Actor, after: tuple[int, int] | None = None) -> list[IncidentRow]:
    """Those that are over, the newest first, fifty and one more; two queries."""
    where = "i.end_at IS NOT NULL" + (" AND (i.start_at, i.id) < (?, ?)" if after else "")
    return _rows(actor, f"{where} ORDER BY i.start_at DESC, i.id DESC LIMIT {PAGE + 1}", *(after or ()))


def one(actor: Actor, incident_id: int) -> IncidentRow | None:
    """One incident; None when no household of it lies within this person's branches."""
    return next(iter(_rows(actor, "i.id = ?", incident_id)), None)


def _rows(actor: Actor, condition: str, *values: Any) -> list[IncidentRow]:
    scope = visible.households(actor)
    seen = (
        "1 = 1"
        if scope is visible.ALL
        else "EXISTS (SELECT 1 FROM incident_household m JOIN household h ON h.id = m.household_id "
        f"WHERE m.incident_id = i.id AND {scope.sql})"
    )
    return [IncidentRow(*row) for row in db.rows(f"{_SELECT} WHERE {seen} AND {condition}", *scope.values, *values)]


@dataclass(frozen=True)
class Touched:
    """The incident a household is in now."""

    id: int
    number: str
    kind: str
    title: str
    expected_at: int | None
    start_at: int


def of_household(household_id: int) -> Touched | None:
    """The incident that touches a household now, the newest of several; one indexed query."""
    found = db.row(
        "SELECT i.id, i.number, i.kind, i.title, i.expected_at, i.start_at FROM incident_household m "
        "JOIN incident i ON i.id = m.incident_id WHERE m.household_id = ? AND i.end_at IS NULL AND i.start_at <= ? "
        "ORDER BY i.start_at DESC, i.id DESC LIMIT 1",
        household_id,
        clock.now(),
    )
    return Touched(*found) if found else None


def inside(actor: Actor, scope: Scope) -> Condition:
    """The households `h` that a scope names and this person may see: connected ones, no merged files."""
    parts, values = [], list[Any]()
    for level, sql in (
        (
            "source",
            (
                "h.circuit_id IN (SELECT r.id FROM circuit r JOIN substation s ON s.id = r.substation_id "
                "WHERE s.source_id IN ({}))"
            ),
        ),
        ("substation", "h.circuit_id IN (SELECT r.id FROM circuit r WHERE r.substation_id IN ({}))"),
        ("circuit", "h.circuit_id IN ({})"),
        ("community", "h.community_id IN ({})"),
        ("building", "h.building_id IN ({})"),
        ("household", "h.id IN ({})"),
    ):
        if ids := getattr(scope, level):
            parts.append(sql.format(",".join("?" * len(ids))))
            values += ids
    seen = visible.households(actor)
    named = " OR ".join(parts) or "1 = 0"
    return Condition(
        f"({named}) AND h.merged_into_id IS NULL AND h.connected = 'connected' AND {seen.sql}", (*values, *seen.values)
    )


def reaches_beyond(actor: Actor, incident_id: int) -> bool:
    """Whether it touches households outside this person's branches: then it is for others to end. One query."""
    scope = visible.households(actor)
    sql = (
        "SELECT 1 FROM incident_household m JOIN household h ON h.id = m.household_id "
        f"WHERE m.incident_id = ? AND NOT ({scope.sql}) LIMIT 1"
    )
    return scope is not visible.ALL and db.row(sql, incident_id, *scope.values) is not None


def waiting(incident_id: int) -> list[int]:
    """Its tickets that wait for the heat and for nothing else: whose last hold says so. One query."""
    held, values = flow_bodies.standing(ON_HOLD)
    found = db.rows(
        "SELECT t.id FROM ticket t WHERE t.incident_id = ? AND t.closed_at IS NULL "
        f"AND ({held} OR t.state LIKE 'held:%') AND (SELECT m.reason FROM ticket_move m "
        "WHERE m.ticket_id = t.id AND m.action = 'hold' ORDER BY m.seq DESC LIMIT 1) = ? ORDER BY t.id",
        incident_id,
        *values,
        rules.HELD,
    )
    return [ticket_id for (ticket_id,) in found]


def count(actor: Actor, scope: Scope) -> int:
    """How many households a scope touches; one query."""
    condition = inside(actor, scope)
    return int(db.value(f"SELECT count(*) FROM household h WHERE {condition.sql}", *condition.values))


def tickets(actor: Actor, incident_id: int) -> list[int]:
    """The tickets of an incident this person may see, the open ones first; at most 200. One query."""
    scope = visible.tickets(actor)
    found = db.rows(
        f"SELECT t.id FROM ticket t WHERE t.incident_id = ? AND {scope.sql} "
        "ORDER BY CASE WHEN t.closed_at IS NULL THEN 0 ELSE 1 END, t.opened_at DESC, t.id DESC LIMIT 200",
        incident_id,
        *scope.values,
    )
    return [ticket_id for (ticket_id,) in found]


@dataclass(frozen=True)
class Hit:
    """One household of an incident, for the list a compensation starts from."""

    account_no: str
    name: str
    address: str
    area_m2: int | None
    from_at: int
    to_at: int | None

    @property
    def hours(self) -> int:
        """Whole hours without heat until it was over, or until now."""
        return rules.hours(self.from_at, self.to_at or clock.now())


def hits(actor: Actor, incident_id: int) -> list[Hit]:
    """All households of an incident within this person's branches, by address; one query."""
    scope, today = visible.households(actor), clock.today().isoformat()
    found = db.rows(
        "SELECT h.account_no, coalesce(p.name, ''), h.address, w.charge_m2, m.from_at, m.to_at "
        "FROM incident_household m JOIN household h ON h.id = m.household_id "
        "LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 "
        "AND o.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = o.party_id "
        "LEFT JOIN household_terms w ON w.household_id = h.id AND w.part = 0 AND w.valid_from <= ? AND ? < w.valid_to "
        f"WHERE m.incident_id = ? AND {scope.sql} ORDER BY h.community_id, h.building_id, h.room_key, h.id",
        today,
        today,
        incident_id,
        *scope.values,
    )
    return [Hit(*row) for row in found]


def communities(actor: Actor) -> list[tuple[int, str, int]]:
    """This person's communities by name with their households; one query or two."""
    scope = visible.households(actor)
    return db.rows(
        "SELECT c.id, c.name, count(*) FROM household h JOIN community c ON c.id = h.community_id "
        f"WHERE h.merged_into_id IS NULL AND {scope.sql} GROUP BY c.id, c.name ORDER BY c.name, c.id",
        *scope.values,
    )


def buildings(actor: Actor, community_ids: list[int]) -> list[tuple[int, str]]:
    """The buildings of some communities by name, for a scope smaller than a community; one query or two."""
    allowed = visible.communities(actor)
    community_ids = [one for one in community_ids if allowed is None or one in allowed]
    if not community_ids:
        return []
    found = db.rows(
        "SELECT b.id, c.name, b.number FROM building b JOIN community c ON c.id = b.community_id "
        f"WHERE c.id IN ({','.join('?' * len(community_ids))}) ORDER BY c.name, b.sort, b.number LIMIT 400",
        *community_ids,
    )
    return [(row_id, f"{name} {number}") for row_id, name, number in found]


def households(actor: Actor, account_nos: list[str]) -> tuple[list[int], list[str]]:
    """The households with these numbers, and the numbers nobody within this person's branches has. One query."""
    wanted = list(dict.fromkeys(number for number in account_nos if number and "\0" not in number))[:1000]
    if not wanted:
        return [], []
    scope = visible.households(actor)
    found = dict(
        db.rows(
            f"SELECT h.account_no, h.id FROM household h WHERE h.account_no IN ({','.join('?' * len(wanted))}) "
            f"AND h.merged_into_id IS NULL AND {scope.sql}",
            *wanted,
            *scope.values,
        )
    )
    return list(found.values()), [number for number in wanted if number not in found]
