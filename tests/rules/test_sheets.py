"""A sheet knows its rows by the numbers people see."""

import pytest

from heat.rules.sheets import Formula, Merged, filled_down, shown
from tests.rules.sheet_makers import sheet


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        (200004.0, "200004"),
        (95.5, "95.5"),
        (13800000117.0, "13800000117"),
        ("000117", "000117"),
        (Formula("A1", 3.0), "3"),
    ],
)
def test_a_cell_shows_what_people_see(cell, seen):
    assert shown(cell) == seen


def test_a_merged_range_says_its_value_in_every_row():
    town = sheet(["户号", "小区"], ["1", "幸福里"], ["2", ""], ["3", ""], merged=[Merged(2, 1, 4, 1)])

    assert filled_down(town, [1]) == {(2, 1): "幸福里", (3, 1): "幸福里", (4, 1): "幸福里"}


def test_overlapping_ranges_are_read_once():
    town = sheet(["a"], ["b"], ["c"], merged=[Merged(1, 0, 1_000_000, 0)] * 1000)

    assert filled_down(town, [0]) == {(1, 0): "a", (2, 0): "a", (3, 0): "a"}
