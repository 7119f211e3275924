"""Who is calling: the households a number or a few words may mean, and the card that opens for one of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import accounts, hall, household_tags, stewards, tickets, visible
from heat.queries.hall import Reading
from heat.queries.household_tags import TagRow
from heat.queries.stewards import Steward
from heat.queries.ticket_rows import TicketRow
from heat.rules import inspections
from heat.rules.keys import asked_for
from heat.rules.permissions import Actor
from heat.rules.tickets import WARM_ENOUGH

FEW = 8


@dataclass(frozen=True)
class Match:
    """One household a caller may mean."""

    id: int
    account_no: str
    name: str
    address: str


_MATCH = """
SELECT h.id, h.account_no, coalesce(p.name, ''), h.address FROM household h
LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 AND o.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = o.party_id
"""


def by_phone(actor: Actor, phone: str) -> list[Match]:
    """The households of whoever has this number today, at most eight; one query."""
    today, digits = clock.today().isoformat(), "".join(letter for letter in phone if letter.isdigit())
    return _matches(
        actor,
        "h.id IN (SELECT r.household_id FROM party_phone f JOIN household_party r ON r.party_id = f.party_id "
        "WHERE f.phone = ? AND f.dead_at IS NULL AND r.valid_from <= ? AND ? < r.valid_to)",
        digits,
        today,
        today,
    )


def matching(actor: Actor, typed: str) -> list[Match]:
    """The households the words may mean, at most eight: a whole number or phone first, else the keys of search.

    One or two queries, and one for each further meaning of the words until something is found.
    """
    exact = _matches(actor, "h.account_no = ?", typed.strip()) or by_phone(actor, typed)
    if exact:
        return exact
    for key in asked_for(typed):
        condition = "h.id IN (SELECT household_id FROM search_key WHERE kind = ? AND key >= ? AND key < ? LIMIT 200)"
        if found := _matches(actor, condition, key.kind, key.key, key.beyond):
            return found
    return []


def _matches(actor: Actor, condition: str, *values: Any) -> list[Match]:
    if any("\0" in str(value) for value in values):
        return []
    scope = visible.households(actor)
    found = db.rows(
        f"{_MATCH} WHERE {condition} AND h.merged_into_id IS NULL AND {scope.sql} ORDER BY h.id LIMIT {FEW}",
        *values,
        *scope.values,
    )
    return [Match(*row) for row in found]


@dataclass
class Card:
    """What an agent or technician must know of a household before saying a word."""

    id: int
    account_no: str
    name: str
    address: str
    connected: str
    area_m2: Decimal | None
    use_class: str | None
    circuit: str | None
    state: str | None
    needs: list[str]
    phones: list[str] = field(default_factory=list)
    charged_fen: int = 0
    paid_percent: int | None = None
    owed_fen: int = 0
    due_on: date | None = None
    reading: Reading | None = None
    past: list[TicketRow] = field(default_factory=list)
    tags: list[TagRow] = field(default_factory=list)
    steward: Steward | None = None

    @property
    def cold(self) -> bool:
        """Whether the last reading was below what a heated room must have."""
        return self.reading is not None and Decimal(self.reading.celsius) < WARM_ENOUGH


def may_see(actor: Actor, household_id: int) -> bool:
    """Whether the household lies within this person's branches; one query."""
    scope = visible.households(actor)
    return db.row(f"SELECT 1 FROM household h WHERE h.id = ? AND {scope.sql}", household_id, *scope.values) is not None


def card(household_id: int, actor: Actor | None = None) -> Card | None:
    """The card of a household, None when there is none. The caller has checked that it may be seen. Seven queries.

    Its complaints are among its tickets only where `actor` may see them.
    """
    today = clock.today().isoformat()
    found = db.row(
        "SELECT h.id, h.account_no, coalesce(p.name, ''), h.address, h.connected, w.charge_m2, w.use_class, "
        "CASE WHEN r.id = 1 THEN NULL ELSE r.name END, "
        "(SELECT y.state FROM supply_period y WHERE y.household_id = h.id AND y.valid_from <= ? AND ? < y.valid_to "
        "LIMIT 1), h.ext FROM household h JOIN circuit r ON r.id = h.circuit_id "
        "LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 "
        "AND o.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = o.party_id "
        "LEFT JOIN household_terms w ON w.household_id = h.id AND w.part = 0 AND w.valid_from <= ? AND ? < w.valid_to "
        "WHERE h.id = ?",
        *[today] * 4,
        household_id,
    )
    if found is None:
        return None
    area = None if found[5] is None else Decimal(found[5]) / 100
    made = Card(*found[:5], area, *found[6:9], needs=_needs(found[9]))
    made.phones = phones(household_id)
    _add_money(made)
    made.reading = hall.last_temperature(household_id)
    made.past = tickets.of_household(household_id, actor, limit=6)
    made.tags = household_tags.of(household_id)
    made.steward = stewards.of(household_id)
    return made


def open_tickets(card: Card) -> list[TicketRow]:
    """What the household has reported already and is not done, out of its newest: asked before another is taken.

    An inspection is nothing it reported: the clerk is not to speak of it.
    """
    return [past for past in card.past if past.open and past.kind != inspections.KIND]


def phones(household_id: int) -> list[str]:
    """The numbers a household can be reached under today, the best first; one query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT f.phone FROM party_phone f JOIN household_party r ON r.party_id = f.party_id "
        "WHERE r.household_id = ? AND f.dead_at IS NULL AND r.valid_from <= ? AND ? < r.valid_to "
        "ORDER BY CASE WHEN r.role = 'owner' THEN 0 ELSE 1 END, r.rank, f.rank, f.id LIMIT 10",
        household_id,
        today,
        today,
    )
    return list(dict.fromkeys(phone for (phone,) in found))


def _add_money(card: Card) -> None:
    seasons = accounts.of_household(card.id)
    card.owed_fen = sum(season.open_fen for season in seasons)
    card.due_on = min((season.due_on for season in seasons if season.due_on), default=None)
    newest = [season for season in seasons if season.season_id == seasons[0].season_id]
    card.charged_fen = sum(season.charged_fen for season in newest)
    if card.charged_fen > 0:
        card.paid_percent = (card.charged_fen - sum(season.open_fen for season in newest)) * 100 // card.charged_fen


def _needs(stored: Any) -> list[str]:
    needs = (db.unpacked(stored) or {}).get("needs") or []
    return [str(need) for need in (needs if isinstance(needs, list) else [needs])]
