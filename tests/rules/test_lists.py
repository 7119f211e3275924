"""The words offices write above their columns are known."""

import pytest

from heat.rules.lists import DUES, HOUSEHOLDS, KINDS


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_header_word_means_a_column_only_once(kind):
    for column in kind.columns:
        assert len(column.words) == len(set(column.words)), column.name


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_needed_column_exists(kind):
    assert {name for group in kind.needs for name in group} <= {column.name for column in kind.columns}


def test_the_two_lists_share_the_words_for_the_same_things():
    dues, households = ({column.name: column for column in kind.columns} for kind in (DUES, HOUSEHOLDS))

    assert all(dues[name] == households[name] for name in ("account_no", "name", "phone", "address"))
