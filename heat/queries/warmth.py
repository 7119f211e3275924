"""Room temperatures of households: what technicians wrote down and what sensors sent, the newest of both."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from heat import clock, db
from heat.rules.devices import ROOM_SENSOR


@dataclass(frozen=True, slots=True)
class Warmth:
    """One room temperature in 0.1 ℃ and when it was read."""

    tenths: int
    at: int

    @property
    def celsius(self) -> Decimal:
        """The same in ℃ with one decimal."""
        return Decimal(self.tenths) / 10


def of_building(building_id: int, since_at: int) -> dict[int, Warmth]:
    """The newest temperature of each household of a building since an instant, by household; two queries."""
    written = db.rows(
        "SELECT h.id, (SELECT c.text FROM contact c WHERE c.household_id = h.id AND c.kind = 'temperature' "
        "AND c.at >= ? ORDER BY c.at DESC LIMIT 1), "
        "(SELECT max(c.at) FROM contact c WHERE c.household_id = h.id AND c.kind = 'temperature' AND c.at >= ?) "
        "FROM household h WHERE h.building_id = ? AND h.merged_into_id IS NULL",
        since_at,
        since_at,
        building_id,
    )
    found = {home: Warmth(tenths, at) for home, text, at in written if (tenths := _tenths(text)) is not None}
    for home, value, at in _sensed(building_id, since_at):
        if home not in found or at > found[home].at:
            found[home] = Warmth(value, at)
    return found


def _sensed(building_id: int, since_at: int) -> list[tuple[int, int, int]]:
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT f.household_id, d.scale, r.value, r.at FROM household h "
        "JOIN device_fit f ON f.household_id = h.id AND f.valid_from <= ? AND f.valid_to > ? "
        "JOIN device d ON d.id = f.device_id AND d.kind = ? "
        "JOIN reading r ON r.device_id = d.id AND r.at = "
        "(SELECT max(n.at) FROM reading n WHERE n.device_id = d.id AND n.quality = 0) "
        "WHERE h.building_id = ? AND r.at >= ?",
        today,
        today,
        ROOM_SENSOR,
        building_id,
        since_at,
    )
    return [(home, value * 10 // scale, at) for home, scale, value, at in found]


def _tenths(text: str | None) -> int | None:
    try:
        return None if text is None else int(Decimal(text) * 10)
    except InvalidOperation:
        return None
