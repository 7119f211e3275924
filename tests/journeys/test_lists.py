"""The list of customers in a browser: tick, act, undo; columns and views."""

import pytest

from heat.models import Tag
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
def homes(office) -> list[int]:
    return [make.household(f"3-2-{room}") for room in (501, 502, 601)]


def test_an_agent_ticks_two_households_tags_them_and_takes_it_back(browse, homes):
    tab = browse("agent")
    tab.open("/customers")
    tab.looks_right()
    assert not tab.is_visible("#many")
    for home in homes[:2]:
        tab.check(f"[name=id][value='{home}']")
    tab.click("#many button")
    tab.looks_right()
    tab.fill("[name=tag]", "老旧管网")
    tab.fill("[name=reason]", "普查")
    tab.click("button:has-text('对 2 户执行')")
    tab.wait_for_selector("text=完成：加标签，2 户")
    tab.looks_right()
    assert Tag.select().count() == 2

    tab.click("button:has-text('撤销')")
    tab.wait_for_selector("text=已撤销：加标签")
    assert Tag.select().count() == 0


def test_a_column_more_and_the_list_under_a_name(browse, homes):
    tab = browse("agent")
    tab.open("/customers?state=supplied")
    tab.click("summary:has-text('显示列')")
    tab.check("#col-use_class")
    tab.wait_for_selector("th:has-text('用热性质')")

    tab.open("/customers?state=supplied&col=account_no&col=use_class")
    tab.click("summary:has-text('存为视图')")
    tab.fill("#view-name", "按性质")
    tab.click(".view-form button")
    tab.wait_for_selector(".views-item[aria-current]:has-text('按性质')")
    tab.looks_right()


def test_the_list_fits_a_phone(browse, homes):
    tab = browse("agent", size=PHONE)
    tab.open("/customers")

    tab.looks_right()
