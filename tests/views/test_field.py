"""The technician's phone through HTTP: accept, arrive, photos, finish; twice pressed, once done."""

import io

import pytest
from PIL import Image

from heat import clock, db
from heat.models import Ticket
from heat.services import office as verbs
from heat.services import tickets
from tests import make
from tests.rules.drawn import drawn
from tests.services.test_flow_moves import END, mine, role


@pytest.fixture
def phone(sign_in, office):
    verbs.switch_on(["board"])
    make.team("A区抢修组", office.technician)
    return sign_in("technician")


@pytest.fixture
def job(office, phone):
    ticket = make.ticket(office.actor("agent"), make.household())
    return tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})


def photo(colour="red", form="JPEG") -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (300, 200), colour).save(out, form)
    out.seek(0)
    return out, "现场.jpg"


def press(phone, job, action, **form):
    now = Ticket.get_by_id(job.id)
    data = {"version": now.version, "once_key": f"{action}{now.version}"} | form
    return phone.post(f"/m/jobs/{job.id}/{action}", data=data, content_type="multipart/form-data")


def test_a_new_job_stands_on_top(phone, job):
    page = phone.get("/m").text

    assert "新派" in page
    assert "幸福里3号楼2单元501" in page


def test_from_accepting_to_finishing_in_four_presses(phone, job):
    press(phone, job, "accept")
    press(phone, job, "arrive")
    done = press(phone, job, "finish", cause="系统有气", celsius="19.6", photos=[photo(), photo("blue")])

    assert done.status_code == 303
    assert Ticket.get_by_id(job.id).state == "finished"
    assert db.value("SELECT count(*) FROM attachment") == 2
    assert "还有" in phone.get("/m").text


def test_the_page_of_a_job_shows_who_lives_there(phone, job, office):
    db.run("UPDATE household SET ext = ?", '{"needs":["独居老人","钥匙在对门"]}')
    make.ticket(office.actor("agent"), job.household_id, summary="去年也不热")

    page = phone.get(f"/m/jobs/{job.number}").text

    for words in ("刘奶奶", "独居老人", "钥匙在对门", "tel:13800000501", "去年也不热"):
        assert words in page


def test_neighbours_with_the_same_trouble_are_named(phone, job, office):
    for room in (401, 601):
        make.ticket(office.actor("agent"), make.household(f"3-2-{room}"))

    assert "同单元还有 2 户报“不热”（401、601）" in phone.get(f"/m/jobs/{job.number}").text.replace("</strong> ", "")


def test_finishing_twice_is_finishing_once(phone, job):
    press(phone, job, "accept")
    press(phone, job, "arrive")
    version = Ticket.get_by_id(job.id).version
    for _ in range(2):
        data = {"version": version, "once_key": "same", "cause": "系统有气", "photos": [photo()]}
        answer = phone.post(f"/m/jobs/{job.id}/finish", data=data, content_type="multipart/form-data")
        assert answer.status_code == 303

    assert db.value("SELECT count(*) FROM ticket_move WHERE action = 'finish'") == 1
    assert db.value("SELECT count(*) FROM attachment") == 1


def test_a_bad_photo_stops_the_finishing_and_keeps_what_was_typed(phone, job):
    press(phone, job, "accept")
    press(phone, job, "arrive")
    bad = (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "a.svg")

    answer = press(phone, job, "finish", cause="阀门故障", celsius="18.5", photos=[photo(), bad])

    assert answer.status_code == 422
    assert "SVG" in answer.text
    assert 'value="18.5"' in answer.text
    assert Ticket.get_by_id(job.id).state == "working"
    assert db.value("SELECT count(*) FROM attachment") == 0


def test_seven_photos_are_too_many(phone, job):
    press(phone, job, "accept")
    press(phone, job, "arrive")

    answer = press(phone, job, "finish", cause="其他", photos=[photo((n * 30, 0, 0)) for n in range(7)])

    assert answer.status_code == 422
    assert "最多 6 张" in answer.text


def test_finishing_without_a_cause_says_so(phone, job):
    press(phone, job, "accept")
    press(phone, job, "arrive")

    answer = press(phone, job, "finish", minutes="30")

    assert answer.status_code == 422
    assert "请填写故障原因" in answer.text
    assert 'value="30"' in answer.text


def test_photos_can_go_ahead_of_the_work(phone, job):
    press(phone, job, "accept")

    answer = press(phone, job, "photos", photos=[photo()])

    assert answer.status_code == 303
    assert db.value("SELECT count(*) FROM attachment") == 1


def test_a_photo_is_given_to_whoever_sees_the_ticket_and_nobody_else(phone, job, sign_in, client, office):
    press(phone, job, "accept")
    press(phone, job, "photos", photos=[photo()])
    picture = f"/files/{db.value('SELECT id FROM attachment')}"

    answer = phone.get(picture)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
    assert "private" in answer.headers["Cache-Control"]
    assert sign_in("agent").get(picture).status_code == 200
    assert sign_in("cashier").get(picture).status_code == 404
    assert client.get(picture).status_code == 303


def test_a_job_of_others_is_not_there(phone, office):
    other = make.team("B区抢修组", office.inspector)
    ticket = make.ticket(office.actor("agent"), make.household("4-1-101"))
    tickets.move(office.actor("leader"), ticket.id, "assign", {"team": other})

    assert phone.get(f"/m/jobs/{ticket.number}").status_code == 404
    assert phone.post(f"/m/jobs/{ticket.id}/accept").status_code == 404
    assert phone.post(f"/m/jobs/{ticket.id}/finish", data={"cause": "x"}).status_code == 404
    assert phone.post(f"/m/jobs/{ticket.id}/photos").status_code == 404


def test_a_job_that_was_taken_away_says_so(phone, job, office):
    page = Ticket.get_by_id(job.id)
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector, "team": page.team_id})

    answer = phone.post(f"/m/jobs/{job.id}/accept", data={"version": page.version, "once_key": "k"})

    assert answer.status_code == 409
    assert "刚被老李改过" in answer.text


def test_holding_and_giving_back_need_a_reason(phone, job):
    assert press(phone, job, "hold").status_code == 422
    assert press(phone, job, "hold", reason="联系不上").status_code == 303
    assert Ticket.get_by_id(job.id).state == "on_hold"


def test_a_job_given_back_waits_for_the_leader(phone, job):
    answer = press(phone, job, "return", reason="不会修这种阀")

    assert answer.headers["Location"].endswith("/m")
    assert Ticket.get_by_id(job.id).assignee_id is None


def test_a_note_of_the_technician_stands_on_the_ticket(phone, job, sign_in):
    assert "写下备注" in phone.get(f"/m/jobs/{job.number}").text
    for _ in range(2):
        assert press(phone, job, "note", text="门口已贴条", once_key="k1").status_code == 303

    assert db.value("SELECT count(*) FROM ticket_move WHERE action = 'note'") == 1
    assert "门口已贴条" in sign_in("agent").get(f"/tickets/{job.number}").text


def test_an_unknown_step_is_not_there(phone, job):
    assert press(phone, job, "explode").status_code == 404


def test_the_day_counts_what_was_done(phone, job, office):
    with clock.stopped(clock.now() + clock.MINUTE):
        press(phone, job, "accept")
        press(phone, job, "arrive")
        press(phone, job, "finish", cause="系统有气")
        assert '<span class="num c-ok">1</span>' in phone.get("/m").text


def test_a_step_of_a_drawn_flow_is_led_to_from_the_phone(phone, job, office):
    near = make.ticket(office.actor("agent"), job.household_id, kind="leak")
    db.run("UPDATE ticket SET team_id = (SELECT max(id) FROM team) WHERE id = ?", near.id)
    assert "/steps" not in phone.get("/m").text  # job and open ticket of the team are on the page already

    make.flow(drawn({"ask": role("technician", "核实"), **END}, "", mine("ask", "done")))
    other = make.ticket(office.actor("agent"), job.household_id, kind="other")

    assert "1 步等您办理" in phone.get("/m").text
    assert phone.get(f"/m/jobs/{other.number}").headers["Location"] == f"/tickets/{other.number}"  # as its QR leads


def test_what_waits_for_its_call_back_waits_no_more_for_whoever_did_it(phone, job):
    for action in ("accept", "arrive"):
        press(phone, job, action)
    assert job.number in phone.get("/steps").text

    press(phone, job, "finish", cause="其他")
    phone.get("/m")  # which says so in its corner, with the number

    assert job.number not in phone.get("/steps").text


def test_a_thermometer_says_its_bounds_before_it_is_sent_as_the_office_says_them_after(phone, job):
    for action in ("accept", "arrive"):
        press(phone, job, action)

    asked = phone.get(f"/m/jobs/{job.number}").text
    assert 'data-least="-30" data-most="50" data-outside="处理后室温应在 -30 到 50℃ 之间，请核对。"' in asked
    assert "处理后室温应在 -30 到 50℃ 之间，请核对。" in press(phone, job, "finish", cause="其他", celsius="180").text


def test_the_phone_is_closed_while_its_module_is_off(sign_in):
    assert sign_in("technician").get("/m").status_code == 404


@pytest.mark.parametrize("role", ["inspector", "cashier"])
def test_a_collector_and_an_inspector_have_their_jobs_on_the_phone(sign_in, office, role):
    verbs.switch_on(["board"])
    team = make.team("外勤组", office.ids[role])
    ticket = make.ticket(office.actor("agent"), make.household(), kind="other", summary="上门核查")
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.ids[role], "team": team})
    phone = sign_in(role)

    assert "上门核查" in phone.get("/m").text
    for action, more in [("accept", {}), ("arrive", {}), ("finish", {"cause": "未发现异常"})]:
        sent = {"ticket": str(ticket.id), "action": action, "key": f"{action}12345678"} | more
        assert phone.post("/m/sync", data=sent).status_code == 200
    assert Ticket.get_by_id(ticket.id).state == "finished"
