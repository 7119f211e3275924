"""Back on the desk: it puts away the household that was popped last, and never the desk itself."""

import pytest

from tests import make


@pytest.fixture
def homes(office) -> list[int]:
    return [
        make.household(f"3-2-50{n}", owner=owner, account_no=f"30050{n}")
        for n, owner in enumerate(("刘奶奶", "赵大爷"), 1)
    ]


def shows(tab, what: str) -> None:
    tab.until(f"document.querySelector('#caller').textContent.includes('{what}')")


def find(tab, words: str) -> None:
    tab.locator("[data-call]").fill(words)
    tab.keyboard.press("Enter")


def test_back_closes_one_household_after_the_other(browse, homes):
    tab = browse("agent")
    tab.open("/customers")
    tab.open("/desk?view=new")
    find(tab, "300501")
    shows(tab, "服务历史")
    find(tab, "300502")
    shows(tab, "赵大爷")

    tab.go_back()
    shows(tab, "刘奶奶")
    tab.looks_right()
    tab.go_back()
    tab.until("!document.querySelector('#caller').textContent.includes('服务历史')")
    assert tab.page.url.endswith("/desk?view=new")
    assert tab.locator("[data-call]").input_value() == ""
    tab.looks_right()

    tab.go_forward()
    shows(tab, "刘奶奶")


def test_back_leads_from_a_household_to_the_several_that_were_meant(browse, homes):
    tab = browse("agent")
    tab.open("/desk")
    find(tab, "13800000501")
    shows(tab, "可能是这 2 户")
    tab.click(".hit:has-text('赵大爷')")
    shows(tab, "服务历史")

    tab.go_back()
    shows(tab, "可能是这 2 户")


def test_what_was_written_for_a_household_is_there_again_after_back_and_forward(browse, homes):
    tab = browse("agent")
    tab.open("/desk")
    find(tab, "300501")
    shows(tab, "服务历史")
    tab.locator("textarea[name=text]").fill("次卧不热")
    tab.go_back()
    tab.until("!document.querySelector('#caller').textContent.includes('服务历史')")

    tab.go_forward()
    shows(tab, "服务历史")
    tab.until("document.querySelector('#caller textarea[name=text]').value === '次卧不热'")
