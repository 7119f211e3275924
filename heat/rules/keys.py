"""Search keys: everything a household can be asked for by, and what a person typing into the one box may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from heat.rules.addresses import Place, place_of, shorthand
from heat.rules.written import folded, squeezed

NUMBER, PHONE, NAME, INITIALS, ADDRESS = "number", "phone", "name", "initials", "address"
LONGEST = 40
_MOST_SUFFIXES = 20  # a long company name is found by its first twenty characters on
_LAST = "\U0010ffff"
_DIGITS = re.compile(r"[0-9]{2,}")
_LETTERS = re.compile(r"[A-Z]{2,}")
_MASKS = re.compile(r"[-\s()]+")


class Key(NamedTuple):
    """One row of search_key: a kind and a text that a query is a beginning of."""

    kind: str
    key: str

    @property
    def beyond(self) -> str:
        """The end of the range of all keys that begin with this one (not included)."""
        return self.key + _LAST


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """All a household is known by. Initials are lower-case pinyin initials, computed by the caller (刘奶奶 -> lnn).

    `community_initials` are all short forms of the community: its pinyin initials, its abbreviation in codes.
    """

    numbers: Iterable[str] = ()
    names: Iterable[str] = ()
    initials: Iterable[str] = ()
    phones: Iterable[str] = ()
    place: Place = Place()
    community_initials: Iterable[str] = ()
    address: str = ""


def keys_of(household: Sought) -> set[Key]:
    """Every key of a household: numbers, name and address suffixes, initials, phones backwards.

    A name is kept from each of its characters on, so that any part of it is the beginning of a key; a phone backwards,
    so that its tail is. The address is kept with its community, with the community's initials, and alone.
    """
    keys = {Key(NUMBER, _plain(number)) for number in household.numbers}
    for name in household.names:
        keys |= {Key(NAME, suffix) for suffix in _suffixes(_plain(name))}
    keys |= {Key(INITIALS, initials.lower()) for initials in household.initials}
    keys |= {Key(PHONE, phone[::-1]) for phone in household.phones}
    keys |= {Key(ADDRESS, text) for text in _addresses(household)}
    return {Key(kind, key[:LONGEST]) for kind, key in keys if key}


def asked_for(text: str) -> list[Key]:
    """What the text in the search box may mean, the likeliest first; each is the beginning of keys. [] means nothing.

    Digits are a number, then a phone or its tail (four or more); letters are initials, then a number; an address in
    any usual writing is its shorthand; all else is part of a name or an address.
    """
    plain = _plain(text)
    if len(plain) < 2 and (not plain or plain.isascii()):
        return []
    digits = _MASKS.sub("", plain)
    if place := place_of(text):
        asked = [Key(ADDRESS, shorthand(place)), Key(NUMBER, plain)]
    elif _DIGITS.fullmatch(digits):
        phone = [Key(PHONE, digits[::-1])] if len(digits) >= 4 else []
        asked = [*phone, Key(NUMBER, digits)] if _is_mobile(digits) else [Key(NUMBER, digits), *phone]
    elif _LETTERS.fullmatch(plain):
        asked = [Key(INITIALS, plain.lower()), Key(ADDRESS, plain), Key(NUMBER, plain)]
    elif plain.isascii():
        asked = [Key(NUMBER, plain), Key(ADDRESS, plain)]
    else:
        asked = [Key(NAME, plain), Key(ADDRESS, plain)]
    return [Key(kind, key[:LONGEST]) for kind, key in asked]


def _plain(text: str) -> str:
    """One writing for all: half-width, capitals, no spaces, nothing that cannot be stored."""
    return squeezed(folded(text)).upper().replace("\0", "").encode("utf-8", "ignore").decode()


def _suffixes(name: str) -> list[str]:
    """From each character on; the last character alone finds too much to be worth a row."""
    return [name[start:] for start in range(min(max(1, len(name) - 1), _MOST_SUFFIXES))] if name else []


def _addresses(household: Sought) -> list[str]:
    place = household.place
    alone = shorthand(place._replace(community=""))
    if not alone:
        return [*_suffixes(_plain(place.community)), *_suffixes(_plain(household.address))]
    return [shorthand(place), alone, *(f"{initials.upper()}{alone}" for initials in household.community_initials)]


def _is_mobile(digits: str) -> bool:
    return len(digits) == 11 and digits[0] == "1"
