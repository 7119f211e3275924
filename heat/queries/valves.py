"""Valves as their jobs proved them: of a household, of the town, what does not fit, and the seals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.queries import visible
from heat.rules import valves as rules
from heat.rules.permissions import Actor
from heat.rules.valves import Known

PAGE = 100
_ACCOUNT = (
    "CASE WHEN h.connected = 'none' THEN 'none' ELSE coalesce((SELECT s.state FROM supply_period s "
    "WHERE s.household_id = h.id AND s.valid_from <= ? AND ? < s.valid_to LIMIT 1), 'supplied') END"
)
_JOB = (
    "(SELECT t.number FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
    "WHERE t.household_id = h.id AND t.closed_at IS NULL AND k.code = 'valve' ORDER BY t.id LIMIT 1)"
)


def known(household_id: int) -> Known:
    """State and seal of a household as the register has them; one query."""
    found = db.row(
        "SELECT v.state, coalesce(s.number, '') FROM valve v LEFT JOIN seal s ON s.id = v.seal_id "
        "WHERE v.household_id = ?",
        household_id,
    )
    return Known(*found) if found else Known()


def seal_at(number: str) -> str:
    """The account number of the household a seal hangs at, '' when it hangs nowhere."""
    found = db.row(
        "SELECT h.account_no FROM seal s JOIN valve_act a ON a.id = s.placed_id JOIN ticket t ON t.id = a.ticket_id "
        "JOIN household h ON h.id = t.household_id WHERE s.number = ? AND s.removed_id IS NULL",
        number,
    )
    return str(found[0]) if found else ""


def is_job(kind_id: int) -> bool:
    """Whether a sort of ticket is the valve job; one query."""
    return bool(db.value("SELECT code FROM ticket_kind WHERE id = ?", kind_id) == rules.KIND)


def act_of(ext: dict[str, Any] | None) -> str:
    """What a job was opened for; one that does not say is a look at the valve."""
    return str((ext or {}).get(rules.KIND, {}).get("act", "check"))


def open_job(household_id: int) -> str:
    """The number of the household's open valve job, '' when it has none."""
    found = db.row(f"SELECT {_JOB} FROM household h WHERE h.id = ?", household_id)
    return str(found[0]) if found and found[0] else ""


@dataclass(frozen=True)
class Act:
    """One finished job."""

    number: str
    act: str
    found: str
    state: str
    seal: str | None
    seal_off: str | None
    reading_milli: int | None
    suspect: str | None
    on_paper: bool
    at: int
    by: str
    ticket_id: int
    account_no: str
    address: str
    household_id: int
    act_id: int


_ACT = (
    "SELECT t.number, a.act, a.found, a.state, a.seal_no, a.removed_seal_no, a.reading_milli, a.suspect, a.on_paper, "
    "a.at, s.name, t.id, h.account_no, h.address, h.id, a.id FROM valve_act a JOIN ticket t ON t.id = a.ticket_id "
    "JOIN household h ON h.id = t.household_id JOIN staff s ON s.id = a.by_id"
)


def of_household(household_id: int, end: int) -> list[Act]:
    """What was done at a household's valve before an instant, the newest first; one query."""
    found = db.rows(f"{_ACT} WHERE t.household_id = ? AND a.at < ? ORDER BY a.id DESC LIMIT 50", household_id, end)
    return [Act(*row) for row in found]


def belongs(act_id: int, household_id: int) -> bool:
    """Whether an act was done at this household's valve; one query."""
    sql = "SELECT 1 FROM valve_act a JOIN ticket t ON t.id = a.ticket_id WHERE a.id = ? AND t.household_id = ?"
    return db.row(sql, act_id, household_id) is not None


def suspects(actor: Actor, *, days: int = 200) -> list[Act]:
    """What jobs of this winter found that speaks of somebody else's hand, the newest first; one query."""
    scope = visible.households(actor)
    found = db.rows(
        f"{_ACT} WHERE a.suspect IS NOT NULL AND a.at > ? AND {scope.sql} ORDER BY a.at DESC, a.id DESC LIMIT {PAGE}",
        clock.now() - days * clock.DAY,
        *scope.values,
    )
    return [Act(*row) for row in found]


@dataclass(frozen=True)
class ValveRow:
    """A household's valve in a list; `account` is the state of supply its account has today."""

    household_id: int
    account_no: str
    address: str
    state: str
    since_at: int
    seal: str
    account: str
    number: str
    job: str | None

    @property
    def at_odds(self) -> bool:
        """Whether account and valve do not fit together."""
        return self.account in (rules.HEATED if self.state == "closed" else rules.STOPPED)


_VALVE = (
    f"SELECT h.id, h.account_no, h.address, v.state, v.since_at, coalesce(s.number, ''), {_ACCOUNT}, t.number, {_JOB} "
    "FROM valve v JOIN household h ON h.id = v.household_id JOIN valve_act a ON a.id = v.act_id "
    "JOIN ticket t ON t.id = a.ticket_id LEFT JOIN seal s ON s.id = v.seal_id "
)


@dataclass(frozen=True)
class Wanted:
    """Which valves: of one state, one community, at odds with the account; `words` are of number or address or seal."""

    state: str = ""
    community_id: int | None = None
    at_odds: bool = False
    words: str = ""


def listed(actor: Actor, wanted: Wanted, *, after: int = 0) -> list[ValveRow]:
    """Up to one more than PAGE valves by household behind `after`; one query."""
    where, values = _where(actor, wanted)
    today = clock.today().isoformat()
    found = db.rows(f"{_VALVE} WHERE {where} AND h.id > ? ORDER BY h.id LIMIT {PAGE + 1}", today, today, *values, after)
    return [ValveRow(*row) for row in found]


def _where(actor: Actor, wanted: Wanted) -> tuple[str, list[Any]]:
    scope, today = visible.households(actor), clock.today().isoformat()
    where, values = ["h.merged_into_id IS NULL", scope.sql], [*scope.values]
    if wanted.state:
        where.append("v.state = ?")
        values.append(wanted.state)
    if wanted.community_id:
        where.append("h.community_id = ?")
        values.append(wanted.community_id)
    if wanted.words:
        like = "%" + wanted.words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        where.append("(h.account_no LIKE ? ESCAPE '\\' OR h.address LIKE ? ESCAPE '\\' OR s.number LIKE ? ESCAPE '\\')")
        values += [like, like, like]
    if wanted.at_odds:
        where.append(
            f"(v.state = 'closed' AND {_ACCOUNT} IN ('supplied', 'partial', 'limited') "
            f"OR v.state = 'open' AND {_ACCOUNT} IN ('suspended', 'cut'))"
        )
        values += [today] * 4
    return " AND ".join(where), values


def counts(actor: Actor) -> dict[str, int]:
    """How many valves stand open and closed, how many are at odds with their account; two queries."""
    where, values = _where(actor, Wanted())
    found = dict(
        db.rows(
            "SELECT v.state, count(*) FROM valve v JOIN household h ON h.id = v.household_id "
            f"WHERE {where} GROUP BY v.state",
            *values,
        )
    )
    where, values = _where(actor, Wanted(at_odds=True))
    odd = db.value(f"SELECT count(*) FROM valve v JOIN household h ON h.id = v.household_id WHERE {where}", *values)
    return {"open": found.get("open", 0), "closed": found.get("closed", 0), "odds": int(odd)}


def jobs(actor: Actor) -> list[int]:
    """The open valve jobs this person may see, the oldest first; their ids. One query."""
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT t.id FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id WHERE k.code = 'valve' "
        f"AND t.closed_at IS NULL AND {scope.sql} ORDER BY t.due_at, t.id LIMIT 200",
        *scope.values,
    )
    return [ticket_id for (ticket_id,) in found]


@dataclass(frozen=True)
class SealRow:
    """A seal that hangs or hung."""

    number: str
    placed_at: int
    placed_by: str
    removed_at: int | None
    removed_by: str | None
    account_no: str
    address: str
    household_id: int


def seals(actor: Actor, words: str = "") -> list[SealRow]:
    """The seals, hanging ones first, then by number from the newest; those whose number begins with `words`."""
    scope = visible.households(actor)
    begin = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    found = db.rows(
        "SELECT s.number, a.at, p.name, b.at, q.name, h.account_no, h.address, h.id FROM seal s "
        "JOIN valve_act a ON a.id = s.placed_id JOIN staff p ON p.id = a.by_id JOIN ticket t ON t.id = a.ticket_id "
        "JOIN household h ON h.id = t.household_id LEFT JOIN valve_act b ON b.id = s.removed_id "
        f"LEFT JOIN staff q ON q.id = b.by_id WHERE s.number LIKE ? ESCAPE '\\' AND {scope.sql} "
        f"ORDER BY CASE WHEN s.removed_id IS NULL THEN 0 ELSE 1 END, s.id DESC LIMIT {PAGE}",
        begin,
        *scope.values,
    )
    return [SealRow(*row) for row in found]


@dataclass(frozen=True)
class ListRow:
    """One household of a list that jobs are to be opened for; `why` tells why it needs none, '' when it does."""

    id: int
    account_no: str
    address: str
    state: str
    why: str


def of_list(actor: Actor, household_ids: Sequence[int], act: str) -> list[ListRow]:
    """The households of a list this person may see, each with why it needs no job; one query for five hundred."""
    scope, rows = visible.households(actor), list[ListRow]()
    for start in range(0, len(household_ids), 500):
        part = list(household_ids[start : start + 500])
        found = db.rows(
            f"SELECT h.id, h.account_no, h.address, coalesce(v.state, ''), {_JOB} FROM household h "
            f"LEFT JOIN valve v ON v.household_id = h.id WHERE h.id IN ({','.join('?' * len(part))}) "
            f"AND h.merged_into_id IS NULL AND h.connected <> 'none' AND {scope.sql} ORDER BY h.id",
            *part,
            *scope.values,
        )
        rows += [ListRow(*row[:4], rules.why_not(act, row[3], row[4] or "")) for row in found]
    return rows
