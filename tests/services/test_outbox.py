"""The outbox: nothing lost, nothing doubled, failures tried again with patience and then shown."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from heat import clock, db
from heat.channels.sms import FileSms, HttpSms, NotSent
from heat.queries import reminders as queries
from heat.services import outbox
from heat.words import Missing, Moved
from tests import make

NONSENSE = 0


class Provider(BaseHTTPRequestHandler):
    """A gateway on loopback that answers as it is told."""

    answers: list[int] = []
    got: list[dict] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        Provider.got.append({"headers": dict(self.headers), "body": json.loads(body)})
        code = Provider.answers.pop(0) if Provider.answers else 200
        if code == NONSENSE:
            self.wfile.write(b"hello?\r\n\r\n")
            return
        self.send_response(code)
        if code == 302:
            self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()
        self.wfile.write(b'{"id": "p-1"}')

    def log_message(self, *_):
        pass


@pytest.fixture
def provider():
    Provider.answers, Provider.got = [], []
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield HttpSms(f"http://127.0.0.1:{server.server_port}/send", "secret-token")
    server.shutdown()
    server.server_close()


def test_a_message_goes_out_once(office, data):
    outbox.write("k", "13800000501", "您好")

    assert outbox.pump() == 1
    assert outbox.pump() == 0
    assert len((data / "outbox" / "sms.jsonl").read_text().splitlines()) == 1


def test_the_same_key_is_one_message(office):
    assert outbox.write("k", "13800000501", "您好")
    assert not outbox.write("k", "13800000501", "您好")


def test_the_provider_gets_number_text_key_and_token(office, provider):
    outbox.write("k-1", "13800000501", "您好")
    outbox.pump(road=provider)

    got = Provider.got[0]
    assert got["body"] == {"to": "13800000501", "text": "您好", "once_key": "k-1"}
    assert got["headers"]["Idempotency-Key"] == "k-1"
    assert got["headers"]["Authorization"] == "Bearer secret-token"
    assert db.row("SELECT state, provider_id FROM message") == ("sent", "p-1")


def test_a_sign_in_code_goes_before_what_waited_longer(office, provider):
    for n in range(3):
        outbox.write(f"incident:{n}", "13800000501", "停热通知", not_before=clock.now() - clock.MINUTE)
    outbox.write("code:1", "13800000502", "验证码")

    outbox.pump(1, road=provider)

    assert Provider.got[0]["body"]["once_key"] == "code:1"


def test_a_provider_that_stumbles_is_asked_again_later(office, provider):
    Provider.answers = [503, 200]
    outbox.write("k", "13800000501", "您好")
    outbox.pump(road=provider)
    assert db.value("SELECT state FROM message") == "waiting"
    assert outbox.pump(road=provider) == 0  # not before the wait is over
    with clock.stopped(clock.now() + outbox.BACK_OFF[0] * clock.SECOND):
        assert outbox.pump(road=provider) == 1


def test_a_provider_that_refuses_is_not_asked_again(office, provider):
    Provider.answers = [400]
    outbox.write("k", "13800000501", "您好")
    outbox.pump(road=provider)

    assert db.row("SELECT state, error FROM message") == (
        "failed",
        "短信网关答 400，没有收下：请核对 HEAT_SMS_URL 和令牌，或问短信服务商",
    )


def test_patience_ends_after_six_tries(office, provider):
    Provider.answers = [500] * 10
    outbox.write("k", "13800000501", "您好")
    start = clock.now()
    for n in range(10):
        with clock.stopped(start + n * clock.HOUR):
            outbox.pump(road=provider)

    assert db.row("SELECT state, tries FROM message") == ("failed", 6)


def test_a_failed_message_is_sent_again_by_hand_and_noted(office, provider):
    Provider.answers = [400, 200]
    outbox.write("k", "13800000501", "您好")
    outbox.pump(road=provider)

    outbox.retry(office.actor("agent"), db.value("SELECT id FROM message"))

    assert outbox.pump(road=provider) == 1
    assert db.value("SELECT by_id FROM audit WHERE code = 'message.retried'") == office.agent


def test_a_message_that_went_out_is_not_sent_again_by_hand(office):
    outbox.write("k", "13800000501", "您好")
    outbox.pump()

    with pytest.raises(Moved):
        outbox.retry(office.actor("agent"), db.value("SELECT id FROM message"))


def test_messages_of_another_branch_are_neither_shown_nor_sent_again(office, provider):
    Provider.answers = [400]
    outbox.write("k", "13800000501", "您好", household_id=make.household())
    outbox.pump(road=provider)
    clerk = make.clerk(make.branch(), "agent")

    assert len(queries.messages(office.actor("agent"))) == 1
    assert queries.messages(clerk) == []
    with pytest.raises(Missing):
        outbox.retry(clerk, db.value("SELECT id FROM message"))


def test_redirects_are_not_followed(office, provider):
    Provider.answers = [302]
    with pytest.raises(NotSent):
        provider.send("13800000501", "您好", "k", 0)

    assert len(Provider.got) == 1


def test_a_provider_that_talks_nonsense_holds_up_nobody_else(office, provider):
    Provider.answers = [NONSENSE, 200]
    outbox.write("k-1", "13800000501", "您好")
    outbox.write("k-2", "13800000502", "您好")

    assert outbox.pump(road=provider) == 1
    assert db.rows("SELECT state FROM message ORDER BY id") == [("waiting",), ("sent",)]


def test_a_dead_provider_is_a_reason_to_wait(office):
    with pytest.raises(NotSent) as problem:
        HttpSms("http://127.0.0.1:9/none").send("13800000501", "您好", "k", 0)

    assert problem.value.again


def test_a_file_that_cannot_be_written_is_a_reason_to_wait_told_in_words(office, tmp_path):
    (tmp_path / "outbox").write_text("a file where the folder should be")
    outbox.write("k", "13800000501", "您好")

    assert outbox.pump(road=FileSms(tmp_path / "outbox" / "sms.jsonl")) == 0
    state, error = db.row("SELECT state, error FROM message")
    assert state == "waiting" and error.endswith("：已经有同名的文件，请换一个名字")


def test_a_lease_keeps_others_away_until_it_lapses(office):
    outbox.write("k", "13800000501", "您好")
    assert outbox._claim() is not None
    assert outbox._claim() is None
    with clock.stopped(clock.now() + outbox.LEASE + 1):
        assert outbox._claim() is not None


def test_the_file_keeps_every_text_exactly(tmp_path):
    road = FileSms(tmp_path / "sms.jsonl")
    texts = ["您好\n再见", '引号"与\\', "emoji 😀", "\u202e反", "a" * 5000]
    for n, text in enumerate(texts):
        road.send("1", text, f"k{n}", n)

    assert [json.loads(line)["text"] for line in (tmp_path / "sms.jsonl").read_text().splitlines()] == texts


def test_another_process_sees_what_was_written(tmp_path):
    FileSms(tmp_path / "sms.jsonl").send("1", "您好", "k", 0)
    FileSms(tmp_path / "sms.jsonl").send("1", "您好", "k", 0)

    assert len((tmp_path / "sms.jsonl").read_text().splitlines()) == 1
