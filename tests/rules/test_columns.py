"""The header is found by itself, whatever stands above it."""

import pytest

from heat.rules.columns import complete, layout_of
from heat.rules.lists import DUES, HOUSEHOLDS
from heat.rules.sheets import Sheet
from heat.words import Refused
from tests.rules.sheet_makers import HEADER, household, sheet


def mapping(*rows, kind=HOUSEHOLDS):
    return layout_of([sheet(*rows)], kind)[1].mapping


def test_the_header_stands_under_titles():
    _, layout = layout_of(
        [sheet(["2025-2026采暖期用户信息登记表"], [], ["制表单位：某热力公司", "", "日期：10月"], HEADER)], HOUSEHOLDS
    )

    assert layout.header_row == 4
    assert layout.places["name"] == 5


def test_spaces_units_and_marks_in_a_header_do_not_matter():
    assert mapping(["序 号", "户  号", "*户主\n姓名", "建筑面积 (㎡)", "单价（元/㎡）"]) == {
        "account_no": "户号", "name": "*户主姓名", "gross_m2": "建筑面积(㎡)", "price": "单价（元/㎡）",
    }  # fmt: skip


@pytest.mark.parametrize("word", ["户号", "用户编号", "用户卡号", "协议号", "供热卡号", "客户编号"])
def test_every_office_has_its_own_word_for_an_account_number(word):
    assert mapping([word, "姓名"])["account_no"] == word


def test_an_address_code_is_the_account_number_only_where_there_is_no_other():
    assert mapping(["地址码", "户号", "姓名"]) == {"account_no": "户号", "address_code": "地址码", "name": "姓名"}
    assert mapping(["地址码", "姓名"]) == {"account_no": "地址码", "name": "姓名"}


def test_a_longer_header_is_known_by_its_end():
    assert mapping(["户号", "业主联系电话"])["phone"] == "业主联系电话"


def test_the_phone_of_somebody_else_is_not_taken_for_the_household():
    assert "phone" not in mapping(["户号", "姓名", "物业电话"])


def test_a_header_of_two_rows_is_read_as_one():
    header = ["户号", "姓名", "2026年热费", "", "截止日"]
    places = layout_of(
        [sheet(["应缴明细"], header, ["", "", "应缴", "已缴", ""], ["1", "王伟", 10.0, 0.0, "2026-12-01"])], DUES
    )[1]

    assert places.header_row == 3
    assert places.mapping == {
        "account_no": "户号", "name": "姓名", "owed": "2026年热费应缴", "paid": "2026年热费已缴", "due_on": "截止日",
    }  # fmt: skip


def test_the_first_line_is_never_taken_for_a_second_header():
    _, layout = layout_of([sheet(HEADER, household(户号=""), household())], HOUSEHOLDS)

    assert layout.header_row == 1


def test_the_sheet_that_is_the_list_is_chosen():
    others = Sheet("填写说明", sheet(["说明", "备注"], ["请按表头填写", ""]).rows)

    assert layout_of([others, sheet(HEADER, household())], HOUSEHOLDS)[0].name == "名单"


def test_a_table_without_any_known_column_is_refused():
    with pytest.raises(Refused, match="没有找到表头"):
        layout_of([sheet(["收费率排名表"], ["序号", "收费员", "收费率排名"], [1.0, "", ""])], HOUSEHOLDS)


def test_what_is_missing_is_named_in_the_words_of_the_list_that_was_asked_for():
    with pytest.raises(Refused) as problem:
        layout_of([sheet(["收费率排名表"], ["序号", "排名"], [1.0, ""])], DUES)

    assert "没有“户号、应缴" in str(problem.value.say)


def test_a_report_that_is_no_list_of_households_is_told_by_what_was_seen():
    report = sheet(
        ["收费情况对比表"], ["大区", "项目", "收费员", "当年应收额", "备注"], ["一部", "幸福里", "", 1.0, ""]
    )

    with pytest.raises(Refused, match="没有“户号”列，不像住户名单。看到的列是：大区、项目、收费员、当年应收额、备注。"):
        complete(layout_of([report], HOUSEHOLDS)[1])


def test_people_may_choose_the_columns_themselves():
    _, layout = layout_of([sheet(["编号甲", "姓名", "电话"])], HOUSEHOLDS)

    assert complete(
        layout.chosen({"account_no": "编号甲", "name": "姓名", "owner": "电话", "phone": "没有"})
    ).places == {
        "account_no": 0,
        "name": 1,
    }


def test_a_layout_is_remembered_by_its_headers_alone():
    first, second = layout_of([sheet(HEADER)], HOUSEHOLDS)[1], layout_of([sheet(["标题"], HEADER)], HOUSEHOLDS)[1]

    assert first.fingerprint == second.fingerprint
    assert first.fingerprint != layout_of([sheet(HEADER[::-1])], HOUSEHOLDS)[1].fingerprint
