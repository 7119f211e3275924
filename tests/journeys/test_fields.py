"""Drawing a field and filling it in, by keyboard and by hand."""

import pytest

from heat.queries import own_fields as queries
from heat.queries import ticket_kinds as kinds
from tests import make
from tests.journeys.conftest import PHONE
from tests.services.test_own_fields import pipes

pytestmark = pytest.mark.journey


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="900501")


def test_a_choice_is_drawn_with_keys_alone_and_filled_in(browse, home):
    tab = browse("admin")
    tab.open("/admin/fields")
    tab.focus(".palette-item:has-text('单选')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#properties #f-name")
    tab.fill("#f-name", "管道材质")
    tab.fill("#choice-c1", "PPR")
    tab.fill("#choice-c2", "镀锌钢管")
    tab.check("#f-searchable")
    tab.focus("#properties button:has-text('应用')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".sheet-field :text('管道材质')")
    tab.looks_right()
    tab.focus("button:has-text('发布')")
    tab.keyboard.press("Enter")
    tab.wait_for_selector("text=已发布")

    tab.open(f"/customers/{home}/fields")
    tab.looks_right()
    tab.click(".chip:has-text('镀锌钢管')")
    tab.click("button:has-text('保存')")
    tab.wait_for_selector("text=已保存")
    assert queries.values("household", home) == {"x1": "镀锌钢管"}


def test_a_kind_is_dragged_onto_the_sheet_and_a_field_to_another_place(browse, office, home):
    pipes(office.actor("admin"))
    tab = browse("admin")
    tab.open("/admin/fields")
    drag(tab, ".palette-item:has-text('日期')", ".sheet-field[data-code=x1]")
    tab.wait_for_selector(".sheet-field[data-code=x2]")
    first, second = (one.code for one in queries.drawing("household").fields)
    assert sorted(one.kind for one in queries.drawing("household").fields) == ["choice", "date"]

    drag(tab, ".sheet-field[data-at='1'] .sheet-grip", ".sheet-field[data-at='0'] .sheet-grip")
    tab.wait_for_selector(f".sheet-field[data-at='0'][data-code={second}]")
    assert [one.code for one in queries.drawing("household").fields] == [second, first]


def test_the_parts_of_a_printed_sheet_are_put_in_order_with_keys_and_by_hand(browse, office):
    tab = browse("admin")
    tab.open("/admin/kinds/leak/sheet")
    tab.focus("#part-checks [data-move=up]")
    tab.keyboard.press("Enter")
    tab.keyboard.press("Enter")
    assert tab.inner_text("[data-moved]") == "检查项：第 2 块"
    drag(tab, "#part-notes .sheet-grip", "#part-customer .sheet-grip")
    tab.uncheck("#on-slip")
    tab.press("[name=title]", "Enter")  # in a field it saves, and moves nothing
    tab.wait_for_selector("text=草稿未发布")

    parts = kinds.drawing("leak").template.sheet.parts
    assert (parts[:4], "slip" in parts) == (("notes", "customer", "checks", "visit"), False)


def drag(tab, what: str, onto: str) -> None:
    a, b = tab.locator(what).first.bounding_box(), tab.locator(onto).first.bounding_box()
    tab.mouse.move(a["x"] + 10, a["y"] + 10)
    tab.mouse.down()
    # no hand is faster: what is dragged is made so a moment after the press, and the list gives way a moment after that
    tab.wait_for_timeout(100)
    tab.mouse.move(b["x"] + 20, b["y"] + 20, steps=8)
    tab.wait_for_timeout(100)
    tab.mouse.move(b["x"] + 22, b["y"] + 12, steps=4)
    tab.wait_for_timeout(200)
    tab.mouse.up()


def test_a_field_steps_aside_while_its_condition_does_not_hold(browse, office, home):
    code = pipes(office.actor("admin"))
    make.own_field(office.actor("admin"), "text", name="更换年份", visible_when=[(code, "is", "镀锌钢管")])
    tab = browse("agent", size=PHONE)
    tab.open(f"/customers/{home}/fields")
    assert not tab.is_visible("#own-x2")

    tab.click(".chip:has-text('镀锌钢管')")
    assert tab.is_visible("#own-x2")
    tab.looks_right()


def test_a_signature_is_drawn_on_the_page(browse, office, home):
    make.own_field(office.actor("admin"), "signature", name="用户签名")
    tab = browse("agent", size=PHONE)
    tab.open(f"/customers/{home}/fields")
    box = tab.locator(".own-sign canvas").bounding_box()
    tab.mouse.move(box["x"] + 20, box["y"] + 40)
    tab.mouse.down()
    tab.mouse.move(box["x"] + 120, box["y"] + 80, steps=6)
    tab.mouse.up()
    tab.click("button:has-text('保存')")
    tab.wait_for_selector("text=已保存")

    assert len(queries.values("household", home)["x1"]) == 1
