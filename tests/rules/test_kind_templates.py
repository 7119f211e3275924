"""What belongs to a sort of ticket."""

import pytest

from heat.rules import kind_templates
from heat.rules.kind_templates import SHIPPED, Template
from heat.words import Refused

FORM = {"name": "换表", "icon": "tool", "tone": "info", "family": "field", "open": ["hall", "desk", "moon"], "place": "household",
        "print": "order", "flow": "repair", "sla": "repair", "all_fields": "1", "categories": "机械表\r\n\r\n超声表\n机械表"}  # fmt: skip


def told(**more):
    return kind_templates.told(FORM | more, {"repair"}, {"repair"}, ["x1", "x2"])


def test_a_template_is_told_by_a_form():
    one = told()

    assert (one.name, one.open, one.words("categories")) == ("换表", ("desk", "hall"), ("机械表", "超声表"))


def test_what_the_office_did_not_write_is_what_every_kind_has():
    assert "系统有气" in told().words("causes")
    assert told(causes="表坏了").words("causes") == ("表坏了",)


def test_a_kind_asks_for_all_own_fields_or_for_some():
    assert told().asks_for("x9")
    some = told(all_fields="", fields=["x2"])
    assert (some.asks_for("x1"), some.asks_for("x2")) == (False, True)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"name": ""}, "名称"),
        ({"flow": "moon"}, "没有这个选项"),
        ({"checklist": "x" * 31}, "一行最多 30 个字"),
        ({"kit": "\n".join(map(str, range(31)))}, "最多 30 行"),
        ({"causes": "a\0b"}, "不能保存"),
    ],
)
def test_what_cannot_be_is_refused(more, says):
    with pytest.raises(Refused, match=says):
        told(**more)


def test_a_template_comes_back_as_it_was_stored():
    one = told(all_fields="", fields=["x1"], kit="球阀")

    assert kind_templates.read(kind_templates.plain(one)) == one


def test_what_is_stored_of_a_shipped_kind_lies_over_what_is_built_in():
    one = kind_templates.read({"open": ["desk"]}, SHIPPED["public_repair"])

    assert (one.name, one.open, one.place) == ("公共报修", ("desk",), "public")
    assert "井盖丢失" in one.words("categories")


def test_the_sorts_of_the_trade_are_ready():
    assert set(SHIPPED) >= {"no_heat", "public_repair", "complaint", "enquiry", "temperature", "installation", "patrol", "praise",
                            "value_added"}  # fmt: skip
    assert all(isinstance(one, Template) and one.name for one in SHIPPED.values())


def test_a_call_about_cold_rooms_or_a_bill_is_told_apart():
    assert "室温不足" in SHIPPED["no_heat"].words("categories")
    assert "暖费查询" in SHIPPED["enquiry"].words("categories")
