"""Two files side by side, what a merge would do to their money, merges that were done and what happened since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import accounts, households, visible
from heat.queries.households import Known
from heat.rules.merging import Purse, Standing
from heat.rules.permissions import Actor
from heat.rules.seasons import season_code

RECENT = 50


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two files: its facts, its money, and how much goes with it."""

    known: Known
    purse: Purse
    seasons: int
    payments: int
    tickets: int
    working: int
    temperatures: int
    lines: int
    proof_at: int

    @property
    def id(self) -> int:
        """The household."""
        return self.known.id

    @property
    def weight(self) -> tuple[bool, int, int]:
        """What makes it the main file: billed in today's season, the newest proof, the older file."""
        return any(one.now for one in self.purse.accounts), self.proof_at, -self.id


def side(actor: Actor, household_id: int) -> Side | None:
    """One file for the comparison; None when it is not this person's to see or merged away. About ten queries."""
    scope = visible.households(actor)
    row = db.row(
        f"SELECT h.account_no FROM household h WHERE h.id = ? AND h.merged_into_id IS NULL AND {scope.sql}",
        household_id,
        *scope.values,
    )
    if row is None:
        return None
    today = clock.today()
    season_id = int(db.value("SELECT id FROM season WHERE code = ?", season_code(today)) or 0)
    known = next(households.known([row[0]], season_id, today))
    tickets, working = db.row(
        "SELECT count(*), coalesce(sum(CASE WHEN closed_at IS NULL THEN 1 ELSE 0 END), 0) FROM ticket "
        "WHERE household_id = ?",
        household_id,
    ) or (0, 0)
    lines, temperatures, newest = db.row(
        "SELECT count(*), coalesce(sum(CASE WHEN kind = 'temperature' THEN 1 ELSE 0 END), 0), coalesce(max(at), 0) "
        "FROM contact WHERE household_id = ?",
        household_id,
    ) or (0, 0, 0)
    payments = db.value(
        "SELECT count(DISTINCT p.id) FROM entry e JOIN payment p ON p.txn_id = e.txn_id WHERE e.household_id = ?",
        household_id,
    )
    held = purse(household_id)
    seasons = len({one.season_id for one in held.accounts})
    return Side(known, held, seasons, payments, tickets, int(working), int(temperatures), lines, newest)


def purse(household_id: int) -> Purse:
    """The money of a file as a merge sees it. Two queries."""
    code = season_code(clock.today())
    found = db.rows(
        "SELECT a.id, a.season_id, s.code, coalesce(sum(c.fen), 0), coalesce(sum(o.open_fen), 0) FROM season_account a "
        "JOIN season s ON s.id = a.season_id LEFT JOIN charge c ON c.account_id = a.id "
        "LEFT JOIN open_charge o ON o.charge_id = c.id WHERE a.household_id = ? "
        "GROUP BY a.id, a.season_id, s.code ORDER BY s.code, a.id",
        household_id,
    )
    standing = (Standing(row[0], row[1], row[2], int(row[3]), int(row[4]), row[2] == code) for row in found)
    return Purse(tuple(standing), int(accounts.prepaid_fen(household_id)))


def kept_of(household_id: int) -> int | None:
    """The file a merged one went into; None for a file of its own. One query."""
    kept = db.value("SELECT merged_into_id FROM household WHERE id = ?", household_id)
    return None if kept is None else int(kept)


def gone_numbers() -> dict[str, str]:
    """The numbers of merged files, each with the number of the file it went into. One query."""
    return dict(
        db.rows(
            "SELECT g.account_no, k.account_no FROM household g JOIN household k ON k.id = g.merged_into_id "
            "WHERE g.merged_into_id IS NOT NULL"
        )
    )


@dataclass(frozen=True, slots=True)
class Done:
    """A merge that was done."""

    id: int
    kept_id: int
    gone_id: int
    kept: str
    gone: str
    address: str
    at: int
    by: str
    undone_at: int | None
    undone_by: str | None
    moved: dict[str, Any]


_DONE = (
    "SELECT m.id, m.kept_id, m.gone_id, k.account_no, g.account_no, k.address, m.at, s.name, m.undone_at, u.name, "
    "m.moved FROM merge m JOIN household k ON k.id = m.kept_id JOIN household g ON g.id = m.gone_id "
    "JOIN staff s ON s.id = m.by_id LEFT JOIN staff u ON u.id = m.undone_by_id WHERE m.kind = 'household' "
)


def done(actor: Actor, limit: int = RECENT) -> list[Done]:
    """The merges that were done, newest first. One query."""
    scope = visible.households(actor, "k")
    found = db.rows(f"{_DONE} AND {scope.sql} ORDER BY m.id DESC LIMIT ?", *scope.values, limit)
    return [Done(*row[:10], db.unpacked(row[10])) for row in found]


def one(actor: Actor, merge_id: int) -> Done | None:
    """One merge, None when it is not this person's to see."""
    scope = visible.households(actor, "k")
    row = db.row(f"{_DONE} AND m.id = ? AND {scope.sql}", merge_id, *scope.values)
    return Done(*row[:10], db.unpacked(row[10])) if row else None


@dataclass(frozen=True, slots=True)
class Since:
    """Something that was done to the kept file after the merge, by whom and when; it stays there."""

    kind: str
    text: str
    at: int
    by: str


def since(merge: Done) -> list[Since]:
    """What was done to the kept file after the merge: tickets, payments, lines of its log. One query."""
    found = db.rows(
        "SELECT 'ticket', t.number, t.opened_at, coalesce(s.name, '') FROM ticket t "
        "LEFT JOIN ticket_move v ON v.ticket_id = t.id AND v.seq = 1 LEFT JOIN staff s ON s.id = v.by_id "
        "WHERE t.household_id = ? AND t.opened_at > ? UNION ALL "
        "SELECT c.kind, c.text, c.at, coalesce(s.name, '') FROM contact c LEFT JOIN staff s ON s.id = c.by_id "
        "WHERE c.household_id = ? AND c.at > ? AND c.kind <> 'ticket' ORDER BY 3 LIMIT 50",
        merge.kept_id,
        merge.at,
        merge.kept_id,
        merge.at,
    )
    return [Since(*row) for row in found]


def week(actor: Actor) -> int:
    """How many pairs were decided in the last seven days. One query."""
    scope = visible.households(actor, "k")
    return int(
        db.value(
            "SELECT count(*) FROM merge m JOIN household k ON k.id = m.kept_id WHERE m.kind <> 'party' "
            f"AND m.undone_at IS NULL AND m.at > ? AND {scope.sql}",
            clock.now() - 7 * clock.DAY,
            *scope.values,
        )
    )


@dataclass(frozen=True, slots=True)
class Person:
    """Two entries of one owner that somebody joined."""

    id: int
    name: str
    at: int
    undone_at: int | None


def persons(actor: Actor, limit: int = RECENT) -> list[Person]:
    """The owners this person has joined, newest first. One query."""
    found = db.rows(
        "SELECT m.id, p.name, m.at, m.undone_at FROM merge m JOIN party p ON p.id = m.kept_id "
        "WHERE m.kind = 'party' AND m.by_id = ? ORDER BY m.id DESC LIMIT ?",
        actor.id,
        limit,
    )
    return [Person(*row) for row in found]


def homes_of(party_ids: tuple[int, int]) -> list[int]:
    """The households in which one of two people has or had a role. One query."""
    found = db.rows("SELECT DISTINCT household_id FROM household_party WHERE party_id IN (?, ?)", *party_ids)
    return [household_id for (household_id,) in found]
