"""A list is checked row by row, and nothing in it is lost or counted twice."""

import pytest

from heat.rules import cells
from heat.rules.columns import layout_of
from heat.rules.intake import Once, RowReader, Skipped, check
from heat.rules.lists import HOUSEHOLDS
from heat.rules.sheets import Merged, SheetRow
from heat.words import Refused
from tests.rules.sheet_makers import HEADER, household, sheet


def checked(*rows, merged=(), read=lambda row: row.take("account_no", cells.account_no)):
    town = sheet(*rows, merged=merged)
    return check(town, layout_of([town], HOUSEHOLDS)[1], read, list)


def test_titles_headers_and_blank_rows_count_nowhere():
    whole = checked(["用户名单"], HEADER, household("000117"), [], ["二期"], HEADER, household("000118"))

    assert [entry.row for entry in whole.entries] == [3, 7]
    assert whole.skipped == []


def test_sums_and_footers_are_skipped_by_name():
    whole = checked(
        HEADER, household(), ["小计", "", "", "", "", "", "", 95.5], ["合计"], ["制表人：", "", "王会计"], ["以上属实"]
    )

    assert whole.skipped == [Skipped(3, "subtotal"), Skipped(4, "total"), Skipped(5, "footer"), Skipped(6, "footer")]


def test_an_error_keeps_the_row_out_but_its_cells_are_kept():
    whole = checked(HEADER, household("000117"), household(户号=""))

    assert whole.good == ["000117"]
    assert whole.bad[0].cells == household(户号="")
    assert [(problem.row, problem.column, problem.code) for problem in whole.problems] == [
        (3, "户号", "account_no_missing")
    ]


def test_a_list_without_its_key_column_is_refused():
    with pytest.raises(Refused, match="没有“户号”列"):
        checked(["姓名", "电话"], ["王伟", "13800000117"])


def test_one_problem_stands_once_a_row_column_and_code():
    row = RowReader(SheetRow(5, household(联系电话="12")), layout_of([sheet(HEADER)], HOUSEHOLDS)[1])

    row.take("phone", cells.phones)
    row.take("phone", cells.phones)

    assert len(row.problems) == 1


def communities(*rows, merged=()):
    """What each row says of its community, and the codes of the whole list."""
    whole = checked(*rows, merged=merged, read=lambda row: row.take("community", cells.text))
    return whole.good, [problem.code for problem in whole.problems]


def test_ditto_means_the_row_above_also_twice():
    rows = (household("1"), household("2", 小区="同上"), household("3", 小区="〃"))

    assert communities(HEADER, *rows) == (["幸福里"] * 3, ["same_as_above"] * 2)


def test_a_community_left_blank_above_a_building_is_the_one_above():
    assert communities(HEADER, household("1"), household("2", 小区="")) == (["幸福里"] * 2, ["filled_from_above"])


def test_a_merged_community_is_no_fault():
    rows = (household("1"), household("2", 小区=""), household("3", 小区=""))

    assert communities(HEADER, *rows, merged=[Merged(2, 1, 4, 1)]) == (["幸福里"] * 3, [])


def test_a_key_is_remembered_with_the_row_that_had_it_first():
    once = Once()

    assert [once.row_before("a", 4), once.row_before("b", 5), once.row_before("a", 6), once.row_before("a", 7)] == [
        None, None, 4, 4,
    ]  # fmt: skip
