"""What repairs cost: of one ticket, and of many by team, person, community or kind; set against what was charged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import visible
from heat.rules import costs as rules
from heat.rules.accounts import REPAIR
from heat.rules.costs import Spent, Sum
from heat.rules.money import Fen
from heat.rules.permissions import Actor

_CHUNK = 500


def key_of(ticket_id: int) -> str:
    """How the keys of all charges of a ticket begin."""
    return f"{REPAIR}:{ticket_id}:"


def standing(ticket: Ticket) -> list[tuple[int, int, Fen]]:
    """The charges of a ticket that stand: id, account, fen; one query."""
    return db.rows(
        "SELECT c.id, c.account_id, c.fen FROM charge c WHERE c.household_id = ? AND c.kind = ? "
        "AND c.reverses_id IS NULL AND substr(c.once_key, 1, ?) = ? "
        "AND NOT EXISTS (SELECT 1 FROM charge r WHERE r.reverses_id = c.id) ORDER BY c.id",
        ticket.household_id or 0,
        REPAIR,
        len(key_of(ticket.id)),
        key_of(ticket.id),
    )


@dataclass(frozen=True)
class UsedLine:
    """One part or service of a ticket at the price it had then."""

    name: str
    unit: str
    quantity_milli: int
    price_fen: Fen
    labour: bool

    @property
    def fen(self) -> Fen:
        """The line, rounded."""
        return rules.line_fen(self.quantity_milli, self.price_fen)


@dataclass(frozen=True)
class TicketCost:
    """The money of one ticket: its lines, its hours, who bears it, what stands on the household's account."""

    lines: list[UsedLine]
    minutes: int
    labour_fen: Fen
    borne_by: str
    charged_fen: Fen

    @property
    def material_fen(self) -> Fen:
        """What was built in."""
        return sum(line.fen for line in self.lines if not line.labour)

    @property
    def cost_fen(self) -> Fen:
        """Materials and hours; what is charged for work is no cost."""
        return self.material_fen + self.labour_fen


def of_ticket(ticket: Ticket) -> TicketCost | None:
    """What a ticket has cost so far, None before anything was booked; three queries."""
    visits = db.rows(
        "SELECT minutes, hourly_fen, helper_id, borne_by FROM visit WHERE ticket_id = ? ORDER BY no", ticket.id
    )
    found = db.rows(
        "SELECT i.name, i.unit, -m.quantity_milli, m.price_fen, i.kind FROM stock_move m "
        "JOIN item i ON i.id = m.item_id JOIN visit v ON v.id = m.visit_id WHERE v.ticket_id = ? ORDER BY m.id",
        ticket.id,
    )
    borne = [borne_by for *_, borne_by in visits if borne_by]
    if not borne:
        return None
    return TicketCost(
        [UsedLine(*row[:4], labour=row[4] == "labour") for row in found],
        sum(minutes or 0 for minutes, *_ in visits),
        sum(rules.labour_fen(minutes, hourly, 2 if helper else 1) for minutes, hourly, helper, _ in visits),
        borne[-1],
        sum(fen for *_, fen in standing(ticket)),
    )


# by what costs are added up: the column of the key, and where its name stands
GROUPS = {
    "team": ("t.team_id", "SELECT id, name FROM team WHERE id"),
    "person": ("v.staff_id", "SELECT id, name FROM staff WHERE id"),
    "community": ("t.community_id", "SELECT id, name FROM community WHERE id"),
    "kind": ("k.code", "SELECT code, name FROM ticket_kind WHERE code"),
    "ticket": ("t.id", "SELECT id, number FROM ticket WHERE id"),
}


@dataclass(frozen=True)
class CostRow:
    """One line of the page of costs."""

    key: int | str
    name: str
    sum: Sum


def by(actor: Actor, group: str, first: date, last: date) -> list[CostRow]:
    """Costs of the visits that ended between two days, both included, dearest first.

    Two queries, and two for each five hundred names and households that were charged.
    """
    column, naming = GROUPS[group]
    # whoever may see what repairs cost sees all of their branches, also without a right to the tickets themselves
    scope = visible.tickets(replace(actor, permissions=actor.permissions | {"ticket.view"}))
    span = (clock.start_of(first), clock.start_of(last) + clock.DAY)
    visits = db.rows(
        f"SELECT v.id, t.id, {column}, v.minutes, v.hourly_fen, v.helper_id, v.borne_by, t.reopened, t.household_id "
        "FROM visit v JOIN ticket t ON t.id = v.ticket_id JOIN ticket_kind k ON k.id = t.kind_id "
        f"WHERE v.left_at >= ? AND v.left_at < ? AND v.borne_by IS NOT NULL AND {scope.sql} ORDER BY v.id",
        *span,
        *scope.values,
    )
    used = _used(*span)
    spent = [_spent(row, used) for row in visits]
    charged = _charged(sorted({row[8] for row in visits if row[8] and row[6] != rules.COMPANY}))
    sums = rules.summed(spent, charged)
    names = _names(naming, list(sums))
    rows = [CostRow(key, names.get(key) or "", total) for key, total in sums.items()]
    return sorted(rows, key=lambda row: (-row.sum.cost_fen, str(row.key)))


def _used(since: int, before: int) -> dict[int, Fen]:
    """What visits that ended in a span of instants built in, by visit."""
    used: dict[int, Fen] = {}
    for visit_id, quantity, price in db.rows(
        "SELECT m.visit_id, -m.quantity_milli, m.price_fen FROM stock_move m JOIN visit v ON v.id = m.visit_id "
        "WHERE m.place <> ? AND v.left_at >= ? AND v.left_at < ?",
        rules.WORK,
        since,
        before,
    ):
        used[visit_id] = used.get(visit_id, 0) + rules.line_fen(quantity, price)
    return used


def _spent(row: Sequence[Any], used: dict[int, Fen]) -> Spent:
    visit_id, ticket_id, key, minutes, hourly, helper, borne_by, reopened, _home = row
    labour = rules.labour_fen(minutes, hourly, 2 if helper else 1)
    return Spent(ticket_id, key or 0, used.get(visit_id, 0), labour, borne_by, bool(reopened))


def _charged(households: Sequence[int]) -> dict[int, Fen]:
    """What stands charged for repairs by ticket, for these households."""
    made: dict[int, Fen] = {}
    for chunk in _chunks(households):
        for once_key, fen in db.rows(
            f"SELECT once_key, fen FROM charge WHERE household_id IN ({','.join('?' * len(chunk))}) AND kind = ? "
            "AND substr(once_key, 1, 7) = 'repair:'",  # what a merge moved has keys of its own
            *chunk,
            REPAIR,
        ):
            ticket_id = int(str(once_key).split(":")[1])
            made[ticket_id] = made.get(ticket_id, 0) + fen
    return made


def _names(naming: str, keys: Sequence[Any]) -> dict[Any, str]:
    found: dict[Any, str] = {}
    for chunk in _chunks([key for key in keys if key]):
        found |= dict(db.rows(f"{naming} IN ({','.join('?' * len(chunk))})", *chunk))
    return found


def _chunks(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
