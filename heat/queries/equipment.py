"""What is built in a household, what it has signed, and the papers and pictures kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from heat import db
from heat.models import FOREVER
from heat.queries.accounts import as_day
from heat.queries.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Fitted:
    """One device in the household, from the day it was built in; `until` None while it is there."""

    id: int
    device_id: int
    kind: str
    serial: str
    maker: str
    unit: str
    scale: int
    calibrated_until: date | None
    retired_on: date | None
    since: date
    until: date | None
    start_value: int | None
    ext: dict[str, Any]


def devices(household_id: int, seen: AsOf) -> list[Fitted]:
    """Everything that is or was built in up to a day, what is there first; one query."""
    found = db.rows(
        "SELECT f.id, d.id, d.kind, d.serial, coalesce(d.maker, ''), coalesce(d.unit, ''), d.scale, "
        "d.calibrated_until, d.retired_on, f.valid_from, f.valid_to, f.start_value, d.ext FROM device_fit f "
        "JOIN device d ON d.id = f.device_id WHERE f.household_id = ? AND f.valid_from <= ? "
        "ORDER BY CASE WHEN f.valid_to > ? THEN 0 ELSE 1 END, d.kind, f.valid_from DESC, f.id LIMIT 100",
        household_id,
        seen.day,
        seen.day,
    )
    return [
        Fitted(
            *row[:7], as_day(row[7]), as_day(row[8]), as_day(row[9]) or date.min, _end(row[10]), row[11],
            db.unpacked(row[12]) or {},
        )
        for row in found
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ContractRow:
    """A contract of the household."""

    id: int
    number: str
    party: str
    kind: str
    version: str
    signed_on: date | None
    since: date
    until: date | None
    state: str
    scan: bool


def contracts(household_id: int, seen: AsOf) -> list[ContractRow]:
    """The contracts that began up to a day, the newest first; one query."""
    found = db.rows(
        "SELECT c.id, c.number, p.name, c.kind, c.version, c.signed_on, c.valid_from, c.valid_to, c.state, "
        "c.blob_id IS NOT NULL FROM contract c JOIN party p ON p.id = c.party_id "
        "WHERE c.household_id = ? AND c.valid_from <= ? ORDER BY c.valid_from DESC, c.id DESC LIMIT 50",
        household_id,
        seen.day,
    )
    return [
        ContractRow(*row[:5], as_day(row[5]), as_day(row[6]) or date.min, _end(row[7]), row[8], bool(row[9]))
        for row in found
    ]


@dataclass(frozen=True, slots=True)
class Paper:
    """A picture or PDF kept with the household."""

    id: int
    kind: str
    name: str
    media_type: str
    at: int
    by: str | None

    @property
    def picture(self) -> bool:
        """Whether a browser can show it in the page."""
        return self.media_type.startswith("image/")


def papers(household_id: int, seen: AsOf) -> list[Paper]:
    """What was kept with the household up to the end of a day, newest first; one query.

    A file of an own field stands with its field, for whoever may read that.
    """
    found = db.rows(
        "SELECT a.id, a.kind, a.name, b.media_type, a.at, s.name FROM attachment a JOIN blob b ON b.id = a.blob_id "
        "LEFT JOIN staff s ON a.by_kind = 'staff' AND s.id = a.by_id "
        "WHERE a.subject = 'household' AND a.subject_id = ? AND a.hidden_at IS NULL AND a.at < ? "
        "AND a.kind NOT LIKE 'own:%' ORDER BY a.at DESC, a.id DESC LIMIT 100",
        household_id,
        seen.end,
    )
    return [Paper(*row) for row in found]


def _end(stored: Any) -> date | None:
    return None if str(stored) == FOREVER else as_day(stored)
