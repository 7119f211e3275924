"""The file in a browser: tabs by keyboard, a day of the past, two editors, a phone."""

import pytest

from heat.models import Contact
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
def home(office) -> int:
    home = make.billed("3-2-501", account_no="300501")
    make.household("3-2-601", account_no="300601")
    make.sold(home, "2025-06-01", phone="13800000777")
    for n, text in enumerate(("20.5", "19.1", "17.2")):
        row = {"kind": "temperature", "direction": "internal", "text": text, "at": 1_794_700_000_000 + n * 86_400_000}
        Contact.insert(household_id=home, **row).execute()
    make.repair(office, make.ticket(office.actor("agent"), home).id)
    return home


def test_tabs_by_keyboard_and_a_day_of_the_past(browse, home):
    tab = browse("agent")
    tab.open(f"/customers/{home}")
    tab.looks_right()
    tab.focus("#tab-tickets")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#tab-tickets[aria-current]")
    assert tab.page.url.endswith(f"/customers/{home}/tickets")
    assert tab.evaluate("document.activeElement.id") == "tab-tickets"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#tab-warmth[aria-current]")
    tab.looks_right()
    tab.go_back()
    tab.wait_for_selector("#tab-tickets[aria-current]")

    tab.click(".scrub-mark:has-text('24–25')")
    tab.wait_for_selector("text=正在看 2025-01-15 当天的档案")
    assert tab.inner_text("h1") == "刘奶奶"
    assert tab.page.url.endswith("/tickets?on=2025-01-15")
    tab.looks_right()
    tab.click("text=与今天比较")
    tab.wait_for_selector("tr.differs:has-text('新房东')")
    tab.looks_right()
    tab.click("text=回到今天")
    tab.wait_for_selector("h1:has-text('新房东')")


@pytest.mark.parametrize("look", [{"theme": "dark"}, {"size": PHONE}], ids=["dark", "phone"])
def test_every_tab_is_without_fault(browse, home, look):
    tab = browse("admin", **look)
    for code in ("", "/people", "/devices", "/documents", "/changes", "/money", "/tags"):
        tab.open(f"/customers/{home}{code}")
        tab.looks_right()


def test_the_timeline_is_searched_while_typing(browse, home):
    tab = browse("agent")
    tab.open(f"/customers/{home}/contacts")
    tab.type("#log-words", "接单", delay=20)
    tab.wait_for_selector("#log-lines:has-text('接单'):not(:has-text('到场'))")
    assert tab.evaluate("document.activeElement.id") == "log-words"
    tab.click(".pill:has-text('室温')")
    tab.wait_for_selector(".pill[aria-current]:has-text('室温')")
    tab.looks_right()


def test_two_editors_meet_and_nobody_loses_a_word(browse, home):
    first, second = browse("agent"), browse("admin")
    for tab in (first, second):
        tab.open(f"/customers/{home}/edit")
    second.fill("#f-note", "管理员写的话")
    second.check("text=听力不便", force=True)
    second.click("text=保存")
    second.wait_for_selector(".log-pin:has-text('管理员写的话')")

    first.fill("#f-note", "坐席写了很久的话")
    first.check("text=独居老人", force=True)
    first.click("text=保存")
    first.wait_for_selector("text=管理员刚改过这一户")
    assert "409" in first.complaints.pop()  # the browser itself says so
    assert first.input_value("#f-note") == "坐席写了很久的话"
    first.looks_right()
    first.check("[name=take_note][value=theirs]")
    first.click("text=保存")
    first.wait_for_selector(".log-pin:has-text('管理员写的话')")
    for need in ("独居老人", "听力不便"):
        assert first.is_visible(f".file-head .tag:has-text('{need}')")
