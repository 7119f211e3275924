"""A building as the grid shows it: its flats with state, debts, repairs and warmth, in a fixed number of questions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from heat import clock, db
from heat.queries import visible, warmth
from heat.queries.accounts import NO_HEAT
from heat.queries.warmth import Warmth
from heat.rules.devices import KIND
from heat.rules.elevation import Flat
from heat.rules.permissions import Actor

WEEK = 7 * clock.DAY
WARM_FOR = 30 * clock.DAY  # an older temperature says nothing of today


@dataclass(frozen=True)
class Building:
    """The head of the page: where it stands, by which circuits it is heated, and what stands beside it."""

    id: int
    number: str
    community_id: int
    community: str
    circuits: list[str]
    before: tuple[int, str] | None
    after: tuple[int, str] | None


def building(actor: Actor, building_id: int) -> Building | None:
    """The building, None when no household of it is this person's to see; three queries."""
    scope = visible.households(actor)
    found = db.row(
        "SELECT b.id, b.number, c.id, c.name FROM building b JOIN community c ON c.id = b.community_id "
        f"WHERE b.id = ? AND EXISTS (SELECT 1 FROM household h WHERE h.building_id = b.id AND {scope.sql})",
        building_id,
        *scope.values,
    )
    if found is None:
        return None
    circuits = db.rows(
        "SELECT DISTINCT u.name, k.name FROM household h JOIN circuit k ON k.id = h.circuit_id "
        "JOIN substation u ON u.id = k.substation_id WHERE h.building_id = ? AND k.id <> 1 ORDER BY 1, 2",
        building_id,
    )
    row = db.rows("SELECT id, number FROM building WHERE community_id = ? ORDER BY sort, number, id", found[2])
    at = [row_id for row_id, _ in row].index(building_id)
    return Building(
        *found,
        circuits=[f"{substation} {circuit}" if substation != circuit else circuit for substation, circuit in circuits],
        before=row[at - 1] if at else None,
        after=row[at + 1] if at + 1 < len(row) else None,
    )


@dataclass(frozen=True, slots=True)
class Plant:
    """What a sensor in the substation or on the circuit of a building says now."""

    place: str
    kind: str
    value: Decimal
    unit: str
    at: int


def plant(building_id: int) -> list[Plant]:
    """The newest readings of the substations and circuits that heat a building; one query."""
    found = db.rows(
        "SELECT DISTINCT u.name, d.kind, d.scale, r.value, r.at FROM household h JOIN circuit k ON k.id = h.circuit_id "
        "JOIN substation u ON u.id = k.substation_id "
        "JOIN device d ON (d.circuit_id = k.id OR d.substation_id = u.id) AND d.retired_on IS NULL "
        "JOIN reading r ON r.device_id = d.id AND r.at = "
        "(SELECT max(n.at) FROM reading n WHERE n.device_id = d.id AND n.quality = 0) "
        "WHERE h.building_id = ? AND k.id <> 1 ORDER BY 1, 2",
        building_id,
    )
    return [
        Plant(place, KIND[kind].name, Decimal(value) / scale, KIND[kind].unit, at)
        for place, kind, scale, value, at in found
        if kind in KIND
    ]


def building_of(actor: Actor, household_id: int) -> int | None:
    """The building a household stands in, None when it is not this person's to see; one query."""
    scope = visible.households(actor)
    sql = f"SELECT h.building_id FROM household h WHERE h.id = ? AND {scope.sql}"
    return db.value(sql, household_id, *scope.values)


def flats(building_id: int) -> tuple[list[Flat], dict[int, Warmth]]:
    """The flats of a building and their room temperatures; four queries however many flats, 1,000 in under 100 ms."""
    today, now = clock.today().isoformat(), clock.now()
    warm = warmth.of_building(building_id, now - WARM_FOR)
    found = db.rows(
        "SELECT h.id, h.account_no, h.room, coalesce(e.number, ''), h.floor, h.column_no, h.connected, "
        "(SELECT s.state FROM supply_period s WHERE s.household_id = h.id AND s.valid_from <= ? AND s.valid_to > ? "
        "LIMIT 1), "
        "(SELECT coalesce(sum(o.open_fen), 0) FROM open_charge o WHERE o.household_id = h.id), "
        "(SELECT count(DISTINCT o.season_id) FROM open_charge o WHERE o.household_id = h.id AND o.open_fen > 0), "
        "(SELECT count(*) FROM ticket t WHERE t.household_id = h.id AND t.opened_at > ?), "
        "(SELECT count(*) FROM ticket t WHERE t.household_id = h.id AND t.closed_at IS NULL) "
        "FROM household h LEFT JOIN entrance e ON e.id = h.entrance_id "
        "WHERE h.building_id = ? AND h.merged_into_id IS NULL ORDER BY h.id",
        today,
        today,
        now - WEEK,
        building_id,
    )
    made = [
        Flat(*row[:6], "none" if row[6] == "none" else row[7] or "supplied", int(row[8]), *row[9:]) for row in found
    ]
    return [replace(flat, tenths=warm[flat.id].tenths) if flat.id in warm else flat for flat in made], warm


@dataclass(frozen=True)
class Collected:
    """What the season of today charged this building's households and what is still open of it."""

    season: str
    charged_fen: int
    open_fen: int

    @property
    def percent(self) -> int | None:
        """The share that is paid, None before the bills."""
        return None if self.charged_fen <= 0 else (self.charged_fen - self.open_fen) * 100 // self.charged_fen


def collected(building_id: int, season_id: int, season: str) -> Collected:
    """Heat charged in one season over a building and what is open of it, as the dashboard counts; two queries along
    (household, season)."""
    charged = db.value(
        "SELECT coalesce(sum(c.fen), 0) FROM household h JOIN charge c ON c.household_id = h.id AND c.season_id = ? "
        f"WHERE h.building_id = ? AND c.kind NOT IN ({NO_HEAT})",
        season_id,
        building_id,
    )
    still_open = db.value(
        "SELECT coalesce(sum(o.open_fen), 0) FROM household h "
        "JOIN open_charge o ON o.household_id = h.id AND o.season_id = ? "
        f"WHERE h.building_id = ? AND o.kind NOT IN ({NO_HEAT})",
        season_id,
        building_id,
    )
    return Collected(season, charged, still_open)
