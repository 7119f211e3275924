"""What is known of a household and its people beside their data: tags of the rules and of staff, and the blacklist."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from heat import db
from heat.models import FOREVER
from heat.queries import as_of
from heat.queries.accounts import as_day
from heat.queries.as_of import AsOf
from heat.rules import tags


@dataclass(frozen=True, slots=True)
class TagRow:
    """One tag in force: whose, since when, until when, why and by whom; `party` names the person it is about."""

    id: int
    code: str
    reason: str
    source: str
    by: str | None
    since: date
    until: date | None
    party_id: int | None
    party: str | None

    @property
    def name(self) -> str:
        """The word on the tag."""
        return tags.name_of(self.code)

    @property
    def tone(self) -> str:
        """Its colour."""
        return tags.tone_of(self.code)


_ROW = (
    "SELECT t.id, t.code, t.reason, t.source, s.name, t.valid_from, t.valid_to, t.party_id, {party} FROM tag t "
    "LEFT JOIN staff s ON s.id = t.by_id "
)


def of(household_id: int, seen: AsOf | None = None) -> list[TagRow]:
    """The tags of a household and of its people on a day, the grave ones first; one query."""
    day = (seen or as_of.now()).day
    found = db.rows(
        f"{_ROW.format(party='NULL')} WHERE t.household_id = ? AND t.valid_from <= ? AND t.valid_to > ? UNION ALL "
        f"{_ROW.format(party='p.name')} JOIN party p ON p.id = t.party_id WHERE t.valid_from <= ? AND t.valid_to > ? "
        "AND t.party_id IN (SELECT o.party_id FROM household_party o WHERE o.household_id = ? AND o.valid_from <= ? "
        "AND o.valid_to > ?)",
        *(household_id, day, day),
        *(day, day, household_id, day, day),
    )
    return sorted((_row(row) for row in found), key=lambda one: (tags.rank_of(one.code), one.id))


def ended(household_id: int, seen: AsOf | None = None) -> list[TagRow]:
    """The tags that were in force once and are no more, newest first, at most fifty; one query."""
    day = (seen or as_of.now()).day
    found = db.rows(
        f"{_ROW.format(party='NULL')} WHERE t.household_id = ? AND t.valid_to <= ? AND t.valid_from < t.valid_to "
        "ORDER BY t.valid_to DESC, t.id DESC LIMIT 50",
        household_id,
        day,
    )
    return [_row(row) for row in found]


def _row(row: tuple[object, ...]) -> TagRow:
    until = None if str(row[6]) == FOREVER else as_day(row[6])  # type: ignore[arg-type]
    return TagRow(*row[:5], as_day(row[5]) or date.min, until, *row[7:])  # type: ignore[arg-type]


def codes() -> list[str]:
    """The tags in force on any household, the grave ones first; one query that leaps from word to word of the index."""
    found = db.rows(
        "WITH RECURSIVE word(code) AS (SELECT min(code) FROM tag UNION ALL "
        "SELECT (SELECT min(t.code) FROM tag t WHERE t.code > word.code) FROM word WHERE word.code IS NOT NULL) "
        "SELECT code FROM word WHERE code IS NOT NULL AND EXISTS (SELECT 1 FROM tag t WHERE t.code = word.code "
        "AND t.valid_to > ? AND t.household_id IS NOT NULL)",
        as_of.now().day,
    )
    return sorted((code for (code,) in found), key=lambda code: (tags.rank_of(code), code))
