"""In the field without network: a patrol flagged as it is filled, a valve with its seal; both arrive once and whole."""

import pytest

from heat import clock, db
from heat.models import Hazard, PatrolResult, Ticket, Valve
from heat.queries import valves as valve_queries
from heat.rules.patrol_times import Schedule
from heat.services import inspections, patrols, tickets, valves
from heat.services import office as settings
from heat.services.inspections import Task
from heat.services.patrols import Drawn
from tests import make
from tests.journeys.conftest import PHONE
from tests.journeys.test_offline import photo, ready

ROUTE = "# 1号站\n供水温度 60~95 ℃\n泵 正常/异响\n\n# 阀门井\n井盖"


@pytest.fixture
def home(office) -> int:
    settings.switch_on(["board", "patrol", "valve", "inspection"])
    make.team("巡检班", office.technician)
    return make.household()


def sent(phone) -> None:
    phone.click("#badge")
    phone.locator("#sum:has-text('步')").wait_for()
    phone.context.set_offline(False)
    phone.locator("text=都传完了").wait_for()


def test_a_patrol_without_network_is_flagged_at_once_and_arrives_whole(browse, office, home):
    plan = Drawn("日检", ROUTE, Schedule("days", 1, minute=13 * 60), staff_id=office.technician)
    patrols.save(office.actor("leader"), plan)
    with clock.stopped(clock.now() + clock.DAY // 2):
        patrols.sweep()
    phone = browse("technician", PHONE)
    ready(phone, phone.base)
    phone.click("text=日检（2 个点）")
    phone.click("button:has-text('接单')")
    phone.click("button:has-text('开始处理')")
    note = phone.locator("#n-0-0-box")
    assert not note.is_visible()

    phone.fill("[name=p-0-0]", "50")

    note.locator("input").fill("补水阀没开")
    assert "input--low" in phone.locator("[name=p-0-0]").get_attribute("class")
    phone.set_input_files("[data-kind=stop-0]", [photo()])
    phone.locator("figcaption:has-text('待传')").wait_for()
    phone.click("#point-0 label.chip:has-text('正常') >> nth=0")
    phone.click("a:has-text('下一个点')")
    phone.click("#point-1 label.chip:has-text('正常') >> nth=0")
    phone.looks_right()
    phone.click("button:has-text('完工提交')")
    phone.locator("text=已完工，待传").first.wait_for()
    sent(phone)

    assert PatrolResult.select().count() == 3
    assert Hazard.get().text == "供水温度 50 ℃（应为 60~95 ℃）：补水阀没开"
    assert db.value("SELECT count(*) FROM attachment WHERE kind = 'stop-0'") == 1


def test_a_valve_is_closed_without_network_and_its_seal_hangs_once(browse, office, home):
    ticket = valves.open_job(office.actor("agent"), home, "close", "报停")
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    phone = browse("technician", PHONE)
    ready(phone, phone.base)
    phone.click("text=幸福里3号楼2单元501")
    phone.click("button:has-text('接单')")
    phone.click("button:has-text('开始处理')")
    phone.click("label:has-text('开着')")
    phone.click("label:has-text('关') >> nth=-1")
    phone.fill("[name=seal]", "A17")
    for n, kind in enumerate(("before", "after"), start=1):
        phone.set_input_files(f"[data-kind={kind}]", [photo(f"#{n}{n}4422")])
        phone.locator(f"figcaption:has-text('待传') >> nth={n - 1}").wait_for()
    phone.looks_right()
    phone.click("button:has-text('完工提交')")
    phone.locator("text=已完工，待传").first.wait_for()
    sent(phone)

    assert Ticket.get_by_id(ticket.id).state == "closed"
    assert valve_queries.known(home) == valve_queries.Known("closed", "A17")
    assert Valve.select().count() == 1


def test_the_pages_of_valves_patrols_and_inspections_look_right(browse, office, home):
    ticket = inspections.open_task(office.actor("manager"), home, Task("valve", staff_id=office.inspector))
    plan = Drawn("日检", ROUTE, Schedule("days", 1, minute=13 * 60), staff_id=office.technician)
    plan_id = patrols.save(office.actor("leader"), plan)
    tab = browse("admin")
    for path in (
        "/valves",
        f"/valves/new?household={home}",
        "/patrols",
        f"/patrols/{plan_id}",
        f"/patrols/{plan_id}/edit",
        "/inspections",
        f"/inspections/{ticket.id}",
        f"/inspections/new?household={home}",
    ):
        tab.open(path)
        tab.looks_right()
