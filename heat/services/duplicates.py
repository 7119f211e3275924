"""Finding files that may be one household, every night and when somebody asks, and remembering which are not."""

from __future__ import annotations

from heat import clock, db
from heat.models import Merge, dumps
from heat.queries import duplicates as queries
from heat.queries import visible
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.similarity import pairs
from heat.services import audit
from heat.words import N_, Missing, Refused, Say


def compare(by: Actor = SYSTEM) -> int:
    """Compare all files anew; how many pairs look alike. Safe to run again; 100,000 households take some seconds.

    Everything is read before anything is written: the write gate is held for the pairs alone.
    """
    found = [
        (one.id, other.id, alike.score, dumps({"reasons": alike.reasons, "aspects": alike.aspects}))
        for one, other, alike in pairs(queries.records())
    ]
    with db.writing():
        db.run("DELETE FROM duplicate")
        db.many("INSERT INTO duplicate (a_id, b_id, score, looks) VALUES (?, ?, ?, ?)", found)
        if by.kind == "staff":
            audit.record(by, "duplicate.compared", "household", after={"n": len(found)})
    return len(found)


def tell_apart(by: Actor, one_id: int, other_id: int) -> None:
    """Remember that two files are two households: the pair is not shown again. Missing when one may not be seen."""
    a_id, b_id = sorted((one_id, other_id))
    if a_id == b_id:
        raise Refused(Say(N_("这是同一份档案，不能和自己比。")))
    with db.writing():
        both_seen(by, a_id, b_id)
        told = {"kept_id": a_id, "gone_id": b_id, "choices": {}, "moved": {}, "at": clock.now(), "by_id": by.id}
        Merge.insert(kind="different", **told).execute()
        audit.record(by, "duplicate.told-apart", "household", a_id, after={"household_id": b_id})


def both_seen(by: Actor, one_id: int, other_id: int) -> None:
    """Let only somebody go on who may see both files; Missing otherwise."""
    scope = visible.households(by)
    n = db.value(
        f"SELECT count(*) FROM household h WHERE h.id IN (?, ?) AND {scope.sql}", one_id, other_id, *scope.values
    )
    if n != 2:
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
