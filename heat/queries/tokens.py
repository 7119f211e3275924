"""The tokens of other programs, as the administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db
from heat.rules.partners import OFFICIAL


@dataclass(frozen=True)
class TokenRow:
    """One token: name, scopes, whose orders it sends (None: anybody's), who made it, when it was last used, and whether
    it still opens anything."""

    id: int
    name: str
    scopes: list[str]
    sender: str | None
    by: str | None
    created_at: int
    used_at: int | None
    revoked_at: int | None


def listed() -> list[TokenRow]:
    """All tokens, those in force first; one query."""
    found = db.rows(
        "SELECT t.id, t.name, t.scopes, p.name, s.name, t.created_at, t.used_at, t.revoked_at FROM api_token t "
        "LEFT JOIN staff s ON s.id = t.by_id LEFT JOIN partner p ON p.id = t.partner_id "
        "ORDER BY CASE WHEN t.revoked_at IS NULL THEN 0 ELSE 1 END, t.id DESC"
    )
    return [TokenRow(row[0], row[1], db.unpacked(row[2]), *row[3:]) for row in found]


@dataclass(frozen=True)
class Bound:
    """The official party a token belongs to, and whether the office has given it up."""

    id: int
    name: str
    retired: bool


def bound_to(token_id: int | None) -> Bound | None:
    """Whose orders alone a token sends and reads; None for one of the office's own programs. One query."""
    found = db.row(
        "SELECT p.id, p.name, p.retired_at FROM api_token t JOIN partner p ON p.id = t.partner_id WHERE t.id = ?",
        token_id or 0,
    )
    return Bound(found[0], found[1], found[2] is not None) if found else None


def senders() -> list[tuple[int, str]]:
    """The official parties in force a token may belong to; one query."""
    found = db.rows("SELECT id, name FROM partner WHERE kind = ? AND retired_at IS NULL ORDER BY id", OFFICIAL)
    return [(int(partner_id), str(name)) for partner_id, name in found]
