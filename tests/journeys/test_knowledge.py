"""An article speaks while the agent types: read by keys alone, nothing lost, nothing jumps, the question closed with it."""

import pytest

from heat.models import Ticket
from heat.services import office as verbs
from tests import make

pytestmark = pytest.mark.journey


def test_a_question_is_answered_from_an_article_by_keys_alone(browse, office):
    verbs.switch_on(["knowledge"])
    home = make.household()
    tab = browse("agent")
    tab.open(f"/desk?household={home}")
    tab.keyboard.press("3")  # 咨询
    tab.until("document.activeElement.name === 'text'")
    below = tab.locator("#intake [data-key='Ctrl+Enter']").bounding_box()

    tab.keyboard.type("房子没人住想报停")
    tab.wait_for_selector("#known > a:first-child >> text=报停（停热）")
    assert tab.locator("#intake [data-key='Ctrl+Enter']").bounding_box() == below
    tab.keyboard.press("Alt+1")
    tab.wait_for_selector("#article >> text=停一季管一季")
    assert tab.input_value("#f-text") == "房子没人住想报停"
    tab.looks_right()
    tab.keyboard.press("Escape")
    assert tab.locator("#article section").count() == 0
    tab.keyboard.press("Alt+1")
    tab.wait_for_selector("#article section")
    tab.keyboard.press("Alt+Enter")

    tab.wait_for_selector("#caller >> text=已按知识库解答，工单办结")
    assert Ticket.get().state == "closed"
    assert tab.locator("#article section").count() == 0
    assert tab.complaints == []
