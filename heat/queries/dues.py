"""What is known of dues that came by a list: the account of each household and season, its charge, what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from heat import db
from heat.queries.accounts import as_day
from heat.queries.billing import ROLES
from heat.rules.accounts import REPAIR_PART
from heat.rules.ledger import Account

_CHUNK = 500
LIST = "list"
# an entry e that was neither taken back, nor takes back one from behind a txn: what came and went again is nothing
STANDS_SINCE = (
    "NOT EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = e.txn_id) "
    "AND NOT EXISTS (SELECT 1 FROM txn v WHERE v.id = e.txn_id AND v.reverses_id > ?)"
)


@dataclass(frozen=True, slots=True)
class Home:
    """A household by its number, with whom it is that owes today."""

    id: int
    account_no: str
    community_id: int
    debtor_id: int
    use_class: str


@dataclass(frozen=True, slots=True)
class Due:
    """What a household is down for in a season; `charge_id` is the line in force, None when nothing is owed."""

    account_id: int
    household_id: int
    season_id: int
    by_list: bool
    charge_id: int | None
    owed_fen: int
    paid_fen: int
    due_on: date | None


def homes(account_nos: Sequence[str], today: date) -> dict[str, Home]:
    """The households with these numbers; the debtor is 0 where nobody owes for one. Two queries for five hundred."""
    found: dict[str, Home] = {}
    for chunk in _chunks(account_nos):
        rows = db.rows(
            "SELECT h.id, h.account_no, h.community_id, coalesce(t.use_class, '居民') FROM household h "
            "LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? "
            f"AND ? < t.valid_to WHERE h.account_no IN ({','.join('?' * len(chunk))})",
            today.isoformat(),
            today.isoformat(),
            *chunk,
        )
        debtors = _debtors([row[0] for row in rows], today)
        found |= {
            number: Home(id_, number, community_id, debtors.get(id_, 0), use_class)
            for id_, number, community_id, use_class in rows
        }
    return found


def _debtors(household_ids: Sequence[int], today: date) -> dict[int, int]:
    found = db.rows(
        "SELECT household_id, role, rank, id, party_id FROM household_party "
        f"WHERE household_id IN ({','.join('?' * len(household_ids)) or 'NULL'}) "
        f"AND role IN ({','.join('?' * len(ROLES))}) AND valid_from <= ? AND ? < valid_to",
        *household_ids,
        *ROLES,
        today.isoformat(),
        today.isoformat(),
    )
    found.sort(key=lambda row: (ROLES.index(row[1]), row[2], row[3]), reverse=True)
    return {row[0]: row[4] for row in found}


def dues(household_ids: Sequence[int], kind: str = "heat") -> Iterator[Due]:
    """What these households are down for in every season by charges of a kind; two queries for five hundred.

    Paid is all that settled the line, by a list or at the counter.
    """
    for chunk in _chunks(household_ids):
        marks = ",".join("?" * len(chunk))
        lines = {
            account_id: (charge_id, fen, due_on)
            for account_id, charge_id, fen, due_on in db.rows(
                f"SELECT c.account_id, c.id, c.fen, c.due_on FROM charge c WHERE c.household_id IN ({marks}) "
                "AND c.reverses_id IS NULL AND c.kind = ? "
                "AND NOT EXISTS (SELECT 1 FROM charge r WHERE r.reverses_id = c.id) ORDER BY c.id",
                *chunk,
                kind,
            )
        }
        for account_id, household_id, season_id, stands_on, settled in db.rows(
            "SELECT a.id, a.household_id, a.season_id, a.charge_kind, "
            "(SELECT coalesce(-sum(e.fen), 0) FROM entry e JOIN payment p ON p.txn_id = e.txn_id "
            "WHERE e.household_id = a.household_id AND e.season_id = a.season_id "
            f"AND e.account_id IN ({Account.RECEIVABLE:d}, {Account.PREPAID:d}) "
            "AND NOT EXISTS (SELECT 1 FROM txn v WHERE v.reverses_id = e.txn_id)) "
            f"FROM season_account a WHERE a.household_id IN ({marks}) AND a.part < ?",
            *chunk,
            REPAIR_PART,
        ):
            charge_id, fen, due_on = lines.get(account_id, (None, 0, None))
            yield Due(
                account_id, household_id, season_id, stands_on == LIST, charge_id, fen, int(settled), as_day(due_on)
            )  # fmt: skip


def _chunks(ids: Sequence[object]) -> Iterator[Sequence[object]]:
    return (ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK))
