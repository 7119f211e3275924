"""The state of the data: faults by community and day, and the households behind a number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.queries import office, visible
from heat.queries.accounts import as_day
from heat.rules import quality as rules
from heat.rules.permissions import Actor
from heat.rules.quality import House

_PORTION = 2000
_UNPLACED = 1  # the unseen circuit of a sheet without a heat tree
_HOUSE = """
SELECT h.id, h.account_no, h.community_id, coalesce(p.name, ''), h.room, h.floor, t.charge_m2, t.gross_m2, t.inner_m2,
       coalesce(t.use_class, ''), h.circuit_id, h.connected,
       EXISTS (SELECT 1 FROM contract c WHERE c.household_id = h.id AND c.valid_from <= ? AND c.valid_to > ?),
       EXISTS (SELECT 1 FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ?
               AND s.state <> 'none'), h.address
FROM household h
LEFT JOIN household_party r ON r.household_id = h.id AND r.role = 'owner' AND r.rank = 0 AND r.valid_to = '9999-12-31'
LEFT JOIN party p ON p.id = r.party_id
LEFT JOIN household_terms t ON t.household_id = h.id AND t.part = 0 AND t.valid_from <= ? AND t.valid_to > ?
WHERE h.merged_into_id IS NULL AND {condition} ORDER BY h.id LIMIT ?
"""


@dataclass(frozen=True)
class Row:
    """One household with what is wrong with it."""

    house: House
    community_id: int
    address: str
    faults: list[str]


def examined(condition: str = "1 = 1", *values: Any) -> Iterator[Row]:
    """Households with their faults as they are now, portion by portion; two queries each, 100,000 in five seconds."""
    shape = office.setting("account.shape")
    kept = {
        "circuits": db.row("SELECT 1 FROM circuit WHERE id <> ? LIMIT 1", _UNPLACED) is not None,
        "contracts": db.row("SELECT 1 FROM contract LIMIT 1") is not None,
    }
    today, after = clock.today().isoformat(), 0
    while True:
        sql = _HOUSE.format(condition=f"{condition} AND h.id > ?")
        found = db.rows(sql, *[today] * 6, *values, after, _PORTION)
        phones = _phones([row[0] for row in found], today)
        for row in found:
            house = House(
                row[0], row[1], row[3], tuple(phones.get(row[0], ())), row[4], row[5],
                *(None if m2 is None else Decimal(m2) / 100 for m2 in row[6:9]), row[9],
                row[10] != _UNPLACED, bool(row[12]), row[11] != "none", bool(row[13]),
            )  # fmt: skip
            yield Row(house, row[2], row[14], rules.faults(house, shape, **kept))
        if len(found) < _PORTION:
            return
        after = found[-1][0]


def _phones(ids: list[int], today: str) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    marks = ",".join("?" * len(ids)) or "NULL"
    for home, phone in db.rows(
        "SELECT r.household_id, f.phone FROM household_party r JOIN party_phone f ON f.party_id = r.party_id "
        f"WHERE r.household_id IN ({marks}) AND r.valid_from <= ? AND r.valid_to > ? AND f.dead_at IS NULL",
        *ids,
        today,
        today,
    ):
        found.setdefault(home, []).append(phone)
    return found


@dataclass
class CommunityState:
    """The last count of a community: households, faults by code, and how many there were on each counted day."""

    id: int
    name: str
    households: int
    counted_on: Any = None
    counts: Counter[str] = field(default_factory=Counter)
    trend: list[int] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All faults together."""
        return self.counts.total()

    def of_kind(self, kind: str) -> int:
        """Faults that are missing, invalid or contradictory."""
        return sum(n for code, n in self.counts.items() if rules.FAULT[code].kind == kind)


def communities(actor: Actor) -> list[CommunityState]:
    """Every community of this person with its last count and its trend, the worst first; three queries."""
    ids = visible.communities(actor)
    sizes = dict(
        db.rows("SELECT community_id, count(*) FROM household WHERE merged_into_id IS NULL GROUP BY community_id")
    )
    found = {
        row_id: CommunityState(row_id, name, sizes[row_id])
        for row_id, name in db.rows("SELECT id, name FROM community ORDER BY pinyin, id")
        if row_id in sizes and (ids is None or row_id in ids)
    }
    days: dict[tuple[int, Any], Counter[str]] = {}
    for row_id, day, code, n in db.rows(
        "SELECT community_id, day, code, n FROM quality_day WHERE day >= ? ORDER BY day", _days_ago(30)
    ):
        if row_id in found:
            days.setdefault((row_id, as_day(day)), Counter())[code] += n
    for (row_id, day), counts in days.items():
        state = found[row_id]
        state.counted_on, state.counts = day, Counter({code: n for code, n in counts.items() if code in rules.FAULT})
        state.trend.append(state.total)
    return sorted(found.values(), key=lambda one: -one.total)


def _days_ago(days: int) -> str:
    return clock.day_of(clock.now() - days * clock.DAY).isoformat()


def name_of(actor: Actor, community_id: int) -> str | None:
    """The community's name, None when it is not this person's to see."""
    ids = visible.communities(actor)
    if ids is not None and community_id not in ids:
        return None
    return db.value("SELECT name FROM community WHERE id = ?", community_id)


def of_community(community_id: int) -> list[Row]:
    """The households of one community that have a fault, as they are now."""
    return [row for row in examined("h.community_id = ?", community_id) if row.faults]
