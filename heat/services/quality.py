"""Counting the faults of the data, every night and when somebody asks."""

from __future__ import annotations

from collections import Counter

from heat import clock, db
from heat.queries import quality as queries
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit
from heat.words import N_, Missing, Say

CLEAN = "none"  # a community without a fault has a line too, so that its trend reaches zero
_KEPT_DAYS = 400


def count(by: Actor = SYSTEM, community_id: int | None = None) -> int:
    """Count the faults of all communities, or of one, as today's; how many there are. Safe to run again.

    Everything is read before anything is written: 100,000 households take some seconds, the write gate a moment.
    """
    if community_id is not None and queries.name_of(by, community_id) is None:
        raise Missing(Say(N_("没有这个小区")))
    where = ("h.community_id = ?", community_id) if community_id is not None else ("1 = 1",)
    counted: dict[int, Counter[str]] = {}
    for row in queries.examined(*where):
        counted.setdefault(row.community_id, Counter({CLEAN: 0})).update(row.faults)
    today = clock.today().isoformat()
    lines = [(home, today, code, n) for home, counts in counted.items() for code, n in counts.items()]
    with db.writing():
        chosen = " AND community_id = ?" if community_id is not None else ""
        db.run(f"DELETE FROM quality_day WHERE day = ?{chosen}", today, *([community_id] if community_id else []))
        db.many("INSERT INTO quality_day (community_id, day, code, n) VALUES (?, ?, ?, ?)", lines)
        oldest = clock.day_of(clock.now() - _KEPT_DAYS * clock.DAY).isoformat()
        db.run("DELETE FROM quality_day WHERE day < ?", oldest)
        if by.kind == "staff":
            audit.record(by, "quality.counted", "community", community_id, after={"n": sum(n for *_, n in lines)})
    return sum(n for *_, n in lines)
