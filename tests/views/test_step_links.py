"""A household answers for its step by a one-time link."""

import json
import re

import pytest

from heat import db
from heat.models import Ticket
from heat.services import outbox, tickets
from tests import make
from tests.rules.drawn import drawn
from tests.services.test_flow_moves import END, mine, role, step


@pytest.fixture
def link(office, data):
    """The address in the message of a household whose confirmation is asked for."""
    agent = office.actor("agent")
    make.flow(drawn({"ask": role("agent", "处理"), "confirm": step("确认", owner={"kind": "household"}, silent=3), **END}, "",
                    mine("ask", "confirm"), mine("confirm", "done", "agree") | {"name": "已解决"}))  # fmt: skip
    tickets.move(agent, make.ticket(agent, make.household(), kind="other").id, "go-confirm")
    outbox.pump()
    text = json.loads((data / "outbox" / "sms.jsonl").read_text().splitlines()[-1])["text"]
    return re.search(r"/p/step/\S+", text)[0]


def test_the_link_shows_what_is_asked_and_takes_the_answer_once(client, link):
    page = client.get(link)
    assert "请您确认" in page.text
    assert "3 天内没有回应，视为确认" in page.text

    assert "谢谢，已经记下" in client.post(link, data={"action": "agree", "text": "好了"}).text
    assert Ticket.get().state == "done"
    assert db.value("SELECT by_kind FROM ticket_move WHERE action = 'agree'") == "link"

    assert client.get(link).status_code == 404
    assert client.post(link, data={"action": "agree"}).status_code == 409


def test_an_unknown_link_says_so(client, office):
    assert client.get("/p/step/nothing").status_code == 404


def test_an_answer_nobody_asked_for_changes_nothing(client, link):
    assert client.post(link, data={"action": "cancel"}).status_code == 409
    assert Ticket.get().state == "confirm"


def test_the_list_of_steps_shows_what_waits_for_me_alone(office, sign_in, link):
    agent = office.actor("agent")
    ticket = make.ticket(agent, Ticket.get().household_id, kind="other")

    assert ticket.number in sign_in("agent").get("/steps").text
    assert ticket.number not in sign_in("accountant").get("/steps").text


@pytest.mark.parametrize("code", ["accountant", "cashier", "technician"])
def test_a_step_of_a_role_is_listed_for_whoever_holds_it(office, sign_in, code):
    make.flow(drawn({"ask": role(code, "核实"), **END}, "", mine("ask", "done")))
    ticket = make.ticket(office.actor("agent"), make.household(), kind="other")

    assert ticket.number in sign_in(code).get("/steps").text
    assert ticket.number not in sign_in("inspector").get("/steps").text
