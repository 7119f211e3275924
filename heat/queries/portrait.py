"""The portrait of a household (画像): how it pays, how often it calls, how content it was, season by season."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heat import db
from heat.queries.accounts import Account, as_day
from heat.queries.as_of import AsOf
from heat.rules import seasons
from heat.rules.ledger import Account as Books

_SEASONS = 5


@dataclass(frozen=True, slots=True)
class Paid:
    """One season in money, parts of a household together; `settled_on` is the day of its last payment."""

    code: str
    charged_fen: int
    open_fen: int
    settled_on: date | None

    @property
    def paid_fen(self) -> int:
        """What has been settled."""
        return self.charged_fen - self.open_fen

    @property
    def percent(self) -> int:
        """How much of it is paid, 0 to 100."""
        return 100 if self.charged_fen <= 0 else max(0, min(100, self.paid_fen * 100 // self.charged_fen))


def paid(household_id: int, accounts: Sequence[Account], seen: AsOf) -> list[Paid]:
    """The last five seasons that were charged, oldest first; one query."""
    found = db.rows(
        "SELECT c.season_id, max(x.biz_on) FROM charge c JOIN entry e ON e.charge_id = c.id AND e.fen < 0 "
        f"AND e.account_id = {Books.RECEIVABLE:d} JOIN txn x ON x.id = e.txn_id "
        "WHERE c.household_id = ? AND x.biz_on <= ? AND x.kind = 'payment' GROUP BY c.season_id",
        household_id,
        seen.day,
    )
    last = {season_id: as_day(day) for season_id, day in found}
    codes = sorted({one.season for one in accounts})[-_SEASONS:]
    return [_season([one for one in accounts if one.season == code], last) for code in codes]


def _season(parts: Sequence[Account], last: dict[int, date | None]) -> Paid:
    charged, still = sum(one.charged_fen for one in parts), sum(one.open_fen for one in parts)
    return Paid(parts[0].season, charged, still, last.get(parts[0].season_id))


def repairs(household_id: int, seen: AsOf) -> tuple[dict[str, int], int]:
    """How many tickets each season has up to a day, and how many the twelve months before it; one query."""
    found = db.rows("SELECT opened_on FROM ticket WHERE household_id = ? AND opened_at < ?", household_id, seen.end)
    days = [day for (stored,) in found if (day := as_day(stored))]
    year_ago = seen.on - timedelta(days=365)
    return dict(Counter(seasons.season_code(day) for day in days)), sum(day > year_ago for day in days)


def levels(household_id: int, seen: AsOf, limit: int = 5) -> list[int]:
    """The last answers to how content they were (1 to 6), oldest first; one query."""
    found = db.rows(
        "SELECT f.level FROM ticket t JOIN feedback f ON f.ticket_id = t.id WHERE t.household_id = ? "
        "AND f.level IS NOT NULL AND f.done_at < ? ORDER BY f.done_at DESC, f.id DESC LIMIT ?",
        household_id,
        seen.end,
        limit,
    )
    return [level for (level,) in reversed(found)]
