"""The ticket's page: its way, its record, its buttons."""

import pytest

from heat.models import Audit, Ticket
from heat.services import tickets
from tests import make
from tests.counting import queries_of


@pytest.fixture
def ticket(office):
    make.team("A区抢修组", office.technician)
    return make.ticket(office.actor("agent"), make.household())


def act(client, ticket, action, **form):
    return client.post(f"/tickets/{ticket.id}/{action}", data={"version": ticket.version, "once_key": "k1"} | form)


def test_the_page_adds_up_the_deadline(sign_in, ticket):
    page = sign_in("agent").get(f"/tickets/{ticket.number}").text

    assert "起算：受理" in page
    assert "＋ 24 小时" in page
    assert "11-22 12:00" in page


def test_what_is_settled_on_the_telephone_was_visited_by_nobody(sign_in, ticket):
    agent = sign_in("agent")

    assert "请填写结果后再“办结”" in act(agent, ticket, "close").text
    act(agent, ticket, "close", result="answered")
    assert "没有上门" in agent.get(f"/tickets/{ticket.number}").text


def test_the_buttons_are_those_of_the_flow_and_the_person(sign_in, ticket):
    agent, leader = (sign_in(role).get(f"/tickets/{ticket.number}").text for role in ("agent", "leader"))

    assert f"/tickets/{ticket.id}/cancel" in agent
    assert f"/tickets/{ticket.id}/assign" not in agent
    assert f"/tickets/{ticket.id}/assign" in leader


def test_a_leader_gives_it_to_a_technician(sign_in, ticket, office):
    answer = act(sign_in("leader"), ticket, "assign", to=f"staff-{office.technician}")

    assert answer.status_code == 303
    assert Ticket.get_by_id(ticket.id).assignee_id == office.technician


def test_of_two_leaders_the_second_hears_who_was_faster(sign_in, ticket, office):
    act(sign_in("leader"), ticket, "assign", to=f"staff-{office.technician}")

    answer = act(sign_in("admin"), ticket, "assign", to=f"staff-{office.inspector}", once_key="k2")

    assert answer.status_code == 409
    assert "刚被老李改过" in answer.text
    assert Ticket.get_by_id(ticket.id).assignee_id == office.technician


def test_the_same_button_pressed_twice_is_one_step(sign_in, ticket, office):
    leader = sign_in("leader")
    for _ in range(2):
        assert act(leader, ticket, "assign", to=f"staff-{office.technician}").status_code == 303


def test_a_step_that_lacks_its_reason_is_refused_in_place(sign_in, ticket):
    answer = sign_in("agent").post_part(f"/tickets/{ticket.id}/cancel", "ticket", {"version": 1, "reason": " "})

    assert answer.status_code == 422
    assert "请填写原因后再“撤销”" in answer.text


def test_a_step_the_flow_does_not_have_is_a_conflict(sign_in, ticket):
    assert act(sign_in("leader"), ticket, "accept").status_code == 409


def test_an_unknown_step_is_not_there(sign_in, ticket):
    assert act(sign_in("leader"), ticket, "explode").status_code == 404


def test_a_step_without_the_right_is_refused(sign_in, ticket):
    assert act(sign_in("manager"), ticket, "cancel", reason="不要了").status_code == 422


def test_the_record_tells_everything(sign_in, ticket, office):
    agent = office.actor("agent")
    tickets.move(agent, ticket.id, "note", {"text": "住户下午在家"})
    tickets.link(agent, ticket.id, None, "对门也不热")
    make.repair(office, ticket.id, before="17.2", celsius="19.6", minutes="40")

    page = sign_in("agent").get(f"/tickets/{ticket.number}").text

    for words in (
        "住户下午在家",
        "对门也不热",
        "小张 完工",
        "处理前 17.2 ℃",
        "处理后 19.6 ℃",
        "用时 40 分钟",
        "系统有气",
    ):
        assert words in page


def test_the_full_phone_is_shown_once_asked_and_noted(sign_in, ticket):
    agent = sign_in("agent")
    assert "13800000501" not in agent.get(f"/tickets/{ticket.number}").text

    answer = agent.post_part(f"/tickets/{ticket.id}/phone", "phone")

    assert "13800000501" in answer.text
    assert Audit.select().where(Audit.code == "phone.revealed").count() == 1


def test_an_unknown_number_is_not_there(sign_in):
    assert sign_in("agent").get("/tickets/GD990101-999").status_code == 404


def test_the_page_costs_the_same_with_a_long_record(sign_in, ticket, office):
    agent = sign_in("agent")
    agent.get(f"/tickets/{ticket.number}")
    few = queries_of(lambda: agent.get(f"/tickets/{ticket.number}"))
    for n in range(10):
        tickets.move(office.actor("agent"), ticket.id, "note", {"text": f"第 {n} 次联系"})

    assert queries_of(lambda: agent.get(f"/tickets/{ticket.number}")) == few


def test_the_list_of_tickets_is_the_desk(sign_in):
    assert sign_in("agent").get("/tickets").headers["Location"].startswith("/desk")


def test_showing_a_number_leads_back_to_our_own_pages_only(sign_in, office):
    ticket = make.ticket(office.actor("agent"), make.household())

    answer = sign_in("agent").post(f"/tickets/{ticket.id}/phone", headers={"Referer": "http://elsewhere.example/x"})

    assert answer.headers["Location"] == "/"


def test_the_kept_ticket_and_the_merged_one_lead_to_each_other(sign_in, ticket, office):
    gone = make.ticket(office.actor("agent"), make.household("3-2-601"))
    agent = sign_in("agent")
    act(agent, gone, "merge", into=ticket.number, reason="同一根立管")

    assert f"/tickets/{ticket.number}" in agent.get(f"/tickets/{gone.number}").text
    kept = agent.get(f"/tickets/{ticket.number}").text
    assert "并进来的" in kept
    assert f"/tickets/{gone.number}" in kept


def test_only_steps_with_a_point_are_offered(sign_in, ticket, office):
    leader = sign_in("leader")
    page = leader.get(f"/tickets/{ticket.number}").text
    assert f"/{ticket.id}/ease" not in page
    assert f"/{ticket.id}/detach" not in page

    act(leader, ticket, "escalate", reason="领导督办")
    assert f"/{ticket.id}/ease" in leader.get(f"/tickets/{ticket.number}").text


def test_a_refused_escalation_opens_its_form_again(sign_in, ticket):
    answer = act(sign_in("agent"), ticket, "escalate")

    assert answer.status_code == 422
    assert "请填写原因后再“升级”" in answer.text
