"""Calls as the exchange tells of them: each event once, in any order it may come."""

import pytest

from heat import clock, db
from heat.models import Call, Contact
from heat.rules.calls import Event
from heat.rules.permissions import Actor
from heat.services import calls
from heat.words import Refused
from tests import make

EXCHANGE = Actor("program", 1, "电话交换机")
PHONE = "13800000501"


@pytest.fixture
def home(office) -> int:
    calls.sit_at(office.actor("agent"), "8001")
    return make.household(phone=PHONE)


def happened(*events: str, key: str = "17", phone: str = PHONE) -> Call:
    for n, what in enumerate(events):
        with clock.stopped(clock.now() + n * 10 * clock.SECOND):
            call_id = calls.happened(EXCHANGE, Event(what, phone, "8001", key))
    return Call.get_by_id(call_id)


def test_a_call_knows_the_household_and_the_person_it_rings_at(office, home):
    call = happened("ring")

    assert (call.household_id, call.staff_id, call.ended_at) == (home, office.agent, None)


def test_an_answered_call_stands_in_the_log_of_the_household(home):
    happened("ring", "answer", "hangup")

    line = Contact.get(Contact.kind == "call")
    assert (line.household_id, line.direction) == (home, "in")
    assert "0 分 10 秒" in line.text


def test_a_call_nobody_took_is_missed(home):
    assert happened("ring", "hangup").result == "missed"


def test_the_same_event_twice_changes_nothing(home):
    happened("ring", "answer", "hangup", "hangup", "ring")

    assert Call.select().count() == 1
    assert Contact.select().where(Contact.kind == "call").count() == 1


def test_an_exchange_that_numbers_no_calls_is_followed_by_the_number(home):
    happened("ring", "answer", "hangup", key="")

    assert [call.result for call in Call.select()] == ["answered"]


def test_a_number_of_two_households_names_neither(home):
    make.household("3-2-502", phone=PHONE)

    assert happened("ring").household_id is None


def test_a_hidden_number_is_a_call_of_nobody(home):
    assert happened("ring", "hangup", phone="").household_id is None


def test_two_hidden_numbers_at_two_extensions_are_two_calls(office, home):
    calls.sit_at(office.actor("leader"), "8002")
    for extension in ("8001", "8002"):
        calls.happened(EXCHANGE, Event("ring", "", extension))

    assert Call.select().count() == 2


def test_a_missed_call_is_settled_once(office, home):
    call = happened("ring", "missed")

    calls.settle(office.actor("agent"), call.id)
    calls.settle(office.actor("leader"), call.id)

    assert db.value("SELECT settled_by_id FROM call") == office.agent


def test_a_call_that_was_taken_cannot_be_called_back(office, home):
    call = happened("ring", "answer", "hangup")

    with pytest.raises(Refused):
        calls.settle(office.actor("agent"), call.id)


def test_two_people_cannot_sit_at_one_extension(office, home):
    with pytest.raises(Refused) as problem:
        calls.sit_at(office.actor("leader"), "8001")

    assert "8001" in str(problem.value.say)
