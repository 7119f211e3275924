"""A list of households, line by line: who lives where, on how many square metres, in what state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heat.rules import cells, own_values
from heat.rules.addresses import Place, community_key, place_of, shorthand
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.lists import OwnColumn
from heat.rules.money import Fen, yuan
from heat.rules.sheets import Sheet
from heat.words import N_, Refused, Say

_AREAS = ("charge_m2", "gross_m2", "usable_m2", "inner_m2")  # the first one that is there is charged
_WORDS = ("source", "substation", "circuit", "note")
_PLAUSIBLE = {cells.RESIDENTS: (Decimal(8), Decimal(800)), cells.OTHERS: (Decimal(1), Decimal(200_000))}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdLine:
    """What one line says of a household, clean; '' and None are not said. Areas in m², price in yuan per m²."""

    row: int
    account_no: str
    address_code: str = ""
    place: Place = Place()
    address: str = ""
    owner: str = ""
    tenant: str = ""
    vacant: bool = False
    phones: tuple[str, ...] = ()
    charge_m2: Decimal | None = None
    gross_m2: Decimal | None = None
    usable_m2: Decimal | None = None
    inner_m2: Decimal | None = None
    use_class: str = cells.RESIDENTS
    price: Decimal | None = None
    state: str = "supplied"
    source: str = ""
    substation: str = ""
    circuit: str = ""
    note: str = ""
    own: tuple[tuple[str, Any], ...] = ()  # own fields of the office, as code and value


@dataclass
class _Reading:
    """What is remembered from row to row."""

    layout: Layout
    accounts: Once = field(default_factory=Once)
    doors: Once = field(default_factory=Once)
    arrears: list[Fen] = field(default_factory=list)

    def line(self, row: RowReader) -> HouseholdLine | None:
        number = row.row.number
        account_no = row.take("account_no", cells.account_no)
        before = self.accounts.row_before(account_no, number) if account_no else None
        if before:
            row.note("account_no", "duplicate_account_no", was=account_no, now=str(before))
        code = row.take("address_code", cells.address_code) or ""
        place, address = _place(row, code)
        same = place._replace(community=community_key(place.community))
        door = self.doors.row_before(same, number) if place.room and place.building else None
        if door and not before:
            row.note("room", "duplicate_address", was=shorthand(place), now=str(door))
        name = row.take("name", cells.name) or cells.Name("")
        use_class = row.take("use_class", cells.use_class) or cells.RESIDENTS
        areas = _areas(row, use_class)
        self._arrears(row)
        words: dict[str, Any] = {one: row.take(one, cells.text) or "" for one in _WORDS if row.has(one)}
        line = HouseholdLine(
            row=number, account_no=account_no or "", address_code=code, place=place, address=address,
            owner=name.owner, tenant=name.tenant, vacant=name.vacant, phones=row.take("phone", cells.phones) or (),
            use_class=use_class, price=row.take("price", cells.price),
            state=row.take("state", cells.state) or "supplied", own=tuple(_own(row)), **areas, **words,
        )  # fmt: skip
        return None if row.failed else line

    def _arrears(self, row: RowReader) -> None:
        if row.has("old_arrears") and (owed := cells.amount(row.row.at(self.layout.places["old_arrears"])).value):
            self.arrears.append(owed)

    def notes(self) -> list[Say]:
        """What is said once for the whole file."""
        told = self._lacking()
        if not self.arrears:
            return told
        said = {"count": len(self.arrears), "amount": yuan(sum(self.arrears))}
        column = self.layout.header_of("old_arrears")
        return [
            Say(
                N_("“{column}”有 {count} 户、共 {amount} 元，这里不入账。要入账，请把同一张表再按“往年欠费”导入一次。"),
                column=column,
                **said,
            ),
            *told,
        ]

    def _lacking(self) -> list[Say]:
        """Columns the office must have of every household and this list has not."""
        lacking = [
            column.label
            for column in self.layout.kind.columns
            if isinstance(column, OwnColumn) and column.field.required and column.name not in self.layout.places
        ]
        text = N_("名单里没有必填的“{names}”：照样导入，新建的住户以后在档案里补。")
        return [Say(text, names="”“".join(lacking))] if lacking else []


def check_households(sheet: Sheet, layout: Layout) -> Checked[HouseholdLine | None]:
    """Every line of a list of households, cleaned; a line with an error has no value.

    Of two equal 户号 or two equal doors the later row is the error. Old arrears are counted in a note, not imported.
    A hundred thousand rows take some seconds.
    """
    reading = _Reading(layout)
    return check(sheet, layout, reading.line, reading.notes)


def _own(row: RowReader) -> Iterator[tuple[str, Any]]:
    """The drawn fields a line fills in; an empty cell says nothing, one that cannot be is an error in its own words."""
    for column in row.layout.kind.columns:
        if not isinstance(column, OwnColumn) or not row.has(column.name):
            continue
        text = row.take(column.name, cells.text) or ""
        try:
            value = own_values.read(column.field, text.split("、") if column.field.kind == "choices" else text)
        except Refused as wrong:
            row.note(column.name, "own_field_bad", was=text, now=str(wrong.say))
            continue
        if text and value is not None:
            yield column.field.code, value


def _areas(row: RowReader, use_class: str) -> dict[str, Any]:
    """The areas of a line; the charged one falls back to the others in order, and alone is judged."""
    there = [name for name in _AREAS if row.has(name)]
    areas: dict[str, Any] = {}
    for name in there:
        quiet = ("area_missing",) if name == there[0] else ("area_missing", "zero_area")
        areas[name] = row.take(name, cells.area, unless=quiet)
    told = [(name, areas[name]) for name in there if areas[name] is not None]
    deciding = next(((name, m2) for name, m2 in told if m2), told[0] if told else None)
    if deciding is None:
        if there and not row.failed:
            row.note(there[0], "area_missing")
        return areas
    name, charged = deciding
    least, most = _PLAUSIBLE[use_class]
    if charged and not least <= charged <= most:
        row.note(name, "implausible_area", was=str(charged))
    return areas | {"charge_m2": charged}


def _place(row: RowReader, code: str) -> tuple[Place, str]:
    """Where the household is, and the address as text where it could not be taken apart."""
    said = Place(
        row.take("community", cells.text) or "", row.take("building", cells.building) or "",
        row.take("entrance", cells.entrance) or "", row.take("room", cells.room) or "",
    )  # fmt: skip
    place = said if said.room.isascii() and said.room.isalnum() else _with_whole_address(row, said)
    address = row.take("address", cells.text) or ""
    if not (place.building and place.room):
        whole = _first(place_of(text) for text in (address, code) if text)
        if whole:
            community = place.community or ("" if whole == place_of(code) else whole.community)
            place = whole._replace(community=community)
        elif address:
            row.note("address", "address_unreadable", was=address)
    if not place.room and not address and (row.has("room") or row.has("address")):
        row.note("room" if row.has("room") else "address", "address_missing")
    return place, address


def _with_whole_address(row: RowReader, said: Place) -> Place:
    """A room cell that holds more than the room: 1-2-301, 1#2单元301, or 2-301 beside a building."""
    whole = place_of(said.room)
    if whole is None:
        return said
    if said.building and not whole.entrance and not whole.community:
        whole = Place("", said.building, whole.building, whole.room)  # 2-301 beside 3号楼 is entrance and room
    for own, other in zip(said[:3], whole[:3], strict=True):
        if own and other and own != other:
            row.note("room", "address_contradicts", was=said.room)
            return said._replace(room=whole.room)
    row.note("room", "address_in_one_cell", was=said.room)
    return Place(*(own or other for own, other in zip(said, whole, strict=True)))._replace(room=whole.room)


def _first(places: Iterable[Place | None]) -> Place | None:
    return next((place for place in places if place), None)
