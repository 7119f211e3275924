"""Calling back: content, discontent, nobody there."""

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import callbacks as queries
from heat.services import callbacks, tickets
from heat.words import Moved, Refused
from tests import make


@pytest.fixture
def repaired(office, agent) -> int:
    return make.repaired(office)


def test_a_content_household_closes_the_ticket(agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=6)

    assert db.row("SELECT phase, level FROM ticket t JOIN feedback f ON f.ticket_id = t.id") == ("done", 6)


def test_an_unsolved_repair_is_reopened_as_urgent(agent, repaired):
    callbacks.answered(agent, repaired, solved=False, level=3, text="还是不热")

    ticket = Ticket.get_by_id(repaired)
    assert (ticket.state, ticket.priority, ticket.reopened) == ("new", 1, 1)


@pytest.mark.parametrize(("solved", "level"), [(False, 5), (True, 3), (True, 1)])
def test_whoever_is_not_content_is_asked_why(agent, repaired, solved, level):
    with pytest.raises(Refused, match="原因"):
        callbacks.answered(agent, repaired, solved=solved, level=level)

    assert Ticket.get_by_id(repaired).state == "finished"


def test_a_level_must_be_chosen(agent, repaired):
    with pytest.raises(Refused, match="请选择满意度"):
        callbacks.answered(agent, repaired, solved=True, level=0)


def test_nobody_there_means_again_in_two_hours(agent, repaired):
    callbacks.not_reached(agent, repaired)

    call = queries.queue(agent)[0]
    assert (call.tries, call.waiting, call.next_at) == (1, True, clock.now() + 2 * clock.HOUR)


def test_after_the_third_time_the_ticket_is_closed(agent, repaired):
    for _ in range(3):
        callbacks.not_reached(agent, repaired)

    assert Ticket.get_by_id(repaired).state == "closed"
    assert queries.queue(agent) == []


def test_two_clerks_do_not_close_the_same_call(agent, repaired):
    version = Ticket.get_by_id(repaired).version
    callbacks.answered(agent, repaired, solved=True, level=5, version=version)

    with pytest.raises(Moved):
        callbacks.answered(agent, repaired, solved=True, level=5, version=version)


def test_a_closed_call_is_not_tried_again(agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=5)

    with pytest.raises(Moved):
        callbacks.not_reached(agent, repaired)


def test_a_ticket_reopened_and_repaired_again_is_called_about_again(office, agent, repaired):
    callbacks.answered(agent, repaired, solved=False, level=3, text="还是不热")
    make.repair(office, repaired)

    callbacks.answered(agent, repaired, solved=True, level=5)

    assert [level for (level,) in db.rows("SELECT level FROM feedback ORDER BY id")] == [3, 5]


def test_reopened_tickets_are_called_about_first(office, agent, repaired):
    second = make.repaired(office, "3-2-502")
    tickets.move(agent, second, "reopen", {"reason": "又凉了"})
    make.repair(office, second)

    assert [call.ticket_id for call in queries.queue(agent)] == [second, repaired]


def test_the_clerks_day_adds_up(office, agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=6)
    callbacks.answered(agent, make.repaired(office, "3-2-502"), solved=False, level=2, text="漏得更多了")

    day = queries.today(agent.id)

    assert (day.called, day.reopened, day.content) == (2, 1, 50)
