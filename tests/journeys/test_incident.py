"""An outage from its declaration to the call-backs, and two leaders who reach for one ticket."""

import pytest

from heat import db
from heat.services import office as verbs
from tests import make

pytestmark = pytest.mark.journey


def test_forty_households_report_one_outage_and_are_all_called_when_it_is_over(browse, office):
    verbs.switch_on(["incident", "board"])
    homes = [make.household(f"{n // 6 + 1}-1-{n % 6 + 1}01") for n in range(40)]
    leader, agent = browse("leader"), browse("agent")
    leader.open("/incidents/new")
    leader.fill("[name=title]", "三号站循环泵故障停热")
    leader.check("[name=community]")
    leader.click("button[name=count]")
    leader.wait_for_selector("[role=status] .big >> text=40")
    leader.click("button:has-text('登记') >> nth=-1")
    leader.wait_for_url("**/incidents/1")

    agent.open(f"/desk?household={homes[0]}")
    agent.wait_for_selector("text=这一户在停热事件里")
    agent.fill("#caller textarea[name=text]", "家里不热")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_selector("#caller .taken")
    agent.looks_right()
    for home in homes[1:]:
        make.ticket(office.actor("agent"), home)
    assert db.rows("SELECT state, count(*) FROM ticket GROUP BY state") == [("on_hold", 40)]

    leader.open("/incidents/1")
    leader.looks_right_everywhere()
    leader.click("text=还没报修")
    leader.wait_for_selector("text=没有这样的用户")
    leader.click("button:has-text('已恢复供热')")
    leader.wait_for_selector("text=40 张工单转入回访复核")
    agent.open("/callbacks")
    agent.wait_for_selector("text=待拨 >> nth=0")
    assert db.rows("SELECT state, count(*) FROM ticket GROUP BY state") == [("finished", 40)]
    manager = browse("manager")
    manager.open("/incidents/1")
    with manager.expect_download() as sheet:
        manager.click("text=受影响户 Excel")
    assert sheet.value.suggested_filename.endswith(".xlsx")


def test_of_two_leaders_who_give_one_ticket_away_the_second_hears_who_was_faster(browse, office):
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician, office.inspector)
    make.ticket(office.actor("agent"), make.household())
    first, second = browse("leader"), browse("admin", scripts=False)  # without scripts: a page that has slept
    for tab in (first, second):
        tab.open("/board")
        tab.check("input[name=ticket]")
    first.select_option("select[name=to]", value=f"staff-{office.technician}")
    first.click(".bulk button[type=submit]")
    first.wait_for_selector("[id^=col-] .jc")

    second.select_option("select[name=to]", value=f"staff-{office.inspector}")
    second.click(".bulk button[type=submit]")

    second.wait_for_selector("text=刚被老李改过")
    assert db.value("SELECT assignee_id FROM ticket") == office.technician
