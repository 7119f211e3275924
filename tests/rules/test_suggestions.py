"""What bad cells most likely should have said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import cells
from heat.rules.problems import SEVERITY, Severity
from heat.rules.sheets import Formula
from heat.rules.suggestions import suggested


@pytest.mark.parametrize(
    ("code", "cell", "better"),
    [
        ("area_unreadable", "大约95。5平左右", "95.5"),
        ("area_unreadable", "9O.5", "90.5"),
        ("area_unreadable", "95+20", ""),
        ("area_unreadable", "九五.5", ""),
        ("area_unreadable", "不详", ""),
        ("negative_area", "-95.50", "95.50"),
        ("amount_unreadable", "2410元整", "2410"),
        ("unknown_state", "已经停了", "报停"),
        ("unknown_state", "欠费停供户", "强制停供"),
        ("unknown_state", "?", ""),
        ("season_unreadable", "2025采暖", "2025-2026"),
        ("day_unreadable", "15/11/2026 前", "2026-11-15"),
        ("day_unreadable", "截至26年11月15日", "2026-11-15"),
        ("day_unreadable", "2026年13月40日前", ""),
        ("formula_in_name", Formula("A1", "刘奶奶"), "刘奶奶"),
        ("formula_in_name", Formula("A1", ""), ""),
        ("account_no_missing", "", ""),
    ],
)
def test_a_bad_cell_gets_the_likely_meaning_or_none(code, cell, better):
    assert suggested(code, cell) == better


@given(st.sampled_from(["area_unreadable", "amount_unreadable", "day_unreadable", "unknown_state"]), st.text())
def test_a_suggestion_never_is_an_error_itself(code, text):
    read = {"area_unreadable": cells.area, "amount_unreadable": cells.amount, "day_unreadable": cells.day}
    better = suggested(code, text)

    clean = read.get(code, cells.state)(better)

    assert not better or not [one for one in clean.codes if SEVERITY[one] is Severity.ERROR]
