"""Calls on the pages: the hook, the strip on the desk, the list, and the tokens that let the exchange in."""

import re

import pytest

from heat import db
from heat.models import Ticket
from heat.services import calls, tokens
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of

PHONE = "13800000501"


@pytest.fixture
def home(office) -> int:
    verbs.switch_on(["phone"])
    calls.sit_at(office.actor("agent"), "8001")
    return make.household(phone=PHONE)


@pytest.fixture
def exchange(client, office, home):
    token = tokens.add(office.actor("admin"), "电话交换机", ("cti",))

    def tell(event: str, caller: str = PHONE, **more):
        body = {"event": event, "caller": caller, "agent_ext": "8001", "call_id": "17"} | more
        return client.post("/hooks/cti", json=body, headers={"Authorization": f"Bearer {token}"}, no_csrf=True)

    return tell


def test_a_call_rings_on_the_desk_of_its_extension_alone(exchange, sign_in):
    assert exchange("ring").status_code == 200

    strip = sign_in("agent").part("/calls/ringing", "ringing").text
    assert "刘奶奶" in strip
    assert PHONE not in strip
    assert "data-ring" not in sign_in("leader").get("/desk").text


def test_the_call_opens_the_file_and_leads_to_its_ticket(exchange, sign_in, home):
    exchange("ring")
    call = db.value("SELECT id FROM call")
    agent = sign_in("agent")
    panel = agent.part(f"/desk?call={call}", "caller").text
    assert "刘奶奶" in panel

    form = {"kind": "no_heat", "text": "客厅不热", "household": home, "call": call, "once_key": "k1"}
    agent.post("/desk/take", data=form)

    ticket = Ticket.get()
    assert db.row("SELECT ticket_id, household_id FROM call") == (ticket.id, home)
    exchange("hangup")
    assert ticket.number in agent.get("/calls").text


def test_a_number_nobody_knows_leads_to_an_empty_form_with_the_number(exchange, sign_in):
    exchange("ring", caller="13911112222")

    panel = sign_in("agent").part(f"/desk?call={db.value('SELECT id FROM call')}", "caller").text

    assert 'name="phone" value="13911112222"' in panel
    assert 'name="call"' in panel


def test_a_missed_call_is_called_back(exchange, sign_in):
    exchange("ring")
    exchange("missed")
    agent = sign_in("agent")
    missed = agent.get("/calls?view=missed").text
    assert "未接" in missed

    call = re.search(r"/calls/(\d+)/settle", missed)[1]
    assert PHONE in agent.post_part(f"/calls/{call}/phone", "this").text
    agent.post_part(f"/calls/{call}/settle", "calls")

    assert "没有未接来电" in agent.get("/calls?view=missed").text


def test_the_list_costs_the_same_however_many_called(exchange, sign_in):
    agent = sign_in("agent")
    exchange("ring")
    agent.get("/calls")
    few = queries_of(lambda: agent.get("/calls"))
    for n in range(12):
        exchange("ring", call_id=f"more-{n}")

    assert queries_of(lambda: agent.get("/calls")) == few


@pytest.mark.parametrize(
    "body", [{}, {"event": "explode"}, {"event": "ring", "caller": {"a": 1}}, {"event": "ring", "agent_ext": "x"}]
)
def test_what_is_no_event_is_answered_with_a_sentence(exchange, body):
    told = {"event": "ring", "caller": "1", "agent_ext": "1"} | body if body else {"event": ""}
    answer = exchange(told.pop("event"), told.pop("caller", ""), **told)

    assert answer.status_code == 422
    assert answer.json["error"]


def test_a_body_that_is_no_object_is_answered_with_a_sentence(client, office, home):
    token = tokens.add(office.actor("admin"), "交换机", ("cti",))
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    for body in ("", "[1]", "nonsense", "null"):
        assert client.post("/hooks/cti", data=body, headers=headers, no_csrf=True).status_code == 422


def test_without_a_token_nobody_rings(client, home):
    for told in ({}, {"Authorization": "Bearer hd_wrong"}, {"Authorization": "Basic eDp5"}):
        answer = client.post("/hooks/cti", json={"event": "ring"}, headers=told, no_csrf=True)
        assert answer.status_code == 401
        assert "令牌" in answer.json["error"]


def test_an_office_without_the_module_hears_no_calls(client, office, sign_in):
    token = tokens.add(office.actor("admin"), "交换机", ("cti",))
    headers = {"Authorization": f"Bearer {token}"}

    assert client.post("/hooks/cti", json={"event": "ring"}, headers=headers, no_csrf=True).status_code == 404
    assert sign_in("agent").get("/calls").status_code == 404


def test_a_person_says_at_which_extension_they_sit(office, home, sign_in):
    leader = sign_in("leader")
    assert "我的分机号" in leader.get("/me").text

    leader.post("/calls/extension", data={"extension": "8002"})
    assert 'value="8002"' in leader.get("/me").text

    refused = leader.post("/calls/extension", data={"extension": "8001"}, follow_redirects=True)
    assert "分机 8001" in refused.text


def test_a_token_is_shown_once_and_can_be_taken_back(office, sign_in):
    admin = sign_in("admin")
    shown = admin.post("/admin/tokens", data={"name": "电话交换机", "scope": "cti"}).text
    token = re.search(r"hd_[\w-]{40,}", shown)[0]
    assert tokens.holder(token, "cti")
    assert token not in admin.get("/admin/tokens").text

    admin.post("/admin/tokens/1/revoke")

    assert tokens.holder(token, "cti") is None


def test_a_token_without_a_name_is_refused_in_words(sign_in):
    answer = sign_in("admin").post("/admin/tokens", data={"name": "", "scope": "cti"})

    assert answer.status_code == 422
    assert "名称" in answer.text


def test_what_a_household_reported_already_is_said_before_another_ticket_is_taken(office, sign_in, home):
    ticket = make.ticket(office.actor("agent"), home)
    agent = sign_in("agent")

    panel = agent.part(f"/desk?household={home}", "caller").text
    assert f"这一户有未完结工单 {ticket.number}" in panel

    agent.post(f"/desk/link/{ticket.id}", data={"household": home, "once_key": "u1"})
    assert Ticket.get().urged == 1
