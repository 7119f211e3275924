"""What one does, the others see: boards and lists change under their readers' eyes."""

import pytest

from heat import db
from heat.models import TeamArea, Ticket, TicketKind
from heat.rules.calls import Event
from heat.rules.permissions import SYSTEM
from heat.services import calls, tickets
from heat.services import office as verbs
from heat.services.tickets import Intake
from heat.views import live
from tests import make

pytestmark = pytest.mark.journey


def stream_stands(tab, app) -> None:
    for _ in range(300):
        if live.watch(app).streams:
            return
        tab.wait_for_timeout(100)
    raise AssertionError("no stream in half a minute")


def test_a_ticket_appears_on_the_board_by_itself(browse, office, app):
    verbs.switch_on(["board"])
    home = make.household()
    make.team("A区抢修组", office.technician)
    tab = browse("leader")
    tab.open("/board")
    tab.wait_for_selector("#columns")
    stream_stands(tab, app)

    ticket = make.ticket(office.actor("agent"), home)

    tab.wait_for_selector(f"#columns >> text={ticket.summary}")
    other = tab.context.new_page()
    other.goto(tab.url.replace("/board", "/desk"))
    other.wait_for_timeout(500)
    assert live.watch(app).streams == 1, "two tabs of one browser share a stream"
    assert tab.complaints == []


def test_without_a_stream_the_list_is_asked_for_every_fifteen_seconds(app, browse, office):
    live.watch(app).most = 0
    home = make.household()
    tab = browse("agent")
    tab.clock.install()
    tab.open("/desk")
    ticket = make.ticket(office.actor("agent"), home)

    tab.clock.run_for(17_000)

    tab.wait_for_selector(f"#tickets >> text={ticket.number[4:]}")


def test_a_call_opens_the_file_by_itself_and_keeps_what_is_being_written(app, browse, office):
    verbs.switch_on(["phone"])
    calls.sit_at(office.actor("agent"), "8001")
    make.household(phone="13800000501", owner="刘桂兰")
    make.household("3-2-502", phone="13800000502", owner="王秀英")
    tab = browse("agent")
    tab.open("/desk")
    stream_stands(tab, app)

    calls.happened(SYSTEM, Event("ring", "13800000501", "8001", "1"))
    tab.wait_for_selector("#card-name >> text=刘桂兰")
    tab.looks_right()
    tab.fill("#caller textarea", "卧室不热")
    calls.happened(SYSTEM, Event("ring", "13800000502", "8001", "2"))
    tab.wait_for_selector("#ringing >> text=王秀英")
    assert tab.inner_text("#card-name") == "刘桂兰"

    tab.keyboard.press("F2")
    tab.wait_for_selector("#card-name >> text=王秀英")
    tab.open("/desk?household=1")
    assert tab.input_value("#caller textarea") == "卧室不热"


def test_what_is_written_of_a_place_without_a_household_is_kept_with_every_key(browse, office):
    tab = browse("agent")
    tab.open("/desk")
    tab.check("#caller input[value=leak]", force=True)
    tab.fill("#caller [name=address]", "幸福里小区东门")
    tab.fill("#caller [name=phone]", "13800000777")

    tab.open("/desk")

    assert tab.input_value("#caller [name=address]") == "幸福里小区东门"
    assert tab.input_value("#caller [name=phone]") == "13800000777"
    assert tab.is_checked("#caller input[value=leak]")


def test_a_second_call_about_a_public_place_is_linked_while_its_address_is_typed(browse, office):
    first = tickets.take(office.actor("agent"), Intake("leak", "井盖冒热水", address="幸福里小区东门"))
    tab = browse("agent")
    tab.open("/desk")
    tab.fill("#caller textarea[name=text]", "水流到路上了")
    tab.press("#caller [name=address]", "End")
    tab.keyboard.type("幸福里东门口")
    tab.wait_for_selector(f"#alike >> text={first.number}")
    tab.looks_right()

    tab.click("#alike [data-linked]")

    tab.wait_for_selector(f"text=已关联到 {first.number}")
    assert tab.input_value("#caller textarea[name=text]") == ""
    assert Ticket.select().count() == 1
    assert "水流到路上了" in db.value("SELECT data FROM ticket_move WHERE action = 'link'")
    assert tab.complaints == []


def test_who_would_go_changes_with_the_sort_and_comes_back_with_the_draft(browse, office):
    home = make.household()
    TeamArea.insert(team_id=make.team("一组"), community_id=make.community()).execute()
    leak = TicketKind.get(TicketKind.code == "leak").id
    TeamArea.insert(team_id=make.team("抢修组"), community_id=make.community(), kind_id=leak).execute()
    tab = browse("agent")
    tab.open(f"/desk?household={home}")
    team = "document.querySelector('#f-team').selectedOptions[0].text"
    assert tab.evaluate(team) == "自动：一组（负责幸福里）"

    tab.locator("label.chip", has_text="漏水").click()
    tab.until(f"{team} === '自动：抢修组（负责幸福里）'")
    tab.fill("#f-text", "厨房漏水")
    tab.looks_right_everywhere()

    tab.open(f"/desk?household={home}")
    tab.until(f"{team} === '自动：抢修组（负责幸福里）'")
    assert tab.evaluate("document.querySelector('#f-text').value") == "厨房漏水"
