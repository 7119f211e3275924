"""The tokens of other programs, as the administrator sees them."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db


@dataclass(frozen=True)
class TokenRow:
    """One token: its name and scopes, who made it, when it was last used, and whether it still opens anything."""

    id: int
    name: str
    scopes: list[str]
    by: str | None
    created_at: int
    used_at: int | None
    revoked_at: int | None


def listed() -> list[TokenRow]:
    """All tokens, those in force first; one query."""
    found = db.rows(
        "SELECT t.id, t.name, t.scopes, s.name, t.created_at, t.used_at, t.revoked_at FROM api_token t "
        "LEFT JOIN staff s ON s.id = t.by_id ORDER BY CASE WHEN t.revoked_at IS NULL THEN 0 ELSE 1 END, t.id DESC"
    )
    return [TokenRow(row[0], row[1], db.unpacked(row[2]), *row[3:]) for row in found]
