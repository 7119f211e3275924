"""The week: planned visits by technician and day, moved by form, and what waits to be planned."""

from datetime import date

import pytest

from heat import clock, db
from heat.models import Ticket, Visit
from heat.queries import board as teams
from heat.queries import week as queries
from heat.services import duty
from heat.services.duty import Turn
from tests import make
from tests.counting import queries_of

TODAY = date(2026, 11, 21)


@pytest.fixture
def ticket(office, leader):
    return make.ticket(office.actor("agent"), make.household("3-2-501"))


def plan(leader, *chosen, to="staff-5", day="2026-11-23", hour="", once="k1"):
    data = {
        "ticket": [f"{one.id}.{one.version}" for one in chosen],
        "to": to,
        "day": day,
        "hour": hour,
        "once_key": once,
    }
    return leader.post_part("/board/week/plan", "sheet", data)


def planned():
    return [f"{clock.local(at):%m-%d %H:%M}" for (at,) in db.rows("SELECT planned_at FROM visit ORDER BY id")]


def sheet(office):
    actor = office.actor("leader")
    return queries.week(actor, teams.teams(actor), TODAY)


def test_a_waiting_ticket_is_given_and_planned_in_one_go(leader, ticket, office):
    answer = plan(leader, ticket)

    assert "已安排 1 项" in answer.text
    assert Ticket.get_by_id(ticket.id).assignee_id == office.technician
    assert planned() == ["11-23 08:30"]  # Monday's work begins at half past eight


def test_a_visit_that_moves_to_another_day_keeps_its_hour(leader, ticket):
    plan(leader, ticket, hour="14:00")
    plan(leader, Ticket.get_by_id(ticket.id), day="2026-11-25", once="k2")

    assert planned() == ["11-25 14:00"]


def test_a_visit_that_moves_to_another_person_goes_with_the_ticket(leader, ticket, office):
    plan(leader, ticket, hour="14:00")
    plan(leader, Ticket.get_by_id(ticket.id), to=f"staff-{office.inspector}", hour="15:00", once="k2")

    assert db.rows("SELECT staff_id FROM visit") == [(office.inspector,)]
    assert planned() == ["11-23 15:00"]


def test_today_without_an_hour_is_the_next_full_one(leader, ticket):
    plan(leader, ticket, day="2026-11-21")

    assert planned() == ["11-21 13:00"]  # it is noon


def test_the_slower_leader_changes_nothing(leader, ticket):
    stale = Ticket.get_by_id(ticket.id)
    plan(leader, ticket, hour="14:00")

    answer = plan(leader, stale, hour="16:00", once="k2")

    assert answer.status_code == 409
    assert planned() == ["11-23 14:00"]


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"to": ""}, "请选择派给谁"),
        ({"day": "morgen"}, "请选择哪一天"),
        ({"hour": "25:61"}, "不是时间"),
        ({"day": "2026-11-01"}, "已经过去"),
    ],
)
def test_what_cannot_be_planned_is_said(leader, ticket, more, says):
    answer = plan(leader, ticket, **more)

    assert says in answer.text
    assert Visit.select().count() == 0
    assert Ticket.get_by_id(ticket.id).state == "new"


def test_nothing_ticked_is_said(leader):
    assert "请先勾选" in plan(leader).text


def test_the_sheet_shows_visits_rest_duty_and_what_is_left(leader, ticket, office):
    plan(leader, ticket, hour="14:00")
    other = make.ticket(office.actor("agent"), make.household("3-2-601"))
    duty.add(
        office.actor("leader"),
        Turn(1, [office.technician], date(2026, 11, 22), date(2026, 11, 22), "08:00", "20:00", "day"),
    )

    week = sheet(office)
    cells = week.lines[0].cells
    assert [stop.row.id for stop in cells[date(2026, 11, 23)].stops] == [ticket.id]
    # Saturday is a day of rest, Sunday has a shift
    assert (cells[TODAY].rest, cells[date(2026, 11, 22)].rest) == (True, False)
    assert [row.id for row in week.unplanned[date(2026, 11, 22)]] == [other.id]
    # Monday has 450 working minutes, one visit of 60 is planned
    assert week.left[date(2026, 11, 23)] == 390


def test_a_visit_is_as_long_as_they_were(office, leader):
    assert queries.typical_minutes() == 60
    make.repair(office, make.ticket(office.actor("agent"), make.household()).id, minutes="30")

    assert queries.typical_minutes() == 30


def test_the_page_shows_the_week_and_other_weeks(leader, ticket):
    plan(leader, ticket, hour="14:00")

    assert "14:00" in leader.get("/board/week").text
    assert "14:00" not in leader.get("/board/week?from=2026-12-10&team=1").text
    assert leader.get("/board/week?from=9999-12-31").status_code == 200


def test_a_full_week_asks_as_much_as_an_empty_one(leader, office):
    leader.get("/board/week")
    few = queries_of(lambda: leader.get("/board/week"))
    for n, room in enumerate((401, 402, 501, 502)):
        one = make.ticket(office.actor("agent"), make.household(f"3-2-{room}"))
        if n % 2:
            plan(leader, one, once=f"k{n}")

    assert queries_of(lambda: leader.get("/board/week")) == few


def test_of_a_crowd_one_team_is_shown_until_all_are_asked_for(leader, office):
    make.team("B区抢修组", *(make.clerk(1, "technician").id for _ in range(20)))

    first, everybody = (leader.get(path).text for path in ("/board/week", "/board/week?team=0"))

    assert first.count('<th scope="row"><div class="row">') == 1
    assert everybody.count('<th scope="row"><div class="row">') == 21
