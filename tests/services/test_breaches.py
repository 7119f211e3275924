"""The sweep: who hears of late work, once, and what it does not ask for."""

import pytest

from heat import clock, db
from heat.models import InboxItem
from heat.services import breaches, inbox, tickets
from heat.words import Missing
from tests import make
from tests.rules.drawn import drawn
from tests.services.test_flow_moves import END, mine, role
from tests.services.test_tickets import clock_of, walk

HOUR, MINUTE = clock.HOUR, clock.MINUTE


@pytest.fixture
def ticket(office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    breaches.sweep()
    return make.ticket(office.actor("agent"), make.household(), kind="leak")


def told():
    return [(item.staff_id, item.kind) for item in InboxItem.select().order_by(InboxItem.id)]


def swept(after):
    with clock.stopped(clock.now() + after):
        return breaches.sweep()


def test_nothing_is_said_while_there_is_time(ticket):
    assert swept(5 * MINUTE) == 0


def test_the_leader_is_warned_before_and_told_after(office, ticket):
    # an urgent ticket is answered within 15 minutes: a warning after 12, a breach after 15
    swept(12 * MINUTE)
    swept(15 * MINUTE)

    assert told() == [(office.leader, "first.warned"), (office.leader, "first.breached")]
    assert clock_of(ticket, "first").breached


def test_however_often_it_runs_each_is_told_once(ticket):
    swept(12 * MINUTE)
    db.run("DELETE FROM heartbeat WHERE name = 'clocks'")

    with clock.stopped(clock.now() + 12 * MINUTE):
        assert breaches.sweep() == 0


def test_after_a_stand_still_it_catches_up(office, ticket):
    swept(6 * HOUR)

    assert {kind for _, kind in told()} == {"first.breached", "arrive.breached", "finish.breached"}


def test_what_was_met_in_time_is_not_told(office, ticket):
    walk(office, ticket, "assign")
    swept(20 * MINUTE)

    assert told() == []


def test_a_ticket_on_hold_or_gone_is_not_told(office, ticket):
    walk(office, ticket, "assign", "hold")
    gone = make.ticket(office.actor("agent"), make.household("3-2-601"), kind="leak")
    tickets.move(office.actor("agent"), gone.id, "cancel", {"reason": "误报"})

    swept(6 * HOUR)

    assert told() == []


def test_a_reopened_ticket_is_told_again(office, ticket):
    walk(office, ticket, "assign", "accept", "arrive", "finish")
    with clock.stopped(clock.now() + HOUR):
        breaches.sweep()
        tickets.move(office.actor("agent"), ticket.id, "reopen", {"reason": "还漏"})
        swept(15 * MINUTE)

    assert told() == [(office.leader, "first.breached")]


def test_a_late_call_back_is_the_clerks(office, ticket):
    walk(office, ticket, "assign", "accept", "arrive", "finish")
    swept(5 * HOUR)

    assert told() == [(office.agent, "call_back.breached")]


def test_without_a_leader_whoever_leads_hears(office):
    breaches.sweep()
    make.ticket(office.actor("agent"), make.household(), kind="leak")
    swept(15 * MINUTE)

    assert {staff for staff, _ in told()} == {office.leader}


def test_the_line_says_which_ticket_and_where(ticket):
    swept(15 * MINUTE)

    text = InboxItem.get(InboxItem.kind == "first.breached").text
    assert text == f"{ticket.number} 已过首次响应时限：客厅不热 幸福里3号楼2单元501"


def test_the_owner_sees_to_it_and_nobody_else(office, ticket):
    swept(15 * MINUTE)
    item = InboxItem.get()

    with pytest.raises(Missing):
        inbox.done(office.actor("agent"), item.id)
    inbox.done(office.actor("leader"), item.id)
    assert InboxItem.get().done_at is not None


@pytest.fixture
def checked(office):
    """A ticket of a drawn flow that the accountant checks within half an hour."""
    make.team("A区抢修组", office.technician, leader=office.leader)
    limit = {"minutes": 30, "hours": "clock"}
    make.flow(drawn({"check": role("accountant", limit=limit), **END}, "", mine("check", "done")))
    breaches.sweep()
    return make.ticket(office.actor("agent"), make.household(), kind="other")


def step_told():
    return {staff_id for staff_id, kind in told() if kind == "step.breached"}


def test_a_drawn_step_past_its_time_is_told_to_its_owner_and_to_who_leads(office, checked):
    swept(29 * MINUTE)
    assert step_told() == set()

    swept(30 * MINUTE)

    assert step_told() == {office.accountant, office.leader}


def test_a_drawn_step_that_was_taken_in_time_is_told_to_nobody(office, checked):
    tickets.move(office.actor("accountant"), checked.id, "go-done")
    swept(30 * MINUTE)

    assert step_told() == set()


def test_a_complaint_past_the_time_of_its_step_is_not_told_to_whom_it_is_about(office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    breaches.sweep()
    complaint = make.complaint(office, make.household())
    db.run("UPDATE complaint SET against_id = ? WHERE ticket_id = ?", office.leader, complaint)
    swept(30 * clock.DAY)

    assert office.manager in step_told()
    assert office.leader not in step_told()
