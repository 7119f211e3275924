"""The phone's queue over HTTP: cut anywhere it is sent again and counts once; what is taken along is small."""

import gzip
import http.client
import io
import json
import threading

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.serving import make_server
from werkzeug.test import encode_multipart

from heat import clock, db
from heat.models import Ticket
from heat.services import sessions, tickets
from tests import make
from tests.counting import queries_of


@pytest.fixture
def job(office):
    return make.dispatched(office)


@pytest.fixture
def phone(sign_in, job):
    return sign_in("technician")


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (320, 240), "#884422").save(out, "JPEG")
    return out.getvalue()


def step(job, action, key="", **more):
    return {"ticket": str(job.id), "action": action, "key": key or f"{action}0123456789", "at": str(clock.now())} | more


COMPLETION = (
    ("accept", {}),
    ("arrive", {}),
    ("photo", {"kind": "before"}),
    ("note", {"text": "放气 12 分钟"}),
    ("finish", {"cause": "系统有气", "celsius": "19.6"}),
)


class Line:
    """A phone's connection that can be cut: the bytes of one request are known before they are sent."""

    def __init__(self, port: int, cookie: str) -> None:
        self.port, self.cookie = port, f"sid={cookie}"
        answer = self._talk("GET", "/m/day.json", b"", {})
        self.token = json.loads(answer.read())["token"]
        self.cookie += "; " + answer.headers["Set-Cookie"].split(";")[0]

    def _open(self, method, path, body, headers) -> http.client.HTTPConnection:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path)
        for name, value in ({"Cookie": self.cookie, "Content-Length": str(len(body))} | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        return connection

    def _talk(self, method, path, body, headers) -> http.client.HTTPResponse:
        connection = self._open(method, path, body, headers)
        connection.send(body)
        return connection.getresponse()

    def post(self, typed, cut: str = "") -> int:
        """Send a step; cut is nowhere, halfway through the request, or after it before the answer is read whole."""
        files = {"photo": FileStorage(io.BytesIO(picture()), "p.jpg")} if typed["action"] == "photo" else {}
        boundary, body = encode_multipart(typed | files)
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "X-CSRF-Token": self.token}
        connection = self._open("POST", "/m/sync", body, headers)
        connection.send(body[: len(body) // 2] if cut == "request" else body)
        if cut == "request":
            connection.close()
            return 0
        answer = connection.getresponse()
        if cut == "answer":
            answer.read(5)
            connection.close()
            return 0
        answer.read()
        return answer.status


@pytest.fixture
def line(app, office, job):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield Line(server.server_port, sessions.open_for_staff(office.technician, ("technician",)))
    server.shutdown()
    thread.join(10)
    server.server_close()


@pytest.mark.parametrize("cut", ["", "request", "answer"])
def test_a_completion_cut_at_every_request_is_applied_once_and_in_order(line, job, cut):
    for action, more in COMPLETION:
        line.post(step(job, action, **more), cut)
        assert line.post(step(job, action, **more)) == 200

    acts = [action for (action,) in db.rows("SELECT action FROM ticket_move WHERE ticket_id = ? ORDER BY seq", job.id)]
    assert acts == ["take", "assign", "accept", "arrive", "photo", "note", "finish"]
    assert Ticket.get_by_id(job.id).state == "finished"
    assert db.value("SELECT count(*) FROM attachment") == 1
    assert db.value("SELECT count(*) FROM replay") == 5


def test_a_conflict_shows_what_the_office_did_and_whether_the_step_can_still_count(phone, job, office):
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector, "reason": "离得近"})

    answer = phone.post("/m/sync", data=step(job, "accept"))

    assert answer.status_code == 409
    side = answer.json["conflict"]
    assert (side["what"], side["by"], side["mine"]) == ("改派给 小孙", "老李", True)
    assert phone.post("/m/sync", data=step(job, "accept", mode="mine")).status_code == 200
    assert Ticket.get_by_id(job.id).assignee_id == office.technician


def test_what_one_has_written_is_not_sent_in_the_name_of_whoever_has_the_phone_now(phone, job, office):
    assert phone.post("/m/sync", data=step(job, "accept", staff=office.inspector)).status_code == 401
    assert Ticket.get_by_id(job.id).state == "assigned"

    assert phone.post("/m/sync", data=step(job, "accept", staff=office.technician)).status_code == 200


@pytest.mark.parametrize(
    ("bent", "says"),
    [
        ({"cause": ""}, "请填写故障原因"),
        ({"celsius": "warm"}, "不是数字"),
        ({"key": ""}, "请刷新页面"),
        ({"ticket": "99"}, "没有这张工单"),
        ({"action": "photo"}, "没有收到照片"),
    ],
    ids=["no cause", "no number", "no key", "no ticket", "no photo"],
)
def test_what_cannot_be_taken_says_why_and_stays_on_the_phone(phone, job, bent, says):
    for action in ("accept", "arrive"):
        phone.post("/m/sync", data=step(job, action))

    answer = phone.post("/m/sync", data=step(job, "finish", cause="其他") | bent)

    assert answer.status_code == 422
    assert says in answer.json["problem"]


def test_a_bad_photo_is_named_and_holds_back_nothing_else(phone, job):
    bad = {"photo": (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "a.svg")}

    answer = phone.post("/m/sync", data=step(job, "photo") | bad, content_type="multipart/form-data")

    assert (answer.status_code, "SVG" in answer.json["problem"]) == (422, True)
    assert phone.post("/m/sync", data=step(job, "accept")).status_code == 200


def test_a_signature_is_kept_with_the_visit(phone, job):
    for action in ("accept", "arrive"):
        phone.post("/m/sync", data=step(job, action))
    signed = step(job, "finish", cause="其他") | {"signature": (io.BytesIO(picture()), "signature.png")}

    assert phone.post("/m/sync", data=signed, content_type="multipart/form-data").status_code == 200
    assert db.value("SELECT signature_id FROM visit") == db.value("SELECT id FROM blob")
    assert db.value("SELECT kind FROM attachment") == "signature"


def test_ten_jobs_to_take_along_are_small_and_only_come_when_something_changed(phone, job, office):
    for n in range(9):
        ticket = make.ticket(
            office.actor("agent"), make.household(f"3-2-{n % 5 + 1}0{n // 5 + 2}"), summary="客厅和次卧都不热" * 4
        )
        tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})

    answer = phone.get("/m/day.json")

    told = answer.json
    assert len(told["pages"]) == 12  # ten jobs, the list, the queue
    assert len(gzip.compress(answer.data, 1)) <= 60 * 1024  # as every answer is sent
    assert "pages" not in phone.get(f"/m/day.json?seen={told['seen']}").json


def test_taking_along_swallows_no_word_that_waits_for_a_page(phone, job):
    for action in ("accept", "arrive"):
        phone.post("/m/sync", data=step(job, action))
    phone.post("/m/sync", data=step(job, "finish", cause="其他"))

    assert "已完工，客服会回访" not in phone.get("/m/day.json").json["pages"]["/m"]
    assert "已完工，客服会回访" in phone.get("/m").text


def test_the_list_asks_no_more_often_for_more_jobs(phone, job, office):
    few = queries_of(lambda: phone.get("/m"))
    for n in range(4):
        ticket = make.ticket(office.actor("agent"), make.household(f"4-1-{n + 1}01"))
        tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
        near = make.ticket(office.actor("agent"), make.household(f"3-2-{n + 1}02"))
        db.run("UPDATE ticket SET team_id = ? WHERE id = ?", job.team_id, near.id)

    assert queries_of(lambda: phone.get("/m")) <= few


def test_a_ticket_on_the_way_is_shown_and_taken(phone, job, office):
    near = make.ticket(office.actor("agent"), make.household("3-2-502"))
    db.run("UPDATE ticket SET team_id = ? WHERE id = ?", job.team_id, near.id)

    assert "顺路还没人去的" in phone.get("/m").text
    assert "顺路，我去" in phone.get(f"/m/jobs/{near.number}").text
    assert phone.post(f"/m/jobs/{near.id}/pick", data={"once_key": "k"}).status_code == 303
    assert Ticket.get_by_id(near.id).assignee_id == office.technician


def test_a_job_is_handed_to_a_colleague_of_the_team(phone, job, office):
    phone.post("/m/sync", data=step(job, "accept"))
    assert phone.post(f"/m/jobs/{job.id}/hand-over", data={"to": "999"}).status_code == 422

    answer = phone.post(f"/m/jobs/{job.id}/hand-over", data={"to": str(office.inspector), "reason": "换班"})

    assert answer.status_code == 303
    assert Ticket.get_by_id(job.id).assignee_id == office.inspector


def test_the_worker_may_serve_the_phones_pages(phone):
    answer = phone.get("/m/sw.js")

    assert answer.headers["Service-Worker-Allowed"] == "/m"
    assert answer.mimetype == "text/javascript"


def test_signing_out_keeps_what_waits_when_it_is_asked_to(phone):
    assert '"storage"' not in phone.post("/logout", data={"keep": "1"}).headers["Clear-Site-Data"]


def test_signing_out_leaves_nothing_else_behind(phone):
    assert '"storage"' in phone.post("/logout").headers["Clear-Site-Data"]
