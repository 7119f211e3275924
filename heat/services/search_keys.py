"""The keys households are found by, kept in step with what they are known by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from heat import db
from heat.queries import households
from heat.queries.households import Words
from heat.rules import keys
from heat.rules.households import ORGANISATION, VACANT
from heat.rules.keys import Key, Sought
from heat.services import pinyin

Row = tuple[str, str, int]


@contextmanager
def following(household_ids: Sequence[int]) -> Iterator[None]:
    """Let the keys of these households follow whatever is written inside; a household may also vanish there."""
    # no index leads from a household to its keys: they are known from its words, as long as these still stand
    db.many("DELETE FROM search_key WHERE kind = ? AND key = ? AND household_id = ?", sorted(_rows(household_ids)))
    yield
    _insert(_rows(household_ids))


def add(household_ids: Sequence[int]) -> None:
    """Write the keys of new households."""
    _insert(_rows(household_ids))


def _insert(rows: set[Row]) -> None:
    # in the order of the table: half a million keys go in twice as fast
    db.many("INSERT INTO search_key (kind, key, household_id) VALUES (?, ?, ?)", sorted(rows))


def _rows(household_ids: Sequence[int]) -> set[Row]:
    words = households.words(household_ids)
    return {(key.kind, key.key, row_id) for row_id, own in words.items() for key in _keys(own)}


def _keys(words: Words) -> set[Key]:
    people = [(name, kind) for name, kind in words.people if name != VACANT]
    initials = {one for name, kind in people for one in _initials(name, kind)}
    return keys.keys_of(
        Sought(
            numbers=words.numbers, names=[name for name, _ in people], initials=initials, phones=words.phones,
            place=words.place, community_initials=words.short_forms, address=words.address,
        )
    )  # fmt: skip


def _initials(name: str, kind: str) -> set[str]:
    return {pinyin.initials_of_words(name)} if kind == ORGANISATION else pinyin.initials(name)
