"""Lists of tickets: views, order, paging, scope, neighbours, and a constant number of queries."""

import pytest

from heat import clock, db
from heat.queries import tickets, visible
from heat.rules.permissions import Actor
from heat.services import tickets as verbs
from tests import make
from tests.counting import queries_of

HOUR = clock.HOUR


@pytest.fixture
def agent(office):
    return office.actor("agent")


def test_the_open_view_puts_the_nearest_deadline_first(agent):
    later = make.ticket(agent, make.household("3-2-501"))
    sooner = make.ticket(agent, make.household("3-2-502"), kind="leak")

    assert [row.id for row in tickets.listed(agent, "mine")] == [sooner.id, later.id]


def test_what_waits_for_a_call_back_comes_after_all_that_somebody_must_do(office, agent):
    done = make.repaired(office)
    with clock.stopped(clock.now() + clock.DAY):
        fresh = make.ticket(agent, make.household("3-2-601"))

        assert [row.id for row in tickets.listed(agent, "mine")] == [fresh.id, done]


def test_what_has_no_deadline_comes_after_what_has_one_and_is_in_the_list(office, agent):
    free = make.ticket(agent, make.household("3-2-501"))
    db.run("UPDATE ticket SET due_at = NULL WHERE id = ?", free.id)
    done, due = make.repaired(office, "3-2-601"), make.ticket(agent, make.household("3-2-701"))

    assert [row.id for row in tickets.listed(agent, "mine")] == [due.id, free.id, done]
    assert tickets.counts(visible.ALL)["mine"] == 3


def test_the_open_view_follows_its_index_and_sorts_nothing(agent):
    make.ticket(agent, make.household())
    sql = f"SELECT t.id FROM ticket t WHERE {tickets.VIEWS['mine'][0]} ORDER BY {tickets.TURN}, t.id LIMIT 51"

    assert ["ticket_turn_index" in told for *_, told in db.rows(f"EXPLAIN QUERY PLAN {sql}")] == [True]


def test_counts_are_what_the_views_hold(office, agent):
    make.repaired(office)
    make.ticket(agent, make.household("3-2-601"), kind="leak")
    with clock.stopped(clock.now() + 90 * clock.MINUTE):
        counts = tickets.counts(visible.tickets(agent))
        held = {view: len(tickets.listed(agent, view)) for view in counts}

    assert counts == held == {"mine": 2, "new": 1, "soon": 1, "call-back": 1, "today": 2}


def test_nothing_is_counted_beyond_what_anybody_reads(agent):
    home = make.household()
    for _ in range(4):
        make.ticket(agent, home)

    assert tickets.counts(visible.ALL, many=3)["mine"] == 3


def test_a_list_goes_on_after_its_last_line(agent):
    home = make.household()
    made = [make.ticket(agent, home).id for _ in range(5)]

    first = tickets.listed(agent, "mine", limit=2)
    rest = tickets.listed(agent, "mine", limit=2, after=(first[1].due_at, first[1].id))

    assert [row.id for row in first] == made[:3]  # one more tells that there is more
    assert [row.id for row in rest] == made[2:5]


def test_a_list_can_be_narrowed_to_a_kind_and_a_team(agent):
    team = make.team()
    leak = make.ticket(agent, make.household(), kind="leak")
    make.ticket(agent, make.household("3-2-502"))

    assert [row.id for row in tickets.listed(agent, "mine", kind="leak", team_id=team)] == [leak.id]


def test_a_list_costs_the_same_however_long_it_is(office, agent):
    home = make.household()
    make.ticket(agent, home)
    few = queries_of(lambda: tickets.listed(agent, "mine"))
    for _ in range(20):
        make.ticket(agent, home)

    assert queries_of(lambda: tickets.listed(agent, "mine")) == few


def test_a_technician_lists_only_the_teams_and_own_work(office, agent):
    make.team("A区抢修组", office.technician)
    mine = make.ticket(agent, make.household())
    db.run("UPDATE ticket SET team_id = NULL")
    verbs.move(office.actor("leader"), mine.id, "assign", {"assignee": office.technician})
    make.ticket(agent, make.household("3-2-502"))
    db.run("UPDATE ticket SET team_id = NULL WHERE state = 'new'")

    assert [row.id for row in tickets.listed(office.actor("technician"), "all")] == [mine.id]


def test_somebody_of_another_company_sees_nothing(agent):
    ticket = make.ticket(agent, make.household())
    stranger = Actor("staff", 99, permissions=frozenset({"ticket.view"}), org_ids=())

    assert tickets.one(stranger, ticket.id) is None
    assert tickets.by_number(stranger, ticket.number) is None


def test_a_ticket_on_hold_waits_without_being_late(office, agent):
    make.team("A区抢修组", office.technician)
    ticket = make.ticket(agent, make.household(), kind="leak")
    verbs.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    verbs.move(office.actor("technician"), ticket.id, "hold", {"reason": "无配件"})

    with clock.stopped(clock.now() + 5 * HOUR):
        row = tickets.one(agent, ticket.id)

    assert (row.overdue, row.percent) == (False, 0)


def test_half_of_the_time_is_half_of_the_bar(agent):
    ticket = make.ticket(agent, make.household(), kind="leak")

    with clock.stopped(clock.now() + HOUR):
        assert tickets.one(agent, ticket.id).percent == 50


def test_neighbours_of_the_entrance_who_report_the_same_are_named(agent):
    rooms = [make.household(f"3-2-{room}") for room in (401, 501, 601)]
    first = make.ticket(agent, rooms[0])
    make.ticket(agent, rooms[1])
    make.ticket(agent, make.household("4-2-501"))

    (found,) = tickets.neighbours(rooms[2], 2)

    assert (found.households, found.rooms, found.ticket_id) == (2, ["401", "501"], first.id)


def test_fewer_neighbours_than_the_office_wants_are_no_alert(agent):
    rooms = [make.household(f"3-2-{room}") for room in (401, 501)]
    make.ticket(agent, rooms[0])

    assert tickets.neighbours(rooms[1], 2) == []


def test_another_sort_of_trouble_is_an_alert_of_its_own(agent):
    rooms = [make.household(f"3-2-{room}") for room in (401, 501, 601)]
    make.ticket(agent, rooms[0])
    make.ticket(agent, rooms[1], kind="leak")

    assert [one.kind for one in tickets.neighbours(rooms[2], 1)] == ["no_heat", "leak"]
    assert [one.kind for one in tickets.neighbours(rooms[2], 1, "leak")] == ["leak"]


@pytest.mark.parametrize("kind", ["valve", "enquiry", "complaint", "inspection"])
def test_what_is_each_households_own_matter_is_no_alert(agent, kind):
    rooms = [make.household(f"3-2-{room}") for room in (401, 501, 601)]
    for room in rooms[:2]:
        db.run(
            "UPDATE ticket SET kind_id = (SELECT id FROM ticket_kind WHERE code = ?) WHERE id = ?",
            kind,
            make.ticket(agent, room).id,
        )

    assert tickets.neighbours(rooms[2], 1) == []


def test_yesterdays_neighbours_are_no_alert(agent):
    rooms = [make.household(f"3-2-{room}") for room in (401, 501, 601)]
    make.ticket(agent, rooms[0])
    make.ticket(agent, rooms[1])

    with clock.stopped(clock.now() + 25 * HOUR):
        assert tickets.neighbours(rooms[2], 2) == []
