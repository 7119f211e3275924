"""Rows come out of every kind of file as the office wrote them, with the numbers Excel shows."""

import openpyxl
import pytest

from heat.papers.sheets import read_sheets
from heat.rules.sheets import Formula, Merged, shown
from tests.papers.workbooks import workbook, written


def texts(path):
    """What a person sees in each row of the first sheet, by row number."""
    return {row.number: [shown(cell) for cell in row.cells] for row in read_sheets(path)[0].rows}


def test_rows_keep_the_number_the_office_sees_although_blank_ones_are_left_out(tmp_path):
    path = workbook(tmp_path / "list.xlsx", [], ["户号"], [], ["000117"])

    assert texts(path) == {2: ["户号"], 4: ["000117"]}


def test_numbers_stay_numbers_and_texts_stay_texts(tmp_path):
    path = workbook(tmp_path / "list.xlsx", ["000117", 13800000117, 95.5, True])

    assert read_sheets(path)[0].rows[0].cells == ["000117", 13800000117.0, 95.5, True]


def test_days_come_as_people_write_them(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = openpyxl.utils.datetime.from_excel(46341)
    book.save(tmp_path / "list.xlsx")

    assert texts(tmp_path / "list.xlsx") == {1: ["2026-11-15"]}


def test_a_formula_that_was_never_computed_is_still_seen(tmp_path):
    path = workbook(tmp_path / "list.xlsx", ["000117", '=HYPERLINK("x","李军")'])

    name = read_sheets(path)[0].rows[0].at(1)

    assert isinstance(name, Formula)
    assert name.value == ""
    assert name.text.startswith("HYPERLINK(")


def test_merged_ranges_are_told_in_the_numbers_people_see(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["名单"])
    book.active.append(["户号"])
    book.active.merge_cells("A1:C1")
    book.save(tmp_path / "list.xlsx")

    assert read_sheets(tmp_path / "list.xlsx")[0].merged == (Merged(1, 0, 1, 2),)


def test_hidden_sheets_and_empty_ones_are_left_out(tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "a.xlsx", ["户号"], sheets=[("Sheet2", []), ("对照", [["甲"]])]))
    book["对照"].sheet_state = "hidden"
    book.save(tmp_path / "list.xlsx")

    assert [sheet.name for sheet in read_sheets(tmp_path / "list.xlsx")] == ["Sheet"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_text_table_is_read_in_every_usual_writing(tmp_path, encoding, sign):
    text = f"户号{sign}姓名\r\n000117{sign}王伟\r\n"

    assert texts(written(tmp_path / "list.csv", text.encode(encoding))) == {1: ["户号", "姓名"], 2: ["000117", "王伟"]}


def test_a_line_break_inside_quotes_does_not_start_a_row(tmp_path):
    path = written(tmp_path / "list.csv", '户号,姓名\n000117,"王伟\n（租户李先生）"\n\n000118,李娜\n'.encode())

    assert texts(path) == {1: ["户号", "姓名"], 2: ["000117", "王伟\n（租户李先生）"], 4: ["000118", "李娜"]}
