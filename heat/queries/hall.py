"""What a household sees of itself in the hall."""

from __future__ import annotations

from dataclasses import dataclass

from heat import clock, db
from heat.queries import flow_bodies, visible
from heat.rules.flows import ACCEPTED, WORKING
from heat.rules.permissions import Actor


@dataclass(frozen=True)
class Home:
    """One bound household."""

    id: int
    account_no: str
    address: str
    owner: str
    state: str | None


STATE = """
(SELECT p.state FROM supply_period p WHERE p.household_id = h.id AND p.valid_from <= ? AND ? < p.valid_to LIMIT 1)
"""


def homes(actor: Actor) -> list[Home]:
    """The households this user is bound to, oldest binding first; one query."""
    today, scope = clock.today().isoformat(), visible.homes(actor)
    found = db.rows(
        f"SELECT h.id, h.account_no, h.address, coalesce(p.name, ''), {STATE} FROM hall_binding b "
        "JOIN household h ON h.id = b.household_id "
        "LEFT JOIN household_party r ON r.household_id = h.id AND r.role = 'owner' AND r.rank = 0 "
        "AND r.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = r.party_id "
        f"WHERE {scope.sql} ORDER BY b.id LIMIT 50",
        today,
        today,
        *scope.values,
    )
    return [Home(*row) for row in found]


@dataclass(frozen=True)
class Reading:
    """The last room temperature written down for a household."""

    celsius: str
    at: int


def last_temperature(household_id: int) -> Reading | None:
    """The newest room temperature of a household, None when nobody measured; one query."""
    found = db.row(
        "SELECT text, at FROM contact WHERE household_id = ? AND kind = 'temperature' ORDER BY at DESC LIMIT 1",
        household_id,
    )
    return Reading(found[0], found[1]) if found else None


def elder(hall_user_id: int) -> bool:
    """Whether this user has chosen the elder version."""
    return bool(db.value("SELECT elder FROM hall_user WHERE id = ?", hall_user_id))


@dataclass(frozen=True)
class Technician:
    """Who comes, and how to reach them."""

    name: str
    phone: str | None


def technician(ticket_id: int) -> Technician | None:
    """The technician of a ticket that has been accepted; one query."""
    standing, values = flow_bodies.standing(ACCEPTED, WORKING)
    found = db.row(
        f"SELECT s.name, s.phone FROM ticket t JOIN staff s ON s.id = t.assignee_id WHERE t.id = ? AND {standing}",
        ticket_id,
        *values,
    )
    return Technician(*found) if found else None


def rating(ticket_id: int) -> int | None:
    """The level the household itself gave, None when it has not rated yet."""
    found = db.row(
        "SELECT level FROM feedback WHERE ticket_id = ? AND via = 'hall' ORDER BY id DESC LIMIT 1", ticket_id
    )
    return found[0] if found else None
