"""Two people who change one thing at once: what of it merges by itself, and what somebody must choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both have changed, each to something else; `was` is None when nobody knows what it was."""

    name: str
    was: str | None
    mine: str
    theirs: str


def merged(
    was: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[dict[str, str], list[Clash]]:
    """Every field of `mine` after both changes, and the fields that clash, which keep mine for now.

    A field that only one of the two has touched follows that one; both writing the same is no clash.
    """
    values: dict[str, str] = {}
    clashes: list[Clash] = []
    for name, own in mine.items():
        other, before = theirs.get(name, ""), was.get(name)
        values[name] = other if own == before else own
        if own not in (before, other) and other != before:
            clashes.append(Clash(name, before, own, other))
    return values, clashes
