"""The named steward (服务管家) of a household: of its community's area, else the member of staff named on the file."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db


@dataclass(frozen=True)
class Steward:
    """Who looks after a household; `area` says which area names them, '' when the file itself does."""

    id: int
    name: str
    team: str
    area: str


def of(household_id: int | None) -> Steward | None:
    """The steward of a household, None while nobody is named; one query.

    An area of the community goes before one of the circuit, and both before the collector of the file.
    """
    found = db.row(
        "SELECT s.id, s.name, coalesce(m.name, ''), x.area FROM ("
        "SELECT 1 AS sort, a.staff_id, a.team_id, c.name AS area, a.id FROM household h "
        "JOIN team_area a ON a.community_id = h.community_id AND a.kind_id IS NULL "
        "JOIN community c ON c.id = h.community_id "
        "WHERE h.id = ? UNION ALL "
        "SELECT 2, a.staff_id, a.team_id, r.name, a.id FROM household h "
        "JOIN team_area a ON a.circuit_id = h.circuit_id AND a.kind_id IS NULL JOIN circuit r ON r.id = h.circuit_id "
        "WHERE h.id = ? UNION ALL "
        "SELECT 3, h.collector_id, NULL, '', 0 FROM household h WHERE h.id = ?) x "
        "JOIN staff s ON s.id = x.staff_id AND s.disabled_at IS NULL LEFT JOIN team m ON m.id = x.team_id "
        "ORDER BY x.sort, x.id LIMIT 1",
        *([household_id or 0] * 3),
    )
    return Steward(*found) if found else None
