"""The board: one, many, undo, and the leader who was slower."""

import re

import pytest

from heat.models import Ticket
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of


@pytest.fixture
def waiting(office, leader):
    return [make.ticket(office.actor("agent"), make.household(f"3-2-{room}")) for room in (401, 501, 601)]


def give(leader, chosen, to="team-1", **form):
    data = {"ticket": [f"{ticket.id}.{ticket.version}" for ticket in chosen], "to": to, "once_key": "k1"} | form
    return leader.post_part("/board/assign", "columns", data)


def states() -> list[str]:
    return [ticket.state for ticket in Ticket.select().order_by(Ticket.id)]


def test_the_board_is_closed_while_its_module_is_off(sign_in):
    answer = sign_in("leader").get("/board")

    assert answer.status_code == 404
    assert "派单台" in answer.text


def test_waiting_tickets_and_technicians_are_drawn(leader, waiting):
    page = leader.get("/board").text

    assert "小张" in page
    assert all(ticket.number.rpartition("-")[2] in page for ticket in waiting)


def test_a_ticket_of_which_nothing_was_said_is_named_by_its_place(leader, office):
    make.ticket(office.actor("agent"), make.household("3-2-401"), summary="不热")

    card = re.search(r'<h3 class="jc-title">.*?</h3>', leader.get("/board").text, re.S)

    assert card and "3-2-401" in card[0] and "不热" not in card[0]


def test_several_are_given_away_at_once(leader, waiting, office):
    answer = give(leader, waiting, f"staff-{office.technician}")

    assert answer.status_code == 200
    assert "已派 3 单" in answer.text
    assert states() == ["assigned"] * 3


def test_undo_lets_them_wait_again(leader, waiting, office):
    answer = give(leader, waiting, f"staff-{office.technician}")
    undo = re.search(r'action="(/board/undo[^"]*)"', answer.text)[1].replace("&amp;", "&")

    leader.post(undo)

    assert states() == ["new"] * 3
    assert Ticket.get().team_id == waiting[0].team_id  # the proposal is there again


def test_undo_gives_it_back_to_whoever_had_it(leader, waiting, office):
    other = make.team("B区抢修组", office.inspector)
    give(leader, waiting[:1], f"staff-{office.technician}")
    ticket = Ticket.get_by_id(waiting[0].id)
    answer = give(leader, [ticket], f"staff-{office.inspector}", once_key="k2")
    assert Ticket.get_by_id(ticket.id).team_id == other

    leader.post(re.search(r'action="(/board/undo[^"]*)"', answer.text)[1].replace("&amp;", "&"))

    assert Ticket.get_by_id(ticket.id).assignee_id == office.technician


def test_what_has_moved_on_is_not_taken_back(leader, waiting, office):
    answer = give(leader, waiting[:1], f"staff-{office.technician}")
    make.tickets.move(office.actor("technician"), waiting[0].id, "accept")

    undone = leader.post(re.search(r'action="(/board/undo[^"]*)"', answer.text)[1].replace("&amp;", "&"))

    assert Ticket.get_by_id(waiting[0].id).state == "accepted"
    assert "刚被小张改过" in leader.get(undone.headers["Location"]).text


def test_the_slower_of_two_leaders_gets_a_conflict_and_the_fresh_board(leader, waiting, office):
    give(leader, waiting[:1], f"staff-{office.technician}")

    answer = give(leader, waiting[:1], "team-1", once_key="k2")

    assert answer.status_code == 409
    assert "刚被老李改过" in answer.text


def test_one_that_moved_does_not_stop_the_others(leader, waiting, office):
    give(leader, waiting[:1], f"staff-{office.technician}")

    answer = give(leader, waiting, f"staff-{office.technician}", once_key="k2")

    assert answer.status_code == 200
    assert "已派 2 单" in answer.text
    assert states() == ["assigned"] * 3


@pytest.mark.parametrize(("form", "says"), [({"to": ""}, "请选择派给谁"), ({"ticket": []}, "请先勾选")])
def test_nothing_chosen_is_said(leader, waiting, form, says):
    answer = give(leader, waiting[:1], **form)

    assert answer.status_code == 422
    assert says in answer.text


def test_the_form_works_without_scripts(leader, waiting, office):
    data = {"ticket": f"{waiting[0].id}.1", "to": f"staff-{office.technician}"}

    answer = leader.post("/board/assign", data=data)

    page = leader.get(answer.headers["Location"]).text
    assert "已派 1 单" in page
    assert "/board/undo" in page


def test_garbage_is_no_server_error(leader, waiting):
    for written in ("x", "1.x", "9" * 40, "1.1.n.0", "-1.2", "\x00"):
        assert leader.post("/board/assign", data={"ticket": written, "to": written}).status_code in (303, 422)
        assert leader.post("/board/undo", data={"was": written}).status_code == 303


def test_a_team_is_shown_alone(leader, waiting, office):
    other = make.team("B区抢修组", office.inspector)

    page = leader.get(f"/board?team={other}").text

    assert "小孙" in page
    assert 'id="col-' + str(office.technician) + '"' not in page


def test_of_a_crowd_a_leader_sees_the_own_team_until_all_are_asked_for(leader, office):
    make.team("B区抢修组", *(make.clerk(1, "technician").id for _ in range(20)))
    own = make.team("C区抢修组", office.leader)

    first, everybody = (leader.get(path).text for path in ("/board", "/board?team=0"))

    assert f'hx-get="/board?team={own}"' in first
    assert first.count('id="col-') == 2  # what waits, and the leader
    assert everybody.count('id="col-') == 23  # what waits, twenty, the technician and the leader


def test_whoever_is_in_no_team_sees_the_whole_crowd(leader, office):
    make.team("B区抢修组", *(make.clerk(1, "technician").id for _ in range(20)))

    assert leader.get("/board").text.count('id="col-') == 22


def test_an_agent_has_no_board(sign_in, leader):
    assert sign_in("agent").get("/board").status_code == 403


def test_a_team_without_members_says_what_is_missing(sign_in, office):
    verbs.switch_on(["board"])
    make.team("空组")

    assert "班组里还没有成员" in sign_in("leader").get("/board").text


def test_the_board_stands_by_team_and_by_state_too(leader, waiting, office):
    give(leader, waiting[:1], f"staff-{office.technician}")

    by_team = leader.get("/board?by=team").text
    by_state = leader.get("/board?by=state").text
    assert 'data-to="team-1"' in by_team
    assert "待回访" in by_state
    assert 'data-to="' not in by_state


def test_a_card_dropped_on_a_team_is_the_teams(leader, waiting):
    give(leader, waiting[:1], "team-1", by="team")

    assert (Ticket.get_by_id(waiting[0].id).team_id, Ticket.get_by_id(waiting[0].id).assignee_id) == (1, None)


def test_the_rules_are_looked_at_before_they_count(leader, waiting, office):
    page = leader.get("/board/preview").text

    assert all(ticket.number in page for ticket in waiting)
    assert "手上 2 单" in page  # the third in turn
    assert states() == ["new"] * 3


def test_what_was_ticked_in_the_preview_is_given_with_its_reason_and_taken_back(leader, waiting, office):
    picked = waiting[:2]
    form = {"ticket": [f"{one.id}.{one.version}" for one in picked], "once_key": "k9"}
    form |= {f"to-{one.id}": f"staff-{office.technician}" for one in picked}

    answer = leader.post("/board/give", data=form)
    assert states() == ["assigned", "assigned", "new"]
    assert "按规则：手上 0 单" in leader.get(f"/tickets/{picked[0].number}").text

    undo = re.search(r'action="(/board/undo[^"]*)"', leader.get(answer.location).text)[1].replace("&amp;", "&")
    leader.post(undo)
    assert states() == ["new"] * 3


def test_a_person_changed_in_the_preview_goes_and_the_record_says_so(leader, waiting, office):
    one = waiting[0]
    form = {"ticket": f"{one.id}.{one.version}", f"to-{one.id}": f"staff-{office.inspector}", "once_key": "k9"}
    leader.post("/board/give", data=form)

    assert Ticket.get_by_id(one.id).assignee_id == office.inspector
    assert "预览时的人选" in leader.get(f"/tickets/{one.number}").text


def test_an_empty_preview_gives_nothing(leader, waiting):
    leader.post("/board/give", data={"once_key": "k9"})

    assert states() == ["new"] * 3


@pytest.mark.parametrize("path", ["/board", "/board?by=team", "/board?by=state", "/board/preview"])
def test_a_full_board_asks_as_much_as_a_small_one(leader, office, path):
    make.ticket(office.actor("agent"), make.household("4-1-101"))
    few = queries_of(lambda: leader.get(path))
    for room in (201, 301, 401):
        make.ticket(office.actor("agent"), make.household(f"4-1-{room}"))

    assert queries_of(lambda: leader.get(path)) == few


def test_the_board_and_the_dashboard_have_names_of_their_own(leader, sign_in):
    assert "派单看板" in leader.get("/board").text
    assert "<h1>经营看板</h1>" in sign_in("manager").get("/dash").text
