"""A season billed and paid: by keyboard at the counter, and seen by the household on its phone."""

import pytest

from heat import db
from heat.services import office as settings
from tests import make
from tests.journeys.conftest import PHONE


@pytest.fixture
def owing(office) -> int:
    """96.40 m² at 25 yuan: 2,410.00 yuan of this season and 112.24 of the last."""
    settings.switch_on(["board", "charge", "hall"])
    home = make.billed(account_no="300501")
    make.old_debt(home, "112.24")
    return home


def test_a_payment_takes_the_account_number_and_four_keys(browse, owing):
    tab = browse("cashier")
    tab.open("/counter")
    tab.keyboard.type("300501")
    tab.keyboard.press("Enter")
    tab.locator("#till").wait_for()
    tab.looks_right()
    tab.keyboard.press("F2")
    tab.keyboard.type("2600")
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/receipts/**")
    tab.looks_right()

    # 2,410.00 + 112.24 = 2,522.24 paid with 2,600.00: 77.76 back
    assert "77.76" in tab.inner_text("main")
    assert db.value("SELECT coalesce(sum(open_fen), 0) FROM open_charge") == 0


def test_pressing_twice_pays_once(browse, owing):
    tab = browse("cashier", scripts=False)
    tab.open("/counter?q=300501")
    tab.fill("[name=given]", "2522.24")
    form = tab.locator("#till")
    data = {field.get_attribute("name"): field.input_value() for field in form.locator("input[type=hidden]").all()}
    data |= {
        "method": "cash",
        "given": "2522.24",
        "charge": [c.get_attribute("value") for c in tab.locator("[name=charge]").all()][0],
    }
    address = tab.base + form.get_attribute("action")
    for _ in range(2):
        tab.context.request.post(address, form=data)

    assert db.value("SELECT count(*) FROM payment") == 1
    assert db.value("SELECT count(*) FROM receipt") == 1


@pytest.mark.parametrize("elder", ["0", "1"], ids=["standard", "elder"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_household_sees_what_it_owes_and_why(browse, owing, elder, theme):
    from heat.services import entry_code

    tab = browse(size=PHONE, theme=theme)
    tab.context.add_cookies([{"name": "elder", "value": elder, "url": tab.base + "/my"}])
    tab.open("/my/enter")
    tab.looks_right()
    tab.fill("[name=account_no]", "300501")
    tab.fill("#f-paper", entry_code.entry_code(owing))
    tab.press("#f-paper", "Enter")
    tab.wait_for_url("**/my")
    assert "2,522.24" in tab.inner_text(".hero")
    tab.looks_right()
    tab.open("/my/bill")
    tab.click("summary:has-text('为什么是这个数')")
    assert "96.40" in tab.inner_text("main")
    tab.looks_right()


def test_the_household_reports_a_repair_in_six_taps(browse, owing):
    from heat.services import entry_code, hall

    tab = browse(size=PHONE)
    token = hall.enter_by_account("300501", entry_code.entry_code(owing))
    tab.context.add_cookies([{"name": "sid", "value": token, "url": tab.base}])
    tab.open("/my")
    tab.click("text=我要报修")
    tab.looks_right()
    tab.click("label:has-text('全屋不热')")
    tab.click("label:has-text('今天下午')")
    tab.click("button:has-text('提交报修')")
    tab.wait_for_url("**/my/repairs/**")
    tab.looks_right()

    assert "GD261121-001" in tab.inner_text("main")
