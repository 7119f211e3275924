"""Bills of a season: the list with its filters, its figures, and which of them a batch of papers holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from heat import db
from heat.queries import visible
from heat.queries.accounts import as_day
from heat.rules.permissions import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class BillRow:
    """One bill in the list: a household and season."""

    id: int
    household_id: int
    account_no: str
    address: str
    debtor: str
    area_m2: Decimal
    charged_fen: int
    open_fen: int
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list of bills is narrowed to; '' and None leave it wide."""

    community_id: int | None = None
    state: str = ""
    text: str = ""


# the first part stands for the household: a flat at two prices is one bill
_BILLS = (
    "SELECT a.id, a.household_id, h.account_no, h.address, p.name, a.area_m2, "
    "(SELECT sum(c.fen) FROM charge c WHERE c.household_id = a.household_id AND c.season_id = a.season_id), "
    "coalesce((SELECT sum(o.open_fen) FROM open_charge o WHERE o.household_id = a.household_id "
    "AND o.season_id = a.season_id), 0), "
    "(SELECT min(c.due_on) FROM charge c WHERE c.household_id = a.household_id AND c.season_id = a.season_id) "
    "FROM season_account a JOIN household h ON h.id = a.household_id JOIN party p ON p.id = a.debtor_id "
)
_FIRST_PART = (
    "(a.part = 0 OR (a.part = 1 AND NOT EXISTS (SELECT 1 FROM season_account b "
    "WHERE b.household_id = a.household_id AND b.season_id = a.season_id AND b.part = 0)))"
)
_OPEN = (
    "EXISTS (SELECT 1 FROM open_charge o WHERE o.household_id = a.household_id AND o.season_id = a.season_id "
    "AND o.open_fen > 0)"
)
STATES = {"open": _OPEN, "paid": f"NOT {_OPEN}"}


def listing(actor: Actor, season_id: int, chosen: Filter, after: int = 0, limit: int = PAGE) -> list[BillRow]:
    """Bills of a season by account id, up to `limit` + 1, from behind `after`. One query."""
    where, values = _where(actor, season_id, chosen)
    found = db.rows(
        f"{_BILLS} WHERE {where} AND {_FIRST_PART} AND a.id > ? ORDER BY a.id LIMIT ?", *values, after, limit + 1
    )
    return [
        BillRow(*row[:5], Decimal(row[5]).scaleb(-2), int(row[6] or 0), int(row[7]), as_day(row[8])) for row in found
    ]


@dataclass(frozen=True, slots=True)
class Totals:
    """A season in figures: charged lines and their sum, lines still open and theirs."""

    lines: int
    charged_fen: int
    open_lines: int
    open_fen: int

    @property
    def paid_fen(self) -> int:
        """What has been settled."""
        return self.charged_fen - self.open_fen


def totals(actor: Actor, season_id: int) -> Totals:
    """The figures of a season for the branches of this person; two covering scans."""
    scope = visible.households(actor)
    # without a narrower scope the covering indexes of both tables answer alone
    home = "" if scope is visible.ALL else "JOIN household h ON h.id = x.household_id "
    where, values = f"{home}WHERE x.season_id = ? AND {scope.sql}", (season_id, *scope.values)
    charged = db.row(f"SELECT count(*), coalesce(sum(x.fen), 0) FROM charge x {where}", *values)
    still = db.row(f"SELECT count(*), coalesce(sum(x.open_fen), 0) FROM open_charge x {where}", *values)
    (lines, fen), (open_lines, open_fen) = charged or (0, 0), still or (0, 0)
    return Totals(lines, int(fen), open_lines, int(open_fen))


def communities(actor: Actor) -> list[tuple[int, str]]:
    """The communities of this person's branches, by name; one query."""
    ids = visible.communities(actor)
    where = "1 = 1" if ids is None else f"id IN ({','.join('?' * len(ids)) or 'NULL'})"
    return db.rows(f"SELECT id, name FROM community WHERE {where} ORDER BY name", *(ids or ()))


def _where(actor: Actor, season_id: int, chosen: Filter) -> tuple[str, list[Any]]:
    scope = visible.papers(actor)
    where, values = ["a.season_id = ?", scope.sql], [season_id, *scope.values]
    if chosen.community_id:
        where.append("a.community_id = ?")
        values.append(chosen.community_id)
    if chosen.state in STATES:
        where.append(STATES[chosen.state])
    if chosen.text:
        where.append("h.account_no = ?")
        values.append(chosen.text)
    return " AND ".join(where), values


def count(actor: Actor, season_id: int, chosen: Filter, most: int) -> int:
    """How many bills a filter leaves, no further than `most` + 1: who asks wants to know whether they are too many.

    One query: five thousand cost 5 ms, with a state 50.
    """
    where, values = _where(actor, season_id, chosen)
    home = "JOIN household h ON h.id = a.household_id " if "h." in where else ""
    found = f"SELECT 1 FROM season_account a {home}WHERE {where} AND {_FIRST_PART} LIMIT ?"
    return int(db.value(f"SELECT count(*) FROM ({found}) AS found", *values, most + 1))


def ids_to_print(actor: Actor, season_id: int, chosen: Filter) -> list[int]:
    """The accounts of the bills that a filter leaves, by community, building and door: the order of whoever carries
    them round. One query."""
    where, values = _where(actor, season_id, chosen)
    found = db.rows(
        "SELECT a.id FROM season_account a JOIN household h ON h.id = a.household_id "
        "JOIN community c ON c.id = a.community_id JOIN building b ON b.id = h.building_id "
        f"WHERE {where} AND {_FIRST_PART} "
        "ORDER BY c.name, c.id, b.sort, b.id, h.entrance_id, h.floor, h.column_no, h.id",
        *values,
    )
    return [account_id for (account_id,) in found]
