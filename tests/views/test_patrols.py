"""Patrols over HTTP: drawn with a look at it, walked on the phone and on paper, kept in view until checked again."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from heat import clock, db
from heat.models import Hazard, PatrolPlan, PatrolResult, Ticket
from heat.rules.codes import short_code
from heat.rules.patrol_times import Schedule
from heat.services import office as verbs
from heat.services import patrols, tickets
from heat.services.patrols import Drawn
from tests import make

ROUTE = "# 1号站\n供水温度 60~95 ℃\n泵 正常/异响\n\n# 阀门井\n井盖"
FORM = {"name": "日检", "route": ROUTE, "sort": "days", "every": "1", "at": "13:00", "phases": ["first", "season"]}
FINE = {"p-0-0": "70", "p-0-1": "正常", "p-1-0": "正常"}


@pytest.fixture
def team(office) -> int:
    verbs.switch_on(["patrol", "board"])
    return make.team("巡检班", office.technician)


@pytest.fixture
def ticket(office, team) -> Ticket:
    plan = Drawn("日检", ROUTE, Schedule("days", 1, minute=13 * 60), staff_id=office.technician)
    patrols.save(office.actor("leader"), plan)
    with clock.stopped(clock.now() + clock.DAY // 2):
        patrols.sweep()
    return Ticket.get()


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    return out, "井.jpg"


def arrived(office, ticket):
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step)


def finish(phone, ticket, **form):
    return phone.post(f"/m/jobs/{ticket.id}/finish", data={"once_key": "f1"} | form, content_type="multipart/form-data")


def test_a_plan_is_looked_at_drawn_and_changed(sign_in, team):
    leader = sign_in("leader")
    look = leader.post("/patrols/new", data=FORM | {"look": "1"}).text
    assert "2 个点，3 项" in look
    assert PatrolPlan.select().count() == 0

    page = leader.post("/patrols/new", data=FORM | {"team": team}, follow_redirects=True).text
    assert "每 1 天 13:00 · 供热头十天、采暖季其余时间" in page
    plan = PatrolPlan.get()
    assert "供水温度 60~95" in leader.get(f"/patrols/{plan.id}").text
    assert "供水温度 60~95 ℃" in leader.get(f"/patrols/{plan.id}/edit").text
    changed = FORM | {"team": team, "sort": "weekdays", "weekdays": ["0", "3"], "version": "1"}
    assert "周一、周四 13:00" in leader.post(f"/patrols/{plan.id}/edit", data=changed, follow_redirects=True).text
    assert leader.post(f"/patrols/{plan.id}/edit", data=changed).status_code == 409


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "名称"),
        ({"route": "# 站\n温度 很高"}, "第 2 行看不懂"),
        ({"every": "0"}, "间隔"),
        ({"at": "noon"}, "09:00"),
        ({"phases": []}, "时段"),
        ({"team": ""}, "谁去巡检"),
        ({"team": "999"}, "没有这个班组"),
    ],
)
def test_a_plan_that_cannot_be_is_said_and_what_was_typed_stays(sign_in, team, wrong, says):
    answer = sign_in("leader").post("/patrols/new", data=FORM | {"team": team} | wrong)

    assert answer.status_code == 422
    assert says in answer.text
    assert PatrolPlan.select().count() == 0


def test_the_phone_shows_the_route_with_its_limits_and_takes_the_sheet(sign_in, office, ticket):
    phone = sign_in("technician")
    page = phone.get(f"/m/jobs/{ticket.number}").text
    assert 'data-low="60" data-high="95"' in page
    assert "应为 60~95 ℃" in page
    assert "什么原因" not in page
    arrived(office, ticket)

    assert finish(phone, ticket, **FINE).status_code == 303

    assert Ticket.get_by_id(ticket.id).state == "closed"
    assert "巡检结果" in phone.get(f"/m/jobs/{ticket.number}").text
    assert "100%" in sign_in("leader").get("/patrols").text


def test_a_sheet_with_a_finding_and_no_photo_is_refused_and_stays(sign_in, office, ticket):
    arrived(office, ticket)
    phone = sign_in("technician")

    answer = finish(phone, ticket, **FINE | {"p-0-0": "50", "n-0-0": "补水阀没开"})
    assert answer.status_code == 422
    assert "拍一张照片" in answer.text
    assert 'value="补水阀没开"' in answer.text

    assert finish(phone, ticket, **FINE | {"p-0-0": "50", "stop-0": photo()}).status_code == 303
    assert Hazard.get().text == "供水温度 50 ℃（应为 60~95 ℃）"


def test_hazards_are_listed_with_their_repair_and_checked_again(sign_in, office, ticket):
    arrived(office, ticket)
    finish(sign_in("technician"), ticket, **FINE | {"p-1-0": "不正常", "stop-1": photo()})
    hazard, leader = Hazard.get(), sign_in("leader")
    page = leader.get("/patrols/hazards").text
    assert "井盖 不正常" in page
    assert Ticket.get_by_id(hazard.repair_id).number in page
    make.repair(office, hazard.repair_id)
    assert "修好待复查" in leader.get("/patrols/hazards").text

    answer = leader.post(f"/patrols/hazards/{hazard.id}/recheck", follow_redirects=True)

    assert "已开出复查工单" in answer.text
    assert "还没有办完" in leader.post(f"/patrols/hazards/{hazard.id}/recheck", follow_redirects=True).text
    assert leader.get("/patrols/hazards?view=closed").status_code == 200
    assert sign_in("agent").post(f"/patrols/hazards/{hazard.id}/recheck").status_code == 403


def test_the_readings_of_a_point_are_a_line_between_their_limits(sign_in, office, ticket):
    arrived(office, ticket)
    finish(sign_in("technician"), ticket, **FINE)
    plan = PatrolPlan.get().id

    page = sign_in("leader").get(f"/patrols/{plan}").text

    assert "1号站 · 供水温度" in page
    assert "chart-limit" in page
    assert "最近 70" in page


def test_a_label_that_is_scanned_opens_the_round_at_its_point(sign_in, ticket):
    phone, plan = sign_in("technician"), PatrolPlan.get().id

    assert phone.get(f"/m/points/{plan}/P2").headers["Location"].endswith(f"/m/jobs/{ticket.number}#point-1")
    assert phone.get(f"/m/points/{plan}/P9").status_code == 404


def test_the_route_is_printed_with_boxes_and_entered_by_its_code(sign_in, ticket):
    pdf = sign_in("leader").get(f"/tickets/{ticket.id}/order.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    for words in ("巡检单", short_code(ticket.id), "供水温度", "60~95", "阀门井", "异响"):
        assert words in text
    agent, code = sign_in("agent"), short_code(ticket.id)
    assert 'name="p-1-0"' in agent.get(f"/orders/enter?code={code}").text

    form = {"code": code, "once_key": "e1", "sheet": photo()} | FINE | {"p-1-0": "不正常", "n-1-0": "裂"}
    answer = agent.post("/orders/enter", data=form, content_type="multipart/form-data", follow_redirects=True)

    assert "已补录完工" in answer.text
    assert PatrolResult.select().count() == 3
    assert db.value("SELECT kind FROM attachment WHERE subject_id = ?", Hazard.get().repair_id) == "before"


def test_the_round_is_taken_along_for_a_phone_without_network(sign_in, ticket):
    pages = sign_in("technician").get("/m/day.json").json["pages"]

    assert "供水温度" in pages[f"/m/jobs/{ticket.number}"]


def test_a_plan_is_stopped_with_a_reason(sign_in, ticket):
    plan, leader = PatrolPlan.get().id, sign_in("leader")

    assert leader.post(f"/patrols/{plan}/stop", data={"reason": " "}).status_code == 422
    assert leader.post(f"/patrols/{plan}/stop", data={"reason": "拆站"}).status_code == 303
    assert "已停用" in leader.get("/patrols").text


def test_with_the_module_off_there_is_no_page(sign_in, office):
    assert sign_in("leader").get("/patrols").status_code == 404
