"""Company equipment through HTTP: written down, scanned, broken and mended, kept up by plans, and how whole it was."""

import io
from datetime import date

import pytest

from heat import clock, tasks
from heat.models import InboxItem, Machine, MachineTicket, Substation, Ticket
from heat.papers.workbook import export_workbook
from heat.queries import machines as queries
from heat.rules.permissions import SYSTEM
from heat.services import calibrations, field, jobs, machine_plans, machines, place_tree, sessions, stock, tickets
from heat.services import office as verbs
from heat.services.import_runs import JOBS
from heat.services.stock import Named
from tests import make
from tests.counting import queries_of
from tests.critic import Client
from tests.papers.samples import pages


@pytest.fixture
def station(office) -> int:
    verbs.switch_on(["plant", "board"])
    source = place_tree.add_heat(SYSTEM, "heat_source", "城东热源厂")
    return place_tree.add_heat(SYSTEM, "substation", "1# 换热站", source)


@pytest.fixture
def leader(station, sign_in):
    return sign_in("leader")


def form(station, **more):
    told = {
        "code": "1Z-XHB-01",
        "name": "1# 循环泵",
        "kind": "pump",
        "where": f"substation-{station}",
        "state": "in_use",
    }
    return told | {"maker": "某泵业", "warranty_until": "2027-10-01", "calibration_due": "2026-12-01"} | more


@pytest.fixture
def pump(leader, station) -> int:
    return added(leader, station)


def added(leader, station, **more) -> int:
    return int(leader.post("/machines/new", data=form(station, **more)).headers["Location"].rsplit("/", 1)[-1])


def planned(leader, pump, **more):
    told = {"plan": "加润滑油", "every": "days", "n": "90", "counted_on": "2026-08-23", "kind": "maintenance"} | more
    return leader.post(f"/machines/{pump}/plans", data=told)


def test_a_register_without_machines_says_how_to_begin(sign_in, office):
    verbs.switch_on(["plant"])

    assert sign_in("leader").get("/machines").status_code == 200


def test_a_machine_is_written_down_at_its_place(leader, pump):
    page = leader.get(f"/machines/{pump}").text

    assert "1# 循环泵" in page
    assert "城东热源厂" in page
    assert "质保内" in page
    assert "检定 12-01 到期" in page
    assert "1Z-XHB-01" in leader.get("/machines").text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"code": ""}, "请填写设备编号"),
        ({"where": "substation-999"}, "装在哪个热源"),
        ({"where": ""}, "装在哪个热源"),
        ({"kind": "cat"}, "设备种类里没有这一项"),
        ({"installed_on": "昨天"}, "不是日期"),
        ({"state": "broken"}, "在用或备用"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(leader, station, wrong, says):
    answer = leader.post("/machines/new", data=form(station, name="还在的名字") | wrong)

    assert answer.status_code == 422
    assert says in answer.text
    assert "还在的名字" in answer.text
    assert Machine.select().count() == 0


def test_a_code_names_one_machine(leader, station, pump):
    answer = leader.post("/machines/new", data=form(station))

    assert answer.status_code == 422
    assert "已经有一台设备" in answer.text


def test_of_two_editors_the_second_is_told(leader, station, pump):
    leader.post(f"/machines/{pump}/edit", data=form(station, name="改一", version="1"))

    answer = leader.post(f"/machines/{pump}/edit", data=form(station, name="改二", version="1"))

    assert answer.status_code == 409
    assert Machine.get().name == "改一"


def test_a_scan_needs_somebody_who_is_signed_in(pump, client, sign_in):
    assert client.get(f"/machines/{pump}").status_code == 303
    assert "1# 循环泵" in sign_in("technician").get(f"/machines/{pump}").text
    assert sign_in("cashier").get(f"/machines/{pump}").status_code == 403


def test_labels_are_printed_with_their_names(leader, station, pump):
    for n in range(2, 27):
        added(leader, station, code=f"1Z-{n:02d}", name=f"{n}号阀", kind="valve")

    first, second = pages(leader.get("/machines/labels.pdf").data)

    assert "1#循环泵" in first + second
    assert "26号阀" in first + second


def test_one_label_is_printed_alone(leader, pump):
    [text] = pages(leader.get(f"/machines/labels.pdf?machine={pump}").data)

    assert "1Z-XHB-01" in text


def test_whoever_scans_reports_the_fault_and_the_machine_stands_still(pump, sign_in, leader):
    data = {"text": "有异响", "kind": "public_repair", "broken": "1", "once_key": "k1"}
    technician = sign_in("technician")

    technician.post(f"/machines/{pump}/report", data=data)
    technician.post(f"/machines/{pump}/report", data=data)

    ticket = Ticket.get()
    assert Ticket.select().count() == 1
    assert Machine.get().state == "broken"
    assert "1Z-XHB-01 1# 循环泵：有异响" in ticket.summary
    assert ticket.address == "1# 换热站"
    page = leader.get(f"/machines/{pump}").text
    assert ticket.number in page
    assert "1# 循环泵" in leader.get(f"/tickets/{ticket.number}").text


def test_a_ticket_that_is_there_is_given_to_its_machine(leader, pump, office):
    ticket = make.ticket(office.actor("agent"), make.household())

    leader.post(f"/machines/{pump}/link", data={"number": ticket.number.lower()})
    assert ticket.number in leader.get(f"/machines/{pump}").text

    assert "没有工单" in leader.post(f"/machines/{pump}/link", data={"number": "GD0"}).text


def test_a_patrol_stands_in_the_file_beside_the_repairs(leader, pump, office):
    leader.post(f"/machines/{pump}/report", data={"text": "每周巡检", "kind": "patrol", "once_key": "a"})
    leader.post(f"/machines/{pump}/report", data={"text": "漏油", "kind": "public_repair", "once_key": "b"})

    page = leader.get(f"/machines/{pump}").text

    assert page.index('id="h-repair"') < page.index("漏油") < page.index('id="h-patrol"') < page.index("每周巡检")


def test_parts_and_hours_of_its_repairs_are_its_cost(leader, pump, office, sign_in):
    verbs.switch_on(["plant", "board", "stock"])
    keeper = office.actor("leader")
    seal = stock.name(keeper, Named("material", "MF", "机械密封", "个", 12_000))
    leader.post(f"/machines/{pump}/report", data={"text": "漏水", "once_key": "k"})
    make.team("A区抢修组", office.technician)
    tickets.move(keeper, Ticket.get().id, "assign", {"assignee": office.technician})
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), Ticket.get().id, step)
    told = {"cause": "阀门故障", "minutes": "30", "borne_by": "company", "parts": {str(seal): 2000}}
    field.finish(office.actor("technician"), Ticket.get().id, told, once_key="k1")

    page = leader.get(f"/machines/{pump}").text

    assert "机械密封" in page
    assert "2 个" in page
    assert "¥270.00" in page  # two seals at 120 yuan and half an hour at 60 yuan
    assert "¥270.00" not in sign_in("technician").get(f"/machines/{pump}").text


def test_a_state_has_its_reason_and_its_line(leader, pump):
    assert "要写原因" in leader.post(f"/machines/{pump}/state", data={"state": "broken", "reason": ""}).text

    leader.post(f"/machines/{pump}/state", data={"state": "broken", "reason": "轴承坏了"})

    assert "轴承坏了" in leader.get(f"/machines/{pump}").text
    assert "1# 循环泵" in leader.get("/machines?view=broken").text


def test_upkeep_that_is_due_makes_one_ticket(leader, pump):
    planned(leader, pump)  # 90 days from the 23rd of August: 8 + 30 + 31 + 21 = the 21st of November

    tasks.morning()
    tasks.morning()
    assert Ticket.select().count() == 1
    ticket = Ticket.get()
    assert "1Z-XHB-01 1# 循环泵：加润滑油" in ticket.summary
    assert "已派单，没办完" in leader.get(f"/machines/{pump}").text
    assert "1# 循环泵" in leader.get("/machines?view=upkeep").text


def test_while_its_ticket_is_open_a_plan_makes_no_other(leader, pump, office, today):
    planned(leader, pump, n="1")
    machine_plans.make_due()

    with clock.stopped(today.replace(month=12)):
        assert machine_plans.make_due() == 0
        tickets.move(office.actor("agent"), Ticket.get().id, "close", {"result": "solved"})
        assert machine_plans.make_due() == 1
    assert [row.due_key for row in MachineTicket.select().order_by(MachineTicket.ticket_id)] == [
        "2026-08-24",
        "2026-11-22",
    ]


def test_of_two_workers_at_once_one_makes_the_ticket(leader, pump):
    planned(leader, pump)
    key = {"machine_id": pump, "role": "maintenance", "plan_id": 1, "due_key": "2026-11-21", "at": 1}
    machine_plans.make_due()

    with pytest.raises(Exception, match=r"UNIQUE|unique"):
        MachineTicket.insert(**key, ticket_id=make.ticket(SYSTEM, make.household()).id).execute()


def test_running_hours_make_a_ticket_when_they_are_read(leader, pump):
    leader.post(f"/machines/{pump}/hours", data={"hours": "1000"})
    planned(leader, pump, every="hours", n="500", counted_on="")
    leader.post(f"/machines/{pump}/hours", data={"hours": "1499"})
    assert "还差 1 小时" in leader.get(f"/machines/{pump}").text
    assert machine_plans.make_due() == 0

    leader.post(f"/machines/{pump}/hours", data={"hours": "1500"})

    assert machine_plans.make_due() == 1
    assert "不能倒着走" in leader.post(f"/machines/{pump}/hours", data={"hours": "900"}).text


def test_upkeep_before_the_season_is_due_once_a_season(leader, pump, office, today):
    planned(leader, pump, every="before_season", n="30", counted_on="2026-09-01")

    assert machine_plans.make_due() == 1  # the 16th of October has gone
    tickets.move(office.actor("agent"), Ticket.get().id, "close", {"result": "solved"})
    with clock.stopped(today.replace(year=2027, month=8)):
        assert machine_plans.make_due() == 0


def test_a_stopped_plan_and_a_retired_machine_make_nothing(leader, pump):
    planned(leader, pump)
    leader.post("/machines/plans/1/stop")
    assert machine_plans.make_due() == 0
    assert leader.post("/machines/plans/1/stop").status_code == 409
    leader.post("/machines/plans/1/resume")
    assert machine_plans.make_due() == 0  # counted anew from today

    leader.post(f"/machines/{pump}/state", data={"state": "retired", "reason": "换新"})
    assert "不用再保养" in planned(leader, pump).text


def test_with_the_module_off_no_plan_makes_a_ticket(leader, pump, sign_in):
    planned(leader, pump)
    verbs.switch_on([])

    assert machine_plans.make_due() == 0
    assert leader.get("/machines").status_code == 404


def test_one_broken_day_of_ten_is_ninety_per_cent(leader, station, office, today):
    keeper = office.actor("leader")
    with clock.stopped(today.replace(day=1)):
        pump = machines.add(keeper, {"code": "P", "name": "泵", "kind": "pump"}, f"substation-{station}")
    with clock.stopped(today.replace(day=5)):
        machines.set_state(keeper, pump, "broken", "x")
    with clock.stopped(today.replace(day=6)):
        machines.set_state(keeper, pump, "in_use")

    page = leader.get("/machines/rates?first=2026-11-02&last=2026-11-11").text

    assert "90.0%" in page
    assert f"/machines?station={station}" in page
    assert "水泵" in leader.get("/machines/rates?by=kind").text


def test_days_that_run_backwards_are_told(leader, pump):
    assert "不早于开始" in leader.get("/machines/rates?first=2026-11-11&last=2026-11-01").text


def test_a_machine_of_another_branch_is_not_there(leader, station, pump, app):
    Substation.update(org_id=1).execute()
    stranger = make.clerk(make.branch(), "leader")
    browser = Client(app)
    browser.set_cookie("sid", sessions.open_for_staff(stranger.id, ("leader",)))

    assert browser.get(f"/machines/{pump}").status_code == 404
    assert browser.post(f"/machines/{pump}/report", data={"text": "x"}).status_code == 404
    assert "1# 循环泵" not in browser.get("/machines").text


def test_a_machine_of_ones_own_branch_is_there(leader, station, pump, app):
    org_id = make.branch()
    Substation.update(org_id=org_id).where(Substation.id == station).execute()
    own = make.clerk(org_id, "leader")

    assert queries.one(own, pump) is not None
    assert [code for code, _name in queries.places(own)] == [f"substation-{station}"]


def test_the_list_is_narrowed_and_asks_no_more_often_when_it_grows(leader, station, pump):
    few = queries_of(lambda: leader.get("/machines"))
    for n in range(5):
        added(leader, station, code=f"V{n}", name=f"阀{n}", kind="valve")

    assert queries_of(lambda: leader.get("/machines")) <= few
    assert "1# 循环泵" not in leader.get("/machines?kind=valve").text
    assert "1# 循环泵" in leader.get(f"/machines?q=xhb&station={station}").text


def test_a_list_is_imported_by_whoever_keeps_the_machines(leader, station, sign_in):
    book = export_workbook(
        "设备", ("设备编号", "设备名称", "换热站"), [("1Z-09", "除污器", "1# 换热站"), ("1Z-10", "泵", "没有的站")]
    )
    data = {"kind": "machines", "file": (io.BytesIO(book), "设备.xlsx")}

    location = leader.post("/import/new", data=data, content_type="multipart/form-data").location
    leader.post(f"{location}/check")
    assert "热网里没有" in leader.get(location).text
    leader.post(f"{location}/run", data={"mode": "good"})
    jobs.run_due(JOBS)

    assert "除污器" in leader.get("/machines?kind=filter").text
    assert sign_in("agent").get("/import/new?kind=machines").status_code == 404


def lines(staff_id):
    """What the inbox says of machines, open lines alone."""
    found = InboxItem.select().where((InboxItem.staff_id == staff_id) & (InboxItem.subject == "machine"))
    return [item.text for item in found if item.done_at is None]


def test_whoever_keeps_the_machines_hears_once_that_a_calibration_nears(leader, station, office):
    gauge = added(leader, station, code="1Z-YLB-01", name="压力表", kind="instrument", calibration_due="2027-01-01")
    with clock.stopped(clock.start_of(date(2026, 12, 1))):  # 31 days before the first of January
        assert calibrations.remind() == 0
    with clock.stopped(clock.start_of(date(2026, 12, 2))):
        assert calibrations.remind() == 2  # leader and manager
        assert calibrations.remind() == 0

    assert lines(office.leader) == ["1Z-YLB-01 压力表 的检定 2027-01-01 到期，请安排送检"]
    assert f'href="/machines/{gauge}"' in leader.get("/inbox").text
    assert lines(office.technician) == lines(office.admin) == []

    leader.post("/inbox/done")
    with clock.stopped(clock.start_of(date(2026, 12, 3))):
        assert calibrations.remind() == 0


def test_the_office_says_how_many_days_before(leader, pump, sign_in, office):
    verbs.decide(office.actor("admin"), {"calibration.days": "5"})  # today there are ten left
    assert calibrations.remind() == 0
    assert "检定 12-01 到期" not in leader.get(f"/machines/{pump}").text
    assert queries.counts(office.actor("leader"))["calibration"] == 0

    verbs.decide(office.actor("admin"), {"calibration.days": "10"})
    assert calibrations.remind() == 2
    assert queries.counts(office.actor("leader"))["calibration"] == 1


def test_the_next_day_of_calibration_takes_the_line_away_and_is_told_in_its_turn(leader, pump, station, office):
    calibrations.remind()
    leader.post(f"/machines/{pump}/edit", data=form(station, version="1", calibration_due="2027-12-01"))
    assert lines(office.leader) == []

    with clock.stopped(clock.start_of(date(2027, 11, 20))):
        assert calibrations.remind() == 2


def test_a_retired_machine_is_calibrated_no_more(leader, pump, office):
    calibrations.remind()
    leader.post(f"/machines/{pump}/state", data={"state": "retired", "reason": "换新"})
    calibrations.remind()

    assert lines(office.leader) == []
    assert leader.post(f"/machines/{pump}/calibration").status_code == 422


def test_the_ticket_of_a_calibration_is_opened_once_by_a_button(leader, pump, sign_in):
    assert "开检定工单" in leader.get(f"/machines/{pump}").text
    for _ in range(2):
        assert leader.post(f"/machines/{pump}/calibration").status_code == 303

    ticket = Ticket.get()
    assert ticket.summary == "1Z-XHB-01 1# 循环泵：检定：2026-12-01 到期，检定后请修改“下次检定”"
    assert MachineTicket.get().role == "maintenance"
    assert "开检定工单" not in leader.get(f"/machines/{pump}").text
    assert f'href="/tickets/{ticket.number}"' in leader.get(f"/machines/{pump}").text
    assert "开检定工单" not in sign_in("technician").get(f"/machines/{pump}").text
    assert sign_in("technician").post(f"/machines/{pump}/calibration").status_code == 403


@pytest.mark.parametrize("guess", ["calibration{pump}x20261201", "@calibration{pump}x20261201"])
def test_no_form_can_send_the_key_of_a_calibration(leader, pump, sign_in, guess):
    home = make.household()
    told = {"kind": "no_heat", "text": "不热", "household": str(home), "once_key": guess.format(pump=pump)}
    sign_in("agent").post("/desk/take", data=told)

    assert "开检定工单" in leader.get(f"/machines/{pump}").text
    leader.post(f"/machines/{pump}/calibration")

    assert [one.summary[:3] for one in Ticket.select().order_by(Ticket.id)] == ["不热", "1Z-"]


def test_a_machine_without_a_day_of_calibration_has_no_such_ticket(leader, station):
    bare = added(leader, station, code="1Z-02", calibration_due="")

    answer = leader.post(f"/machines/{bare}/calibration")
    assert answer.status_code == 422
    assert "没有写下次检定" in answer.text


def test_the_worker_tells_of_calibrations_in_the_morning(leader, pump, office):
    tasks.morning()

    assert len(lines(office.leader)) == 1
