"""What the rows above the header tell."""

import pytest

from heat.rules.sheets import SheetRow
from heat.rules.titles import season_named, season_of_cell


@pytest.mark.parametrize(
    ("title", "season"),
    [
        ("2025-2026采暖期用户信息登记表", "2025-2026"),
        ("２０２６－２０２７年度", "2026-2027"),
        ("2026/27 采暖季", "2026-2027"),
        ("2026至2027供暖季", "2026-2027"),
        ("制表日期：2025年10月08日", ""),
        ("2025-2029 规划", ""),
        ("住户名单", ""),
    ],
)
def test_a_title_names_its_season(title, season):
    assert season_named([SheetRow(1, [title]), SheetRow(2, ["户号"])], header_row=2) == season


def test_the_lines_below_the_header_name_no_season():
    assert season_named([SheetRow(1, ["户号"]), SheetRow(2, ["2025-2026"])], header_row=1) == ""


@pytest.mark.parametrize(
    ("cell", "season"),
    [
        ("2026-2027", "2026-2027"),
        ("2026", "2026-2027"),
        ("2026年度", "2026-2027"),
        ("2026/27", "2026-2027"),
        ("去年", ""),
    ],
)
def test_a_cell_names_a_season_by_both_years_or_the_first(cell, season):
    assert season_of_cell(cell) == season
