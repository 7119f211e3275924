"""The templates an office can fill in."""

from heat.rules.list_hints import HINTS
from heat.rules.lists import KINDS


def test_every_list_has_a_template_of_its_own_columns_and_all_it_needs():
    assert HINTS.keys() == KINDS.keys()
    for name, hints in HINTS.items():
        known = {column.name for column in KINDS[name].columns}
        assert hints.keys() <= known
        assert all(set(group) & hints.keys() for group in KINDS[name].needs)
