"""One window: tickets, money, papers and changes of a household from one page, in one sitting."""

import re
from html import unescape

import pytest

from heat.models import Ticket
from heat.services import office as verbs
from tests import make
from tests.counting import queries_of
from tests.rules.test_kind_templates import FORM


@pytest.fixture
def home(office) -> int:
    verbs.switch_on(["charge"])
    make.billed("3-2-501")
    return 1


def test_the_file_leads_to_the_window_and_the_window_to_everything(sign_in, home):
    admin = sign_in("admin")
    assert f"/customers/{home}/window" in admin.get(f"/customers/{home}").text
    text = admin.get(f"/customers/{home}/window").text

    for where in (f"/counter?household={home}", f"/customers/{home}/change", f"/customers/{home}/edit"):
        assert where in text
    assert f"household={home}&amp;sort=complaint" in text


def test_the_chosen_sort_is_ready_at_the_desk(sign_in, home):
    text = sign_in("agent").get(f"/desk?household={home}&sort=leak").text

    assert 'value="leak" checked' in text


def test_a_sort_that_is_not_offered_is_the_usual_one(sign_in, home):
    assert 'value="no_heat" checked' in sign_in("agent").get(f"/desk?household={home}&sort=x").text


def test_what_was_done_today_is_shown_while_the_household_still_stands_there(sign_in, office, home):
    ticket = make.ticket(office.actor("agent"), home)
    make.paid(office.actor("cashier"), home, "100.00")
    text = sign_in("agent").get(f"/customers/{home}/window").text

    assert "今天还没有" not in text
    assert ticket.summary in text
    assert "100.00" in text


def test_its_bills_and_receipts_are_printed_from_there(sign_in, office, home):
    make.paid(office.actor("cashier"), home, "100.00")
    text = sign_in("cashier").get(f"/customers/{home}/window").text

    assert "/bills/1.pdf" in text
    assert "/receipts/1" in text


def test_everybody_sees_what_they_may_do(sign_in, home):
    text = sign_in("inspector").get(f"/customers/{home}/window").text

    assert "收费" not in text.split("<main")[1]
    assert "sort=complaint" not in text


def test_a_valve_and_an_inspection_are_opened_from_there_too(sign_in, home):
    verbs.switch_on(["valve", "inspection"])
    manager, agent = (sign_in(role).get(f"/customers/{home}/window").text for role in ("manager", "agent"))

    assert f"/valves/new?household={home}" in agent
    assert f"/inspections/new?household={home}" in manager
    assert f"/inspections/new?household={home}" not in agent


def test_a_process_of_ones_own_a_valve_job_and_a_payment_are_done_in_one_sitting(sign_in, home):
    verbs.switch_on(["charge", "valve"])
    admin, window = sign_in("admin"), f"/customers/{home}/window"
    code = admin.post("/admin/kinds", data={"name": "换表"}).headers["Location"].rsplit("/", 1)[-1]
    admin.post(
        f"/admin/kinds/{code}/draw", data=FORM | {"name": "换表", "open": ["desk"], "flow": "complaint", "kit": ""}
    )
    admin.post(f"/admin/kinds/{code}/publish", data={"reason": "开始换表"})
    links = re.findall(r'href="([^"]+)"', admin.get(window).text)

    tile = next(unescape(link) for link in links if f"sort={code}" in link)
    assert f'value="{code}" checked' in admin.get(tile).text
    admin.post("/desk/take", data={"kind": code, "text": "表停了", "household": home, "once_key": "k1"})
    admin.post("/valves/new", data={"household": home, "act": "close", "reason": "报停", "once_key": "k2"})
    admin.post(f"/counter/{home}", data={"once_key": "k3", "method": "cash", "given": "100.00"})

    done = admin.get(window).text.split("今天已办")[-1]
    assert all(words in done for words in ("表停了", "关阀", "100.00"))
    assert Ticket.get(Ticket.summary == "表停了").state == "taken"
    assert admin.get("/bills/1.pdf").mimetype == "application/pdf"


def test_without_charging_there_is_no_money(sign_in, office):
    home = make.household("3-2-501")

    assert "缴费和单据" not in sign_in("admin").get(f"/customers/{home}/window").text


def test_a_household_of_another_branch_is_not_there(sign_in, home):
    assert sign_in("agent").get("/customers/99/window").status_code == 404


def test_a_long_history_asks_no_more_often(sign_in, office, home):
    agent = sign_in("agent")
    agent.get(f"/customers/{home}/window")
    few = queries_of(lambda: agent.get(f"/customers/{home}/window"))
    for _ in range(4):
        make.ticket(office.actor("agent"), home)

    assert queries_of(lambda: agent.get(f"/customers/{home}/window")) <= few + 2


def test_pages_lead_to_the_counter_only_while_charging_is_switched_on(sign_in, home):
    client = sign_in("cashier")

    def leads() -> list[bool]:
        # the menu names the counter too, but no household
        pages = (f"/customers/{home}", f"/customers/{home}/window")
        return [f"/counter?household={home}" in client.get(page).text for page in pages]

    assert leads() == [True, True]
    verbs.switch_on([])
    assert leads() == [False, False]
