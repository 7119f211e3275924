"""Whether two files may be one household: what is alike, how alike, and which pairs are worth comparing at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from heat.rules.households import VACANT
from heat.words import N_

# what is compared and how much it weighs of a hundred; what one of the files does not say counts as UNKNOWN
ASPECTS = {
    "address": (N_("地址"), 35),
    "name": (N_("姓名"), 25),
    "phone": (N_("电话"), 20),
    "identity": (N_("证件号"), 10),
    "area": (N_("面积"), 5),
    "number": (N_("户号"), 5),
}
REASONS = {
    "same_door": N_("同地址"),
    "same_name": N_("同姓名"),
    "same_sound": N_("姓名同音"),
    "name_close": N_("姓名差 1 字"),
    "one_vacant": N_("一方空置"),
    "same_phone": N_("同电话"),
    "same_identity": N_("同证件号"),
    "number_close": N_("户号差 1 位"),
    "two_doors": N_("两个房号，多半不是重复"),
}
UNKNOWN = 40
WORTH = 60  # below this a pair is not shown
CERTAIN, LIKELY = 90, 75
_MOST_ALIKE = 8  # a phone of fifty flats is the housing office's, not a person's


@dataclass(frozen=True, slots=True)
class Record:
    """A household as it is compared: `door` is building and room, '' when unknown; area in 0.01 m²."""

    id: int
    account_no: str
    community: str
    door: str
    address: str
    name: str
    pinyin: str
    phones: frozenset[str] = frozenset()
    id_blind: str | None = None
    area_m2: int = 0


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two files are: 0 to 100 an aspect (None where one does not say), the whole, and the reasons."""

    aspects: dict[str, int | None]
    reasons: tuple[str, ...]

    @property
    def score(self) -> int:
        """The weighted whole, 0 to 100."""
        parts = [
            weight * (UNKNOWN if (found := self.aspects[code]) is None else found)
            for code, (_, weight) in ASPECTS.items()
        ]
        return (sum(parts) + 50) // 100


def likeness(one: Record, other: Record) -> Likeness:
    """Compare two files aspect by aspect; the order of the two makes no difference."""
    name, of_name = _names(one, other)
    aspects = {
        "address": _address(one, other),
        "name": name,
        "phone": _either(one.phones, other.phones, bool(one.phones & other.phones)),
        "identity": _either(one.id_blind, other.id_blind, one.id_blind == other.id_blind),
        "area": _areas(one.area_m2, other.area_m2),
        "number": _numbers(one.account_no, other.account_no),
    }
    marks = {
        "same_door": aspects["address"] == 100,
        of_name: bool(of_name),
        "same_phone": aspects["phone"] == 100,
        "same_identity": aspects["identity"] == 100,
        "number_close": one_sign_apart(one.account_no, other.account_no),
        "two_doors": aspects["address"] == 0,
    }
    return Likeness(aspects, tuple(code for code, holds in marks.items() if holds))


def pairs(records: Iterable[Record]) -> Iterator[tuple[Record, Record, Likeness]]:
    """The pairs worth showing, each once, the smaller id first; only files that share a key are compared.

    A key that more than eight files share tells nothing. A hundred thousand files take about two seconds.
    """
    blocks: dict[tuple[str, ...], list[Record]] = {}
    for record in records:
        for key in _keys(record):
            blocks.setdefault(key, []).append(record)
    seen: set[tuple[int, int]] = set()
    for alike in blocks.values():
        if not 1 < len(alike) <= _MOST_ALIKE:
            continue
        for one, other in combinations(sorted(alike, key=lambda record: record.id), 2):
            if (one.id, other.id) in seen:
                continue
            seen.add((one.id, other.id))
            found = likeness(one, other)
            if found.score >= WORTH:
                yield one, other, found


def one_sign_apart(one: str, other: str) -> bool:
    """Whether two texts of the same length differ in exactly one place (张秀英 and 张秀芬)."""
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1


def _keys(record: Record) -> Iterator[tuple[str, ...]]:
    yield from (("phone", phone) for phone in record.phones)
    if record.id_blind:
        yield "identity", record.id_blind
    if record.door:
        yield "door", record.community, record.door
    if record.pinyin and record.name != VACANT:
        yield "name", record.community, record.pinyin


def _address(one: Record, other: Record) -> int | None:
    """Doors decide; where one file has none, the written address may."""
    if one.door and other.door:
        same = (one.community, one.door) == (other.community, other.door)
        return 100 if same else 0
    if one.address and one.address == other.address:
        return 100
    return 0 if one.community and other.community and one.community != other.community else None


def _names(one: Record, other: Record) -> tuple[int | None, str]:
    """How alike the owners' names are, and the reason."""
    if VACANT in (one.name, other.name) or not (one.name and other.name):
        return None, "one_vacant" if one.name != other.name else ""
    if one.name == other.name:
        return 100, "same_name"
    if one.pinyin and one.pinyin == other.pinyin:
        return 85, "same_sound"
    return (70, "name_close") if one_sign_apart(one.name, other.name) else (0, "")


def _either(one: object, other: object, same: bool) -> int | None:
    return None if not one or not other else 100 if same else 0


def _areas(one: int, other: int) -> int | None:
    return round(100 * min(one, other) / max(one, other)) if one and other else None


def _numbers(one: str, other: str) -> int:
    """How many signs stand alike in the same places."""
    same = sum(a == b for a, b in zip(one, other, strict=False))
    return 100 * same // max(len(one), len(other), 1)
