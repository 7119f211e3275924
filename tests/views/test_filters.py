"""How values look on pages."""

import pytest

from heat.views.filters import short


@pytest.mark.parametrize(
    ("address", "seen"),
    [
        ("幸福里3号楼2单元501室", "幸福里 3-2-501"),
        ("幸福里10号楼501室", "幸福里 10-501"),
        ("光明街 12 号", "光明街 12 号"),
        ("3-2-501", "3-2-501"),
        (None, ""),
    ],
)
def test_a_narrow_column_still_shows_the_door(address, seen):
    assert short(address) == seen
