"""What the browser's htmx 4 says in its headers; the only module that knows htmx-flask.

htmx-flask 0.1 was written for htmx 2: it reads who asked and whether the page is boosted, but not the request type and
not targets written `tag#id`, so those two are completed here. Its make_response is not used: it refuses valid swaps.
"""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from flask import Flask, request
from htmx_flask import Htmx

_htmx = Htmx()
VARY = "HX-Request, HX-Request-Type, HX-Target"


def init(app: Flask) -> None:
    """Let every request carry `request.htmx`."""
    _htmx.init_app(app)


def wants_part() -> bool:
    """Whether a piece of the page is asked for; boosted links and restored history always get the whole."""
    if request.htmx.history_restore_request or request.htmx.boosted:
        return False
    return request.headers.get("HX-Request-Type") == "partial"


def target() -> str:
    """The id of the element that waits for the answer, '' when it has none."""
    return unquote(request.headers.get("HX-Target", "")).rpartition("#")[2]


def stands_at(where: str) -> bool:
    """Whether the browser's bar shows this address of ours already."""
    shown = urlsplit(request.headers.get("HX-Current-URL", ""))
    return where == (f"{shown.path}?{shown.query}" if shown.query else shown.path)
