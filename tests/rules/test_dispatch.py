"""Who goes: each rule narrows, the order decides, and nobody is a possible answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import dispatch
from heat.rules.dispatch import RULES, Person, Rule, Work, choose, in_turn, read
from heat.words import Refused

ALL = read(dispatch.DEFAULT)
WANG = Person(1, "王建国", frozenset({1}), "A组", frozenset({"leak"}), load=3)
CHEN = Person(2, "陈刚", frozenset({1}), "A组", frozenset({"no_heat"}), load=1)
ZHAO = Person(3, "赵磊", frozenset({2}), "B组", frozenset({"leak"}), on_duty=True, load=0)
CREW = [WANG, CHEN, ZHAO]


def who(rules, work, people=CREW):
    found = choose(rules, people, work).person
    return found.name if found else None


def only(*codes, must=False):
    return [Rule(code, must=must) for code in codes]


def test_the_area_finds_the_team_and_the_load_the_person():
    assert who(only("area", "load"), Work("no_heat", area_teams=frozenset({1}))) == "陈刚"


def test_the_order_decides_when_rules_pull_apart():
    leak = Work("leak", area_teams=frozenset({1}))

    # by skill first only 王建国 and 赵磊 are left, of them 王建国 serves the area; by load first 赵磊 is the only one left
    assert who(only("skill", "area", "load"), leak) == "王建国"
    assert who(only("load", "skill", "area"), leak) == "赵磊"


def test_at_night_whoever_is_on_duty_goes():
    assert who(ALL, Work("no_heat", area_teams=None)) == "赵磊"


def test_without_a_roster_nobody_is_off_duty():
    assert who(only("duty", "load"), Work("leak"), [WANG, CHEN]) == "陈刚"


def test_a_steward_goes_to_the_own_community():
    assert who(only("steward", "load"), Work("no_heat", steward_id=1)) == "王建国"


def test_a_rule_nobody_fits_is_passed_over_unless_it_must():
    nowhere = Work("no_heat", area_teams=frozenset())

    assert who(only("area", "load"), nowhere) == "赵磊"
    assert who(only("area", "load", must=True), nowhere) is None


def test_a_rule_that_is_off_does_not_ask():
    assert who([Rule("area", on=False, must=True), Rule("load")], Work("leak", area_teams=frozenset())) == "赵磊"


def test_the_reasons_read_in_the_order_of_the_rules():
    work = Work("leak", kind_name="漏水", area="幸福里", area_teams=frozenset({1}))

    assert str(choose(only("area", "skill", "load"), CREW, work)) == "片区一致：幸福里，会做漏水，手上 3 单"


def test_an_office_without_technicians_says_so():
    assert "没有可派" in str(choose(ALL, [], Work("leak")))


def test_many_are_shared_out():
    found = in_turn(only("load"), [WANG, CHEN], [Work("leak")] * 4)

    # 3 and 1: 陈刚 gets two, then both have three: 王建国 has the smaller number, then 陈刚
    assert [one.person.name for one in found] == ["陈刚", "陈刚", "王建国", "陈刚"]


@given(st.permutations(list(RULES)), st.lists(st.booleans(), min_size=6, max_size=6))
def test_somebody_always_goes_when_no_rule_must(order, on):
    rules = [Rule(code, on=yes) for code, yes in zip(order, on, strict=True)]

    assert choose(rules, CREW, Work("leak", area_teams=frozenset({9}), steward_id=77)).person in CREW


def test_what_a_form_does_not_name_is_off_and_last():
    assert read({"rules": [{"code": "load", "on": True, "must": False}]})[1:] == tuple(
        Rule(code, on=False) for code in RULES if code != "load"
    )


@pytest.mark.parametrize("codes", [["load", "load"], ["moon"]])
def test_doubled_and_unknown_rules_are_refused(codes):
    with pytest.raises(Refused, match="重复或不认识"):
        read({"rules": [{"code": code, "on": True, "must": False} for code in codes]})
