"""What waits for a person (待办): put there by an act, read and done by its owner, once while it is open."""

from __future__ import annotations

from collections.abc import Iterable

from heat import clock, db
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Say


def tell(
    staff_ids: Iterable[int], kind: str, subject: str, subject_id: int, text: str, *, due_at: int | None = None
) -> int:
    """Put one line into the inbox of each, inside the caller's transaction; whoever has it open already keeps that one.

    How many lines are new.
    """
    told = 0
    for staff_id in dict.fromkeys(staff_ids):
        told += len(
            db.rows(
                "INSERT INTO inbox_item (staff_id, kind, subject, subject_id, due_at, text, at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (staff_id, kind, subject, subject_id) WHERE done_at IS NULL DO NOTHING RETURNING id",
                *(staff_id, kind, subject, subject_id, due_at, text, clock.now()),
            )
        )
    return told


def settled(subject: str, subject_id: int, kinds: Iterable[str]) -> None:
    """What these lines told of waits for nobody any longer: they are done, whoever has them. Along an index."""
    gone = list(kinds)
    if gone:
        db.run(
            "UPDATE inbox_item SET done_at = ? WHERE subject = ? AND subject_id = ? AND done_at IS NULL "
            f"AND kind IN ({','.join('?' * len(gone))})",
            clock.now(),
            subject,
            subject_id,
            *gone,
        )


def done(by: Actor, item_id: int) -> None:
    """Its owner has seen to it. Missing when it is somebody else's or done already."""
    with db.writing():
        found = db.rows(
            "UPDATE inbox_item SET done_at = ?, read_at = coalesce(read_at, ?) "
            "WHERE id = ? AND staff_id = ? AND done_at IS NULL RETURNING subject, subject_id, text",
            clock.now(),
            clock.now(),
            item_id,
            by.id or 0,
        )
        if not found:
            raise Missing(Say(N_("这条待办已经处理过，请刷新")))
        subject, subject_id, text = found[0]
        audit.record(by, "inbox.done", subject, subject_id, after={"text": text})


def all_done(by: Actor) -> int:
    """Everything of this person's inbox is seen to; how many lines."""
    with db.writing():
        found = db.rows(
            "UPDATE inbox_item SET done_at = ?, read_at = coalesce(read_at, ?) "
            "WHERE staff_id = ? AND done_at IS NULL RETURNING id",
            clock.now(),
            clock.now(),
            by.id or 0,
        )
        if found:
            audit.record(by, "inbox.done", "staff", by.id, after={"n": len(found)})
    return len(found)
