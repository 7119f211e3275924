"""The two trees grow with what lists name: communities, buildings and entrances, and the circuits that heat them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from heat import db
from heat.rules.addresses import Place, community_key
from heat.rules.households import NO_COMMUNITY, UNASSIGNED, VACANT
from heat.services import pinyin
from heat.services.traces import Trace

FIRST = 1  # the unseen source, substation and circuit that every office begins with
_LEVELS = ("heat_source", "substation", "circuit")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a household stands in the administrative tree, by ids."""

    community_id: int
    building_id: int
    entrance_id: int | None


@dataclass
class Places:
    """Finds places by their words and makes those that are new, remembering what it made. Inside writing() only."""

    org_id: int = 1
    made: Trace = field(default_factory=Trace)

    def spot(self, place: Place, abbreviation: str = "") -> Spot:
        """The ids of a place; a level that is new is made. `abbreviation` is the community's short form in codes."""
        community_id = self._community(place.community, abbreviation)
        building_id = self._building(community_id, place.building)
        return Spot(community_id, building_id, self._entrance(building_id, place.entrance) if place.entrance else None)

    def circuit(self, path: tuple[str, str, str]) -> int:
        """The circuit of a source, substation and circuit by name; a level without a name is the unassigned one."""
        if not any(path):
            return FIRST
        above: int | None = None
        for table, name in zip(_LEVELS, path, strict=True):
            above = self._heat_level(table, above, name or UNASSIGNED)
        return above or FIRST

    def heated(self, spot: Spot) -> int:
        """The circuit of the nearest level that names one: entrance, building, community; else the unassigned one."""
        levels = (("entrance", spot.entrance_id), ("building", spot.building_id), ("community", spot.community_id))
        return next((self._heated[level] for level in levels if level in self._heated), FIRST)

    def vacancy(self, community_id: int) -> int:
        """The organisation that owns and owes for the empty flats of a community."""
        if community_id not in self._vacancies:
            words = {"name": VACANT, "pinyin": "kongzhifang", "pinyin_initials": "kzf"}
            new = self.made.insert("party", kind="organisation", ext={"vacant_in": community_id}, **words)
            self._vacancies[community_id] = new
        return self._vacancies[community_id]

    def _community(self, name: str, abbreviation: str) -> int:
        name = name or NO_COMMUNITY
        key = community_key(name)
        if key not in self._communities:
            letters = pinyin.initials_of_words(key)
            abbr = abbreviation or letters.upper()
            words = {"name": name, "abbr": abbr, "pinyin": pinyin.of_words(key), "pinyin_initials": letters}
            self._communities[key] = self.made.insert(
                "community", org_id=self.org_id, code=self._free_code(abbr), **words
            )
        return self._communities[key]

    def _free_code(self, wanted: str) -> str:
        code, n = wanted or "XQ", 1
        while code in self._codes:
            n += 1
            code = f"{wanted or 'XQ'}{n}"
        self._codes.add(code)
        return code

    def _building(self, community_id: int, number: str) -> int:
        key = (community_id, number)
        if key not in self._buildings:
            sort = int("".join(sign for sign in number if sign.isdecimal())[:6] or 0)
            self._buildings[key] = self.made.insert(
                "building", community_id=community_id, number=number, sort=sort, floors=1, entrances=1
            )
        return self._buildings[key]

    def _entrance(self, building_id: int, number: str) -> int:
        key = (building_id, number)
        if key not in self._entrances:
            self._entrances[key] = self.made.insert("entrance", building_id=building_id, number=number)
        return self._entrances[key]

    def _heat_level(self, table: str, above: int | None, name: str) -> int:
        key = (table, above, name)
        if key not in self._heat:
            parents: dict[str, dict[str, Any]] = {
                "heat_source": {"org_id": self.org_id},
                "substation": {"source_id": above, "org_id": self.org_id},
                "circuit": {"substation_id": above, "zone": ""},
            }
            n = (db.value(f"SELECT max(id) FROM {table}") or 0) + 1
            self._heat[key] = self.made.insert(table, code=f"{table[0].upper()}{n}", name=name, **parents[table])
        return self._heat[key]

    @cached_property
    def _communities(self) -> dict[str, int]:
        found = db.rows("SELECT id, name, abbr, code FROM community ORDER BY id DESC")
        by_code = {community_key(code): row_id for row_id, _, abbr, code in found for code in (code, abbr) if code}
        return by_code | {community_key(name): row_id for row_id, name, _, _ in found}

    @cached_property
    def _codes(self) -> set[str]:
        return {code for (code,) in db.rows("SELECT code FROM community")}

    @cached_property
    def _buildings(self) -> dict[tuple[int, str], int]:
        return {(community_id, number): row_id for row_id, community_id, number in db.rows(
            "SELECT id, community_id, number FROM building"
        )}  # fmt: skip

    @cached_property
    def _entrances(self) -> dict[tuple[int, str], int]:
        return {(building_id, number): row_id for row_id, building_id, number in db.rows(
            "SELECT id, building_id, number FROM entrance"
        )}  # fmt: skip

    @cached_property
    def _heat(self) -> dict[tuple[str, int | None, str], int]:
        found = [("heat_source", None, name, row_id) for row_id, name in db.rows("SELECT id, name FROM heat_source")]
        found += [("substation", above, name, row_id) for row_id, above, name in db.rows(
            "SELECT id, source_id, name FROM substation"
        )]  # fmt: skip
        found += [("circuit", above, name, row_id) for row_id, above, name in db.rows(
            "SELECT id, substation_id, name FROM circuit"
        )]  # fmt: skip
        return {(table, above, name): row_id for table, above, name, row_id in found}

    @cached_property
    def _heated(self) -> dict[tuple[str, int | None], int]:
        return {
            (level, row_id): circuit_id
            for level in ("community", "building", "entrance")
            for row_id, circuit_id in db.rows(f"SELECT id, circuit_id FROM {level} WHERE circuit_id IS NOT NULL")
        }

    @cached_property
    def _vacancies(self) -> dict[int, int]:
        found = db.rows("SELECT id, ext ->> 'vacant_in' FROM party WHERE kind = 'organisation' AND name = ?", VACANT)
        return {int(community_id): row_id for row_id, community_id in found if community_id}
