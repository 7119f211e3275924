"""Who is to be reminded on a day, and what has been sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from heat import db
from heat.queries import visible
from heat.rules import masking
from heat.rules import reminders as rules
from heat.rules.ledger import Account
from heat.rules.permissions import Actor
from heat.rules.reminders import Debt

_DUE = """
SELECT d.household_id, h.account_no, h.address, p.id, p.name, p.kind,
       (SELECT f.phone FROM party_phone f WHERE f.party_id = p.id AND f.dead_at IS NULL ORDER BY f.rank, f.id LIMIT 1),
       d.due_on, d.near_fen,
       (SELECT sum(a.open_fen) FROM open_charge a WHERE a.household_id = d.household_id),
       coalesce((SELECT -sum(e.fen) FROM entry e
                 WHERE e.household_id = d.household_id AND e.account_id = {prepaid}), 0),
       EXISTS (SELECT 1 FROM firing x JOIN design r ON r.id = x.rule_id AND r.code = 'remind-due'
               WHERE x.subject = 'household' AND x.subject_id = d.household_id AND x.step = 'before-due'
               AND x.period = CAST(d.due_on AS text))
FROM (SELECT household_id, min(due_on) AS due_on, sum(open_fen) AS near_fen, max(debtor_id) AS debtor_id
      FROM open_charge WHERE due_on >= ? AND due_on <= ? AND {scope}
      GROUP BY household_id HAVING sum(open_fen) > 0) d
JOIN household h ON h.id = d.household_id JOIN party p ON p.id = d.debtor_id ORDER BY d.household_id
"""


def due(actor: Actor, on: date, days: int) -> Iterator[tuple[Debt, bool]]:
    """Every household with something open that falls due within `days` after `on`, and whether it has been reminded.

    Only households of this person's branches, by id. One query along the index of due days: in portions each would
    walk the whole window again. 40,000 households take half a second and 30 MB.
    """
    first, last = rules.window(on, days)
    scope = visible.belonging(actor, "household_id")
    query = _DUE.format(scope=scope.sql, prepaid=int(Account.PREPAID))
    for row in db.rows(query, first.isoformat(), last.isoformat(), *scope.values):
        due_on = row[7] if isinstance(row[7], date) else date.fromisoformat(row[7])
        debt = Debt(*row[:7], due_on, int(row[8]), int(row[9]), int(row[10]))
        yield debt, bool(row[11])


def paid(actor: Actor, on: date, days: int) -> int:
    """How many households have paid everything that falls due in the window; they get no message."""
    first, last = rules.window(on, days)
    scope = visible.belonging(actor, "c.household_id")
    return int(
        db.value(
            "SELECT count(DISTINCT c.household_id) FROM charge c WHERE c.due_on >= ? AND c.due_on <= ? AND c.fen > 0 "
            "AND c.household_id NOT IN (SELECT o.household_id FROM open_charge o WHERE o.due_on >= ? "
            f"AND o.due_on <= ?) AND {scope.sql}",
            first.isoformat(),
            last.isoformat(),
            first.isoformat(),
            last.isoformat(),
            *scope.values,
        )
    )


@dataclass(frozen=True)
class Sent:
    """One message as the list shows it, what was sent in it masked."""

    text: str
    id: int
    account_no: str | None
    household_id: int | None
    to: str
    state: str
    at: int
    sent_at: int | None
    error: str | None
    code: bool  # a sign-in code, which nobody but its reader may see


def messages(actor: Actor, *, state: str = "", before: tuple[int, int] | None = None, limit: int = 50) -> list[Sent]:
    """The newest messages to this person's households, up to `limit` + 1; `before` = (not_before, id) of the last one
    shown. What names no household, as sign-in codes do, shows only to those who see every branch. One query."""
    scope = visible.belonging(actor, "m.household_id")
    where, values = [scope.sql], list[int | str](scope.values)
    if state:
        where.append("m.state = ?")
        values.append(state)
    if before:
        where.append("(m.not_before, m.id) < (?, ?)")
        values += before
    found = db.rows(
        "SELECT p.name, m.text, m.id, h.account_no, m.household_id, m.to_address, m.state, m.not_before, m.sent_at, "
        "m.error, m.once_key LIKE 'code:%' FROM message m LEFT JOIN household h ON h.id = m.household_id "
        f"LEFT JOIN party p ON p.id = m.party_id WHERE {' AND '.join(where)} "
        "ORDER BY m.not_before DESC, m.id DESC LIMIT ?",
        *values,
        limit + 1,
    )
    return [Sent(masking.message(text, name), *row) for name, text, *row in found]
