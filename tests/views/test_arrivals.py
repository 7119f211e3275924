"""Whose turn it is hears of it: by the inbox once, and by the figure beside 等我办理 in the menu."""

import re

import pytest

from heat.models import InboxItem
from heat.services import complaints, people, tickets
from heat.words import Missing
from tests import make
from tests.counting import queries_of
from tests.rules.drawn import drawn
from tests.services.test_flow_moves import ALL, END, mine, role, step


@pytest.fixture
def asked(office):
    """A ticket of a drawn flow that an agent has just taken and an accountant is to check."""
    make.flow(drawn({"ask": role("agent", "申请"), "check": role("accountant", "核实", ops=ALL), **END}, "",
                    mine("ask", "check"), mine("check", "done")), by=office.admin)  # fmt: skip
    return make.ticket(office.actor("agent"), make.household(), kind="other", summary="改名")


def press(browser, ticket, action, **told):
    return browser.post(f"/tickets/{ticket.id}/{action}", data=told)


def arrived(staff_id):
    found = InboxItem.select().where((InboxItem.staff_id == staff_id) & InboxItem.done_at.is_null())
    return [item.text for item in found if item.kind.startswith("step.arrived")]


def in_menu(browser, url="/me"):
    """The figure beside 等我办理, 0 when there is none."""
    entry = re.search(r'<a class="rail-link" href="/steps".*?</a>', browser.get(url).text)[0]
    found = re.search(r'rail-count">(\d+)<', entry)
    return int(found[1]) if found else 0


def test_whose_turn_it_is_reads_so_in_the_inbox_and_is_led_to_the_ticket(sign_in, office, asked):
    press(sign_in("agent"), asked, "go-check")

    page = sign_in("accountant").get("/inbox").text
    assert f"{asked.number} 到了“核实”，等您办理：改名" in page
    assert f'href="/tickets/{asked.number}"' in page


def test_the_menu_says_how_many_steps_wait(sign_in, office, asked):
    assert in_menu(sign_in("accountant")) == 0

    press(sign_in("agent"), asked, "go-check")
    assert in_menu(sign_in("accountant")) == 1

    press(sign_in("accountant"), asked, "go-done")
    assert in_menu(sign_in("accountant")) == 0


def test_a_step_that_is_done_is_taken_off_everybodys_inbox(sign_in, office, asked):
    people.take_roles(office.actor("admin"), office.manager, ("manager", "accountant"))
    press(sign_in("agent"), asked, "go-check")
    assert len(arrived(office.manager)) == 1

    press(sign_in("accountant"), asked, "go-done")

    assert arrived(office.manager) == []


def test_each_arrival_is_told_once_and_one_after_a_return_anew(sign_in, office, asked):
    press(sign_in("agent"), asked, "go-check")
    press(sign_in("accountant"), asked, "back", step="ask", reason="材料不全")
    assert (len(arrived(office.agent)), len(arrived(office.accountant))) == (1, 0)

    press(sign_in("agent"), asked, "go-check")

    assert len(arrived(office.accountant)) == 1
    assert InboxItem.select().where(InboxItem.staff_id == office.accountant).count() == 2


def test_a_step_that_was_put_off_and_taken_up_is_not_told_again(sign_in, office, asked):
    press(sign_in("agent"), asked, "go-check")
    accountant = sign_in("accountant")
    press(accountant, asked, "hold", reason="无配件")
    press(accountant, asked, "resume")

    assert InboxItem.select().where(InboxItem.staff_id == office.accountant).count() == 1


def test_whoever_takes_a_ticket_with_a_first_step_of_their_own_is_not_told_of_it(office, asked):
    assert InboxItem.select().count() == 0


def test_a_step_handed_to_somebody_is_told_to_them_alone(sign_in, office, asked):
    press(sign_in("agent"), asked, "go-check")
    press(sign_in("accountant"), asked, "transfer", to=f"staff-{office.manager}")

    assert (len(arrived(office.accountant)), len(arrived(office.manager))) == (0, 1)


def test_whoever_is_asked_to_sign_is_told_and_after_it_no_more(sign_in, office, asked):
    press(sign_in("agent"), asked, "go-check")
    press(sign_in("accountant"), asked, "sign", to=f"staff-{office.manager}")
    assert len(arrived(office.manager)) == 1

    press(sign_in("manager"), asked, "signed")

    assert arrived(office.manager) == []


def test_a_step_of_a_team_is_told_to_its_people(office):
    team = make.team("B区抢修组", office.technician, leader=office.leader)
    make.flow(drawn({"do": step("上门", owner={"kind": "team", "id": team}), **END}, "", mine("do", "done")))
    make.ticket(office.actor("agent"), make.household(), kind="other")

    assert {item.staff_id for item in InboxItem.select()} == {office.technician}


def test_whoever_leaves_hands_on_what_they_were_told_of(office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    make.flow(drawn({"do": step("上门", owner={"kind": "person", "id": office.technician}), **END}, "",
                    mine("do", "done")))  # fmt: skip
    make.ticket(office.actor("agent"), make.household(), kind="other")
    people.disable(office.actor("admin"), office.technician)

    assert (len(arrived(office.technician)), len(arrived(office.leader))) == (0, 1)


def test_nobody_is_told_of_a_complaint_about_them(office):
    people.take_roles(office.actor("admin"), office.technician, ("manager",))
    complaint = make.complaint(office, make.household())
    assert len(arrived(office.technician)) == 1  # to find whose fault it was is the managers'
    complaints.accuse(office.actor("agent"), complaint, office.technician)
    assert arrived(office.technician) == []

    tickets.move(office.actor("manager"), complaint, "back", {"step": "taken", "reason": "没写清"})
    tickets.move(office.actor("agent"), complaint, "taken-blame")

    assert arrived(office.technician) == []
    assert len(arrived(office.manager)) == 1


def test_where_nobody_may_take_a_step_the_administrators_hear_so(sign_in, office, asked):
    people.disable(office.actor("admin"), office.accountant)
    press(sign_in("agent"), asked, "go-check")

    assert arrived(office.admin) == [f"{asked.number} 到了“核实”，没有人能办，请安排：改名"]


def test_the_steps_of_a_repair_are_told_to_nobody(office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    ticket = make.ticket(office.actor("agent"), make.household())
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})

    assert InboxItem.select().count() == 0


def test_the_figure_of_the_menu_costs_one_query_and_none_until_somebody_does_something(sign_in, office, asked):
    accountant = sign_in("accountant")
    accountant.get("/me")
    again = queries_of(lambda: accountant.get("/me"), known=True)
    press(sign_in("agent"), asked, "go-check")
    after = queries_of(lambda: accountant.get("/me"), known=True)

    assert queries_of(lambda: accountant.get("/me"), known=True) == again
    assert after - again == 1  # of whoever sees every branch and no complaint


def test_what_is_not_given_out_yet_waits_for_no_technician(sign_in, office):
    make.team("A区抢修组", office.technician, leader=office.leader)
    ticket = make.ticket(office.actor("agent"), make.household())
    technician = sign_in("technician")
    assert ticket.number not in technician.get("/steps").text

    tickets.move(office.actor("leader"), ticket.id, "assign", {"team": 1})

    assert ticket.number in technician.get("/steps").text
    assert "等我办理" in technician.get("/steps").text


def test_whoever_is_asked_to_sign_hears_of_it_where_the_step_names_nobody(sign_in, office):
    plain = {"name": "核实", "phase": "active", "ops": ALL}
    make.flow(drawn({"ask": role("agent", "申请"), "check": plain, **END}, "",
                    mine("ask", "check"), mine("check", "done")), by=office.admin)  # fmt: skip
    ticket = make.ticket(office.actor("agent"), make.household(), kind="other", summary="改名")
    press(sign_in("agent"), ticket, "go-check")

    answer = press(sign_in("leader"), ticket, "sign", to=f"staff-{office.accountant}")

    assert answer.status_code < 400
    assert len(arrived(office.accountant)) == 1


def test_a_step_of_a_role_is_no_ticket_of_whoever_holds_the_role_in_another_branch(sign_in, office, asked):
    far = make.clerk(make.branch(), "accountant")
    press(sign_in("agent"), asked, "go-check")

    with pytest.raises(Missing):
        tickets.move(far, asked.id, "go-done")
    assert tickets.move(office.actor("accountant"), asked.id, "go-done").phase == "done"
