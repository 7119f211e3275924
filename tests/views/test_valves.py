"""Valves over HTTP: opened from file, desk and list, done on the phone and on paper, seen in the register."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from heat import clock, db
from heat.models import Ticket, Valve
from heat.rules.codes import short_code
from heat.services import office as verbs
from heat.services import tickets, valves
from tests import make
from tests.counting import queries_of


@pytest.fixture
def home(office):
    verbs.switch_on(["board", "valve"])
    make.team("A区抢修组", office.technician)
    return make.household(account_no="300501")


@pytest.fixture
def job(office, home):
    ticket = valves.open_job(office.actor("agent"), home, "close", "报停")
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    return ticket


def photo(colour="red"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(out, "JPEG")
    out.seek(0)
    return out, "阀门.jpg"


PROOF = {"valve_found": "open", "valve_state": "closed", "seal": "a 1"}


def arrived(office, job):
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), job.id, step)


def finished(office, job, phone, **more):
    arrived(office, job)
    data = {"once_key": "f1", "photos": photo(), "photos_before": photo("blue")} | PROOF | more
    return phone.post(f"/m/jobs/{job.id}/finish", data=data, content_type="multipart/form-data")


def test_a_job_is_opened_from_the_file_and_from_the_desk(sign_in, home):
    agent = sign_in("agent")
    for page in (f"/customers/{home}/devices", f"/desk?household={home}"):
        assert f"/valves/new?household={home}" in agent.get(page).text

    form = {"household": home, "act": "close", "reason": "报停", "once_key": "k1"}
    answer = agent.post("/valves/new", data=form, follow_redirects=True)

    assert "关阀（报停）" in answer.text
    assert Ticket.get().household_id == home
    assert "已有开关阀工单" in agent.post("/valves/new", data=form | {"once_key": "k2"}).text


@pytest.mark.parametrize(
    ("wrong", "says"), [({"act": ""}, "开阀、关阀还是查验"), ({"reason": "x"}, "从列表里选择原因")]
)
def test_a_job_without_an_act_or_a_reason_is_refused_in_words(sign_in, home, wrong, says):
    form = {"household": home, "act": "close", "reason": "报停", "text": "钥匙在对门"} | wrong

    answer = sign_in("agent").post("/valves/new", data=form)

    assert answer.status_code == 422
    assert says in answer.text
    assert "钥匙在对门" in answer.text


def test_the_phone_asks_for_valve_and_seal_and_finishes_the_job(sign_in, office, job, home):
    phone = sign_in("technician")
    page = phone.get(f"/m/jobs/{job.number}").text
    assert "到场时阀门" in page
    assert "什么原因" not in page
    assert "没办成" in page

    assert finished(office, job, phone).status_code == 303

    assert Ticket.get_by_id(job.id).state == "closed"
    file = sign_in("agent").get(f"/customers/{home}/devices").text
    assert "铅封 A1" in file
    assert "关阀 · 关" in file


def test_a_proof_without_its_seal_is_said_and_what_was_typed_stays(sign_in, office, job):
    answer = finished(office, job, sign_in("technician"), seal="", meter="12.5")

    assert answer.status_code == 422
    assert "要有铅封" in answer.text
    assert 'value="12.5"' in answer.text
    assert db.value("SELECT count(*) FROM attachment") == 0


def test_the_queue_of_the_phone_takes_a_proof(sign_in, office, job):
    arrived(office, job)
    phone, step = sign_in("technician"), {"ticket": str(job.id)}
    for kind in ("before", "after"):
        sent = step | {
            "action": "photo",
            "key": f"{kind}012345",
            "kind": kind,
            "photo": photo(kind == "after" and "red" or "blue"),
        }
        assert phone.post("/m/sync", data=sent, content_type="multipart/form-data").status_code == 200
    last = step | {"action": "finish", "key": "finish012345"} | PROOF

    first, again = (phone.post("/m/sync", data=last) for _n in range(2))

    assert first.json["state"] == again.json["state"] == "closed"
    assert Valve.select().count() == 1


def test_a_list_of_households_is_looked_at_before_jobs_are_opened(sign_in, home, job):
    others = [make.household(f"3-2-{room}") for room in (502, 503)]
    agent, ids = sign_in("agent"), [home, *others]

    page = agent.post("/valves/list", data={"id": ids, "act": "close"}).text
    assert "开 2 张工单" in page
    assert "已有未完成的开关阀工单" in page
    assert Ticket.select().count() == 1

    form = {"id": ids, "act": "close", "reason": "欠费停供", "once_key": "many"}
    assert "已开出 2 张工单" in agent.post("/valves/list/open", data=form, follow_redirects=True).text
    assert agent.post("/valves/list/open", data=form | {"reason": ""}).status_code == 422


def test_a_list_sent_without_a_key_is_taken_each_time(sign_in, home, office):
    agent, form = sign_in("agent"), {"id": [home], "act": "close", "reason": "欠费停供"}
    agent.post("/valves/list/open", data=form)
    tickets.move(office.actor("leader"), Ticket.get().id, "cancel", {"reason": "误开"})

    agent.post("/valves/list/open", data=form)

    assert [one.phase for one in Ticket.select().order_by(Ticket.id)] == ["cancelled", "new"]


def test_the_filter_of_the_list_of_customers_goes_along(sign_in, home):
    agent = sign_in("agent")
    choice = agent.get("/customers/bulk?all=1").text
    assert "/valves/list" in choice

    page = agent.post("/valves/list", data={"all": "1", "act": "open"}).text

    assert "300501" in page
    assert 'name="all" value="1"' in page


def test_the_paper_has_the_boxes_and_is_entered_by_its_code(sign_in, job, home):
    leader = sign_in("leader")
    pdf = leader.get(f"/tickets/{job.id}/order.pdf")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf.data)).pages)
    for words in ("开关阀工单", "到场时", "拆下铅封", "没办成", "家中无人"):
        assert words in text
    agent, code = sign_in("agent"), short_code(job.id)
    assert "办成了吗" in agent.get(f"/orders/enter?code={code}").text

    form = {"code": code, "once_key": "e1", "sheet": photo()} | PROOF
    answer = agent.post("/orders/enter", data=form, content_type="multipart/form-data", follow_redirects=True)

    assert "已补录完工" in answer.text
    assert Valve.get().state == "closed"


def test_a_sheet_may_say_that_nobody_was_at_home(sign_in, job):
    form = {"code": short_code(job.id), "once_key": "e1", "reason": "家中无人", "planned": "2026-11-22T09:00"}

    answer = sign_in("agent").post("/orders/enter", data=form, follow_redirects=True)

    assert "没办成" in answer.text
    assert Ticket.get_by_id(job.id).state == "on_hold"


def test_a_visit_in_vain_has_the_hours_of_its_sheet(sign_in, job, office):
    db.run("UPDATE sla_clock SET due_at = ? WHERE goal <> 'finish'", clock.now() + 3 * clock.HOUR)
    noon = clock.now()
    with clock.stopped(noon + 21 * clock.HOUR):  # typed at nine the next morning
        form = {"code": short_code(job.id), "once_key": "e1", "reason": "家中无人", "arrived": "14:00", "done": "14:20"}
        sign_in("agent").post("/orders/enter", data=form)
        page = sign_in("leader").get(f"/tickets/{job.number}").text

    came, left = noon + 2 * clock.HOUR, noon + 2 * clock.HOUR + 20 * clock.MINUTE
    visit = db.row("SELECT arrived_at, left_at, minutes, on_paper, result FROM visit")
    assert visit == (came, left, 20, 1, "家中无人")
    met = dict(db.rows("SELECT goal, met_at FROM sla_clock WHERE met_at IS NOT NULL"))
    assert met["arrive"] == came  # in time, though it was typed long after 15:00
    assert db.value("SELECT paused_at FROM sla_clock WHERE goal = 'finish'") == left
    assert "到场 11-21 14:00" in page
    assert "离开 11-21 14:20" in page


def test_a_visit_in_vain_has_who_went(sign_in, office, home):
    job = valves.open_job(office.actor("agent"), home, "close", "报停")
    form = {"code": short_code(job.id), "once_key": "e1", "reason": "家中无人", "arrived": "12:00"}

    sign_in("agent").post("/orders/enter", data=form | {"who": str(office.technician)})

    assert Ticket.get_by_id(job.id).assignee_id == office.technician
    assert db.row("SELECT staff_id, result FROM visit") == (office.technician, "家中无人")


def test_hours_of_a_visit_in_vain_that_cannot_have_been_are_refused(sign_in, job):
    form = {"code": short_code(job.id), "once_key": "e1", "reason": "家中无人", "day": "2026-11-20", "done": "09:00"}

    answer = sign_in("agent").post("/orders/enter", data=form)

    assert answer.status_code == 422
    assert "完工时间 11-20 09:00 不在受理" in answer.text
    assert Ticket.get_by_id(job.id).state == "assigned"


def test_the_register_shows_states_jobs_odds_and_seals(sign_in, office, job, home):
    finished(office, job, sign_in("technician"))
    leader = sign_in("leader")

    assert "A1" in leader.get("/valves?q=A1").text
    assert "300501" in leader.get("/valves?view=odds").text  # heated by its account, closed at the door
    assert "挂着" in leader.get("/valves?view=seals&q=a1").text
    valves.open_job(office.actor("agent"), home, "open", "复热")
    assert "开阀（复热）" in leader.get("/valves?view=jobs").text
    assert "300501" not in leader.get("/valves?state=open").text


def test_a_correction_needs_its_right_its_reason_and_its_paper(sign_in, office, job, home):
    finished(office, job, sign_in("technician"))
    form = {
        "household": home,
        "why": "抄错了",
        "valve_found": "closed",
        "valve_state": "closed",
        "seal": "A7",
        "seal_off": "A1",
        "once_key": "c1",
    }
    assert sign_in("agent").post("/valves/correct", data=form).status_code == 403
    manager = sign_in("manager")
    assert "登记的是 A1" in manager.get(f"/valves/correct?household={home}").text
    assert "也要有凭据" in manager.post("/valves/correct", data=form).text

    answer = manager.post("/valves/correct", data=form | {"sheet": photo()}, content_type="multipart/form-data")

    assert answer.status_code == 303
    assert "铅封 A7" in manager.get(f"/customers/{home}/devices").text


def test_a_household_of_another_branch_is_not_there(app, office, home):
    from heat.services import sessions
    from tests.critic import Client

    stranger = make.clerk(make.branch(), "agent")
    browser = Client(app)
    browser.set_cookie("sid", sessions.open_for_staff(stranger.id, ("agent",)))

    assert browser.get(f"/valves/new?household={home}").status_code == 404
    assert browser.post("/valves/new", data={"household": home, "act": "close", "reason": "报停"}).status_code == 404


def test_with_the_module_off_nothing_of_it_is_shown(sign_in, office):
    home = make.household()
    agent = sign_in("agent")

    assert agent.get("/valves").status_code == 404
    assert "开关阀工单" not in agent.get(f"/customers/{home}/devices").text
    assert "/valves" not in agent.get(f"/desk?household={home}").text


def test_the_list_costs_the_same_for_one_valve_and_for_many(sign_in, office, job, home):
    finished(office, job, sign_in("technician"))
    leader = sign_in("leader")
    leader.get("/valves")
    few = queries_of(lambda: leader.get("/valves"))
    act = db.value("SELECT id FROM valve_act")
    for room in range(501, 507):
        Valve.insert(household_id=make.household(f"4-1-{room}"), state="open", act_id=act, since_at=1).execute()

    assert queries_of(lambda: leader.get("/valves")) == few
