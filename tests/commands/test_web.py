"""What the web server refuses before it is a request: our Chinese page, not its English one."""

import socket

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import TConn

from heat.commands.web import Worker
from heat.views import answers

_ADDRESS = ("127.0.0.1", 40000)


@pytest.fixture
def worker(app):
    config = Config()
    config.set("limit_request_line", 8190)
    config.set("errorlog", "/dev/null")
    worker = Worker(0, 0, [], None, 60, config, Logger(config))
    worker.wsgi = app
    yield worker
    worker.tmp.close()


def _ask(worker: Worker, *words: bytes) -> tuple[str, dict[str, str], str]:
    """Status, headers and page of the answer to these bytes, as they come over a wire."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b"".join(words))
        worker.handle(TConn(worker.cfg, theirs, _ADDRESS, _ADDRESS))
        theirs.close()
        said = b"".join(iter(lambda: ours.recv(1 << 16), b"")).decode()
    head, _, page = said.partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    return first.split()[1], dict(line.split(": ", 1) for line in lines), page


@pytest.mark.parametrize(
    ("words", "status", "what"),
    [
        (b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", "414", "网址太长，服务器没有读它"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nCookie: " + b"a" * 9000 + b"\r\n\r\n", "431", "浏览器带来的附加内容太多"),
        (b"good morning\r\n\r\n", "400", "服务器看不懂这个请求"),
        (b"GET / HTTP/9.9\r\nHost: x\r\n\r\n", "400", "服务器看不懂这个请求"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA B: <script>\r\n\r\n", "400", "服务器看不懂这个请求"),
    ],
)
def test_what_cannot_be_read_is_answered_by_a_whole_chinese_page(worker, words, status, what):
    code, headers, page = _ask(worker, words)

    assert code == status
    assert f"<h1>{what}" in page
    assert page.startswith("<!doctype html>") and page.rstrip().endswith("</html>")
    assert int(headers["Content-Length"]) == len(page.encode())
    assert "<script" not in page


def test_it_carries_the_security_headers_of_every_other_answer(worker, app):
    _, headers, _ = _ask(worker, b"good morning\r\n\r\n")
    other = app.test_client().get("/login").headers

    with app.test_request_context():
        assert {name: headers[name] for name in answers.security()} == {
            name: other[name] for name in answers.security()
        }
    assert headers["Cache-Control"] == "no-store"


def test_a_failure_outside_of_every_page_says_that_it_is_ours(worker):
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.handle_error(None, theirs, _ADDRESS, RuntimeError("no page answers here"))
        theirs.close()
        said = b"".join(iter(lambda: ours.recv(1 << 16), b"")).decode()

    assert said.startswith("HTTP/1.1 500 ")
    assert "系统出错，已经记录" in said


def test_whoever_has_gone_disturbs_nobody(worker):
    ours, theirs = socket.socketpair()
    ours.close()

    with theirs:
        worker.handle_error(None, theirs, _ADDRESS, ValueError("gone"))
