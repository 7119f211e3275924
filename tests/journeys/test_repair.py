"""A repair from the phone call to the call-back, in a real browser, on desk, board, technician's phone and paper."""

import io
from datetime import date

import pytest
from PIL import Image

from heat import db
from heat.services import office as settings
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.test_offline import ready


@pytest.fixture
def home(office) -> int:
    settings.switch_on(["board", "charge", "hall", "stock", "incident", "phone"])
    make.team("A区抢修组", office.technician, office.leader)
    return make.household(account_no="300501")


def photo() -> dict:
    picture = io.BytesIO()
    Image.new("RGB", (2400, 1800), "#884422").save(picture, "JPEG")
    return {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture.getvalue()}


def test_a_call_ends_with_a_content_customer(browse, home):
    take(browse("agent"), "300501", "客厅暖气片上热下凉")
    give(browse("leader"), "小张")
    assert repair(browse("technician", PHONE), "系统有气", "20.5") <= 9
    call = browse("agent")
    call.open("/callbacks")
    call.looks_right()
    call.keyboard.press("1")
    call.keyboard.press("Control+Enter")
    call.locator("text=没有待回访的工单").wait_for()

    assert db.row("SELECT state, in_time FROM ticket") == ("closed", 1)
    assert db.value("SELECT count(*) FROM attachment") == 1
    assert db.value("SELECT level FROM feedback") == 6


def test_a_call_is_repaired_in_a_cellar_without_network_and_called_about_in_the_end(browse, home):
    take(browse("agent"), "300501", "客厅暖气片上热下凉")
    give(browse("leader"), "小张")
    phone = browse("technician", PHONE)
    ready(phone, phone.base)
    phone.click("text=幸福里3号楼2单元501")
    phone.click("button:has-text('接单')")
    phone.click("button:has-text('开始处理')")
    phone.click("label:has-text('系统有气')")
    phone.click("button:has-text('完工提交')")
    phone.locator("text=已完工，待传").first.wait_for()
    assert db.value("SELECT state FROM ticket") == "assigned"

    phone.click("#badge")
    phone.locator("text=3 步").first.wait_for()
    phone.context.set_offline(False)
    phone.locator("text=都传完了").wait_for()
    call = browse("agent")
    call.open("/callbacks")
    call.keyboard.press("1")
    call.keyboard.press("Control+Enter")
    call.locator("text=没有待回访的工单").wait_for()

    assert db.row("SELECT state, cause FROM ticket") == ("closed", "系统有气")


def take(desk, account_no, words):
    """The call: a household by its number, and what it says."""
    desk.open("/desk")
    desk.keyboard.press("n")
    desk.locator("[data-call]").fill(account_no)
    desk.keyboard.press("Enter")
    desk.locator("text=刘奶奶").first.wait_for()
    desk.looks_right()
    desk.locator("textarea[name=text]").fill(words)
    desk.keyboard.press("Control+Enter")
    desk.locator("text=GD261121-001").first.wait_for()
    desk.looks_right()


def give(board, name):
    """The board: the only ticket there is goes to somebody."""
    board.open("/board")
    board.looks_right()
    board.check("input[name=ticket]")
    board.select_option("select[name=to]", label=name)
    board.click(".bulk button[type=submit]")
    board.locator("#col-5 .jc, [id^=col-] .jc").first.wait_for()
    board.locator(".bulk").wait_for(state="hidden")  # the button is pale while its form is on its way
    board.looks_right()


def repair(phone, cause, celsius) -> int:
    """The visit, from accepting to done; how many taps it took."""
    phone.open("/m")
    phone.looks_right()
    with phone.expect_navigation():
        phone.click("button:has-text('接单')")
    with phone.expect_navigation():
        phone.click("button:has-text('开始处理')")
    taps = 2
    phone.looks_right()
    phone.click(f"label:has-text('{cause}')")
    phone.fill("[name=celsius]", celsius)
    phone.set_input_files("[name=photos]", [photo()])
    taps += 1 + 1 + 2
    phone.click("button:has-text('完工提交')")
    taps += 1
    phone.locator("text=已完工，客服会回访").wait_for()
    phone.looks_right()
    return taps


def test_intake_takes_two_keys_and_the_words(browse, home):
    desk = browse("agent")
    desk.open(f"/desk?household={home}")
    desk.keyboard.press("2")
    desk.locator("textarea[name=text]").fill("阀门滴水")
    desk.keyboard.press("Control+Enter")
    desk.locator("text=GD261121-001").first.wait_for()

    row = db.row("SELECT k.code, t.priority, t.summary FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id")
    assert row == ("leak", 1, "阀门滴水")


def test_a_call_is_taken_from_the_number_to_the_ticket_without_a_mouse(browse, home):
    desk = browse("agent")
    desk.open("/desk")
    desk.keyboard.press("n")
    desk.keyboard.type(db.value("SELECT account_no FROM household"))
    desk.keyboard.press("Enter")
    desk.locator("#card-name:focus").wait_for()
    desk.keyboard.press("2")
    desk.keyboard.type("阀门滴水")
    desk.keyboard.press("Control+Enter")
    desk.locator("text=GD261121-001").first.wait_for()

    assert db.value("SELECT summary FROM ticket") == "阀门滴水"


def test_a_ticket_of_the_list_is_held_or_called_about_by_one_key(browse, office):
    job = make.dispatched(office)
    leader, agent = browse("leader"), browse("agent")
    leader.open("/desk")
    leader.keyboard.press("j")
    leader.keyboard.press("s")
    leader.wait_for_url(f"**/tickets/{job.number}#act-hold-reason")
    leader.locator("#act-hold-reason").select_option("无配件")

    make.repair(office, job.id)
    agent.open("/desk?view=call-back")
    agent.keyboard.press("j")
    agent.keyboard.press("c")
    agent.wait_for_url(f"**/callbacks?ticket={job.id}")
    agent.locator("text=现在问题解决了吗").first.wait_for()


def test_reminders_that_went_out_are_for_everyone_to_read(browse, home):
    make.old_debt(home, "892.40", season="2026-2027", due_on=date(2026, 11, 23))
    tab = browse("agent")
    tab.open("/reminders?on=2026-11-21")
    tab.click("summary:has-text('现在发送给这 1 户')")
    tab.looks_right()
    tab.click("text=确定发送")
    tab.locator("text=已提醒 1 户").first.wait_for()
    tab.looks_right()


def test_the_whole_repair_works_without_scripts(browse, home):
    desk = browse("agent", scripts=False)
    desk.open(f"/desk?household={home}")
    desk.fill("textarea[name=text]", "全屋不热")
    desk.click(".intake button[type=submit]")
    assert "GD261121-001" in desk.inner_text("body")

    board = browse("leader", scripts=False)
    board.open("/board")
    board.check("input[name=ticket]")
    board.select_option("select[name=to]", label="小张")
    board.click(".bulk button[type=submit]")

    phone = browse("technician", PHONE, scripts=False)
    phone.open("/m")
    phone.click("button:has-text('接单')")
    if "/m/" not in phone.page.url:
        phone.click("text=幸福里3号楼2单元501")
    phone.click("button:has-text('开始处理')")
    phone.check("input[name=cause] >> nth=0", force=True)
    phone.click("button:has-text('完工提交')")

    assert db.value("SELECT state FROM ticket") == "finished"


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("agent", "/desk"),
        ("agent", "/desk?view=all"),
        ("agent", "/callbacks"),
        ("agent", "/orders/enter"),
        ("agent", "/reminders"),
        ("leader", "/board"),
        ("leader", "/incidents"),
        ("leader", "/incidents/new"),
        ("agent", "/calls"),
        ("leader", "/stock"),
        ("leader", "/costs"),
        ("technician", "/m"),
        ("manager", "/dash"),
        ("cashier", "/counter"),
        ("cashier", "/counter?q=300501"),
        ("accountant", "/bills"),
        ("accountant", "/prints"),
        ("admin", "/tariffs"),
        ("admin", "/customers"),
        ("admin", "/import"),
        ("admin", "/import/new?kind=households"),
        ("admin", "/admin"),
        ("admin", "/admin/teams"),
        ("admin", "/admin/tokens"),
        ("admin", "/admin/kinds"),
        ("admin", "/admin/kinds/no_heat"),
        ("admin", "/admin/kinds/temperature/sheet"),
        ("admin", "/admin/clocks"),
        ("admin", "/admin/staff"),
        ("admin", "/admin/settings"),
        ("admin", "/admin/log"),
        ("admin", "/patterns"),
        ("agent", "/me"),
    ],
)
def test_every_page_is_for_everyone_in_light_and_dark(browse, office, home, role, path):
    make.repaired(office, "4-1-101")
    make.ticket(office.actor("agent"), home)
    tab = browse(role)
    tab.open(path)
    tab.looks_right_everywhere()
