"""A form is read once, in one vocabulary, and a refused form still shows what was typed."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules.fields import Area, Celsius, Choice, Clock, Day, Number, Phone, Text, Whole, Yes, Yuan, fill

NAME = Text("name", "姓名", most=10)
NOTE = Text("note", "备注", required=False, lines=True)


def only(field, text):
    """What one field makes of one text: its value, or its sentence."""
    filled = fill((field,), {field.name: text})
    return filled.values.get(field.name) if filled.ok else str(filled.errors[field.name])


def test_a_form_with_every_field_right_has_no_errors():
    filled = fill((NAME, Phone("phone", "电话")), {"name": " 王伟 ", "phone": "138-0000-0117"})

    assert filled.ok
    assert filled.values == {"name": "王伟", "phone": "13800000117"}


def test_a_refused_form_keeps_what_was_typed():
    filled = fill((NAME, Phone("phone", "电话")), {"name": "王伟", "phone": "12345"})

    assert filled.typed == {"name": "王伟", "phone": "12345"}
    assert str(filled.errors["phone"]) == "“12345”不是电话号码，请填写 11 位手机号或带区号的座机号。"


def test_a_required_field_left_empty_is_asked_for_by_its_name():
    assert only(NAME, " \u3000 ") == "请填写姓名。"


def test_an_optional_field_left_empty_has_no_value():
    assert only(NOTE, "") is None


def test_a_field_that_was_never_sent_counts_as_empty():
    assert not fill((NAME,), {}).ok


def test_free_text_keeps_everything_but_line_ends_become_lf():
    assert only(NOTE, "  <script>\r\n'; DROP TABLE --\r\u202e ") == "  <script>\n'; DROP TABLE --\n\u202e "


@pytest.mark.parametrize("text", ["a\0b", "half \ud800 character", "长" * 20_001])
def test_what_cannot_be_stored_is_refused_in_a_sentence_and_shown_without_it(text):
    filled = fill((NOTE,), {"note": text})

    assert "不能保存" in str(filled.errors["note"])
    assert filled.typed["note"].encode()


def test_a_text_that_is_too_long_says_how_long_it_may_be():
    assert only(NAME, "王" * 11) == "姓名最多 10 个字，现在有 11 个，请缩短。"


def test_yuan_are_meant_in_fen():
    assert only(Yuan("paid", "金额"), "１,830.30元") == 183030


def test_an_amount_outside_its_bounds_is_refused():
    assert only(Yuan("paid", "金额", least_fen=1), "0") == "金额应在 0.01 元到 99,999,999,999.99 元之间，请核对。"


def test_an_area_may_carry_its_unit():
    assert only(Area("area", "面积"), "95.5㎡") == Decimal("95.50")


def test_a_third_decimal_is_refused_not_rounded():
    assert only(Area("area", "面积"), "95.555") == "面积最多 2 位小数，请四舍五入后填写。"


def test_a_temperature_has_one_decimal_and_may_be_below_zero():
    assert only(Celsius("outside", "室外温度"), "-12.5") == Decimal("-12.5")


def test_a_whole_number_is_an_int():
    assert only(Whole("floor", "楼层", most=Decimal(60)), "１７") == 17


def test_a_day_outside_its_bounds_names_them():
    day = Day("due_on", "截止日", first=date(2026, 10, 1), last=date(2027, 3, 31))

    assert only(day, "2028-01-01") == "截止日应在 2026-10-01 到 2027-03-31 之间，请核对。"


def test_a_time_of_day_is_minutes_since_midnight():
    assert only(Clock("at", "时间"), "08:30") == 510
    assert only(Clock("at", "时间"), "0830") == 510
    assert only(Clock("at", "时间"), "830") == 510


@pytest.mark.parametrize("typed", ["2430", "0860", "25:00", "8", "83", "08300"])
def test_what_is_no_time_of_day_is_told_how_to_write_one(typed):
    assert "请按 08:30 的样子填写" in only(Clock("at", "时间"), typed)


def test_only_a_listed_choice_is_taken():
    kind = Choice("kind", "类别", options=(("repair", "报修"), ("complaint", "投诉")))

    assert only(kind, "repair") == "repair"
    assert only(kind, "报修") == "类别里没有这一项，请从列表中选择。"


def test_a_box_that_is_not_ticked_means_no():
    assert only(Yes("key", "钥匙在邻居处"), "") is False
    assert only(Yes("key", "钥匙在邻居处"), "on") is True


def test_what_is_no_number_is_named_and_shown_one_that_people_write():
    room = Celsius("celsius", "处理后室温")

    assert only(room, "16度") == "处理后室温“16度”不是数字，请只填写数字，例如 20.5。"
    assert only(Number("price", "居民单价", least=Decimal("0.0001")), "abc").endswith("例如 20.5。")
    assert only(Whole("days", "天数", least=Decimal(1), most=Decimal(7)), "三天").endswith("例如 1。")
