"""Whom a sample draws, and what is told of the answers."""

from decimal import Decimal

import pytest

from heat.rules import surveys as rules
from heat.rules.own_fields import OwnField
from heat.rules.surveys import Home
from heat.words import Refused

CHOICE = OwnField("x1", "室温", "choice", {"choices": [{"id": "c1", "label": "暖"}, {"id": "c2", "label": "不暖"}]})
MANY = OwnField("x2", "哪里好", "choices", {"choices": [{"id": "c1", "label": "快"}, {"id": "c2", "label": "好"}]})
NUMBER = OwnField("x3", "几分", "number", {})
TEXT = OwnField("x4", "想说的话", "long-text", {})


def test_a_sample_is_shared_by_size_with_the_largest_remainders_first():
    # 10 of 100: 6.0, 2.5, 1.5; two halves compete for one place, the smaller key has it
    assert rules.allocated({1: 60, 2: 25, 3: 15}, 10) == {1: 6, 2: 3, 3: 1}


def test_parts_sum_to_what_was_wanted_or_to_all_there_are():
    for wanted in (0, 1, 7, 99, 100, 500):
        assert sum(rules.allocated({1: 33, 2: 33, 3: 34}, wanted).values()) == min(wanted, 100)
    assert rules.allocated({}, 5) == {}
    assert rules.allocated({1: 0}, 5) == {1: 0}


def test_the_same_seed_draws_the_same_households_and_another_others():
    homes = [Home(n, 1 + n % 2, phone=True) for n in range(100)]

    assert rules.sample(homes, 20, 7) == rules.sample(homes[::-1], 20, 7)
    assert rules.sample(homes, 20, 7)[0] != rules.sample(homes, 20, 8)[0]


def test_whoever_has_no_phone_is_skipped_and_counted():
    homes = [Home(1, 5, phone=True), Home(2, 5, phone=False), Home(3, 6, phone=False)]

    drawn, strata = rules.sample(homes, 10, 1)

    assert drawn == [1]
    assert [(one.community_id, one.homes, one.silent, one.drawn) for one in strata] == [(5, 2, 1, 1), (6, 1, 1, 0)]


@pytest.mark.parametrize("typed", ["", "0", "-1", "5001", "二百", "1.5"])
def test_a_size_that_cannot_be_is_refused(typed):
    with pytest.raises(Refused):
        rules.size_of(typed)


def test_fewer_than_five_answers_are_not_told():
    [few] = rules.tally([CHOICE], [{"x1": "暖"}] * 4)
    [enough] = rules.tally([CHOICE], [{"x1": "暖"}] * 4 + [{"x1": "不暖"}])

    assert (few.n, few.few, few.choices) == (4, True, [])
    assert (enough.few, enough.choices, enough.percent(4)) == (False, [("暖", 4), ("不暖", 1)], 80)


def test_each_question_counts_those_who_answered_it():
    answers = [{"x2": ["快", "好"], "x3": "10"}] * 5 + [{"x3": "4"}]

    many, number, text = rules.tally([MANY, NUMBER, TEXT], answers)

    assert (many.n, many.choices) == (5, [("快", 5), ("好", 5)])
    assert (number.n, number.mean) == (6, Decimal("9.0"))  # (5 × 10 + 4) ÷ 6
    assert (text.n, text.texts) == (0, [])


def test_a_choice_that_is_gone_is_still_counted():
    [result] = rules.tally([CHOICE], [{"x1": "热"}] * 5)

    assert result.choices == [("暖", 0), ("不暖", 0), ("热", 5)]
