"""Telling an address outside the office: one signed POST of JSON.

The host is looked up when it is told, not when it was set, and the request goes to the very address that was judged.
Private addresses are allowed on purpose: an office's own systems stand beside this one.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import socket
import ssl
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import urlsplit

from heat import clock
from heat.words import N_

SECONDS = 10
# where clouds hand out the keys of a machine, beside the link-local 169.254.0.0/16
_METADATA = frozenset({"100.100.100.200", "fd00:ec2::254"})


class NotTold(Exception):
    """The address did not take it; the work is tried again later."""


def signature(secret: str, at: int, body: bytes) -> str:
    """What the receiver compares: HMAC-SHA256 over the instant, a dot and the body, in hexadecimal."""
    return hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()


def inward(ip: str) -> bool:
    """Whether an IP leads to this machine, its cables or the inside of its cloud, where no address may lead."""
    found = ip_address(ip)
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    odd = found.is_link_local or found.is_multicast or found.is_unspecified or found.is_reserved
    return found.is_loopback or odd or str(found) in _METADATA


def tell(
    url: str,
    secret: str,
    body: dict[str, Any],
    once_key: str,
    at: int,
    *,
    seconds: float = SECONDS,
    this_machine: bool = False,
) -> int:
    """One request of at most `seconds` in all; the status. NotTold for anything but a 2xx.

    Redirects are not followed: they would lead to an address that nobody set. `this_machine` allows a receiver on
    loopback. Headers: X-Heat-Time (milliseconds), X-Heat-Signature, Idempotency-Key.
    """
    data = json.dumps(body, ensure_ascii=False, sort_keys=True).encode()
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": once_key,
        "X-Heat-Time": str(at),
        "X-Heat-Signature": signature(secret, at, data),
        "Connection": "close",
    }
    try:
        status = _posted(url, data, headers, clock.ticks() + seconds, this_machine=this_machine)
    except (HTTPException, OSError, ValueError) as problem:  # ValueError: a host or path that cannot be written
        raise NotTold(str(problem)[:200] or type(problem).__name__) from None
    if not 200 <= status < 300:
        raise NotTold(f"HTTP {status}")
    return status


def _posted(url: str, data: bytes, headers: dict[str, str], until: float, *, this_machine: bool) -> int:
    parts = urlsplit(url)
    host, safe = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if safe else 80)
    ips = _looked_up(host, port, this_machine=this_machine)
    line = _Line(_connected(ips, port, until), until)
    try:
        if safe:
            line.secure(host)
        talk = HTTPSConnection(host, port) if safe else HTTPConnection(host, port)
        talk.sock = line
        talk.request("POST", (parts.path or "/") + (f"?{parts.query}" if parts.query else ""), data, headers)
        return talk.getresponse().status
    finally:
        line.close()


def _looked_up(host: str, port: int, *, this_machine: bool) -> list[str]:
    ips = list(dict.fromkeys(str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)))
    if not this_machine and any(inward(ip) for ip in ips):
        raise NotTold(N_("这个地址指向服务器自己或云平台内部，不推送"))
    return ips


def _connected(ips: list[str], port: int, until: float) -> socket.socket:
    for ip in ips[:-1]:
        try:
            return socket.create_connection((ip, port), timeout=_left(until) / 2)
        except OSError:
            continue
    return socket.create_connection((ips[-1], port), timeout=_left(until))


def _left(until: float) -> float:
    left = until - clock.ticks()
    if left <= 0:
        raise TimeoutError(N_("没有在时限内回应"))
    return left


class _Line(io.RawIOBase):
    """A connection that ends at an instant, however slowly the other side drips: each piece gets what time is left."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def secure(self, host: str) -> None:
        self._sock.settimeout(_left(self._until))
        self._sock = ssl.create_default_context().wrap_socket(self._sock, server_hostname=host)

    def sendall(self, data: bytes) -> None:
        self._sock.settimeout(_left(self._until))
        self._sock.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(self)

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._sock.settimeout(_left(self._until))
        return self._sock.recv_into(into)

    def close(self) -> None:
        self._sock.close()
        super().close()
