"""Opening households from lists: many at once, with their people, phones, terms and state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat import clock, db
from heat.models import HouseholdParty, Party, dumps
from heat.queries.households import tariff_prices
from heat.rules import households as rules
from heat.rules import seasons as season_rules
from heat.rules.addresses import Place, floor_and_column, room_key, spelled
from heat.rules.cells import RESIDENTS
from heat.rules.households import CONTACT, ORGANISATION, VACANT
from heat.services import pinyin, seasons
from heat.services.import_kinds import Touched
from heat.services.places import Places
from heat.services.traces import Step

TERMS = ("gross_m2", "inner_m2", "usable_m2", "charge_m2", "use_class", "stat_class", "charge_kind", "price_override")
_AREAS = ("gross_m2", "inner_m2", "usable_m2")
_INSERTS = {
    "party": "id, kind, name, pinyin, pinyin_initials",
    "household": "id, account_no, community_id, building_id, entrance_id, floor, column_no, room, room_key, "
    "circuit_id, circuit_own, address, connected, ext",
    "household_terms": f"id, household_id, valid_from, {', '.join(TERMS)}",
    "supply_period": "id, household_id, season_id, state, valid_from, valid_to",
    "household_party": "id, household_id, party_id, role, valid_from",
    "party_phone": "id, party_id, phone, rank",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewHousehold:
    """A household to open: its number, the facts a list states of it, its community's short form in codes."""

    account_no: str
    facts: Mapping[str, Any]
    abbreviation: str = ""


@dataclass(frozen=True)
class Book:
    """What all lines of one list share: the day, the season its states are for, the prices in force, the places."""

    today: date
    begin: date
    season_id: int
    first_on: date
    turn_on: date
    prices: Mapping[str, Decimal]
    places: Places

    @classmethod
    def of(cls, season_code: str, places: Places) -> Book:
        """The book of a list whose title names a season; today's without one. The season is made when it is new."""
        today = clock.today()
        season_id = seasons.ensure(season_code)
        first_on = _first_on(season_id)
        turn_on = date(first_on.year + (first_on.month >= 7), 7, 1)
        begin = min(today, first_on, _first_on(seasons.ensure()))
        return cls(today, begin, season_id, first_on, turn_on, tariff_prices(today), places)

    @property
    def days(self) -> tuple[str, str]:
        """The days the season's states are for: from its first day to the turn of the heating year."""
        return self.first_on.isoformat(), self.turn_on.isoformat()

    def override(self, facts: Mapping[str, Any]) -> int | None:
        """The household's own price in 0.0001 yuan, None where the tariff says the same."""
        price = facts.get("price")
        if price is None or price == self.prices.get(facts.get("use_class") or RESIDENTS):
            return None
        return int(price * 10_000)


def _first_on(season_id: int) -> date:
    found = db.value("SELECT min(first_on) FROM season_calendar WHERE season_id = ?", season_id)
    if found is None:  # a season without dates yet: the usual first day of its year
        code = db.value("SELECT code FROM season WHERE id = ?", season_id)
        return season_rules.season_of(code, "11-15", "03-15").first
    return found if isinstance(found, date) else date.fromisoformat(found)


def location(place: Place | None, account_no: str) -> dict[str, Any]:
    """The columns of a household that follow from its place. Without building or room the number keeps it unique."""
    place = place or Place()
    floor, column_no = floor_and_column(place.room)
    key = room_key(place) if place.building and place.room else f"#{account_no}"
    return {"floor": floor, "column_no": column_no, "room": place.room, "room_key": key}


@dataclass
class _Opening:
    """The rows of many new households, gathered before they are written at once."""

    book: Book
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=lambda: {table: [] for table in _INSERTS})
    touched: list[Touched] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    def add(self, household: NewHousehold, ids: Mapping[str, Any]) -> None:
        facts = household.facts
        self.steps = []
        own_id = next(ids["household"])
        place = facts.get("place") or Place()
        spot = self.book.places.spot(place, household.abbreviation)
        where = location(place, household.account_no)
        path = facts.get("circuit") or ("", "", "")
        circuit_id = self.book.places.circuit(path) if any(path) else self.book.places.heated(spot)
        self._row(
            "household", own_id, household.account_no, spot.community_id, spot.building_id, spot.entrance_id,
            *where.values(), circuit_id, any(path), _address(facts),
            "none" if facts.get("state") == "none" else "connected",
            dumps({name: facts[name] for name in ("note", "own") if facts.get(name)}),
        )  # fmt: skip
        begin = self.book.begin.isoformat()
        self._row("household_terms", next(ids["household_terms"]), own_id, begin, *terms(self.book, facts))
        if facts.get("state", "none") != "none":
            season = (self.book.season_id, facts["state"], *self.book.days)
            self._row("supply_period", next(ids["supply_period"]), own_id, *season)
        self._people(own_id, spot.community_id, facts, ids)
        self.touched.append(Touched(own_id, 1, self.steps))

    def _people(self, own_id: int, community_id: int, facts: Mapping[str, Any], ids: Mapping[str, Any]) -> None:
        for role, name, phones in people(facts):
            party_id = next(ids["party"])
            self._row("party", party_id, *party(name))
            self._link(next(ids["household_party"]), own_id, party_id, role)
            for rank, phone in enumerate(phones):
                self._row("party_phone", next(ids["party_phone"]), party_id, phone, rank)
        if facts.get("owner", VACANT) == VACANT:
            self._link(next(ids["household_party"]), own_id, self.book.places.vacancy(community_id), "owner")

    def _link(self, link_id: int, own_id: int, party_id: int, role: str) -> None:
        self._row("household_party", link_id, own_id, party_id, role, self.book.begin.isoformat())

    def _row(self, table: str, *values: Any) -> None:
        self.rows[table].append(values)
        self.steps.append(["+", table, values[0]])


def open_households(book: Book, households: Sequence[NewHousehold]) -> list[Touched]:
    """Write new households with their people, terms and state; a handful of statements for any number of them."""
    n_people = [people(one.facts) for one in households]
    counts = {
        "household": len(households),
        "household_terms": len(households),
        "supply_period": len(households),
        "party": sum(len(own) for own in n_people),
        "household_party": sum(len(own) + 1 for own in n_people),
        "party_phone": sum(len(phones) for own in n_people for _, _, phones in own),
    }
    ids: dict[str, Any] = {}
    opening = _Opening(book)
    # the empty flats' owners are made on the way, so they come before the ids of parties are taken
    for one in households:
        if one.facts.get("owner", VACANT) == VACANT:
            book.places.vacancy(book.places.spot(one.facts.get("place") or Place(), one.abbreviation).community_id)
    for table, n in counts.items():
        ids[table] = iter(db.take_ids(table, n))
    for one in households:
        opening.add(one, ids)
    for table, columns in _INSERTS.items():
        marks = ", ".join("?" * (columns.count(",") + 1))
        db.many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", opening.rows[table])
    return opening.touched


def people(facts: Mapping[str, Any]) -> list[tuple[str, str, Sequence[str]]]:
    """Who is to be written for a household: role, name, phones. Phones of an empty flat are those of a contact."""
    owner, phones = facts.get("owner", VACANT), facts.get("phones", ())
    found: list[tuple[str, str, Sequence[str]]] = []
    if owner != VACANT:
        found.append(("owner", owner, phones))
    elif phones:
        found.append(("contact", CONTACT, phones))
    if facts.get("tenant"):
        found.append(("tenant", facts["tenant"], ()))
    return found


def party(name: str) -> tuple[str, str, str, str]:
    """Kind, name, pinyin and initials of a new party."""
    kind = rules.kind_of_party(name)
    if kind == ORGANISATION:
        return kind, name, pinyin.of_words(name), pinyin.initials_of_words(name)
    return kind, name, pinyin.of_name(name), min(pinyin.initials(name), default="")


def _address(facts: Mapping[str, Any]) -> str:
    place = facts.get("place")
    return spelled(place) if place else facts.get("address") or ""


def terms(book: Book, facts: Mapping[str, Any]) -> tuple[Any, ...]:
    """The values of TERMS for a household with these facts."""
    use_class = facts.get("use_class") or RESIDENTS
    areas = [_hundredths(facts.get(name)) for name in _AREAS]
    return *areas, _hundredths(facts.get("charge_m2")) or 0, use_class, use_class, "area", book.override(facts)


def _hundredths(area: Decimal | None) -> int | None:
    return None if area is None else int(area * 100)


def add_person(household_id: int, role: str, name: str, begin: date) -> int:
    """Write a new person with a role in a household from a day on; the party's id. Inside the caller's transaction."""
    kind, name, read, letters = party(name)
    words = {"kind": kind, "name": name, "pinyin": read, "pinyin_initials": letters}
    party_id = int(Party.insert(**words).execute())
    HouseholdParty.insert(household_id=household_id, party_id=party_id, role=role, valid_from=begin).execute()
    return party_id
