"""Lists that leave the house: each is noted with who took it, how long it was and what it was narrowed to."""

from __future__ import annotations

from heat import db
from heat.rules.permissions import Actor
from heat.services import audit


def handed_out(by: Actor, n: int, narrowed_to: str) -> None:
    """Note that somebody takes `n` households away as a file."""
    with db.writing():
        audit.record(by, "household.exported", "household", None, after={"n": n, "filter": narrowed_to})


def costs_handed_out(by: Actor, n: int, narrowed_to: str) -> None:
    """Note that somebody takes `n` lines of costs away as a file."""
    with db.writing():
        audit.record(by, "cost.exported", "cost", None, after={"n": n, "filter": narrowed_to})
