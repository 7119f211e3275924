"""Two servers on one PostgreSQL, each with a process of its own: what is done at one counts at the other at once."""

import http.client
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest

from heat import clock, db
from heat.services import sessions
from tests import cast, make
from tests.house.test_house import ROOT

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]
LIST = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#tickets"}


class Server:
    """One server's web process as a browser with this session sees it."""

    def __init__(self, port: int) -> None:
        self.port = port

    def get(self, path: str, sid: str = "", **headers: str) -> tuple[int, str]:
        status, _cookies, text = self._ask("GET", path, f"sid={sid}", headers=headers)
        return status, text

    def post(self, path: str, form: dict[str, object], sid: str = "") -> int:
        _status, cookies, text = self._ask("GET", "/password", f"sid={sid}")
        token = re.search(r'name="csrf_token" value="([^"]+)"', text)[1]
        headers = {"X-CSRF-Token": token, "Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, "; ".join([f"sid={sid}", *cookies]), urlencode(form, doseq=True), headers)[0]

    def _ask(self, method: str, path: str, cookie: str, body: str = "", headers: dict[str, str] | None = None):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request(method, path, body or None, {"Cookie": cookie} | (headers or {}))
        answer = line.getresponse()
        cookies = [one.split(";")[0] for one in answer.headers.get_all("Set-Cookie", [])]
        text = answer.read().decode()
        line.close()
        return answer.status, cookies, text


@contextmanager
def serving(url: str, folder) -> Iterator[Server]:
    """`heat web` with a data folder of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["web", "--port", str(port), "--workers", "1"]
    environment = os.environ | {"HEAT_DATABASE_URL": url, "HEAT_DATA": str(folder)}
    process = subprocess.Popen([sys.executable, str(ROOT / "app.py"), *words], env=environment, stdout=subprocess.PIPE)
    try:
        server, end = Server(port), time.monotonic() + 60
        while True:
            try:
                server.get("/login")
                break
            except OSError:
                assert time.monotonic() < end
                time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        process.communicate(timeout=30)


@pytest.fixture(scope="module")
def servers(shared_url: str, tmp_path_factory: pytest.TempPathFactory):
    with (
        serving(shared_url, tmp_path_factory.mktemp("one")) as one,
        serving(shared_url, tmp_path_factory.mktemp("two")) as two,
    ):
        yield one, two


@pytest.fixture
def real(shared) -> Iterator[cast.Office]:
    """The office in the real day, in which the servers live."""
    with clock.stopped(time.time_ns() // 1_000_000):
        yield shared


def signed_in(office: cast.Office, role: str) -> str:
    return sessions.open_for_staff(office.ids[role], (role,))


def test_who_signs_out_at_one_server_is_signed_out_at_the_other(servers, real):
    one, two = servers
    sid = signed_in(real, "agent")
    assert two.get("/desk", sid)[0] == 200
    one.post("/logout", {}, sid)

    assert two.get("/desk", sid)[0] == 303


def test_a_role_taken_away_at_one_server_opens_no_door_at_the_other(servers, real):
    one, two = servers
    admin, sid = signed_in(real, "admin"), signed_in(real, "manager")
    assert two.get("/dash", sid)[0] == 200
    assert one.post(f"/admin/staff/{real.manager}/roles", {"role": ["cashier"]}, admin) == 303

    assert two.get("/dash", sid)[0] == 403


def test_who_is_locked_at_one_server_is_out_at_the_other(servers, real):
    one, two = servers
    admin, sid = signed_in(real, "admin"), signed_in(real, "accountant")
    assert two.get("/me", sid)[0] == 200
    assert one.post(f"/admin/staff/{real.accountant}/disable", {}, admin) == 303

    assert two.get("/me", sid)[0] == 303


def test_a_module_switched_off_at_one_server_is_closed_at_the_other(servers, real):
    one, two = servers
    admin = signed_in(real, "admin")
    assert one.post("/admin/settings", {"modules": ["stock"]}, admin) == 303
    assert two.get("/stock", admin)[0] == 200
    assert one.post("/admin/settings", {"modules": []}, admin) == 303

    assert two.get("/stock", admin)[0] == 404


def test_the_list_at_one_server_shows_what_was_taken_and_given_at_the_other(servers, real):
    one, two = servers
    agent, leader = signed_in(real, "agent"), signed_in(real, "leader")
    home = make.household("3-2-506")
    assert "两机试验" not in two.get("/desk?view=new", leader, **LIST)[1]
    form = {"kind": "no_heat", "text": "两机试验", "household": home, "once_key": "twoservers"}
    assert one.post("/desk/take", form, agent) == 303
    ticket_id, version = db.row("SELECT id, version FROM ticket WHERE summary = '两机试验'")
    assert "两机试验" in two.get("/desk?view=new", leader, **LIST)[1]
    told = {"to": f"staff-{real.technician}", "version": version}
    assert one.post(f"/tickets/{ticket_id}/assign", told, leader) == 303

    assert "两机试验" not in two.get("/desk?view=new", leader, **LIST)[1]
    assert two.post(f"/tickets/{ticket_id}/assign", told, leader) == 409


def test_a_form_that_reaches_both_servers_at_once_is_taken_once(servers, real):
    agent, home = signed_in(real, "agent"), make.household("3-2-507")
    form = {"kind": "no_heat", "text": "两边同时", "household": home, "once_key": "bothservers"}
    answers: list[int] = []
    hands = [
        threading.Thread(target=lambda at=at: answers.append(at.post("/desk/take", form, agent))) for at in servers
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)

    assert answers == [303, 303]
    assert db.value("SELECT count(*) FROM ticket WHERE summary = '两边同时'") == 1
