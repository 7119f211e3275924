"""The board and the technician's list."""

import pytest

from heat import clock, db
from heat.queries import board
from heat.services import tickets as verbs
from tests import make
from tests.counting import queries_of


@pytest.fixture
def leader(office):
    make.team("A区抢修组", office.technician)
    return office.actor("leader")


def drawn(leader, team_id=None):
    return board.board(leader, board.teams(leader), team_id)


def test_waiting_tickets_stand_before_the_technicians(office, leader):
    waiting = make.ticket(office.actor("agent"), make.household())

    made = drawn(leader)

    assert [card.id for card in made.waiting] == [waiting.id]
    assert [(column.name, column.load) for column in made.columns] == [("小张", 0)]


def test_a_late_ticket_counts_for_its_technician(office, leader):
    ticket = make.ticket(office.actor("agent"), make.household(), kind="leak")
    verbs.move(leader, ticket.id, "assign", {"assignee": office.technician})

    with clock.stopped(clock.now() + 3 * clock.HOUR):
        made = drawn(leader)

    assert [card.id for card in made.late] == [ticket.id]
    assert (made.columns[0].load, made.columns[0].cards) == (1, [])


def test_what_was_finished_today_stands_in_the_head(office, leader):
    make.repaired(office)

    assert drawn(leader).columns[0].done == 1
    assert board.done_today(office.technician) == 1


def test_a_teams_board_keeps_the_work_of_others_away(office, leader):
    other = make.team("B区抢修组", office.inspector)
    ticket = make.ticket(office.actor("agent"), make.household())
    verbs.move(leader, ticket.id, "assign", {"assignee": office.technician})

    made = drawn(leader, other)

    assert (made.waiting, [column.name for column in made.columns]) == ([], ["小孙"])


def test_whoever_holds_work_without_a_team_has_a_column(office, leader):
    ticket = make.ticket(office.actor("agent"), make.household())
    verbs.move(leader, ticket.id, "assign", {"assignee": office.inspector})

    assert [column.name for column in drawn(leader).columns] == ["小张", "小孙"]


def test_the_board_costs_the_same_however_full_it_is(office, leader):
    home = make.household()
    make.ticket(office.actor("agent"), home)
    few = queries_of(lambda: drawn(leader))
    for _ in range(15):
        make.ticket(office.actor("agent"), home)

    assert queries_of(lambda: drawn(leader)) == few


def test_an_overfull_board_says_so(office, leader):
    for _ in range(3):
        make.ticket(office.actor("agent"), make.household(f"3-2-{500 + _}"))

    assert board.board(leader, board.teams(leader), limit=2).held


def test_an_overfull_board_counts_what_it_does_not_draw(office, leader):
    homes = [make.household(f"3-2-{500 + n}") for n in range(4)]
    given, late, *_waiting = [make.ticket(office.actor("agent"), home) for home in homes]
    for ticket in (given, late):
        verbs.move(leader, ticket.id, "assign", {"assignee": office.technician})
    db.run("UPDATE ticket SET due_at = ? WHERE id = ?", clock.now() - clock.HOUR, late.id)

    whole, short = (board.board(leader, board.teams(leader), limit=n) for n in (300, 1))

    assert [len(one.cards) for one in (whole, short)] == [4, 1]
    for one in (whole, short):
        assert (one.waiting_n, one.given_n, one.late_n) == (2, 2, 1)
        assert [column.load for column in one.columns if column.load] == [2]


def test_a_technician_has_own_work_and_the_teams(office, leader):
    team = board.teams(leader)[0].id
    agent = office.actor("agent")
    own, teams = make.ticket(agent, make.household("3-2-501")), make.ticket(agent, make.household("3-2-502"))
    verbs.move(leader, own.id, "assign", {"assignee": office.technician})
    verbs.move(leader, teams.id, "assign", {"team": team})

    assert {job.id for job in board.jobs(office.technician, (team,))} == {own.id, teams.id}
