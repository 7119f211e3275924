"""Drawing a flow on the canvas by hand, and by keys alone."""

import pytest

from heat.queries import flow_designs as queries
from heat.services import flow_designs

pytestmark = pytest.mark.journey


@pytest.fixture
def code(office) -> str:
    return flow_designs.create(office.actor("admin"), "投诉办理")


def ways(code: str) -> list[str]:
    return sorted(f"{m['from'][0]}>{m['to']}" for m in queries.drawing(code).body["moves"])


def middle(tab, selector: str) -> tuple[float, float]:
    box = tab.locator(selector).first.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def ready(tab) -> None:
    tab.wait_for_selector("#lf[data-ready='1']")


def test_a_flow_is_drawn_with_the_mouse(browse, code):
    tab = browse("admin", theme="dark")
    tab.open(f"/admin/flows/{code}?view=canvas")
    ready(tab)
    x, y = middle(tab, ".flow-palette [data-kind=step] button")
    tab.mouse.move(x, y)
    tab.mouse.down()
    tab.mouse.move(x + 260, y + 60, steps=6)
    with tab.page.expect_navigation():
        tab.mouse.up()
    ready(tab)
    assert "s3" in queries.drawing(code).body["states"]

    x, y = middle(tab, "[data-node=s1]")
    tab.mouse.click(x, y)
    tab.wait_for_selector("#properties #f-name")
    tab.looks_right()
    box = tab.locator("[data-node=s1]").bounding_box()
    to_x, to_y = middle(tab, "[data-node=s3]")
    tab.mouse.move(box["x"], y)
    tab.mouse.down()
    tab.mouse.move(to_x + 8, to_y + 4, steps=10)
    with tab.page.expect_navigation():
        tab.mouse.up()
    ready(tab)
    assert "s1>s3" in ways(code)


def test_a_flow_is_drawn_with_keys_alone(browse, code):
    tab = browse("admin")
    tab.open(f"/admin/flows/{code}?view=canvas&state=s1")
    ready(tab)
    tab.focus(".flow-palette [data-kind=step] button")
    with tab.page.expect_navigation():
        tab.keyboard.press("Enter")
    ready(tab)
    assert ways(code) == ["s1>s3", "s3>s2"]

    tab.focus("[data-node=s1]")
    tab.keyboard.press("c")
    tab.focus("[data-node=s2]")
    with tab.page.expect_navigation():
        tab.keyboard.press("c")
    ready(tab)
    assert "s1>s2" in ways(code)
    tab.focus("[data-node=s1]")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.dataset.node") == "s3"
    with tab.page.expect_navigation():
        tab.keyboard.press("Delete")
    ready(tab)
    assert "s3" not in queries.drawing(code).body["states"]
    with tab.page.expect_navigation():
        tab.keyboard.press("Control+z")
    ready(tab)
    assert "s3" in queries.drawing(code).body["states"]
    tab.click("text=步骤清单")
    tab.wait_for_selector(".flow-steps")
    tab.looks_right()
