"""What every answer carries: a request id, the security headers, compression, and a clean connection behind it."""

from __future__ import annotations

import gzip
import secrets
from urllib.parse import urlsplit

from flask import Flask, g, request
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import db, settings
from heat.queries import memory
from heat.views import errors

CSP = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_SQUEEZED = ("text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml", "application/json")
_SMALLEST = 900
YEAR = 365 * 24 * 3600
_static_gzip: dict[str, bytes] = {}


def init(app: Flask) -> None:
    """Hang the common parts around every request."""
    app.before_request(_begin)
    app.after_request(_headers)
    app.after_request(_compress)
    app.teardown_request(_end)


def _begin() -> Response | None:
    memory.reading(request.method == "GET")
    request.environ["heat.request_id"] = g.request_id = secrets.token_hex(4)
    # a form sent from another site is refused even with a stolen token
    if request.method not in ("GET", "HEAD", "OPTIONS") and not _same_origin():
        why = _("请从本系统的页面里操作；前面有 nginx 等代理的，请管理员把 HEAT_BASE_URL 设成浏览器里看到的网址")
        return errors.answer(403, _("这一步是从别的网址发来的，没有执行"), why)
    return None


def _end(_error: BaseException | None) -> None:
    memory.reading(False)
    db.roll_back_leftovers()


def _same_origin() -> bool:
    if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site"):
        return False
    origin = request.headers.get("Origin")
    if not origin or origin == "null":
        return origin is None
    return urlsplit(origin).netloc in (request.host, urlsplit(settings.base_url()).netloc)


def security() -> dict[str, str]:
    """The headers by which a browser guards our pages; errors carry them too."""
    headers = {
        "Content-Security-Policy": CSP,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    }
    if settings.base_url().startswith("https://"):
        headers["Strict-Transport-Security"] = f"max-age={YEAR}"
    return headers


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.update(security())
    headers["X-Request-Id"] = g.get("request_id", "")
    if request.endpoint == "static" and response.status_code == 200:
        versioned = "v" in request.args or "/vendor/" in request.path
        headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if versioned else "no-cache"
    else:
        headers.setdefault("Cache-Control", "no-store")
    return response


def _compress(response: Response) -> Response:
    if (
        "gzip" not in request.headers.get("Accept-Encoding", "")
        or response.status_code not in (200, 404, 409, 422)
        or response.mimetype not in _SQUEEZED
        or "Content-Encoding" in response.headers
        or "Content-Range" in response.headers
    ):
        return response
    if request.endpoint == "static":
        packed = _static_gzip.get(request.full_path)
        if packed is None:
            response.direct_passthrough = False
            packed = _static_gzip[request.full_path] = gzip.compress(response.get_data(), 9, mtime=0)
            if len(_static_gzip) > 200:  # made-up query strings must not fill the memory
                _static_gzip.clear()
        response.direct_passthrough = False
    elif response.is_streamed or (response.content_length or 0) < _SMALLEST:
        return response
    else:
        # level 1: a page of 30 KB costs a tenth of a millisecond
        packed = gzip.compress(response.get_data(), 1, mtime=0)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")
    return response
