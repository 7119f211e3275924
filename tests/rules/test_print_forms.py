"""The printed sheet of a sort of ticket."""

import pytest

from heat.rules import kind_templates, print_forms
from heat.rules.kind_templates import SHIPPED
from heat.rules.print_forms import ORDER, PARTS
from heat.words import Refused

FORM = {"title": "换表单", "parts": ["customer", "lines", "temperatures", "instructions"], "places": "客厅\r\n 北卧 \n客厅",
        "twice": "0", "lines": "6", "instructions": "先关阀。\r\n再拆表。"}  # fmt: skip


def test_a_sheet_is_told_by_a_form():
    one = print_forms.told(FORM)

    assert (one.title, one.parts) == ("换表单", ("customer", "lines", "temperatures", "instructions"))
    assert (one.places, one.twice, one.lines, one.instructions) == (("客厅", "北卧"), False, 6, "先关阀。\n再拆表。")


def test_a_sheet_comes_back_as_it_was_stored():
    one = print_forms.told(FORM)

    assert print_forms.restored(print_forms.plain(one)) == one


def test_what_belongs_to_a_part_that_is_not_chosen_may_be_empty():
    one = print_forms.told({"title": "换表单", "parts": ["customer"]})

    assert (one.places, one.instructions) == (print_forms.PLACES, "")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"title": " "}, "请填写单子的标题"),
        ({"title": "表" * 11}, "单子的标题最多 10 个字"),
        ({"title": "a\0b"}, "不能保存"),
        ({"parts": []}, "至少要有一块"),
        ({"parts": ["customer", "moon"]}, "没有这个选项"),
        ({"parts": ["valve"]}, "没有这个选项"),
        ({"places": ""}, "1 到 8 个测温的地方"),
        ({"places": "\n".join(f"房{n}" for n in range(9))}, "1 到 8 个测温的地方"),
        ({"places": "第七个小房间"[:6] + "甲"}, "测温的地方最多 6 个字"),
        ({"lines": "0"}, "空白行数应在 1 到 12"),
        ({"lines": "13"}, "空白行数应在 1 到 12"),
        ({"lines": "六"}, "不是数字"),
        ({"lines": "1.5"}, "小数"),
        ({"lines": ""}, "请填写空白行数"),
        ({"instructions": " \n"}, "请写上内容"),
        ({"instructions": "字" * 301}, "说明文字最多 300 个字"),
        ({"instructions": "字\n" * 8 + "字"}, "说明文字最多 8 行"),
        ({"instructions": "\ud800"}, "不能保存"),
    ],
)
def test_what_cannot_be_is_refused_in_words(more, says):
    with pytest.raises(Refused, match=says):
        print_forms.told(FORM | more)


def test_a_part_goes_a_place_up_or_down_and_no_further():
    parts = ("customer", "lines", "slip")

    assert print_forms.moved(parts, "lines up") == ("lines", "customer", "slip")
    assert print_forms.moved(parts, "lines down") == ("customer", "slip", "lines")
    for nothing in ("customer up", "slip down", "moon up", "lines sideways", "lines", ""):
        assert print_forms.moved(parts, nothing) == parts


def test_parts_not_chosen_stand_below_those_that_are():
    order = print_forms.laid_out(["slip", "customer"])

    assert order[:3] == ["slip", "customer", "visit"]
    assert sorted(order) == sorted(PARTS)


def test_parts_not_chosen_stand_above_the_signatures_and_the_card_at_the_foot():
    order = print_forms.laid_out(["customer", "notes", "signatures", "slip"])

    assert order[:3] == ["customer", "notes", "visit"]
    assert order[-2:] == ["signatures", "slip"]


def test_a_part_without_words_prints_nothing():
    assert print_forms.missing(ORDER, {"causes"}) == ["checks"]
    assert print_forms.missing(ORDER, {"checklist"}) == []


def test_temperature_and_installation_come_with_sheets_of_their_own_and_the_others_with_the_work_order():
    own = {code: one.sheet.title for code, one in SHIPPED.items() if one.sheet}

    assert own == {"temperature": "测温单", "installation": "安装验收单"}
    assert all(part in PARTS for one in SHIPPED.values() for part in (one.sheet or ORDER).parts)


def test_a_sheet_belongs_to_the_template_and_none_is_stored_as_none():
    shipped = SHIPPED["temperature"]

    assert kind_templates.read(kind_templates.plain(shipped)) == shipped
    assert kind_templates.read({"name": "测温"}, shipped).sheet == shipped.sheet
    assert kind_templates.read({"name": "测温", "sheet": None}, shipped).sheet is None
