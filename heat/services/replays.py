"""Answers that were given under a key: a request that comes again is answered again, not done again."""

from __future__ import annotations

import json
from typing import Any

from heat import clock, db
from heat.models import Replay, dumps
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say

KEPT = 90 * clock.DAY


def answered(by: Actor, key: str, request_hash: bytes) -> dict[str, Any] | None:
    """The answer this person got under this key, None without one. Refused when something else was asked then."""
    found = db.row("SELECT request_hash, body FROM replay WHERE actor = ? AND key = ?", _actor(by), key)
    if found is None:
        return None
    if bytes(found[0]) != request_hash:
        raise Refused(Say(N_("这个编号已经用在另一步上，没有再记，请刷新页面后重做")))
    answer: dict[str, Any] = json.loads(bytes(found[1]))
    return answer


def keep(by: Actor, key: str, request_hash: bytes, answer: dict[str, Any]) -> None:
    """Remember an answer for 90 days, inside the transaction of what it answers."""
    now = clock.now()
    Replay.insert(
        actor=_actor(by),
        key=key,
        request_hash=request_hash,
        status=200,
        body=dumps(answer).encode(),
        at=now,
        keep_until=now + KEPT,
    ).execute()


def _actor(by: Actor) -> str:
    return f"{by.kind}:{by.id}"
