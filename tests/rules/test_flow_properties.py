"""What a step or an arrow is, as a form tells it."""

import pytest

from heat.rules import flow_drafts, flow_properties, flow_reading
from heat.words import Refused

BLANK = flow_drafts.blank()


def test_a_step_takes_its_owner_time_operations_and_fields():
    told = {"name": "审核", "owner": "role", "owner_role": "accountant", "minutes": "90", "hours": "work",
            "ops": ["sign", "return"], "fields": {"x1": "must", "phone": "hide", "x2": "moon"}}  # fmt: skip
    state = flow_reading.read(flow_properties.changed(BLANK, "s1", told)).states["s1"]

    assert (state.name, dict(state.owner), dict(state.limit)) == (
        "审核", {"kind": "role", "code": "accountant"}, {"minutes": 90, "hours": "work"}
    )  # fmt: skip
    assert (state.ops, dict(state.fields)) == (("return", "sign"), {"x1": "must", "phone": "hide"})


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"name": ""}, "名称"),
        ({"name": "办结"}, "已经有了"),
        ({"name": "审核", "owner": "king"}, "没有这个选项"),
        ({"name": "审核", "minutes": "-3"}, "时限要填"),
        ({"name": "审核", "minutes": "9" * 9}, "时限要填"),
        ({"name": "审核", "owner": "household", "silent": "99"}, "几天不回应"),
    ],
)
def test_what_a_step_cannot_be_is_refused(told, says):
    with pytest.raises(Refused, match=says):
        flow_properties.changed(BLANK, "s1", told)


def test_an_automatic_step_takes_its_act():
    body, code = flow_drafts.added(BLANK, "auto", "s1")
    told = {"name": "通知", "do": "message", "act_to": "household", "act_text": "您好{工单号}"}

    assert flow_properties.changed(body, code, told)["states"][code]["does"]["text"] == "您好{工单号}"


def test_an_arrow_takes_a_known_act_with_what_it_asks():
    body = flow_properties.arrow_changed(BLANK, "a1", {"action": "assign", "permission": "ticket.assign", "to": "s2"})

    (arrow,) = body["moves"]
    assert (arrow["action"], arrow["name"], arrow["asks"]) == ("assign", "派单", ["team"])


def test_an_arrow_takes_a_condition_in_words():
    told = {"name": "同意", "to": "s2", "when": [("kind", "is", "漏水"), ("", "is", ""), ("celsius", "under", "18")]}
    arrow = flow_properties.arrow_changed(BLANK, "a1", told)["moves"][0]

    condition = flow_reading.read({**BLANK, "moves": [arrow]}).moves["s1", "xa1"][0].when
    assert str(condition.in_words({"kind": "类型", "celsius": "室温"})) == "当“类型”是“漏水”，并且“室温”小于“18”"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"to": "s9"}, "刷新"),
        ({"permission": "setting.edit"}, "谁能按"),
        ({"when": [("kind", "like", "x")]}, "没有这个选项"),
    ],
)
def test_what_an_arrow_cannot_be_is_refused(told, says):
    with pytest.raises(Refused, match=says):
        flow_properties.arrow_changed(BLANK, "a1", told)


def test_a_condition_does_not_ask_for_what_its_drawer_may_not_read_but_keeps_what_it_asked():
    told = {"name": "同意", "to": "s2", "when": [("home:x1", "is", "是")]}
    asked = flow_properties.arrow_changed(BLANK, "a1", told)

    with pytest.raises(Refused, match="您不能看的字段"):
        flow_properties.arrow_changed(BLANK, "a1", told, {"home:x1"})
    with pytest.raises(Refused, match="您不能看的字段"):
        flow_properties.arrow_changed(asked, "a1", told | {"when": [("home:x1", "is", "否")]}, {"home:x1"})
    assert flow_properties.arrow_changed(asked, "a1", told, {"home:x1"}) == asked
