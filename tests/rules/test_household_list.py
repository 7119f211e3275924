"""A list of households as offices really write it: every fault is found or repaired and named, clean rows are clean."""

from decimal import Decimal

import pytest

from heat.rules.addresses import Place
from heat.rules.columns import layout_of
from heat.rules.household_list import check_households
from heat.rules.lists import HOUSEHOLDS
from heat.rules.sheets import Formula
from tests.rules.sheet_makers import HEADER, household, sheet

NBSP = "\u00a0"

FAULTS = {
    "nbsp_suffix_text_numbers": {"户主姓名": f"王伟{NBSP}"},
    "fullwidth_area": {"建筑面积（㎡）": "９５．５０"},
    "area_with_unit": {"建筑面积（㎡）": "95.50平米"},
    "phone_as_float": {"联系电话": 13800000117.0},
    "phone_with_dashes": {"联系电话": "138-0000-0117"},
    "two_phones_in_cell": {"联系电话": "13800000117/13800009999"},
    "building_zero_padded": {"楼号": "003号楼"},
    "space_inside_name": {"户主姓名": "王 伟"},
    "newline_in_name": {"户主姓名": "王伟\n（租户李先生）"},
    "formula_in_name": {"户主姓名": Formula('HYPERLINK("http://example.invalid","王伟")')},
    "phone_missing": {"联系电话": ""},
    "phone_invalid": {"联系电话": "1380000"},
    "owner_is_空置房": {"户主姓名": "空置房"},
    "zero_area": {"建筑面积（㎡）": "0"},
    "implausible_area": {"建筑面积（㎡）": "9550"},
    "negative_area": {"建筑面积（㎡）": "-95.50"},
    "area_unreadable": {"建筑面积（㎡）": "见合同"},
    "area_missing": {"建筑面积（㎡）": ""},
    "account_no_missing": {"户号": ""},
    "unknown_state": {"状态": "不清楚"},
    "address_missing": {"房号": ""},
}


def read(*rows, header=HEADER):
    town = sheet(["2025-2026采暖期用户信息登记表"], ["制表单位：某热力公司"], header, *rows)
    return check_households(town, layout_of([town], HOUSEHOLDS)[1])


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_named_with_its_row_and_column_and_nothing_else_is(code):
    (column,) = FAULTS[code]

    whole = read(household("000101"), household("000102", **FAULTS[code]), household("000103"))

    assert [(problem.row, problem.column, problem.code) for problem in whole.problems] == [(5, column, code)]


def test_every_planted_fault_is_found_when_all_stand_in_one_list():
    rows = [household(f"{number:06}", **fault) for number, fault in enumerate(FAULTS.values(), 101)]

    found = read(*rows, household("000999"))

    assert [problem.code for problem in found.problems] == list(FAULTS)
    assert len(found.entries) == len(FAULTS) + 1


def test_the_later_of_two_equal_account_numbers_is_the_error():
    whole = read(household("000101"), household("000102"), household("000101", 房号="901"))

    assert [(problem.row, problem.code, problem.now) for problem in whole.problems] == [
        (6, "duplicate_account_no", "4")
    ]
    assert [line.account_no for line in whole.good] == ["000101", "000102"]


def test_two_households_behind_one_door_are_an_error():
    whole = read(household("000101", 房号="501"), household("000102", 房号="0501室"))

    assert whole.bad[0].problems[-1].code == "duplicate_address"
    assert "幸福里3-2-501 与第 4 行相同" in str(whole.bad[0].problems[-1].say)


def test_a_clean_line_is_a_clean_household():
    (line,) = read(household("000101", 联系电话="13800000117/13800009999", 性质="民用", 状态="报停")).good

    assert (line.account_no, line.owner, line.phones) == ("000101", "王伟", ("13800000117", "13800009999"))
    assert (line.place, line.charge_m2) == (Place("幸福里", "3", "2", "101"), Decimal("95.50"))
    assert (line.use_class, line.state) == ("居民", "suspended")


def test_the_charged_area_is_taken_from_its_own_column_and_else_from_the_built_one():
    header = ("户号", "姓名", "建筑面积", "收费面积", "套内面积")

    first, second = read(["1", "王伟", "95.5", "90", "0"], ["2", "李娜", "95.5", "", "0"], header=header).good

    assert (first.charge_m2, first.gross_m2) == (Decimal(90), Decimal("95.5"))
    assert second.charge_m2 == Decimal("95.5")


@pytest.mark.parametrize("written", ["3-2-501", "3#2单元501", "3号楼2单元501室"])
def test_a_whole_address_in_the_room_is_taken_apart(written):
    (line,) = (whole := read(["1", "幸福里", written, "王伟"], header=("户号", "小区", "房号", "姓名"))).good

    assert line.place == Place("幸福里", "3", "2", "501")
    assert [problem.code for problem in whole.problems] == ["address_in_one_cell"]


def test_entrance_and_room_may_share_a_cell_beside_the_building():
    (line,) = read(["1", "幸福里", "3号楼", "2-501"], header=("户号", "小区", "楼号", "房号")).good

    assert line.place == Place("幸福里", "3", "2", "501")


def test_an_address_that_contradicts_its_columns_is_a_warning():
    whole = read(household("000101", 房号="4-2-501"))

    assert [problem.code for problem in whole.problems] == ["address_contradicts"]
    assert whole.good[0].place == Place("幸福里", "3", "2", "501")


def test_one_column_may_hold_the_whole_address():
    whole = read(["1", "王伟", "幸福里3-2-501"], ["2", "李娜", "老街平房东头"], header=("户号", "姓名", "地址"))

    assert whole.good[0].place == Place("幸福里", "3", "2", "501")
    assert whole.good[1].address == "老街平房东头"
    assert [problem.code for problem in whole.problems] == ["address_unreadable"]


def test_a_list_without_phones_does_not_complain_about_each():
    assert read(["1", "王伟"], ["2", "李娜"], header=("户号", "姓名")).problems == []


def test_old_arrears_are_counted_once_and_not_imported():
    whole = read(
        ["1", "王伟", 1989.3], ["2", "李娜", ""], ["3", "周超", "2,550.00"], header=("户号", "姓名", "往年欠费")
    )

    # 1989.30 + 2550.00 = 4539.30
    assert [str(note) for note in whole.notes] == [
        "“往年欠费”有 2 户、共 4,539.30 元，这里不入账。要入账，请把同一张表再按“往年欠费”导入一次。"
    ]
    assert whole.problems == []
