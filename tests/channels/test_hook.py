"""Telling an address outside: signed, once keyed, never redirected."""

import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from heat.channels import hook


@pytest.fixture
def address():
    """A receiver that remembers what it heard, and one address of it that sends callers elsewhere."""
    heard = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(302 if self.path == "/away" else 204)
            self.send_header("Location", "/in")
            self.end_headers()

        def log_message(self, *_args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", heard
    server.shutdown()
    server.server_close()


def test_a_call_is_signed_over_its_time_and_body(address):
    url, heard = address

    assert hook.tell(f"{url}/in", "secret", {"ticket": "GD1"}, "flow:1:2", 1000, this_machine=True) == 204
    headers, body = heard[0]
    assert headers["X-Heat-Signature"] == hook.signature("secret", 1000, body)
    assert (headers["X-Heat-Time"], headers["Idempotency-Key"]) == ("1000", "flow:1:2")


def test_another_secret_or_body_signs_otherwise():
    assert hook.signature("a", 1, b"x") != hook.signature("b", 1, b"x") != hook.signature("b", 2, b"x")


def test_an_address_that_sends_us_elsewhere_is_not_followed(address):
    url, heard = address

    with pytest.raises(hook.NotTold):
        hook.tell(f"{url}/away", "secret", {}, "k", 1, this_machine=True)
    assert len(heard) == 1


def test_an_address_that_does_not_answer_is_tried_again_later():
    with pytest.raises(hook.NotTold):
        hook.tell("http://127.0.0.1:9/", "secret", {}, "k", 1, this_machine=True)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "169.254.169.254"]
)
def test_this_machine_and_the_inside_of_its_cloud_are_never_told(host):
    with pytest.raises(hook.NotTold, match="指向服务器自己或云平台内部"):
        hook.tell(f"http://{host}:9/", "secret", {}, "k", 1)


def test_the_offices_own_network_may_be_told():
    assert not hook.inward("192.168.1.20")


def test_an_address_that_drips_its_answer_is_left_when_the_time_is_over():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def drip():
            with server.accept()[0] as line, suppress(OSError):
                for sign in b"HTTP/1.1 204 " + b"x" * 40:
                    line.send(bytes([sign]))
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        url, began = f"http://127.0.0.1:{server.getsockname()[1]}/", time.monotonic()
        with pytest.raises(hook.NotTold):
            hook.tell(url, "secret", {}, "k", 1, seconds=0.3, this_machine=True)

    assert time.monotonic() - began < 1
