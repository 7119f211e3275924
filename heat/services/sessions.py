"""Signing in and staying signed in: the cookie holds a random token, the database only its hash."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from functools import lru_cache

from heat import clock, db
from heat.models import Session
from heat.queries.memory import WORK, until_next_act
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit

# (idle, absolute) in milliseconds: the money desk locks itself, a phone in the van may sleep for days
LIFE = {
    "counter": (30 * clock.MINUTE, 12 * clock.HOUR),
    "desk": (4 * clock.HOUR, 12 * clock.HOUR),
    "phone": (7 * clock.DAY, 30 * clock.DAY),
    "hall": (30 * clock.DAY, 180 * clock.DAY),
}
_SEEN_EVERY = clock.MINUTE  # a page must not cost a write
_MOST_REMEMBERED = 200


def token_hash(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


def open_for_staff(staff_id: int, roles: tuple[str, ...], *, ip: str = "", agent: str = "") -> str:
    """A new session of a member of staff; the token, shown once."""
    with db.writing():
        token = _open(kind_for(roles), staff_id=staff_id, ip=ip, agent=agent)
        audit.record(Actor("staff", staff_id, ip=ip), "session.opened", "staff", staff_id)
    return token


def kind_for(roles: tuple[str, ...]) -> str:
    """How long whoever holds these roles alone stays signed in, a key of LIFE; several roles are the desk's."""
    return "phone" if roles == ("technician",) else "counter" if roles == ("cashier",) else "desk"


def open_for_hall(hall_user_id: int, *, ip: str = "", agent: str = "") -> str:
    """A new session of a household's user; the token, shown once."""
    with db.writing():
        token = _open("hall", hall_user_id=hall_user_id, ip=ip, agent=agent)
        audit.record(Actor("hall", hall_user_id, ip=ip), "session.opened", "hall_user", hall_user_id)
    return token


def _open(kind: str, *, ip: str, agent: str, staff_id: int | None = None, hall_user_id: int | None = None) -> str:
    token, now = secrets.token_urlsafe(32), clock.now()
    Session.insert(
        token_hash=token_hash(token),
        staff_id=staff_id,
        hall_user_id=hall_user_id,
        kind=kind,
        created_at=now,
        seen_at=now,
        expires_at=now + LIFE[kind][1],
        ip=ip,
        agent=agent[:200],
    ).execute()
    return token


@dataclass
class _Standing:
    """A session that has not ended, and the person behind it, None when disabled."""

    id: int
    kind: str
    seen_at: int
    expires_at: int
    actor: Actor | None


def who(token: str, *, ip: str = "", request: str = "") -> Actor | None:
    """The person behind a token, None when it is unknown, ended, idle too long or the person disabled.

    One small query while nobody changes people, rights or sessions, else up to five; writes `seen_at` at most once a
    minute.
    """
    found = _remembered(token_hash(token)) if token else None
    if found is None or found.actor is None:
        return None
    now = clock.now()
    if now - found.seen_at > LIFE[found.kind][0]:  # another process of ours may have seen them since
        found.seen_at = db.value("SELECT seen_at FROM session WHERE id = ?", found.id) or 0
    if now >= found.expires_at or now - found.seen_at > LIFE[found.kind][0]:
        return None
    if now - found.seen_at >= _SEEN_EVERY:
        with db.writing():
            db.run("UPDATE session SET seen_at = ? WHERE id = ?", now, found.id)
        found.seen_at = now  # on what is remembered too: else each request until the next act would write
    return replace(found.actor, ip=ip, request=request)


def _standing(hashed: bytes) -> _Standing | None:
    found = db.row(
        "SELECT id, kind, staff_id, hall_user_id, seen_at, expires_at FROM session "
        "WHERE token_hash = ? AND ended_at IS NULL",
        hashed,
    )
    if found is None:
        return None
    session_id, kind, staff_id, hall_user_id, seen_at, expires_at = found
    actor = staff_actor(staff_id) if hall_user_id is None else Actor("hall", hall_user_id)
    return _Standing(session_id, kind, seen_at, expires_at, actor)


_remembered = until_next_act(_MOST_REMEMBERED, WORK)(_standing)


def staff_actor(staff_id: int, *, ip: str = "", request: str = "") -> Actor | None:
    """A member of staff with the rights, branches and teams in force today; None when disabled."""
    found = db.row("SELECT login, name, prefs FROM staff WHERE id = ? AND disabled_at IS NULL", staff_id)
    if found is None:
        return None
    today = clock.today().isoformat()
    roles = db.rows(
        "SELECT r.code, r.permissions, s.org_id FROM staff_role s JOIN role r ON r.id = s.role_id "
        "WHERE s.staff_id = ? AND s.valid_from <= ? AND ? < s.valid_to ORDER BY r.id",
        staff_id,
        today,
        today,
    )
    teams = db.rows(
        "SELECT team_id FROM team_member WHERE staff_id = ? AND valid_from <= ? AND ? < valid_to",
        staff_id,
        today,
        today,
    )
    return Actor(
        "staff",
        staff_id,
        name=found[1],
        login=found[0],
        permissions=frozenset().union(*(_permissions(str(codes)) for _, codes, _ in roles)),
        roles=tuple(dict.fromkeys(code for code, _, _ in roles)),
        org_ids=tuple({org_id for _, _, org_id in roles}),
        team_ids=tuple(team_id for (team_id,) in teams),
        ip=ip,
        request=request,
        prefs=db.unpacked(found[2]),
    )


@lru_cache(maxsize=64)
def _permissions(written: str) -> frozenset[str]:
    # PostgreSQL hands out a list, SQLite its text: both read the same once single quotes are double
    return frozenset(json.loads(written.replace("'", '"')))


def end(token: str, by: Actor = SYSTEM) -> None:
    """Sign out: the token is dead at once."""
    with db.writing():
        db.run(
            "UPDATE session SET ended_at = ? WHERE token_hash = ? AND ended_at IS NULL", clock.now(), token_hash(token)
        )
        audit.record(by, "session.ended", by.kind, by.id)


def end_all(staff_id: int) -> None:
    """End every session of a member of staff, inside the caller's transaction."""
    db.run("UPDATE session SET ended_at = ? WHERE staff_id = ? AND ended_at IS NULL", clock.now(), staff_id)
