"""A step that has come is seen in the menu, in the inbox and on its list."""

import pytest

from heat.services import tickets
from tests import make
from tests.rules.drawn import drawn
from tests.services.test_flow_moves import ALL, END, mine, role

pytestmark = pytest.mark.journey


def test_whose_turn_it_is_sees_so_and_is_led_there(browse, office):
    make.flow(drawn({"ask": role("agent", "申请"), "check": role("accountant", "核实", ops=ALL), **END}, "",
                    mine("ask", "check"), mine("check", "done")), by=office.admin)  # fmt: skip
    agent = office.actor("agent")
    ticket = make.ticket(agent, make.household(), kind="other")
    tickets.move(agent, ticket.id, "go-check")
    tab = browse("accountant")
    tab.open("/me")

    assert tab.locator('.rail a[href="/steps"] .rail-count').inner_text() == "1"
    tab.click('.rail a[href="/inbox"]')
    tab.wait_for_url("**/inbox")
    tab.looks_right_everywhere()
    tab.open("/steps")
    tab.looks_right_everywhere()
    tab.click(f"text={ticket.number}")
    tab.wait_for_url(f"**/tickets/{ticket.number}")
