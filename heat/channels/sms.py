"""Text messages to phones: into a file by default, to any provider that speaks HTTP by setting."""

from __future__ import annotations

import fcntl
import json
import os
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Protocol

from heat.rules import troubles
from heat.words import N_, Refused, Say

SECONDS = 10


class NotSent(Exception):
    """The message did not go out; `again` tells whether another try makes sense."""

    def __init__(self, why: str, *, again: bool) -> None:
        self.again = again
        super().__init__(why)


class Sms(Protocol):
    """A road to a phone. The same `once_key` twice must reach the phone once."""

    def send(self, to: str, text: str, once_key: str, at: int) -> str:
        """Hand one message over; the provider's own id. NotSent when it was not taken."""
        ...


class FileSms:
    """Writes each message as a line of JSON, for an office without a provider and for rehearsals."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_to = 0
        self._seen: set[str] = set()

    def send(self, to: str, text: str, once_key: str, at: int) -> str:
        """Append the line and force it to disk; a line that is there already is not written twice."""
        line = {"to": to, "text": text, "once_key": once_key, "at": at}
        try:
            self._append(once_key, json.dumps(line, ensure_ascii=False).encode() + b"\n")
        except OSError as problem:
            raise NotSent(str(troubles.of_file(problem)), again=True) from None
        return once_key

    def _append(self, once_key: str, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self.path.open("a+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self._catch_up(file)
            if once_key not in self._seen:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())

    def _catch_up(self, file: IO[bytes]) -> None:
        """Learn the keys written since the last look; half a line that a kill left at the end is cut off."""
        if os.fstat(file.fileno()).st_size < self._read_to:
            self._read_to, self._seen = 0, set()
        file.seek(self._read_to)
        new = file.read()
        end = new.rfind(b"\n") + 1
        self._seen.update(json.loads(line)["once_key"] for line in new[:end].splitlines())
        self._read_to += end
        if end < len(new):
            file.truncate(self._read_to)


class HttpSms:
    """Posts JSON to a provider or gateway: {"to","text","once_key"}, the key also as Idempotency-Key.

    Any 2xx is taken; an "id" in a JSON answer is kept. 4xx is final but for 408, 425 and 429. No redirects.
    """

    def __init__(self, url: str, token: str = "") -> None:
        if not url.startswith(("http://", "https://")):
            raise Refused(Say(N_("短信网关地址要以 http:// 或 https:// 开头，现在是“{url}”"), url=url[:60]))
        self.url, self.token = url, token

    def send(self, to: str, text: str, once_key: str, at: int) -> str:
        """One request of at most ten seconds."""
        body = json.dumps({"to": to, "text": text, "once_key": once_key}, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": once_key}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310 - http only, see above
        try:
            with _opener.open(request, timeout=SECONDS) as answer:
                return _provider_id(answer.read(65_536)) or once_key
        except urllib.error.HTTPError as problem:
            again = problem.code >= 500 or problem.code in (408, 425, 429)
            sentence = N_("短信网关答 {code}，没有收下：请核对 HEAT_SMS_URL 和令牌，或问短信服务商")
            raise NotSent(str(Say(sentence, code=problem.code)), again=again) from None
        except (OSError, ValueError, HTTPException) as problem:
            sentence = N_("连不上短信网关（{name}）：请检查网络和 HEAT_SMS_URL")
            raise NotSent(str(Say(sentence, name=type(problem).__name__)), again=True) from None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirect)


def _provider_id(body: bytes) -> str:
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("id", ""))[:100] if isinstance(found, dict) else ""
