"""Tokens of other programs (电话系统, later the API): shown once, kept as a hash, taken back at any time."""

from __future__ import annotations

import hashlib
import secrets

from heat import clock, db
from heat.models import ApiToken
from heat.queries import tokens as queries
from heat.rules.fields import Text
from heat.rules.permissions import SCOPES, Actor
from heat.services import audit
from heat.words import N_, Missing, Refused, Say

NAME = Text("name", N_("名称"), most=40)
_SEEN = clock.MINUTE
OFFICE = 0  # as the sender of a token: a program of the office's own, which sends and reads for all


def add(by: Actor, name: str, scopes: tuple[str, ...], sender: int | None = None) -> str:
    """A new token with these scopes; the only time it is shown. Refused for a name that stands already.

    One for orders belongs to the official party `sender`, or to the office's own programs where that is said (OFFICE).
    """
    named = NAME.read(name)
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        known = " ".join(SCOPES)
        raise Refused(Say(N_("令牌的范围要从 {known} 里选，现在是“{typed}”"), known=known, typed=" ".join(scopes)))
    partner_id = _sender(scopes, sender)
    token = f"hd_{secrets.token_urlsafe(32)}"
    with db.writing():
        if db.row("SELECT 1 FROM api_token WHERE name = ?", named):
            raise Refused(Say(N_("已有名为“{name}”的令牌，请换一个名称"), name=named))
        row = {"name": named, "token_hash": _hash(token), "scopes": list(scopes), "org_id": 1, "by_id": by.id}
        row |= {"partner_id": partner_id}
        token_id = ApiToken.insert(row, created_at=clock.now()).execute()
        audit.record(by, "token.added", "api_token", token_id, after={"name": named, "scopes": list(scopes)})
    return token


def _sender(scopes: tuple[str, ...], sender: int | None) -> int | None:
    if "orders" not in scopes or sender == OFFICE:
        return None
    if sender not in {partner_id for partner_id, _name in queries.senders()}:
        raise Refused(Say(N_("送来工单的令牌要选属于哪个来单单位；公司自己的程序请选“本公司的程序”")))
    return sender


def revoke(by: Actor, token_id: int) -> None:
    """Take a token back: whatever uses it stays out from now on."""
    with db.writing():
        gone = db.rows(
            "UPDATE api_token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL RETURNING name",
            clock.now(),
            token_id,
        )
        if not gone:
            raise Missing(Say(N_("没有这个令牌，或者已经停用")))
        audit.record(by, "token.revoked", "api_token", token_id, before={"name": gone[0][0]})


def holder(token: str, scope: str) -> Actor | None:
    """Whoever comes with this token and may do what the scope says; None otherwise. One query, rarely a write."""
    found = db.row(
        "SELECT id, name, scopes, used_at FROM api_token WHERE token_hash = ? AND revoked_at IS NULL "
        "AND (expires_at IS NULL OR expires_at > ?)",
        _hash(token),
        clock.now(),
    )
    if found is None or scope not in db.unpacked(found[2]):
        return None
    if (found[3] or 0) < clock.now() - _SEEN:
        with db.writing():
            db.run("UPDATE api_token SET used_at = ? WHERE id = ?", clock.now(), found[0])
    return Actor("program", found[0], found[1])


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
