"""Telling an address outside the office: one signed POST of JSON."""

from __future__ import annotations

import hashlib
import hmac
import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Any

SECONDS = 10


class NotTold(Exception):
    """The address did not take it; the work is tried again later."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        """A redirect would lead to an address that nobody set."""
        return


_opener = urllib.request.build_opener(_NoRedirect)


def signature(secret: str, at: int, body: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 over the instant, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def tell(url: str, secret: str, body: dict[str, Any], once_key: str, at: int) -> int:
    """One request of at most ten seconds; the status. NotTold for anything but a 2xx.

    Headers: X-Heat-Time (milliseconds), X-Heat-Signature, Idempotency-Key.
    """
    data = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": once_key,
        "X-Heat-Time": str(at),
        "X-Heat-Signature": signature(secret, at, data),
    }
    request = urllib.request.Request(url, data, headers, method="POST")  # noqa: S310 - an administrator set it, http only
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            return int(answer.status)
    except (urllib.error.URLError, HTTPException, OSError) as problem:
        raise NotTold(str(problem)[:200]) from None
