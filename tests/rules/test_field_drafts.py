"""Drawing fields."""

import pytest

from heat.rules import field_drafts as drafts
from heat.rules.own_fields import KINDS
from heat.words import Refused


def drawn(*kinds: str) -> drafts.Draft:
    draft: drafts.Draft = ()
    for kind in kinds:
        draft = drafts.added(draft, kind, [])
    return draft


def told(draft, code: str, **more) -> dict:
    one = drafts.find(draft, code)
    choices = [(choice["id"], choice["label"]) for choice in one.options.get("choices", ())]
    return {
        "name": one.name,
        "choices": choices,
        "columns": one.columns,
        "formula": one.options.get("formula", ""),
    } | more


@pytest.mark.parametrize("kind", [kind.code for kind in KINDS])
def test_every_kind_can_be_added_and_saved_as_it_is(kind):
    draft = drawn("number", kind)

    assert drafts.changed(draft, "x2", told(draft, "x2"))[1].kind == kind


def test_a_code_is_never_used_twice_even_after_its_field_is_gone():
    assert drafts.added((), "text", ["x7"])[0].code == "x8"


def test_a_field_moves_to_another_place():
    assert [one.code for one in drafts.moved(drawn("text", "text", "text"), "x3", 0)] == ["x3", "x1", "x2"]


def test_a_choice_that_is_renamed_keeps_its_id():
    draft = drawn("choice")

    new = drafts.changed(draft, "x1", told(draft, "x1", choices=[("c2", "PEX"), ("c1", "PPR"), ("", "铜")]))
    assert new[0].options["choices"] == [
        {"id": "c2", "label": "PEX"}, {"id": "c1", "label": "PPR"}, {"id": "c3", "label": "铜"},
    ]  # fmt: skip


def test_a_field_that_another_asks_for_is_not_taken_away():
    draft = drawn("number", "computed")

    with pytest.raises(Refused, match="“计算”还在用它"):
        drafts.removed(draft, "x1")


def test_a_formula_follows_a_new_name():
    draft = drawn("number", "computed")

    assert drafts.changed(draft, "x1", told(draft, "x1", name="片数"))[1].options["formula"] == "[片数] * 1"


def test_a_formula_may_not_come_back_to_itself():
    draft = drawn("number", "computed", "computed")
    draft = drafts.changed(draft, "x2", told(draft, "x2", formula="[计算2] + 1"))

    with pytest.raises(Refused, match="绕回"):
        drafts.changed(draft, "x3", told(draft, "x3", formula="[计算] + 1"))


@pytest.mark.parametrize(
    ("kind", "more", "word"),
    [
        ("text", {"name": ""}, "名称"),
        ("text", {"name": "数字"}, "已经有了"),
        ("text", {"name": "a[b]"}, "方括号"),
        ("choice", {"choices": []}, "选项要有"),
        ("choice", {"choices": [("", "甲"), ("", "甲")]}, "两遍"),
        ("table", {"columns": [""]}, "1 到 6 列"),
        ("number", {"least": "9", "most": "1"}, "下限"),
        ("number", {"least": "x"}, "数字"),
        ("number", {"least": "NaN", "most": "1"}, "数字"),
        ("number", {"most": "1e999999"}, "数字"),
        ("number", {"places": "0" * 5000}, "整数"),
        ("text", {"longest": "000000999999"}, "整数"),
        ("text", {"shape": "三#"}, "规则"),
        ("computed", {"formula": "[没有] + 1"}, "没有"),
        ("date", {"default": "后天"}, "不是日期"),
        ("date", {"across_field": "x1", "across_sign": "over"}, "同一种"),
        ("text", {"visible_when": [("x9", "is", "1")]}, "已经不在"),
        ("text", {"visible_when": [("x1", "like", "1")]}, "列表"),
    ],
)
def test_what_cannot_be_is_refused_and_says_why(kind, more, word):
    draft = drawn("number", kind)

    with pytest.raises(Refused, match=word):
        drafts.changed(draft, "x2", told(draft, "x2", **more))


def test_no_more_than_sixty_fields():
    with pytest.raises(Refused, match="60"):
        drawn(*["text"] * 61)
