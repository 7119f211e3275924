"""kill -9 of the web and of the whole program while money is taken and reminders go out: nothing lost or doubled.

HEAT_KILLS (20) and HEAT_WORKER_KILLS (10) say how often; `make kill` raises both. The seed is printed when a run fails.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from heat import clock, db
from heat.services import imports, outbox, reminders, sessions, verify
from heat.services import office as verbs
from tests import cast, make

ROOT = Path(__file__).resolve().parents[2]
KILLS = int(os.environ.get("HEAT_KILLS", "20"))
WORKER_KILLS = int(os.environ.get("HEAT_WORKER_KILLS", "10"))
CASHIERS, HOMES, LINES = 4, 24, 1500
SEED = int(os.environ.get("HEAT_SEED", "20261121"))

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("kill")]


@pytest.fixture
def real_time() -> Iterator[None]:
    """The server lives in the real day; so must the sessions and dues it is given."""
    with clock.stopped(time.time_ns() // 1_000_000):
        yield


@contextmanager
def heat(*words: str, data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """One command of the program in a process group of its own, which is gone afterwards."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HEAT_")} | {"HEAT_DATA": str(data)}
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "app.py"), *words],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """kill -9 for the process and everything it started."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(20)


def kill_web(program: subprocess.Popen[bytes]) -> None:
    """kill -9 for the web server alone; who keeps it starts it again."""
    [web] = [pid for pid in children(program.pid) if b"web" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]
    for pid in (web, *children(web)):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def children(pid: int) -> list[int]:
    """The processes that a process has started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@dataclass
class Payment:
    """One line of a client's journal: written before it is sent, marked when it is answered."""

    key: str
    home: int
    yuan: str
    receipt: str = ""


@dataclass
class Cashier:
    """A browser at the counter that takes one payment after another and repeats whatever was not answered."""

    name: str
    port: int
    cookie: str
    homes: list[int]
    dice: random.Random
    up: threading.Event
    closing: threading.Event
    journal: list[Payment] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    csrf: str = ""

    def run(self) -> None:
        while not self.closing.is_set() and not self.wrong:
            yuan = f"{self.dice.randint(1, 99)}.0{self.dice.randint(0, 9)}"
            payment = Payment(f"{self.name}-{len(self.journal)}", self.dice.choice(self.homes), yuan)
            self.journal.append(payment)
            while not payment.receipt and not self.wrong:
                self.up.wait(60)
                try:
                    self.send(payment)
                except (OSError, http.client.HTTPException):
                    time.sleep(0.05)

    def send(self, payment: Payment) -> None:
        """Send the form of the till once; what the counter answers is written into the journal."""
        if not self.csrf:
            _, headers, text = self.ask("GET", f"/counter?household={payment.home}")
            self.csrf = re.search(r'name="csrf_token" value="([^"]+)"', text)[1]
            self.cookie += "; " + headers["Set-Cookie"].split(";")[0]
        form = {"csrf_token": self.csrf, "once_key": payment.key, "method": "cash", "given": payment.yuan}
        status, headers, text = self.ask("POST", f"/counter/{payment.home}", urlencode(form))
        if status == 303:
            payment.receipt = headers["Location"]
        elif status < 500:
            self.wrong.append(f"{payment}: {status} {text[:300]}")

    def ask(self, method: str, path: str, body: str = "") -> tuple[int, http.client.HTTPMessage, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read().decode()
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int) -> None:
    """Until the first page answers."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/login")
            if connection.getresponse().status == 200:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    raise AssertionError("the program did not start")


def cashiers(office: cast.Office, port: int, homes: list[int]) -> list[Cashier]:
    """Four tills, each with a session of its own."""
    up, closing = threading.Event(), threading.Event()
    tokens = [sessions.open_for_staff(office.cashier, ("cashier",)) for _ in range(CASHIERS)]
    return [
        Cashier(f"till{n}", port, f"sid={token}", homes, random.Random(SEED + n), up, closing)
        for n, token in enumerate(tokens)
    ]


def pay_for_a_moment(tills: list[Cashier], dice: random.Random) -> None:
    """Let the tills pay for up to 0.8 seconds, and for at least one payment however busy the machine is."""
    up = tills[0].up
    wait_until_ready(tills[0].port)
    before = sum(len(till.journal) for till in tills)
    up.set()
    time.sleep(dice.uniform(0.05, 0.8))
    # without a payment a kill would prove nothing
    patience = time.monotonic() + 20
    while sum(len(till.journal) for till in tills) == before and time.monotonic() < patience:
        time.sleep(0.02)
    up.clear()


def test_payments_survive_kills_of_the_web_and_of_the_whole_program(office, data, real_time) -> None:
    # so much is owed that two hundred kills long nobody has paid it all
    verbs.switch_on(["charge"])
    homes = [make.billed(f"1-1-{n // 4 + 1}0{n % 4 + 1}", area="40000.00") for n in range(HOMES)]
    port, dice = free_port(), random.Random(SEED)
    tills = cashiers(office, port, homes)
    up, closing = tills[0].up, tills[0].closing
    db.close_database()

    threads = [threading.Thread(target=till.run, daemon=True) for till in tills]
    for thread in threads:
        thread.start()
    for _ in range(KILLS // 2):
        with heat("serve", "--port", str(port), data=data) as program:
            pay_for_a_moment(tills, dice)
            kill_web(program)
            pay_for_a_moment(tills, dice)
    with heat("serve", "--port", str(port), data=data):
        wait_until_ready(port)
        closing.set()
        up.set()
        for thread in threads:
            thread.join(60)

    db.open_database(data)
    sent = [payment for till in tills for payment in till.journal]
    booked = dict(db.rows("SELECT once_key, fen FROM payment"))
    assert [till.wrong for till in tills if till.wrong] == [], f"seed {SEED}"
    assert all(payment.receipt for payment in sent), f"seed {SEED}"
    assert booked == {f"pay:{p.key}": int(p.yuan.replace(".", "")) for p in sent}, f"seed {SEED}"
    assert len({payment.receipt for payment in sent}) == len(sent) >= KILLS
    assert list(verify.faults()) == [], f"seed {SEED}"


def test_each_household_is_reminded_once_however_often_the_worker_is_killed(office, data, tmp_path, real_time) -> None:
    due = clock.today().toordinal() + 2
    lines = [f"{n:06d},用户{n},1380{n:07d},100.00,{type(clock.today()).fromordinal(due)}" for n in range(LINES)]
    sheet = tmp_path / "dues.csv"
    sheet.write_text("\n".join(["户号,姓名,电话,应缴,截止日", *lines]), encoding="utf-8")
    imports.import_file(office.actor("admin"), "dues", sheet)
    db.close_database()
    dice = random.Random(SEED)

    for n in range(WORKER_KILLS):
        with heat("remind" if n % 2 == 0 else "work", data=data):
            time.sleep(dice.uniform(0.8, 2.0))
    db.open_database(data)
    # the last run, a minute later: leases of the killed have lapsed
    with clock.stopped(clock.now() + 10 * clock.MINUTE):
        reminders.remind(clock.today())
        while outbox.pump():
            pass

    written = (data / "outbox" / "sms.jsonl").read_text(encoding="utf-8").splitlines()
    seen = Counter(json.loads(line)["once_key"] for line in written)
    assert (len(seen), set(seen.values())) == (LINES, {1}), f"seed {SEED}"
    assert db.rows("SELECT state, count(*) FROM message GROUP BY state") == [("sent", LINES)]
    assert list(verify.faults()) == []
