"""填了……就派给……: what counts as filled in, where it leads, what cannot be asked."""

import pytest

from heat.rules.dispatch import DEFAULT, Person, Rule, Work, choose, read, written
from heat.rules.dispatch_asks import MOST, Ask, Known, checked, named, next_code, plain, restored, split, texts
from heat.rules.own_fields import OwnField
from heat.words import Refused

CARE = OwnField("x1", "重点用户", "choice", {"choices": [{"id": "c1", "label": "是"}, {"id": "c2", "label": "否"}]})
FLOOR = OwnField("x2", "楼层", "number", {"unit": "层"})
SECRET = OwnField("x3", "病史", "text", access={"read": ["manager"]})
SUM = OwnField("x4", "合计", "computed", {"formula": "1"})
NAMES = {"home:x1": "住户·重点用户", "x2": "楼层", "x3": "病史", "x4": "合计"}
KNOWN = Known({"home:x1": CARE, "x2": FLOOR, "x3": SECRET, "x4": SUM}, {7: "特护班"}, {"leak": "漏水"}, NAMES)
LI = Person(1, "老李", frozenset({1}), "一班", frozenset({"leak"}), load=0)
SUN = Person(2, "小孙", frozenset({7}), "特护班", load=5)


def rule(must=False, **more):
    ask = Ask("home:x1", ("是",), 7) if not more else Ask(**more)
    return Rule("own1", must=must, ask=named(ask, KNOWN))


def who(rules, filled, people=(LI, SUN), **more):
    found = choose(rules, people, Work("no_heat", filled=filled, **more))
    return (found.person.name if found.person else None), str(found)


def test_a_value_leads_to_its_team_and_the_reason_says_so():
    found = who([rule(), Rule("load")], {"home:x1": ("是",)})

    assert found == ("小孙", "住户·重点用户填了“是”，归特护班，手上 5 单")


@pytest.mark.parametrize("filled", [{}, {"home:x1": ("否",)}, {"x1": ("是",)}])
def test_another_value_or_the_same_of_another_field_does_not(filled):
    assert who([rule(), Rule("load")], filled)[0] == "老李"


def test_without_values_it_is_enough_that_something_is_filled_in():
    any_floor = rule(field="x2", skill="leak")

    assert who([any_floor], {"x2": ("3",)}, (SUN, LI)) == ("老李", "楼层填了“3”，归会做漏水的人")


def test_a_reason_does_not_tell_what_not_everybody_may_read():
    assert who([rule(field="x3", team_id=7)], {"x3": ("高血压",)}) == ("小孙", "按“病史”的规则归特护班")


def test_a_team_with_nobody_is_passed_over_unless_it_must():
    assert who([rule(), Rule("load")], {"home:x1": ("是",)}, (LI,))[0] == "老李"
    assert who([rule(must=True)], {"home:x1": ("是",)}, (LI,)) == (None, "“填了住户·重点用户”没有合适的人")


def test_a_named_team_is_not_undone_by_the_area_that_must():
    area = Rule("area", must=True)

    assert who([rule(), area], {"home:x1": ("是",)}, area_teams=frozenset({1}))[0] == "小孙"
    assert who([rule(), area], {}, area_teams=frozenset({9}))[0] is None


def test_a_rule_that_is_off_does_not_ask():
    off = Rule("own1", on=False, must=True, ask=Ask("home:x1", ("是",), 7))

    assert who([off, Rule("load")], {"home:x1": ("是",)})[0] == "老李"


def test_a_number_is_compared_without_idle_zeros():
    assert texts(FLOOR, "12.00") == ("12",)
    assert checked(Ask("x2", ("12.0", "3"), 7), KNOWN).values == ("12", "3")
    assert checked(Ask("x4", ("1.50",), 7), KNOWN).values == texts(SUM, "1.5")


def test_each_choice_of_several_counts():
    several = OwnField(
        "x9", "管道", "choices", {"choices": [{"id": "c1", "label": "PPR"}, {"id": "c2", "label": "铜"}]}
    )

    assert texts(several, ["PPR", "铜"]) == ("PPR", "铜")


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (Ask("x8", (), 7), "要选一个字段"),
        (Ask("home:x1", ("也许",), 7), "“住户·重点用户”：没有“也许”这个选项"),
        (Ask("home:x1", (), 8), "“住户·重点用户”这条要选派给哪个班组"),
        (Ask("home:x1", (), None, "fly"), "要选派给哪个班组"),
        (Ask("x2", ("很高",), 7), "“楼层”：楼层“很高”不是数字"),
        (Ask("x4", ("1E+99999999",), 7), "“合计”：要和数字比"),
        (Ask("x2", tuple(map(str, range(13))), 7), "最多写 12 个值"),
    ],
)
def test_what_cannot_be_asked_is_said(ask, says):
    with pytest.raises(Refused, match=says):
        checked(ask, KNOWN)


def test_rules_come_back_as_they_were_stored():
    rules = (Rule("own1", must=True, ask=Ask("x2", ("3",), None, "leak")), *read(DEFAULT))

    assert read({"rules": written(rules)}) == rules
    assert restored(plain(Ask("x2"))) == Ask("x2")


@pytest.mark.parametrize("code", ["own0", "ownx", "own100", "moon"])
def test_an_ask_under_a_strange_code_is_refused(code):
    with pytest.raises(Refused):
        read({"rules": [{"code": code, "on": True, "must": False, "ask": plain(Ask("x2"))}]})


def test_values_are_parted_as_people_part_them():
    assert split("是、 否，是") == ["是", "否"]
    assert split(" ") == []


def test_one_more_rule_has_the_first_free_code():
    assert next_code(["area", "own1", "own3"]) == "own2"
    with pytest.raises(Refused, match=f"最多 {MOST} 条"):
        next_code([f"own{n}" for n in range(1, MOST + 1)])
