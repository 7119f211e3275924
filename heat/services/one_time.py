"""One-time secrets (一次性凭证): a token somebody is sent, of which only the hash is kept."""

from __future__ import annotations

import hashlib
import secrets

from heat import clock, db


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token[:100].encode()).digest()


def keep(purpose: str, lives: int, subject: str | None = None, subject_id: int | None = None, tries: int = 1) -> str:
    """A new token that opens `subject` for `lives` milliseconds; inside the caller's transaction."""
    token = secrets.token_urlsafe(24)
    db.run(
        "INSERT INTO secret (purpose, secret_hash, subject, subject_id, tries_left, expires_at) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        purpose,
        digest(token),
        subject,
        subject_id,
        tries,
        clock.now() + lives,
    )
    return token


def find(purpose: str, token: str) -> tuple[int, int | None] | None:
    """The id of an unused secret that has not run out, and what it opens; None otherwise. One indexed query."""
    found = db.row(
        "SELECT id, subject_id FROM secret WHERE purpose = ? AND secret_hash = ? AND used_at IS NULL "
        "AND expires_at > ?",
        purpose,
        digest(token),
        clock.now(),
    )
    return (int(found[0]), found[1]) if found and token else None


def end(purpose: str, subject_id: int) -> None:
    """Whatever was sent for this before opens nothing any more; inside the caller's transaction."""
    db.run(
        "UPDATE secret SET used_at = ? WHERE purpose = ? AND subject_id = ? AND used_at IS NULL",
        clock.now(),
        purpose,
        subject_id,
    )
