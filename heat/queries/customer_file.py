"""The whole of one household on one page: a fixed number of questions, however long its history."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import accounts, hall, neighbours, tickets, visible
from heat.queries.accounts import Account, Payment
from heat.queries.hall import Reading
from heat.queries.neighbours import Flat
from heat.queries.tickets import TicketRow
from heat.rules.households import NO_COMMUNITY, UNASSIGNED, VACANT
from heat.rules.permissions import Actor

LINES = 20


@dataclass(frozen=True, slots=True)
class PhoneRow:
    """One number of a person."""

    id: int
    party_id: int
    phone: str


@dataclass(slots=True)
class Person:
    """A person or organisation with their roles in the household, today or once."""

    id: int
    name: str
    kind: str
    roles: list[str]
    since: date
    until: date | None
    phones: list[PhoneRow] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    id: int
    at: int
    kind: str
    direction: str
    text: str
    by: str | None
    subject: str | None
    subject_id: int | None


@dataclass
class CustomerFile:
    """One household: where, who, how large, in what state, what it owes, what happened."""

    id: int
    version: int
    account_no: str
    address: str
    room: str
    building: str
    entrance: str
    community_id: int
    community: str
    building_id: int
    floor: int | None
    circuit: str
    substation: str
    connected: str
    state: str
    gross_m2: Decimal | None
    charge_m2: Decimal | None
    use_class: str | None
    price_override: Decimal | None
    ext: dict[str, Any]
    people: list[Person] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    prepaid_fen: int = 0
    tickets: list[TicketRow] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    reading: Reading | None = None
    near: list[Flat] = field(default_factory=list)

    @property
    def owner(self) -> Person | None:
        """Who owns it today, None for an empty flat."""
        return next((one for one in self.people if "owner" in one.roles and one.name != VACANT), None)

    @property
    def main_phone(self) -> PhoneRow | None:
        """The number to call first."""
        return next((phone for one in self.people if one.until is None for phone in one.phones), None)

    @property
    def needs(self) -> list[str]:
        """What whoever calls or comes must know."""
        needs = self.ext.get("needs") or []
        return [needs] if isinstance(needs, str) else list(needs)

    @property
    def open_fen(self) -> int:
        """What is owed over all seasons."""
        return sum(account.open_fen for account in self.accounts)

    @property
    def working(self) -> list[TicketRow]:
        """Tickets that are not closed."""
        return [ticket for ticket in self.tickets if ticket.closed_at is None]


_HEAD = """
SELECT h.id, h.version, h.account_no, h.address, h.room, b.number, coalesce(e.number, ''), h.community_id, c.name,
       h.building_id, h.floor, k.name, u.name, h.connected,
       (SELECT s.state FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ?
        LIMIT 1), t.gross_m2, t.charge_m2, t.use_class, t.price_override, h.ext
FROM household h JOIN community c ON c.id = h.community_id JOIN building b ON b.id = h.building_id
JOIN circuit k ON k.id = h.circuit_id JOIN substation u ON u.id = k.substation_id
LEFT JOIN entrance e ON e.id = h.entrance_id
LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND t.valid_to > ?
WHERE h.id = ? AND {scope}
"""


def customer_file(actor: Actor, household_id: int, kind: str = "") -> CustomerFile | None:
    """The file of a household, None when it is not this person's to see; `kind` narrows its log.

    Thirteen queries, whatever the household has behind it; money is asked for only by those who may see it.
    """
    found = head(actor, household_id)
    if found is None:
        return None
    found.people = people(household_id)
    if actor.may("ledger.view"):
        found.accounts = accounts.of_household(household_id)
        found.payments = accounts.payments(household_id, limit=10)
        found.prepaid_fen = accounts.prepaid_fen(household_id)
    found.tickets = tickets.of_household(household_id, limit=10) if actor.may("ticket.view") else []
    found.lines = log(household_id, kind)
    found.counts = log_counts(household_id)
    found.reading = hall.last_temperature(household_id)
    found.near = neighbours.around(found.building_id, found.floor)
    return found


def head(actor: Actor, household_id: int) -> CustomerFile | None:
    """The household itself without its history, None when it is not this person's to see; one query or two."""
    scope, today = visible.households(actor), clock.today().isoformat()
    row = db.row(_HEAD.format(scope=scope.sql), *[today] * 4, household_id, *scope.values)
    if row is None:
        return None
    named = ["" if name in (UNASSIGNED, NO_COMMUNITY) else name for name in (row[8], row[11], row[12])]
    return CustomerFile(
        *row[:8],
        community=named[0],
        building_id=row[9],
        floor=row[10],
        circuit=named[1],
        substation=named[2],
        connected=row[13],
        state="none" if row[13] == "none" else row[14] or "supplied",
        gross_m2=_scaled(row[15], 100),
        charge_m2=_scaled(row[16], 100),
        use_class=row[17],
        price_override=_scaled(row[18], 10_000),
        ext=json.loads(row[19]) if isinstance(row[19], str) else row[19],
    )


def people(household_id: int) -> list[Person]:
    """Everyone with a role, owners first and the past last, each with the numbers that still work; two queries."""
    found: dict[tuple[int, bool], Person] = {}
    today = clock.today()
    for party_id, name, kind, role, valid_from, valid_to in db.rows(
        "SELECT p.id, p.name, p.kind, o.role, o.valid_from, o.valid_to FROM household_party o "
        "JOIN party p ON p.id = o.party_id WHERE o.household_id = ? "
        "ORDER BY CASE WHEN o.valid_to > ? THEN 0 ELSE 1 END, "
        "CASE o.role WHEN 'owner' THEN 0 WHEN 'payer' THEN 1 WHEN 'tenant' THEN 2 ELSE 3 END, o.rank, o.valid_to DESC",
        household_id,
        today.isoformat(),
    ):
        since, until = accounts.as_day(valid_from) or today, accounts.as_day(valid_to) or today
        over = until <= today
        person = found.setdefault((party_id, over), Person(party_id, name, kind, [], since, until if over else None))
        person.roles.append(role)
    numbers = phones_of(household_id)
    for person in found.values():
        person.phones = [phone for phone in numbers if phone.party_id == person.id]
    return list(found.values())


def phones_of(household_id: int) -> list[PhoneRow]:
    """The numbers that work of everybody with a role today, the one to call first in front; one query.

    An empty flat's owner is shared by its whole community and has no numbers of the household.
    """
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT f.id, f.party_id, f.phone, f.rank, "
        "CASE o.role WHEN 'owner' THEN 0 WHEN 'payer' THEN 1 ELSE 2 END AS place "
        "FROM household_party o JOIN party_phone f ON f.party_id = o.party_id "
        "WHERE o.household_id = ? AND o.valid_from <= ? AND o.valid_to > ? AND f.dead_at IS NULL "
        "ORDER BY place, f.rank, f.id",
        household_id,
        today,
        today,
    )
    return [PhoneRow(*row) for row in dict.fromkeys(row[:3] for row in found)]


def speaker(household_id: int) -> int | None:
    """The party whose phones are the household's: its owner, in an empty flat its contact; None when nobody is."""
    return db.value(
        "SELECT p.id FROM household_party o JOIN party p ON p.id = o.party_id WHERE o.household_id = ? "
        "AND o.valid_to = '9999-12-31' AND o.role IN ('owner', 'contact') AND p.name <> ? "
        "ORDER BY CASE o.role WHEN 'owner' THEN 0 ELSE 1 END, o.rank LIMIT 1",
        household_id,
        VACANT,
    )


def log(household_id: int, kind: str = "", before: tuple[int, int] | None = None, limit: int = LINES) -> list[Line]:
    """The newest lines of the log, up to `limit` + 1; `before` = (at, id) of the last one shown. One query."""
    where, values = ["c.household_id = ?"], [household_id]
    if kind:
        where.append("c.kind = ?")
        values.append(kind)  # type: ignore[arg-type]
    if before:
        where.append("(c.at, c.id) < (?, ?)")
        values += before
    found = db.rows(
        "SELECT c.id, c.at, c.kind, c.direction, c.text, s.name, c.subject, c.subject_id FROM contact c "
        f"LEFT JOIN staff s ON s.id = c.by_id WHERE {' AND '.join(where)} ORDER BY c.at DESC, c.id DESC LIMIT ?",
        *values,
        limit + 1,
    )
    return [Line(*row) for row in found]


def log_counts(household_id: int) -> dict[str, int]:
    """How many lines of each kind the log has; one query."""
    return dict(db.rows("SELECT kind, count(*) FROM contact WHERE household_id = ? GROUP BY kind", household_id))


def _scaled(stored: int | None, by: int) -> Decimal | None:
    return None if stored is None else Decimal(stored) / by
