"""The flats around a household: what the phone rings about next door."""

from __future__ import annotations

from dataclasses import dataclass

from heat import clock, db
from heat.queries import as_of
from heat.queries.as_of import AsOf


@dataclass(frozen=True, slots=True)
class Flat:
    """A neighbour as the small grid shows it."""

    id: int
    room: str
    floor: int | None
    column: tuple[str, int]
    state: str
    open_fen: int
    calls: int


def around(building_id: int, floor: int | None, seen: AsOf | None = None) -> list[Flat]:
    """The flats around: two floors up and down in the same building, with state, debts and repairs open since a day.

    None where the floor is not known; of a past day only the states are told. One query.
    """
    if floor is None:
        return []
    seen = seen or as_of.now()
    today = seen.day
    found = db.rows(
        "SELECT h.id, h.room, h.floor, coalesce(e.number, ''), coalesce(h.column_no, 0), h.connected, "
        "(SELECT s.state FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ? "
        "LIMIT 1), (SELECT coalesce(sum(o.open_fen), 0) FROM open_charge o WHERE o.household_id = h.id), "
        "(SELECT count(*) FROM ticket t WHERE t.household_id = h.id AND t.opened_at > ? AND t.closed_at IS NULL) "
        "FROM household h LEFT JOIN entrance e ON e.id = h.entrance_id "
        "WHERE h.building_id = ? AND h.floor BETWEEN ? AND ? AND h.merged_into_id IS NULL "
        "ORDER BY h.floor DESC, h.id LIMIT 120",
        today,
        today,
        clock.now() - clock.DAY,
        building_id,
        floor - 2,
        floor + 2,
    )
    return [
        Flat(
            *row[:3],
            (row[3], row[4]),
            "none" if row[5] == "none" else row[6] or "supplied",
            *((0, 0) if seen.past else (int(row[7]), row[8])),
        )
        for row in found
    ]
