"""One household as its file shows it on a day: a fixed number of questions, however long its history."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from heat import db
from heat.queries import (
    accounts,
    as_of,
    flow_bodies,
    household_history,
    household_people,
    household_tags,
    ticket_rows,
    timeline,
    visible,
)
from heat.queries.accounts import Account
from heat.queries.as_of import AsOf
from heat.queries.household_history import History, Terms, in_force
from heat.queries.household_people import Person, PhoneRow
from heat.queries.household_tags import TagRow
from heat.queries.ticket_rows import TicketRow
from heat.rules.households import NO_COMMUNITY, UNASSIGNED, VACANT
from heat.rules.permissions import Actor


@dataclass
class CustomerFile:
    """One household: where, who, how large, in what state, on the day that is looked at."""

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
    ext: dict[str, Any]
    seen: AsOf
    history: History
    people: list[Person] = field(default_factory=list)
    tags: list[TagRow] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)  # lines of the timeline by kind
    sizes: dict[str, int] = field(default_factory=dict)  # what stands behind the other tabs
    open_fen: int = 0

    @property
    def terms(self) -> Terms | None:
        """What decides the price on the day."""
        return in_force(self.history.terms, self.seen.on)

    @property
    def gross_m2(self) -> Decimal | None:
        """The built area on the day."""
        return self.terms.gross_m2 if self.terms else None

    @property
    def charge_m2(self) -> Decimal | None:
        """The charged area on the day."""
        return self.terms.charge_m2 if self.terms else None

    @property
    def use_class(self) -> str | None:
        """The use class on the day."""
        return self.terms.use_class if self.terms else None

    @property
    def price_override(self) -> Decimal | None:
        """The household's own price on the day, None where the tariff counts."""
        return self.terms.price if self.terms else None

    @property
    def state(self) -> str:
        """The state of supply on the day."""
        return state_on(self.connected, self.history, self.seen.on)

    @property
    def owner(self) -> Person | None:
        """Who owns it on the day, None for an empty flat."""
        here = [one for one in self.people if one.until is None and one.name != VACANT]
        return next((one for one in here if "owner" in one.roles), None)

    @property
    def main_phone(self) -> PhoneRow | None:
        """The number to call first."""
        return next((phone for one in self.people if one.until is None for phone in one.phones), None)

    @property
    def needs(self) -> list[str]:
        """What whoever calls or comes must know; known of today only."""
        return [] if self.seen.past else needs_of(self.ext)

    @property
    def note(self) -> str:
        """The pinned note; known of today only."""
        return "" if self.seen.past else str(self.ext.get("note") or "")


def needs_of(ext: dict[str, Any]) -> list[str]:
    """The special needs a household's own fields hold."""
    needs = ext.get("needs") or []
    return [str(need) for need in (needs if isinstance(needs, list) else [needs])]


def state_on(connected: str, history: History, day: date) -> str:
    """The state of supply on a day; without a written one the household is supplied, as most are."""
    found = in_force(history.states, day)
    return "none" if connected == "none" else found.state if found else "supplied"


_HEAD = """
SELECT h.id, h.version, h.account_no, h.address, h.room, b.number, coalesce(e.number, ''), h.community_id, c.name,
       h.building_id, h.floor, k.name, u.name, h.connected, h.ext
FROM household h JOIN community c ON c.id = h.community_id JOIN building b ON b.id = h.building_id
JOIN circuit k ON k.id = h.circuit_id JOIN substation u ON u.id = k.substation_id
LEFT JOIN entrance e ON e.id = h.entrance_id
WHERE h.id = ? AND {scope}
"""


def head(actor: Actor, household_id: int, seen: AsOf | None = None) -> CustomerFile | None:
    """The household with its people and dated facts, None when it is not this person's to see; six queries at most."""
    seen, scope = seen or as_of.now(), visible.households(actor)
    row = db.row(_HEAD.format(scope=scope.sql), household_id, *scope.values)
    if row is None:
        return None
    named = ["" if name in (UNASSIGNED, NO_COMMUNITY) else name for name in (row[8], row[11], row[12])]
    history = household_history.of(household_id)
    found = CustomerFile(
        *row[:8],
        community=named[0],
        building_id=row[9],
        floor=row[10],
        circuit=named[1],
        substation=named[2],
        connected=row[13],
        ext=db.unpacked(row[14]) or {},
        seen=seen,
        history=history,
        people=household_people.people(history.links, seen),
    )
    numbers = household_people.phones_of(household_id, seen)
    for person in found.people:
        person.phones = [phone for phone in numbers if phone.party_id == person.id]
    return found


def customer_file(actor: Actor, household_id: int, seen: AsOf | None = None) -> CustomerFile | None:
    """The head of the file with what its tabs count, None when it is not this person's to see. Twelve queries."""
    found = head(actor, household_id, seen)
    if found is None:
        return None
    found.tags = household_tags.of(household_id, found.seen)
    found.counts = timeline.counts(household_id, found.history, found.seen)
    found.sizes = _sizes(household_id, found.seen)
    if actor.may("ledger.view"):
        found.open_fen = open_fen(household_id, found.seen)
    return found


def open_fen(household_id: int, seen: AsOf) -> int:
    """What is owed over all seasons, on the books of the day."""
    return accounts.open_fen(household_id, seen.on if seen.past else None)


def seasons_of(household_id: int, seen: AsOf) -> list[Account]:
    """The seasons of the household on the books of the day, newest first; two queries."""
    return accounts.of_household(household_id, seen.on if seen.past else None)


# what a look at somebody leaves in the log is no change of the household
LOOKS = ("phone.revealed", "id-number.revealed", "household.note")


def _sizes(household_id: int, seen: AsOf) -> dict[str, int]:
    found = db.row(
        "SELECT (SELECT count(*) FROM ticket WHERE household_id = ? AND opened_at < ?), "
        "(SELECT count(*) FROM device_fit WHERE household_id = ? AND valid_from <= ? AND valid_to > ?), "
        "(SELECT count(*) FROM contract WHERE household_id = ? AND valid_from <= ?) + (SELECT count(*) FROM attachment "
        "WHERE subject = 'household' AND subject_id = ? AND hidden_at IS NULL AND at < ? AND kind NOT LIKE 'own:%'), "
        "(SELECT count(*) FROM audit WHERE subject = 'household' AND subject_id = ? AND at < ? "
        f"AND code NOT IN ({','.join('?' * len(LOOKS))}))",
        *(household_id, seen.end),
        *(household_id, seen.day, seen.day),
        *(household_id, seen.day, household_id, seen.end),
        *(household_id, seen.end, *LOOKS),
    )
    return dict(zip(("tickets", "devices", "documents", "changes"), found or (), strict=True))


def tickets_of(actor: Actor, household_id: int, seen: AsOf, limit: int = 10) -> list[TicketRow]:
    """The newest tickets up to the end of a day, in the state they were in then; one query, two for a past day."""
    kept = visible.confidential(actor)
    where = f"t.household_id = ? AND t.opened_at < ? AND {kept.sql}"
    sql = f"{ticket_rows.SELECT} WHERE {where} ORDER BY t.opened_at DESC, t.id DESC LIMIT ?"
    found = [ticket_rows.as_row(row) for row in db.rows(sql, household_id, seen.end, *kept.values, limit)]
    return _as_then(found, seen) if seen.past and found else found


def _as_then(found: list[TicketRow], seen: AsOf) -> list[TicketRow]:
    moves = db.rows(
        "SELECT m.ticket_id, m.to_state, t.flow_version_id FROM ticket_move m JOIN ticket t ON t.id = m.ticket_id "
        f"WHERE m.ticket_id IN ({','.join('?' * len(found))}) AND m.at < ? AND m.to_state <> '' "
        "ORDER BY m.ticket_id, m.seq",
        *(one.id for one in found),
        seen.end,
    )
    last = {
        ticket_id: (state, flow_bodies.flow(version_id).states.get(state)) for ticket_id, state, version_id in moves
    }
    made = []
    for one in found:
        state, drawn = last.get(one.id, (one.state, None))
        closed = one.closed_at if one.closed_at and one.closed_at < seen.end else None
        made.append(
            replace(
                one,
                state=state,
                state_name=drawn.name if drawn else one.state_name,
                phase=drawn.phase if drawn else one.phase,
                closed_at=closed,
            )
        )
    return made
