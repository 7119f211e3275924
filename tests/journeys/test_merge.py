"""Two files of one flat in a browser: side by side, merged, found by the old number, and two again."""

import pytest

from heat import db
from heat.services import duplicates
from tests import make
from tests.journeys.conftest import PHONE

pytestmark = pytest.mark.journey


@pytest.fixture
def twins(office) -> tuple[int, int]:
    """张秀英's billed flat and a second file of it without a room, which has paid 500 yuan ahead."""
    kept = make.billed("3-2-501", owner="张秀英", phone="13800006021", account_no="031020875501")
    gone = make.household("9-1-101", owner="张秀英", phone="13800006021", area="95.00", account_no="031020879034")
    db.run("UPDATE household SET room = '', room_key = '#2', address = '' WHERE id = ?", gone)
    make.paid(office.actor("cashier"), gone, "500.00", keep_rest=True)
    duplicates.compare()
    return kept, gone


def test_two_files_become_one_and_two_again(browse, twins):
    kept, gone = twins
    tab = browse("agent")
    tab.open("/customers/duplicates")
    tab.looks_right()
    assert "2,410.00 − 500.00 = 1,910.00 元" in tab.inner_text("#merge")

    tab.check("#p-charge_m2-gone")
    assert tab.inner_text("tr:has(#p-charge_m2-gone) .merge-result").strip() == "95.00 ㎡"
    tab.click("button:has-text('合并并看下一对')")
    tab.wait_for_selector("text=已并入 031020875501")
    tab.looks_right()
    assert tab.page.goto(f"{tab.base}/customers/{gone}").url.endswith(f"/customers/{kept}")

    tab.open("/customers/merges")
    tab.looks_right()
    tab.click(".row-link")
    tab.looks_right()
    tab.click("button:has-text('撤销这次合并')")
    tab.wait_for_selector("text=全部退回")
    tab.looks_right()
    assert tab.page.goto(f"{tab.base}/customers/{gone}").url.endswith(f"/customers/{gone}")


def test_the_pair_is_decided_on_a_phone_without_scripts(browse, twins):
    tab = browse("agent", PHONE)
    tab.open("/customers/duplicates")
    tab.looks_right()

    plain = browse("agent", PHONE, scripts=False)
    plain.open("/customers/duplicates")
    plain.click("button:has-text('不是同一户')")
    plain.wait_for_selector("text=没有疑似重复")
