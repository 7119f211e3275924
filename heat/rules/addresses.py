"""Addresses as people say them, taken apart: 幸福里3-2-501 is community, building, entrance and room."""

from __future__ import annotations

import re
from typing import NamedTuple

from heat.rules.written import folded, squeezed

_DIGITS = {
    sign: value for signs in ("零一二三四五六七八九", "〇壹贰叁肆伍陆柒捌玖") for value, sign in enumerate(signs)
}
_DIGITS["两"] = 2
_NUMERALS = "".join(_DIGITS) + "十拾"
_BUILDING = r"号楼|#楼|号院|栋|幢|座|楼|#"
_ENTRANCE = r"单元|门洞|门|梯"
_SPOKEN = re.compile(rf"[{_NUMERALS}]+(?=(?:{_BUILDING}|{_ENTRANCE}))")
_LEVELS = re.compile(rf"(?<=[0-9A-Z])(?:{_BUILDING}|{_ENTRANCE}|号(?=[0-9])|[-_/—–.])-?")
_PLACE = re.compile(
    r"(?P<community>.*?)-?(?P<building>(?<![0-9])[0-9]{1,3}[A-Z]?|(?<![0-9A-Z])[A-Z][0-9]{0,3})"
    r"-(?:(?P<entrance>[0-9]{1,3}|[A-Z])-)?(?P<room>-?[0-9]{1,5}[A-Z]?)"
)
_CODE = re.compile(r"([A-Z]{2,8})-([0-9]{1,4})-([0-9]{1,3})-([0-9]{1,5})")
_BUILDING_ALONE = re.compile(rf"(?:第)?(0*)([0-9]{{1,4}}[A-Z]?|[A-Z])(?:{_BUILDING}|号)?")
_ENTRANCE_ALONE = re.compile(rf"(?:第)?(0*)([0-9]{{1,3}}|[A-Z])(?:{_ENTRANCE}|号)?")
_FLAT = re.compile(r"(-?[0-9]{1,2})([0-9]{2})")
_ROOM_ALONE = re.compile(r"(0*)([0-9]{1,5}[A-Z]?)(?:室|号|户|号房)?")


class Place(NamedTuple):
    """Where a household is, as numbers and names without 号楼, 单元, 室 or leading zeros; '' is not said."""

    community: str = ""
    building: str = ""
    entrance: str = ""
    room: str = ""


class Part(NamedTuple):
    """One level of an address; `padded` when it was written with leading zeros."""

    text: str
    padded: bool = False


def place_of(text: str) -> Place | None:
    """An address taken apart, None when it names no building and room.

    Understands 幸福里3-2-501, 幸福里 3号楼2单元501室, 3-2-501, 3-501, 1#2单元301, 幸福里三号楼壹单元301 and
    XFL-003-02-0501, where the community is its abbreviation.
    """
    plain = squeezed(folded(text)).upper()
    if code := _CODE.fullmatch(plain):
        return Place(code[1], *(_bare(part) for part in code.groups()[1:]))
    said = _LEVELS.sub("-", _SPOKEN.sub(_number, plain)).removesuffix("室").removesuffix("号").removesuffix("-")
    found = _PLACE.fullmatch(said)
    if not found or found["community"].strip("-").isdecimal():
        return None  # a day or a phone number has numbers in all places
    parts = (_bare(found[level] or "") for level in ("building", "entrance", "room"))
    return Place(found["community"].strip("-,、"), *parts)


def building_of(text: str) -> Part:
    """The number of a building: 002号楼 -> 2, 三号楼 -> 3, A座 -> A; a name (商业楼) stays as it is."""
    return _part(_BUILDING_ALONE, text)


def entrance_of(text: str) -> Part:
    """The number of an entrance: 2单元 -> 2, 壹单元 -> 1, 02 -> 2."""
    return _part(_ENTRANCE_ALONE, text)


def room_of(text: str) -> Part:
    """The number of a room: 501室 -> 501, 0501 -> 501; a name (地下室东) stays as it is."""
    return _part(_ROOM_ALONE, text)


def shorthand(place: Place) -> str:
    """The address as the office says it: 幸福里3-2-501; levels that are not there are left out."""
    return place.community + "-".join(level for level in place[1:] if level)


def spelled(place: Place) -> str:
    """The address as it is printed: 幸福里3号楼2单元501室; names of buildings and rooms stay as they are."""
    building = place.building
    if building.isascii() and building:
        building += "号楼" if building[0].isdecimal() else "座"
    entrance = f"{place.entrance}单元" if place.entrance else ""
    room = f"{place.room}室" if place.room[-1:].isdecimal() else place.room
    return place.community + building + entrance + room


def floor_and_column(room: str) -> tuple[int, int] | tuple[None, None]:
    """Floor and place on it that a room number tells: 501 -> 5 and 1, 1203 -> 12 and 3, -101 -> -1 and 1."""
    found = _FLAT.fullmatch(room)
    return (int(found[1]), int(found[2])) if found and int(found[1]) else (None, None)


def community_key(name: str) -> str:
    """What makes two writings of a community the same: 幸福里小区 and 幸福里 are one."""
    plain = squeezed(folded(name)).upper()
    return plain.removesuffix("小区") or plain


_FILLERS = re.compile(r"小区|社区|附近|旁边|门口|的|\s|[,，。、;；()（）]")
_NUMBERS = re.compile(r"\d+")


def same_spot(one: str, other: str) -> bool:
    """Whether two people may mean one public place by these words: 幸福里小区东门 and 幸福里东门口井盖.

    Most pairs of signs of the shorter one stand in the other, and no number contradicts: 3号楼 is not 5号楼.
    """
    texts = [_FILLERS.sub("", folded(text)) for text in (one, other)]
    numbers = [set(_NUMBERS.findall(text)) for text in texts]
    if all(numbers) and numbers[0] != numbers[1]:
        return False
    pairs = [{text[at : at + 2] for at in range(len(text) - 1)} for text in texts]
    fewest = min(map(len, pairs))
    return fewest >= 3 and len(pairs[0] & pairs[1]) * 10 >= fewest * 7


def room_key(place: Place) -> str:
    """What makes a door unique within its building: '2-501', '501' without entrance; '' when no room is said."""
    return "-".join(level for level in (place.entrance, place.room) if level) if place.room else ""


def _part(pattern: re.Pattern[str], text: str) -> Part:
    plain = squeezed(folded(text)).upper()
    found = pattern.fullmatch(_SPOKEN.sub(_number, plain))
    return Part(found[2], bool(found[1])) if found else Part(plain)


def _bare(number: str) -> str:
    return number.lstrip("0") or number[-1:]


def _number(found: re.Match[str]) -> str:
    """Numerals up to 99 as digits: 十二 -> 12, 二十 -> 20, 壹 -> 1, 一零二 -> 102."""
    text = found[0].replace("拾", "十")
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1 and ten:
        return found[0]
    if not ten:
        return "".join(str(_DIGITS[sign]) for sign in text)
    return str((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))
