"""The audit line of every act, chained so that a changed byte breaks all that follow."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from heat import clock, db
from heat.models import Audit, dumps
from heat.queries import memory
from heat.rules.permissions import Actor

GENESIS = bytes(32)


def record(
    by: Actor,
    code: str,
    subject: str,
    subject_id: int | None = None,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Write one line inside the caller's transaction. Values must be masked already and hold no secret; two queries."""
    db.chain_lock("audit")
    memory.reading(False)  # whoever acts looks again at what there is
    now = clock.now()
    last = db.row("SELECT hash FROM audit ORDER BY id DESC LIMIT 1")
    line = {
        "at": now,
        "by_kind": by.kind,
        "by_id": by.id,
        "ip": by.ip or None,
        "request": by.request or None,
        "code": code,
        "subject": subject,
        "subject_id": subject_id,
        "before": before,
        "after": after,
    }
    prev_hash = bytes(last[0]) if last else GENESIS
    # every act of the office writes one of these, so the SQL is written once and not put together each time
    db.run(
        "INSERT INTO audit (at, by_kind, by_id, ip, request, code, subject, subject_id, before, after, "
        "prev_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        *(now, by.kind, by.id, line["ip"], line["request"], code, subject, subject_id),
        *(None if value is None else dumps(value) for value in (before, after)),
        prev_hash,
        link(prev_hash, line),
    )


def link(prev_hash: bytes, line: dict[str, Any]) -> bytes:
    """The hash of a line after the line before it."""
    # sorted, since PostgreSQL keeps JSON without the order of its keys
    written = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(prev_hash + written.encode()).digest()


def broken_links() -> list[int]:
    """Ids of lines whose hash does not follow from the line before; empty when the chain is whole. Reads every row."""
    broken, prev_hash = [], GENESIS
    for row in Audit.select().order_by(Audit.id).dicts().iterator():
        line = {key: row[key] for key in row if key not in ("id", "prev_hash", "hash")}
        if row["prev_hash"] != prev_hash or link(prev_hash, line) != row["hash"]:
            broken.append(row["id"])
        prev_hash = row["hash"]
    return broken
