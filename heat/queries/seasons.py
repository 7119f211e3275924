"""Seasons with their dates, tariffs with their versions, and how far a billing run is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import db
from heat.queries.accounts import as_day
from heat.rules.accounts import REPAIR_PART
from heat.rules.seasons import Season


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """A season with its office-wide dates and whether it was billed."""

    id: int
    code: str
    name: str
    first_on: date | None
    last_on: date | None
    due_on: date | None
    last_counts: bool
    billed: bool

    @property
    def legal_days(self) -> int:
        """The days that are paid for, 0 without dates."""
        return Season(self.first_on, self.last_on, self.last_counts).legal_days if self.first_on and self.last_on else 0


_SEASON = (
    "SELECT s.id, s.code, s.name, k.first_on, k.last_on, k.due_on, k.last_counts, {billed} FROM season s "
    "LEFT JOIN season_calendar k ON k.season_id = s.id AND k.org_id = 1 "
)
_BILLED = f"EXISTS (SELECT 1 FROM season_account a WHERE a.season_id = s.id AND a.part < {REPAIR_PART})"


def seasons() -> list[SeasonRow]:
    """All seasons, newest first; one query."""
    return [_season(row) for row in db.rows(f"{_SEASON.format(billed=_BILLED)} ORDER BY s.code DESC")]


def season(code: str) -> SeasonRow | None:
    """A season by its code, None when the office has none of that name; one query."""
    found = db.row(f"{_SEASON.format(billed=_BILLED)} WHERE s.code = ?", code)
    return _season(found) if found else None


def _season(row: tuple[Any, ...]) -> SeasonRow:
    counts = row[6] is None or bool(row[6])
    return SeasonRow(*row[:3], as_day(row[3]), as_day(row[4]), as_day(row[5]), counts, bool(row[7]))


def any_tariff() -> bool:
    """Whether the office has published a price."""
    return db.row("SELECT 1 FROM tariff WHERE published_at IS NOT NULL AND code <> 'list' LIMIT 1") is not None


@dataclass(frozen=True, slots=True)
class TariffRow:
    """A published tariff."""

    id: int
    code: str
    version: int
    name: str
    use_class: str
    rule: dict[str, Any]
    valid_from: date
    source: str
    by: str
    used: int


def tariffs() -> list[TariffRow]:
    """All published tariffs but the one of imported lists, newest first; one query."""
    found = db.rows(
        "SELECT t.id, t.code, t.version, t.name, t.rule, t.valid_from, coalesce(t.source, ''), coalesce(s.name, ''), "
        "(SELECT count(*) FROM season_account a WHERE a.tariff_id = t.id) FROM tariff t "
        "LEFT JOIN staff s ON s.id = t.published_by_id WHERE t.published_at IS NOT NULL AND t.code <> 'list' "
        "ORDER BY t.valid_from DESC, t.code, t.version DESC"
    )
    rows = [(*row[:4], json.loads(row[4]) if isinstance(row[4], str) else row[4], *row[5:]) for row in found]
    return [
        TariffRow(id_, code, version, name, rule.get("use_class", ""), rule, as_day(since) or date.min, *rest)
        for id_, code, version, name, rule, since, *rest in rows
    ]


@dataclass(frozen=True, slots=True)
class Run:
    """A billing run as its page shows it."""

    id: int
    check: bool
    state: str
    done: int
    total: int | None
    result: dict[str, Any]
    error: str
    at: int

    @property
    def going(self) -> bool:
        """Whether it is still waiting or working."""
        return self.state in ("waiting", "leased")


def last_run(season_code: str) -> Run | None:
    """The newest billing run of a season, None when there was none; one query."""
    found = db.row(
        "SELECT id, args, state, done, total, result, error, at FROM job WHERE kind = 'bill' AND once_key LIKE ? "
        "ORDER BY id DESC LIMIT 1",
        f"bill:{season_code}:%",
    )
    if found is None:
        return None
    id_, args, state, done, total, result, error, at = found
    asked, answer = (json.loads(value) if isinstance(value, str) else value for value in (args, result))
    return Run(id_, asked["check"], state, done, total, answer or {}, error or "", at)
