"""The leader's week by mouse and by keyboard, and the office's promise on a phone."""

import pytest

from heat import clock, db
from heat.queries import dispatch_rules
from heat.services import office as verbs
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


def test_a_visit_is_dragged_to_a_person_and_day_and_moved_by_keys(browse, office):
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician)
    ticket = make.ticket(office.actor("agent"), make.household())
    tab = browse("leader")
    tab.open("/board/week?from=2026-11-21")
    cell = '[data-to="staff-%s"][data-day="2026-11-%s"]'

    tab.locator(f"#wk-{ticket.id} b").drag_to(tab.locator(cell % (office.technician, 23)))
    tab.locator(f"{cell % (office.technician, 23)} #wk-{ticket.id}:has-text('08:30')").wait_for()
    assert f"{clock.local(db.value('SELECT planned_at FROM visit')):%d %H:%M}" == "23 08:30"

    tab.locator(f"#wk-{ticket.id}").focus()
    tab.keyboard.press("x")
    tab.keyboard.press("m")
    tab.locator("#f-to").select_option(f"staff-{office.technician}")
    tab.locator("#f-day").fill("2026-11-25")
    tab.locator("#f-hour").fill("14:00")
    tab.locator("#plan .bulk button").click()
    tab.locator(f"{cell % (office.technician, 25)} #wk-{ticket.id}").wait_for()
    tab.looks_right()


def test_the_promise_is_tried_on_a_phone(browse, office):
    tab = browse("admin", PHONE)
    tab.open("/admin/clocks")

    tab.locator("#f-try-at").fill("2026-07-03T16:40")
    tab.locator("#f-try-priority").select_option("1")
    tab.locator("#try button").click()
    tab.get_by_text("07-03 18:40").first.wait_for()  # a leak is urgent: two hours, day and night
    tab.looks_right()


def test_an_own_field_is_made_a_rule_and_tried(browse, office):
    verbs.switch_on(["board"])
    make.team("特护班", office.technician)
    make.own_field(office.actor("admin"), "choice", name="重点用户", choices=[("c1", "是"), ("c2", "否")])
    make.ticket(office.actor("agent"), make.household())
    tab = browse("admin")
    tab.open("/admin/dispatch")
    tab.click("button:has-text('加一条')")
    tab.fill("#own1-values", "是")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**own1-values=*")
    tab.wait_for_selector("text=还没有保存")
    assert "csrf_token" not in tab.url
    tab.looks_right_everywhere()

    tab.click("button:has-text('保存')")
    tab.wait_for_selector("text=立即生效")
    assert dispatch_rules.setting().rules[0].ask.values == ("是",)
