"""The search box by keyboard alone."""

import pytest

from heat.services import search_keys
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
def homes(office) -> list[int]:
    homes = [make.household("3-2-501", owner="张秀英"), make.household("3-2-502", owner="张秀兰", phone="13800000502")]
    search_keys.add(homes)
    return homes


def test_a_file_is_opened_and_a_ticket_begun_without_a_mouse(browse, homes):
    tab = browse("agent")
    tab.open("/customers")
    tab.keyboard.press("Control+k")
    tab.keyboard.type("张秀")
    tab.wait_for_selector("#top-hits [role=option]:has-text('兰')")
    tab.looks_right()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**/customers/{homes[0]}")  # 兰 stands before 英

    tab.keyboard.press("Control+k")
    tab.keyboard.type("501")
    tab.keyboard.press("Control+a")
    tab.keyboard.type("幸福里3-2-501")
    tab.wait_for_selector("#top-hits :text('认成')")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Alt+n")
    tab.wait_for_url(f"**/desk?household={homes[0]}")


def test_a_page_with_a_bar_of_its_own_leads_to_the_search_by_the_same_key(browse, homes):
    tab = browse("admin")
    tab.open("/admin/teams")
    tab.keyboard.press("Control+k")
    tab.wait_for_url("**/search")

    tab.keyboard.press("Control+k")
    tab.keyboard.type("看板")
    tab.wait_for_selector("#top-hits :text('打开经营看板')")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/dash")


def test_what_is_found_fits_a_phone(browse, homes):
    tab = browse("agent", size=PHONE)
    tab.open("/customers")
    tab.fill("#q", "张秀")
    tab.wait_for_selector("#top-hits [role=option]")

    tab.looks_right()
