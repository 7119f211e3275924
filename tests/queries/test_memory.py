"""Answers are remembered until somebody does something."""

from heat import clock, db
from heat.queries import memory
from heat.queries.memory import moment, until_next_act
from heat.rules.permissions import SYSTEM
from heat.services import audit
from heat.services import office as verbs


def test_the_same_question_is_asked_once_until_the_next_act(office):
    asked = []

    @until_next_act()
    def slow(number):
        asked.append(number)
        return len(asked)

    assert (slow(1), slow(1), slow(2)) == (1, 1, 2)
    verbs.decide(office.actor("admin"), {"company.name": "暖城供热"})
    assert slow(1) == 3


def test_a_new_day_asks_anew(office):
    @until_next_act()
    def today():
        return clock.today()

    before = today()
    with clock.stopped(clock.now() + clock.DAY):
        assert today() != before


def test_only_the_newest_answers_are_kept(office):
    asked = []

    @until_next_act()
    def slow(number):
        asked.append(number)
        return number

    for number in range(9):
        slow(number)
    slow(0)

    assert asked == [*range(9), 0]


def test_within_a_transaction_nothing_is_remembered(office):
    asked = []

    @until_next_act()
    def slow():
        asked.append(1)

    with db.writing():
        slow()
        slow()

    assert len(asked) == 2


def test_acts_beside_the_matter_leave_the_moment_as_it_was(office):
    before = moment(("session.",))
    audit.record(SYSTEM, "session.opened", "staff", 1)
    assert moment(("session.",)) == before
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    after = moment(("session.",))
    audit.record(SYSTEM, "session.opened", "staff", 1)

    assert after != before
    assert moment(("session.",)) == after


def test_more_acts_than_are_looked_through_count_as_one_that_matters(office):
    before = moment(("session.",))
    for _ in range(501):
        audit.record(SYSTEM, "session.opened", "staff", 1)

    assert moment(("session.",)) != before


def test_a_shorter_record_is_counted_from_its_start(office):
    audit.record(SYSTEM, "ticket.urge", "ticket", 1)
    before = moment(("session.",))
    newest = db.value("SELECT max(id) FROM audit")
    memory._loud[before[0], ("session.",)] = (newest + 9, newest + 9)

    assert moment(("session.",)) == before
