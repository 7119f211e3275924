"""Values of the fields an office draws for itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import own_values
from heat.rules.conditions import Clause, Condition
from heat.rules.own_fields import KINDS, OwnField
from heat.rules.own_values import fill
from heat.words import Refused

PIPES = {"choices": [{"id": "c1", "label": "PPR"}, {"id": "c2", "label": "镀锌钢管"}]}


def one(kind: str, name: str = "字段", code: str = "x1", **options) -> OwnField:
    return OwnField(code, name, kind, options)


@pytest.mark.parametrize(
    ("drawn", "typed", "stored"),
    [
        (one("text"), " 西门 ", "西门"),
        (one("long-text"), "一\n二", "一\n二"),
        (one("number", unit="片"), "１４片", "14.00"),
        (one("number", places=0), "14", "14"),
        (one("money"), "1,250.5", 125_050),
        (one("area"), "89.5㎡", "89.50"),
        (one("date"), "2026年11月5日", "2026-11-05"),
        (one("time"), "8:30", "08:30"),
        (one("choice", **PIPES), "PPR", "PPR"),
        (one("choices", **PIPES), ["镀锌钢管", "PPR"], ["PPR", "镀锌钢管"]),
        (one("address"), "幸福里3-2-501", "幸福里3-2-501"),
        (one("table", columns=["房间", "片数"]), "客厅|14\n主卧\t10", [["客厅", "14"], ["主卧", "10"]]),
        (one("text"), "", None),
    ],
)
def test_a_kind_stores_what_was_meant(drawn, typed, stored):
    assert own_values.read(drawn, typed) == stored


@pytest.mark.parametrize(
    ("drawn", "typed", "word"),
    [
        (one("number"), "很多", "不是数字"),
        (one("number", most="9"), "10", "9"),
        (one("text", longest=2), "三个字", "2 个字"),
        (one("text", shape="B-##"), "B-1", "B-##"),
        (one("choice", **PIPES), "铜", "列表"),
        (one("choices", **PIPES), ["铜"], "铜"),
        (one("table", columns=["一"]), "a|b", "只有 1 列"),
        (one("date"), "后天", "不是日期"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(drawn, typed, word):
    with pytest.raises(Refused, match=word):
        own_values.read(drawn, typed)


def test_a_field_may_say_in_its_own_words_what_is_wrong():
    with pytest.raises(Refused, match="请看表具铭牌 {8 位}"):
        own_values.read(one("text", shape="########", message="请看表具铭牌 {8 位}"), "12")


def test_a_required_field_must_be_filled_in_only_while_it_is_shown():
    drain = one("choice", "有地漏", "x1", choices=[{"id": "c1", "label": "有"}, {"id": "c2", "label": "没有"}])
    where = OwnField("x2", "在哪", "text", {"required": True}, visible_when=Condition((Clause("x1", "is", "有"),)))

    assert fill([drain, where], {"x1": "没有"}, {}, ["agent"]).ok
    assert str(fill([drain, where], {"x1": "有"}, {}, ["agent"]).errors["x2"]) == "请填写在哪。"


def test_a_field_may_be_required_only_under_a_condition():
    kind = one("choice", "管材", "x1", **PIPES)
    year = OwnField("x2", "年份", "text", required_when=Condition((Clause("x1", "is", "镀锌钢管"),)))

    assert not fill([kind, year], {"x1": "镀锌钢管"}, {}, ["agent"]).ok
    assert fill([kind, year], {"x1": "PPR"}, {}, ["agent"]).ok


def test_a_day_may_not_lie_before_another():
    begin = one("date", "开始", "x1")
    end = one("date", "结束", "x2", across={"sign": "not-under", "field": "x1"})

    wrong = fill([begin, end], {"x1": "2026-11-20", "x2": "2026-11-19"}, {}, ["agent"])
    assert str(wrong.errors["x2"]) == "结束要不小于开始。"
    assert fill([begin, end], {"x1": "2026-11-20", "x2": "2026-11-20"}, {}, ["agent"]).ok


def test_numbers_are_compared_as_numbers():
    low, high = one("number", "低", "x1"), one("number", "高", "x2", across={"sign": "over", "field": "x1"})

    assert fill([low, high], {"x1": "9", "x2": "10"}, {}, ["agent"]).ok


def test_what_is_computed_follows_the_fields_it_asks_for():
    drawn = [
        one("number", "片数", "x1"),
        one("money", "单价", "x2"),
        one("computed", "合计", "x3", formula="[片数] * [单价]"),
    ]

    assert fill(drawn, {"x1": "14", "x2": "25.50"}, {}, ["agent"]).values["x3"] == "357.00"  # 14 × 25.50
    assert "x3" not in fill(drawn, {"x1": "14"}, {"x3": "1"}, ["agent"]).values


def test_what_somebody_may_not_write_stays_as_it_was():
    pay = OwnField("x1", "收入", "money", access={"write": ["cashier"]})

    assert fill([pay], {"x1": "1"}, {"x1": 900}, ["agent"]).values == {"x1": 900}


def test_emptying_a_field_takes_its_value_away():
    assert fill([one("text")], {"x1": ""}, {"x1": "西门"}, ["agent"]).values == {}


def test_a_value_is_found_by_each_of_its_choices():
    pipes = OwnField("x1", "管材", "choices", PIPES, searchable=True)

    assert own_values.keys(pipes, ["PPR", "镀锌钢管"]) == ["ppr", "镀锌钢管"]


def test_a_value_reads_well_in_one_line():
    assert own_values.worded(one("money"), 125_050) == "1,250.50"
    assert own_values.worded(one("number", unit="片"), "14") == "14 片"
    assert own_values.worded(one("table", columns=["a", "b"]), [["客厅", "14"], ["主卧", ""]]) == "客厅 14；主卧"


def test_money_and_area_are_reckoned_in_yuan_and_square_metres():
    assert own_values.numeric(one("money"), 125_050) == Decimal("1250.50")
    assert own_values.numeric(one("area"), "89.50") == Decimal("89.50")


TYPED = [kind.code for kind in KINDS if kind.typed and not kind.file]


@given(st.sampled_from(TYPED), st.text(max_size=40))
def test_what_was_stored_is_stored_again_the_same(kind, typed):
    drawn = one(kind, columns=["a", "b"], **PIPES)
    try:
        stored = own_values.read(drawn, [typed] if kind == "choices" else typed)
    except Refused:
        return
    if stored is not None:
        assert own_values.read(drawn, own_values.typed_again(drawn, stored)) == stored


def test_a_computed_field_may_stand_before_the_one_it_asks_for():
    total = one("computed", "总", "x1", formula="[半] * 2")
    half = one("computed", "半", "x2", formula="[数] / 2")
    drawn = [total, half, one("number", "数", "x3")]

    first = fill(drawn, {"x3": "10"}, {}, ())
    assert first.values == {"x3": "10.00", "x2": "5.00", "x1": "10.00"}
    assert fill(drawn, {"x3": "20"}, first.values, ()).values["x1"] == "20.00"


def test_a_typed_nan_is_compared_as_a_word():
    drawn = [one("text", "甲", "x1"), one("text", "乙", "x2", across={"sign": "over", "field": "x1"})]

    assert fill(drawn, {"x1": "NaN", "x2": "sNaN"}, {}, ()).ok
