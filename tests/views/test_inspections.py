"""Inspections over HTTP: opened, walked on the phone and on paper, decided by another, waived by a third."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from heat import clock, db
from heat.models import HallBinding, HallUser, Inspection, Ticket
from heat.rules.codes import short_code
from heat.services import attachments, inspections, sessions, tickets
from heat.services import office as verbs
from heat.services.inspections import Task
from tests import make
from tests.critic import Client


@pytest.fixture
def home(office) -> int:
    verbs.switch_on(["inspection", "board", "charge"])
    make.tariff()
    return make.household(account_no="300501")


@pytest.fixture
def ticket(office, home) -> Ticket:
    return inspections.open_task(
        office.actor("manager"), home, Task("valve", "tip", "邻居说", staff_id=office.inspector)
    )


def photo():
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    return out, "现场.jpg"


FOUND = {"finding": "abnormal", "record": "阀门被私自打开", "unsigned": "1", "once_key": "f1"}


def finished(office, ticket, phone, **more):
    for step in ("accept", "arrive"):
        tickets.move(office.actor("inspector"), ticket.id, step)
    data = FOUND | {"photos": photo()} | more
    return phone.post(f"/m/jobs/{ticket.id}/finish", data=data, content_type="multipart/form-data")


def text_of(answer) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.data)).pages)


def test_a_task_is_opened_by_the_number_of_a_household(sign_in, office, home):
    manager = sign_in("manager")
    assert "刘奶奶" in manager.get("/inspections/new?account_no=300501").text
    assert manager.get("/inspections/new?account_no=999").status_code == 404

    form = {"household": home, "reason": "drain", "source": "tip", "staff": office.inspector, "once_key": "k1"}
    answer = manager.post("/inspections/new", data=form, follow_redirects=True)

    assert "私自放水" in answer.text
    assert Ticket.get().assignee_id == office.inspector
    assert "没有办完" in manager.post("/inspections/new", data=form | {"once_key": "k2"}).text
    assert manager.post("/inspections/new", data=form | {"reason": ""}).status_code == 422


def test_the_inspector_finishes_it_on_the_phone(sign_in, office, ticket):
    phone = sign_in("inspector")
    page = phone.get(f"/m/jobs/{ticket.number}").text
    assert "现场情况" in page
    assert "什么原因" not in page

    assert finished(office, ticket, phone).status_code == 303
    assert Inspection.get().finding == "abnormal"
    assert "待判定" in sign_in("manager").get(f"/inspections/{ticket.id}").text


def test_a_finding_without_its_words_is_refused_and_stays(sign_in, office, ticket):
    answer = finished(office, ticket, sign_in("inspector"), record="", supply_c="45")

    assert answer.status_code == 422
    assert "现场情况" in answer.text
    assert 'value="45"' in answer.text


def test_a_verdict_is_another_persons_and_a_penalty_a_third_ones_to_waive(sign_in, office, ticket, home):
    finished(office, ticket, sign_in("inspector"))
    where = f"/inspections/{ticket.id}"
    form = {"verdict": "confirmed", "why": "停供期间用热", "penalty": "500", "version": str(Inspection.get().version)}
    assert sign_in("inspector").post(f"{where}/decide", data=form).status_code == 403
    manager = sign_in("manager")
    refused = manager.post(f"{where}/decide", data=form | {"why": ""})
    assert refused.status_code == 422
    assert 'value="500"' in refused.text

    page = manager.post(f"{where}/decide", data=form, follow_redirects=True).text
    assert "¥500.00" in page
    assert manager.post(f"{where}/decide", data=form).status_code == 409
    assert "稽查追缴" in sign_in("accountant").get(f"/customers/{home}/money").text
    assert manager.post(f"{where}/waive", data={"why": "x"}).status_code == 403

    page = sign_in("accountant").post(f"{where}/waive", data={"why": "复核不成立"}, follow_redirects=True).text
    assert "已免除" in page


def test_the_record_is_printed_empty_before_and_filled_after(sign_in, office, ticket):
    inspector = sign_in("inspector")
    empty = text_of(inspector.get(f"/inspections/{ticket.id}/record.pdf"))
    for words in ("稽查记录单", short_code(ticket.id), "私开阀门", "用户签字"):
        assert words in empty
    assert "阀门被私自打开" not in empty

    finished(office, ticket, inspector)

    filled = text_of(inspector.get(f"/inspections/{ticket.id}/record.pdf"))
    assert "阀门被私自打开" in filled
    assert "拒绝签字" in filled
    assert "阀门被私自打开" not in text_of(sign_in("leader").get(f"/tickets/{ticket.id}/order.pdf"))


def test_the_paper_comes_back_by_its_code(sign_in, ticket):
    agent, code = sign_in("agent"), short_code(ticket.id)
    assert "现场情况" in agent.get(f"/orders/enter?code={code}").text

    form = {"code": code, "once_key": "e1", "finding": "normal", "record": "一切正常", "sheet": photo()}
    answer = agent.post("/orders/enter", data=form, content_type="multipart/form-data", follow_redirects=True)

    assert "已补录完工" in answer.text
    assert Inspection.get().finding == "normal"


def test_a_lot_is_drawn_by_the_machine(sign_in, office, home):
    make.household("3-2-502")
    manager = sign_in("manager")
    form = {"among": "all", "n": "2", "once_key": "lot", "staff": office.inspector}

    assert "已随机抽出 2 户" in manager.post("/inspections/draw", data=form, follow_redirects=True).text
    assert manager.post("/inspections/draw", data=form).status_code == 409
    assert "抽查 1 到 50" in manager.post("/inspections/draw", data=form | {"n": "many", "once_key": "l2"}).text


def test_a_valve_found_open_leads_to_a_task(sign_in, office, home):
    from tests.services.test_valves import done, job

    verbs.switch_on(["inspection", "valve"])
    make.team("A区抢修组", office.technician)
    done(office, job(office, home))
    done(office, job(office, home, "check", "季中核查"), "open", "closed", "B2", "A1")
    manager = sign_in("manager")
    page = manager.get("/inspections").text
    assert "登记为关，到场是开着" in page
    link = page.split('href="/inspections/new?')[1].split('"')[0].replace("&amp;", "&")

    assert manager.get(f"/inspections/new?{link}").status_code == 200
    act = link.split("act=")[1].split("&")[0]
    form = {"household": home, "reason": "valve", "source": "mismatch", "act": act, "once_key": "k1"}
    manager.post("/inspections/new", data=form)
    assert "登记为关，到场是开着" not in manager.get("/inspections").text


@pytest.mark.parametrize("wrong", ["foreign act", "no such act", "no inspector", "nobody"])
def test_a_task_names_only_an_act_of_its_household_and_an_inspector(sign_in, office, home, wrong):
    from tests.services.test_valves import done, job

    make.team("A区抢修组", office.technician)
    foreign = make.household("3-2-502")
    done(office, job(office, foreign))
    said = {
        "foreign act": {"act": str(db.value("SELECT min(id) FROM valve_act"))},
        "no such act": {"act": "999999"},
        "no inspector": {"staff": str(office.technician)},
        "nobody": {"staff": "999999"},
    }[wrong]
    form = {"household": home, "reason": "valve", "source": "mismatch", "once_key": "k1"}

    answer = sign_in("manager").post("/inspections/new", data=form | said)

    assert answer.status_code == 422
    assert ("只能派给在岗的稽查员" if "staff" in said else "没有这次开关阀记录") in answer.text
    assert Inspection.select().count() == 0


def test_others_do_not_see_the_list_and_with_the_module_off_nobody_does(sign_in, office, ticket):
    assert sign_in("agent").get("/inspections").status_code == 403
    assert sign_in("agent").get(f"/inspections/{ticket.id}").status_code == 403
    verbs.switch_on([])
    assert sign_in("manager").get("/inspections").status_code == 404


def test_an_inspected_household_reads_nothing_of_it_in_the_hall(app, office, home, ticket):
    verbs.switch_on(["inspection", "hall"])
    user = HallUser.create(phone="13800000501", created_at=clock.now())
    HallBinding.create(hall_user_id=user.id, household_id=home, proof="phone", bound_at=clock.now())
    resident = Client(app)
    resident.set_cookie("sid", sessions.open_for_hall(user.id))

    for page in ("/my", "/my/repair", "/my/repairs"):
        answer = resident.get(page)
        assert answer.status_code == 200
        assert ticket.number not in answer.text
        assert "稽查" not in answer.text
    where = f"/my/repairs/{ticket.id}"
    assert resident.get(where).status_code == 404
    assert resident.post(f"{where}/urge").status_code == 404
    assert resident.post(f"{where}/rate", data={"level": "1", "solved": "0"}).status_code == 404


def test_whoever_calls_is_not_told_that_somebody_comes_to_look(sign_in, home, ticket):
    page = sign_in("agent").get(f"/desk?household={home}").text

    assert "未完结工单" not in page
    assert "催办会记在那张工单上" not in page


def test_tip_finding_and_verdict_are_read_only_by_those_who_may(sign_in, office, ticket, home):
    phone, agent, leader = sign_in("inspector"), sign_in("agent"), sign_in("leader")
    assert "邻居说" in phone.get(f"/m/jobs/{ticket.number}").text
    assert "邻居说" not in leader.get(f"/m/jobs/{ticket.number}").text
    assert "邻居说" not in text_of(phone.get(f"/inspections/{ticket.id}/record.pdf"))
    finished(office, ticket, phone)
    verdict = {"verdict": "confirmed", "why": "停供期间用热", "penalty": "500"}
    inspections.decide(office.actor("manager"), ticket.id, verdict)

    manager = sign_in("manager").get(f"/inspections/{ticket.id}").text
    for words in ("邻居说", "不正常", "停供期间用热"):
        assert words in manager
    file = f"/customers/{home}"
    for page in (file, f"{file}/tickets", f"{file}/window", f"{file}/contacts", "/desk", f"/tickets/{ticket.number}"):
        answer = agent.get(page)
        assert answer.status_code == 200, page
        for words in ("邻居说", "阀门被私自打开", "不正常", "停供期间用热"):
            assert words not in answer.text, (page, words)


def test_evidence_opens_for_whoever_sees_inspections_and_not_for_everybody_who_sees_the_ticket(sign_in, office, ticket):
    finished(office, ticket, sign_in("inspector"))
    file = db.value("SELECT id FROM attachment WHERE subject = 'ticket' AND subject_id = ?", ticket.id)

    for role in ("manager", "accountant", "inspector"):
        assert sign_in(role).get(f"/files/{file}").status_code == 200, role
    for role in ("leader", "agent"):
        client = sign_in(role)
        page = client.get(f"/tickets/{ticket.number}")
        assert page.status_code == 200
        assert "/files/" not in page.text
        assert client.get(f"/files/{file}").status_code == 404, role


def test_photos_of_a_repair_open_for_whoever_sees_it(sign_in, office, home):
    repair = make.ticket(office.actor("agent"), home)
    picture = attachments.cleaned(photo()[0])
    (file,) = attachments.add(office.actor("leader"), repair.id, attachments.kept([picture]))

    assert f"/files/{file}" in sign_in("leader").get(f"/tickets/{repair.number}").text
    assert sign_in("leader").get(f"/files/{file}").status_code == 200
