"""The four clocks of a ticket: met by its moves, paused by a reason, begun anew; and deadlines of drawn steps."""

import pytest

from heat import clock, db
from heat.queries import clocks
from heat.services import clocks as promise
from heat.services import deadlines, tickets
from tests import make
from tests.services.test_tickets import clock_of, walk

HOUR, MINUTE = clock.HOUR, clock.MINUTE


@pytest.fixture
def ticket(office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    return make.ticket(office.actor("agent"), make.household())


def met(ticket):
    return {one.goal for one in clocks.of(ticket.id) if one.met_at}


def test_a_ticket_begins_with_three_clocks_and_hears_of_the_fourth(ticket):
    assert [one.goal for one in clocks.of(ticket.id)] == ["first", "arrive", "finish"]
    assert clocks.to_come(ticket.id).minutes == 24 * 60


def test_each_move_meets_its_clock(office, ticket):
    seen = []
    for step in ("assign", "accept", "arrive", "finish", "close"):
        if step == "close":
            tickets.move(office.actor("agent"), ticket.id, "close", {"result": "solved"})
        else:
            walk(office, ticket, step)
        seen.append(met(ticket))

    assert seen == [
        {"first"},
        {"first"},
        {"first", "arrive"},
        {"first", "arrive", "finish"},
        {"first", "arrive", "finish", "call_back"},
    ]


def test_the_call_back_runs_from_the_finish(office, ticket):
    with clock.stopped(clock.now() + 5 * HOUR):
        walk(office, ticket, "assign", "accept", "arrive", "finish")
        assert clock_of(ticket, "call_back").due_at == clock.now() + 24 * HOUR


def test_an_enquiry_answered_at_once_has_met_all(office):
    ticket = make.ticket(office.actor("agent"), make.household(), kind="enquiry")
    tickets.move(office.actor("agent"), ticket.id, "close", {"result": "answered"})

    assert met(ticket) == {"first", "arrive", "finish"}


def test_a_sheet_entered_by_the_clerk_meets_what_the_phone_would(office, ticket):
    tickets.move(office.actor("agent"), ticket.id, "enter", {"cause": "系统有气"})

    assert met(ticket) == {"first", "arrive", "finish"}


def test_a_reason_that_does_not_pause_lets_the_clock_run(office, ticket):
    walk(office, ticket, "assign", "accept")
    tickets.move(office.actor("technician"), ticket.id, "hold", {"reason": "无法修复"})

    with clock.stopped(clock.now() + 3 * HOUR):
        resumed = walk(office, ticket, "resume")

    assert resumed.due_at == ticket.due_at


def test_a_pause_stands_in_the_reckoning(office, ticket):
    walk(office, ticket, "assign", "accept", "hold")
    with clock.stopped(clock.now() + 36 * MINUTE):
        walk(office, ticket, "resume")
        finish = next(one for one in clocks.of(ticket.id) if one.goal == "finish")

    assert [(one.kind, one.why) for one in finish.segments if one.kind == "pause"] == [("pause", ("无配件",))]
    assert finish.segments[-1].end == finish.due_at == ticket.due_at + 36 * MINUTE


def test_what_is_late_already_does_not_pause(office, ticket):
    walk(office, ticket, "assign", "accept")
    with clock.stopped(clock.now() + 25 * HOUR):
        walk(office, ticket, "hold")

        assert clock_of(ticket).paused_at is None


def test_working_hours_pause_by_working_time(office):
    admin = office.actor("admin")
    base = {"kind": "", "priority": "0", "phase": "", "first": "1小时", "arrive": "12小时", "call_back": "24小时"}
    promise.set_lines(admin, [base | {"finish": "10工作小时"}])
    promise.publish(admin)
    make.team("A区抢修组", office.technician)
    friday = clock.start_of(clock.today()) + 6 * clock.DAY + 16 * HOUR
    with clock.stopped(friday):
        ticket = make.ticket(office.actor("agent"), make.household())
        walk(office, ticket, "assign", "accept", "hold")
    # on hold from Friday 16:00 to Monday 9:30: 90 minutes of Friday and 60 of Monday, the weekend is none
    with clock.stopped(friday + 2 * clock.DAY + 17 * HOUR + 30 * MINUTE):
        resumed = walk(office, ticket, "resume")

    # ten hours from Friday 16:00: 1.5 + 7.5 on Monday + 1 on Tuesday until 9:30; 2.5 more: Tuesday 12:00
    assert f"{clock.local(ticket.due_at):%a %H:%M} {clock.local(resumed.due_at):%a %H:%M}" == "Tue 09:30 Tue 12:00"
    assert clock_of(ticket).paused_s == 150 * 60


def test_a_clock_of_before_is_still_explained(ticket):
    db.run("UPDATE sla_clock SET why = ? WHERE goal = 'finish'", '{"from": 1, "hours": 24}')

    assert str(next(one for one in clocks.of(ticket.id) if one.goal == "finish").limit) == "24 小时"


def test_the_phase_of_the_season_is_kept(ticket):
    # heating begins on 15 November: the 21st is its seventh day
    why = clocks.of(ticket.id)[0].why

    assert (why["phase"], why["day"]) == ("first", 7)


@pytest.mark.usefixtures("office")
def test_a_drawn_step_is_due_by_the_clock():
    friday = clock.start_of(clock.today()) - 8 * HOUR  # 16:00

    with clock.stopped(friday):
        assert deadlines.due_after(friday, 120, working=False) == friday + 2 * HOUR


@pytest.mark.usefixtures("office")
def test_a_working_step_goes_on_after_the_weekend():
    friday = clock.start_of(clock.today()) - 8 * HOUR

    assert f"{clock.local(deadlines.due_after(friday, 120, working=True)):%a %H:%M}" == "Mon 09:00"
