"""The list of households as a kind of import: compared line by line with what the office knows, written as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heat import clock, db
from heat.queries import households as queries
from heat.queries import merges, office, own_fields, visible
from heat.queries.households import Known
from heat.rules import households as rules
from heat.rules import own_values as own_value_rules
from heat.rules import seasons as season_rules
from heat.rules import shapes
from heat.rules.addresses import Place, place_of, shorthand
from heat.rules.household_list import HouseholdLine, check_households
from heat.rules.lists import HOUSEHOLDS, Column, OwnColumn, own_column
from heat.rules.own_fields import KIND, OwnField
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import shown
from heat.services import household_changes, household_opening, own_values, search_keys, traces
from heat.services.household_opening import Book, NewHousehold
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Touched, Written, offered
from heat.services.places import Places
from heat.words import N_, Moved, Say

_CHUNK = 500
_AT_ONCE = 5_000  # new households whose rows are gathered in memory before they are written
_MAY_BE_BLANK = ("name", "use_class", "state")  # cells that mean something even when nothing is written
_TREE = ("community", "building", "entrance", "room", "address")
SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("place", N_("地址"), _TREE),
    Shown("owner", N_("户主"), ("name",)),
    Shown("phones", N_("电话"), ("phone",)),
    Shown("charge_m2", N_("收费面积"), ("charge_m2", "gross_m2", "usable_m2", "inner_m2"), right=True),
    Shown("use_class", N_("性质"), ("use_class",)),
    Shown("state", N_("状态"), ("state",)),
)


@dataclass
class _Doors:
    """Who lives behind which door, in the database and in the list; a door belongs to one household."""

    communities: set[str] = field(default_factory=set)
    taken: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def taken_by(self, place: Place, account_no: str) -> str:
        """The other household that has this door, '' when it is free; it is taken from now on."""
        door = queries.door(place)
        if door is None:
            return ""
        if door[0] not in self.communities:
            self.communities.add(door[0])
            self.taken = queries.doors({door[0]}) | self.taken
        owner = self.taken.setdefault(door, account_no)
        return "" if owner == account_no else owner


@dataclass
class _Unique:
    """Own fields whose values stand once: what the list has said of them so far, by field and key."""

    fields: list[OwnField]
    said: set[tuple[str, str]] = field(default_factory=set)

    def taken(self, one: OwnField, value: Any, household_id: int) -> bool:
        """Whether another household, or another line, has this value; it is taken from now on."""
        key = own_value_rules.keys(one, value)[0]
        sql = "SELECT 1 FROM field_value WHERE field_id = ? AND value = ? AND subject_id <> ?"
        again = (one.code, key) in self.said
        self.said.add((one.code, key))
        return again or db.row(sql, one.id, key, household_id) is not None


def _taken_values(reading: Reading, finding: Finding, unique: _Unique) -> Iterator[Problem]:
    known = finding.known.facts.get("own") or {} if finding.known else {}
    for one in unique.fields:
        value = (finding.after.get("own") or {}).get(one.code)
        if value is None or value == known.get(one.code):
            continue
        if unique.taken(one, value, finding.known.id if finding.known else 0):
            was = own_value_rules.worded(one, value)
            yield _problem(reading, finding, f"own_{one.code}", "own_value_taken", was)


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside its household, in the order of the list; four queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    season_id, doors, allowed = _season_id(reading.season), _Doors(), visible.communities(by)
    gone, shape = merges.gone_numbers(), office.setting("account.shape")
    unique = _Unique([one for one in own_fields.of("household") if one.options.get("unique")])
    for start in range(0, len(entries), _CHUNK):
        chunk = entries[start : start + _CHUNK]
        numbers = [entry.value.account_no for entry in chunk]
        known = {one.account_no: one for one in queries.known(numbers, season_id, clock.today())}
        for entry in chunk:
            found = _beside(reading, entry, known.get(entry.value.account_no))
            finding = _judged(reading, found, doors, gone, allowed if by.kind == "staff" else None)
            if finding.known is None and not shapes.fits(shape, entry.value.account_no):
                odd = _problem(reading, finding, "account_no", "account_no_shape", entry.value.account_no)
                finding.problems = (*finding.problems, odd)
            finding.problems += (*_closed_fields(reading, finding, by), *_taken_values(reading, finding, unique))
            finding.problems += tuple(_unfit_fields(reading, finding, by))
            yield finding


def _beside(reading: Reading, entry: Any, known: Known | None) -> Finding:
    line: HouseholdLine = entry.value
    said = rules.said(line, reading.columns, _blank(reading, entry))
    if known is None:
        return Finding(entry, said, after=said)
    after = rules.differences(known.facts, said, reading.columns)
    before = {name: known.facts.get(name) for name in after}
    if "own" in after:
        before["own"] = {code: value for code, value in (before["own"] or {}).items() if code in after["own"]} or None
    return Finding(entry, said, known, before, after)


def _blank(reading: Reading, entry: Any) -> list[str]:
    places = reading.layout.places
    return [
        name for name in _MAY_BE_BLANK
        if name in places and (places[name] >= len(entry.cells) or not shown(entry.cells[places[name]]).strip())
    ]  # fmt: skip


def _closed_fields(reading: Reading, finding: Finding, by: Actor) -> Iterator[Problem]:
    """What a line says of own fields that this person may not write; one they may read may be said again unchanged."""
    told, changed = finding.said.get("own") or {}, finding.after.get("own") or {}
    for column in reading.layout.kind.columns if told and by.kind == "staff" else ():
        if not isinstance(column, OwnColumn) or column.field.code not in told or column.field.writable(by.roles):
            continue
        if column.field.code in changed or not column.field.readable(by.roles):
            yield _problem(reading, finding, column.name, "own_field_closed", "")


def _unfit_fields(reading: Reading, finding: Finding, by: Actor) -> Iterator[Problem]:
    """Own fields of the list that a new household must have, or that contradict each other in a changed one.

    A column that is not in the list asks nothing: the reading says so once for the whole list.
    """
    known: Known | None = finding.known
    if known is not None and not finding.after.get("own"):
        return
    values = ((known.facts.get("own") or {}) if known else {}) | (finding.said.get("own") or {})
    columns = [one for one in reading.layout.kind.columns if isinstance(one, OwnColumn)]
    drawn = [column.field for column in columns]
    for column in columns:
        if column.name not in reading.layout.places or (by.kind == "staff" and not column.field.writable(by.roles)):
            continue
        if why := own_value_rules.unfit(column.field, drawn, values):
            yield _problem(reading, finding, column.name, "own_field_unfit", "", str(why))


def _judged(
    reading: Reading, finding: Finding, doors: _Doors, gone: Mapping[str, str], allowed: list[int] | None
) -> Finding:
    """The finding with the problems that only the database can tell."""
    line: HouseholdLine = finding.entry.value
    known: Known | None = finding.known
    if known and allowed is not None and known.community_id not in allowed:
        finding.problems = (_problem(reading, finding, "account_no", "not_yours", line.account_no),)
        return finding
    if kept := gone.get(line.account_no):
        finding.problems = (_problem(reading, finding, "account_no", "merged_away", line.account_no, kept),)
        return finding
    place = finding.after.get("place")
    if place and (other := doors.taken_by(place, line.account_no)):
        column = "room" if "room" in reading.columns else "address"
        finding.problems = (_problem(reading, finding, column, "door_taken", shorthand(place), other),)
    return finding


def _problem(reading: Reading, finding: Finding, column: str, code: str, was: str, now: str = "") -> Problem:
    return Problem(finding.entry.row, reading.layout.header_of(column), code, was, now)


def _season_id(code: str) -> int:
    """The season whose states the list tells; 0 while there is no such season yet."""
    code = code or season_rules.season_code(clock.today())
    return int(db.value("SELECT id FROM season WHERE code = ?", code) or 0)


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Write new and changed households with places and search keys; inside the caller's transaction.

    Moved when a household was edited since it was compared.
    """
    places = Places(by.org_ids[0] if by.org_ids else 1)
    book = Book.of(reading.season, places)
    new = [finding for finding in findings if finding.known is None]
    changed = [finding for finding in findings if finding.known is not None]
    _unchanged_since(changed)
    touched: dict[int, Touched] = {}
    for start in range(0, len(new), _AT_ONCE):
        chunk = new[start : start + _AT_ONCE]
        opened = household_opening.open_households(book, [_new(finding) for finding in chunk])
        search_keys.add([one.subject_id for one in opened])
        touched |= dict(zip((finding.entry.row for finding in chunk), opened, strict=True))
    with search_keys.following([finding.known.id for finding in changed]):
        for one in changed:
            touched[one.entry.row] = household_changes.change_household(book, one.known, one.after, one.said, by=by)
    _count_floors([one.subject_id for one in touched.values()])
    if any("own" in finding.after for finding in findings):
        own_values.reindex("household", [one.subject_id for one in touched.values()])
    return Written([touched[finding.entry.row] for finding in findings], places.made.steps)


def _new(finding: Finding) -> NewHousehold:
    line: HouseholdLine = finding.entry.value
    code = place_of(line.address_code)
    return NewHousehold(line.account_no, finding.after, code.community if code else "")


def _unchanged_since(findings: Sequence[Finding]) -> None:
    versions = queries.versions([finding.known.id for finding in findings])
    if any(versions.get(finding.known.id) != finding.known.version for finding in findings):
        raise Moved(Say(N_("检查之后有住户被人改过，请重新检查后再导入。")))


def _count_floors(household_ids: Sequence[int]) -> None:
    """Let buildings grow with their households: never fewer floors or entrances than are lived in."""
    for start in range(0, len(household_ids), _CHUNK):
        chunk = household_ids[start : start + _CHUNK]
        found = db.rows(
            "SELECT building_id, coalesce(max(floor), 1), count(DISTINCT entrance_id) FROM household WHERE building_id "
            f"IN (SELECT building_id FROM household WHERE id IN ({','.join('?' * len(chunk))})) GROUP BY building_id",
            *chunk,
        )
        for column, values in (("floors", [row[1] for row in found]), ("entrances", [row[2] for row in found])):
            db.many(
                f"UPDATE building SET {column} = ? WHERE id = ? AND {column} < ?",
                [(value, row[0], value) for value, row in zip(values, found, strict=True)],
            )


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them, each own field by itself; states stay codes, which a page translates."""
    own = {f"own_{code}": value for code, value in (facts.get("own") or {}).items()}
    return {name: rules.worded(value) for name, value in {**facts, **own}.items() if name != "own"}


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Households that were changed, or that something stands on, since they were imported; by row of the sheet."""
    versions = queries.versions([one.touched.subject_id for one in imported])
    used = queries.in_use([one.touched.subject_id for one in imported if one.new])
    why: dict[int, Say] = {}
    for one in imported:
        if one.touched.subject_id in used:
            why[one.row] = Say(N_("已经有{what}"), what="、".join(used[one.touched.subject_id]))
        elif versions.get(one.touched.subject_id) != one.touched.version:
            why[one.row] = Say(N_("导入后又被修改过"))
    return why


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """Undo the writing of households, the last one first; inside the caller's transaction."""
    with search_keys.following([one.touched.subject_id for one in imported]):
        for one in reversed(imported):
            traces.take_back(one.touched.steps)
    own_values.reindex("household", [one.touched.subject_id for one in imported])


def own_columns() -> list[Column]:
    """A column for each field the office drew for its households, but for what a sheet cannot hold: files, and ids."""
    drawn = [one for one in own_fields.of("household") if KIND[one.kind].typed and not KIND[one.kind].file]
    return [own_column(one) for one in drawn if one.kind not in ("person", "household")]


IMPORTS = offered(HOUSEHOLDS, "household.import", globals(), check=check_households, own=own_columns)
