"""The building grid with arrow keys, and on a phone."""

import pytest

from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
def house(office) -> int:
    return make.house()


def test_arrow_keys_walk_through_the_building_and_enter_opens_a_file(browse, house):
    tab = browse("agent")
    tab.open(f"/buildings/{house}")
    tab.looks_right()
    tab.focus(".flat[tabindex='0']")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowRight")
    tab.wait_for_selector("#flat >> text=住户25")

    tab.keyboard.press("Enter")
    tab.wait_for_url("**/customers/*")
    assert "住户25" in tab.inner_text("h1")


def test_a_figure_changes_what_the_building_shows(browse, house):
    tab = browse("agent")
    tab.open(f"/buildings/{house}")
    tab.keyboard.press("4")
    tab.wait_for_url("**mode=warmth*")

    assert tab.inner_text(".seg-item[aria-current]") == "室温"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_grid_fits_a_phone(browse, house, theme):
    tab = browse("leader", size=PHONE, theme=theme)
    tab.open(f"/buildings/{house}?mode=warmth")

    tab.looks_right()
