"""Batches of papers: what was asked for, and how far it is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from heat import db
from heat.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of papers that somebody has asked for: what it holds, how far it is, why it came to nothing."""

    id: int
    asked: dict[str, Any]
    state: str
    done: int
    total: int
    error: str
    at: int
    ended_at: int | None

    @property
    def going(self) -> bool:
        """Whether it is still waiting or being set."""
        return self.state in ("waiting", "leased")


def batches(actor: Actor, since: int, batch_id: int | None = None) -> list[Batch]:
    """The batches this person has asked for since an instant, or the one of them with that id, newest first."""
    one = "AND id = ?" if batch_id is not None else ""
    found = db.rows(
        "SELECT id, args, state, done, total, error, at, ended_at FROM job "
        f"WHERE kind = 'print' AND by_id = ? AND at >= ? {one} ORDER BY id DESC LIMIT 20",
        *(actor.id, since),
        *((batch_id,) if one else ()),
    )
    return [
        Batch(id_, json.loads(args) if isinstance(args, str) else args, state, done, total or 0, error or "", at, ended)
        for id_, args, state, done, total, error, at, ended in found
    ]
