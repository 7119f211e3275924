"""What we hand out can be opened, corrected and imported again, and never computes anything."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from heat.papers.sheets import read_sheets
from heat.papers.workbook import (
    BadRow,
    TemplateColumn,
    bad_rows_workbook,
    export_csv,
    export_workbook,
    neutral,
    template_workbook,
)
from heat.rules.sheets import Formula

EVIL = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\r=1", "\u00a0=1", "a\0b\x0b", "\ud800"]


def opened(content):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def test_bad_rows_come_back_under_their_headers_with_a_reason():
    rows = [BadRow(["", "王伟", 95.5], "第 9 行没有“户号”。", frozenset({0})), BadRow(["2"], "太短")]

    sheet = opened(bad_rows_workbook("错误行", ["户号", "姓名", "面积"], "原因", rows))

    assert [[cell.value for cell in row] for row in sheet] == [
        ["户号", "姓名", "面积", "原因"],
        [None, "王伟", 95.5, "第 9 行没有“户号”。"],
        ["2", None, None, "太短"],
    ]
    assert sheet["A2"].fill.fgColor.rgb == "00FDE2E0"
    assert sheet["B2"].fill.fgColor.rgb == "00000000"


def test_corrected_bad_rows_can_be_read_again(tmp_path):
    path = tmp_path / "错误行.xlsx"
    path.write_bytes(bad_rows_workbook("错误行", ["户号"], "原因", [BadRow(["000117"], "重复")]))

    assert [list(row.cells) for row in read_sheets(path)[0].rows] == [["户号", "原因"], ["000117", "重复"]]


@pytest.mark.parametrize("text", EVIL)
def test_no_text_becomes_a_formula(text):
    bad = opened(bad_rows_workbook(text, [text], text, [BadRow([text], text), BadRow([Formula("A1")], text)]))
    table = opened(export_workbook(text, [text], [[text]]))

    assert not [cell for sheet in (bad, table) for row in sheet for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("text", EVIL[:8])
def test_a_text_that_would_compute_in_a_csv_is_led_by_an_apostrophe(text):
    assert neutral(text).startswith("'")


def test_an_export_keeps_numbers_numbers_and_days_days():
    rows = [["000117", Decimal("95.50"), 3, date(2026, 11, 15), None, True]]

    row = next(opened(export_workbook("住户", ["户号", "面积", "楼层", "日期", "空", "是"], rows)).iter_rows(min_row=2))

    assert [cell.value for cell in row[:3]] == ["000117", 95.5, 3]
    assert row[3].value.date() == date(2026, 11, 15)


def test_a_csv_opens_in_chinese_and_keeps_its_numbers():
    assert export_csv(["户号", "欠费"], [["000117", Decimal("-12.50")], ["=1", 0]]).decode("utf-8-sig") == (
        "户号,欠费\r\n000117,-12.50\r\n'=1,0\r\n"
    )


def test_a_template_keeps_zeros_offers_choices_and_explains_itself():
    content = template_workbook(
        "住户名单",
        "填写说明",
        [
            TemplateColumn("户号", "每户一个，不能重复。", "000117"),
            TemplateColumn("状态", "", "正常", ["正常", "报停"]),
        ],
    )

    book = openpyxl.load_workbook(io.BytesIO(content))
    first, hints = book.worksheets
    assert [cell.value for cell in first[1]] == ["户号", "状态"]
    assert first["A2"].number_format == "@"
    assert first.data_validations.dataValidation[0].formula1 == '"正常,报停"'
    assert [cell.value for cell in hints[1]] == ["户号", "每户一个，不能重复。", "000117"]
