"""Live: one stream a browser that says what sort of thing has just changed; the page then asks for its own part again.

A stream carries no data of anybody, so it needs no more right than to be signed in. One watcher a process looks at the
record twice a second for all of its streams, so that thirty open boards cost two small queries a second.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from time import monotonic
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request

from heat import db
from heat.queries import live
from heat.views import htmx
from heat.views.gate import SIGNED_IN, needs

pages = Blueprint("live", __name__, url_prefix="/live")
LOOK = 0.5  # seconds between two looks at the record
BEAT = 10  # seconds after which a silent stream says that it lives
LIFE = 300  # seconds; then the browser comes again, and shows that it is still signed in
MOST = 30  # streams a process; each holds a thread, and a browser that gets none asks every 15 seconds
THREADS = MOST + 10  # what a process needs besides, so that pages never wait for streams
log = logging.getLogger(__name__)


class Watch:
    """The streams of one process and the thread that looks for them, which lives as long as there are any."""

    def __init__(self, life: int) -> None:
        self.life = life
        self.most = MOST
        self.news = threading.Condition()
        self.head = 0
        self.streams = 0
        self.running = False
        self.may_go_on: Callable[[], bool] = lambda: True

    def join(self) -> bool:
        """Take part; False when there are as many streams as this process may hold."""
        with self.news:
            if self.streams >= self.most or not self.may_go_on():
                return False
            if not self.running:
                self.head = live.head()  # may fail; nothing is promised yet
                self.running = True
                threading.Thread(target=self._look, name="live", daemon=True).start()
            self.streams += 1
            return True

    def leave(self) -> None:
        """The other end of `join`."""
        with self.news:
            self.streams -= 1

    def wait(self, seen: int, seconds: float) -> bool:
        """Until there is an act beyond `seen`, or the seconds are over; whether there is one."""
        with self.news:
            return self.news.wait_for(lambda: self.head != seen or not self.may_go_on(), seconds) and self.may_go_on()

    def close(self) -> None:
        """End all streams now: the server is going down."""
        self.may_go_on = lambda: False
        with self.news:
            self.news.notify_all()

    def _look(self) -> None:
        pause = threading.Event()
        try:
            while self._wanted():
                head = live.head()
                with self.news:
                    if head != self.head:
                        self.head = head
                        self.news.notify_all()
                pause.wait(LOOK)
        except Exception:
            log.exception("the watcher of live pages ended; the next stream starts it again")
        finally:
            with self.news:
                self.running = False
            db.close_thread()

    def _wanted(self) -> bool:
        with self.news:
            if not self.may_go_on():
                self.news.notify_all()
            self.running = self.streams > 0 and self.may_go_on()
            return self.running


def init(app: Flask) -> None:
    """Give the application its watch; a test client reads every answer to its end, so there a stream ends at once."""
    app.extensions["live"] = Watch(0 if app.testing else LIFE)


def note_act() -> None:
    """Before a page of the staff is asked for: the newest act it can know of, so that it learns what came since."""
    g.act = live.head() if request.endpoint != "static" and request.method == "GET" and not htmx.wants_part() else 0


def watch(app: Flask) -> Watch:
    """The watch of an application."""
    found: Watch = app.extensions["live"]
    return found


@pages.get("")
@needs(SIGNED_IN)
def stream() -> Any:
    here = watch(current_app._get_current_object())  # type: ignore[attr-defined]
    # of the two the header is the newer one: a browser that comes again by itself keeps the address of its first time
    last = request.headers.get("Last-Event-ID", "") or request.args.get("after", "")
    seen = int(last) if last.isdecimal() and len(last) < 16 else live.head()
    if not here.join():
        return Response(status=503, headers={"Retry-After": "60"})
    # nginx would keep the words back until it has a bufferful
    headers = {"X-Accel-Buffering": "no", "Cache-Control": "no-store"}
    answer = Response(_words(here, seen), mimetype="text/event-stream", headers=headers)
    answer.call_on_close(here.leave)
    return answer


def _words(here: Watch, seen: int) -> Iterator[str]:
    yield f"retry: 2000\nid: {seen}\nevent: beat\ndata:\n\n"
    end = monotonic() + here.life
    while monotonic() < end:
        db.close_thread()  # a silent stream holds no connection
        if here.wait(seen, BEAT):
            seen, subjects = live.since(seen)
            yield f"id: {seen}\ndata: {' '.join(sorted(subjects))}\n\n"
        elif here.may_go_on():
            yield "event: beat\ndata:\n\n"
        else:
            return
