"""Answers are remembered until somebody does something."""

from heat import clock
from heat.queries.memory import until_next_act
from heat.services import office as verbs


def test_the_same_question_is_asked_once_until_the_next_act(office):
    asked = []

    @until_next_act
    def slow(number):
        asked.append(number)
        return len(asked)

    assert (slow(1), slow(1), slow(2)) == (1, 1, 2)
    verbs.decide(office.actor("admin"), {"company.name": "暖城供热"})
    assert slow(1) == 3


def test_a_new_day_asks_anew(office):
    @until_next_act
    def today():
        return clock.today()

    before = today()
    with clock.stopped(clock.now() + clock.DAY):
        assert today() != before


def test_only_the_newest_answers_are_kept(office):
    asked = []

    @until_next_act
    def slow(number):
        asked.append(number)
        return number

    for number in range(9):
        slow(number)
    slow(0)

    assert asked == [*range(9), 0]
