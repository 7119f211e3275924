"""Long work: a row in the job table is the truth, the queue only wakes the worker.

A job is claimed by a lease that the work itself renews; when a worker is killed the lease lapses and the next worker
takes the job up again. Every kind of job must therefore be safe to start twice.
"""

from __future__ import annotations

import logging
import os
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from heat import clock, db
from heat.models import Job
from heat.rules import troubles
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say

log = logging.getLogger("heat.jobs")
LEASE = 60 * clock.SECOND
TRIES = 5
# seconds until the next try, with the patience of the outbox: over an hour in all
BACK_OFF = (60, 300, 900, 2400)
_worker = f"{os.getpid()}-{secrets.token_hex(3)}"
_meanwhile: list[Callable[[], Any]] = []


def add(kind: str, once_key: str, args: dict[str, Any], by: Actor, *, total: int | None = None) -> int:
    """Ask for work inside the caller's transaction; the id. The same key again answers the job that is there."""
    found = db.row("SELECT id FROM job WHERE once_key = ?", once_key)
    if found:
        return int(found[0])
    return int(
        Job.insert(
            kind=kind,
            once_key=once_key,
            args=args,
            state="waiting",
            run_after=clock.now(),
            total=total,
            by_id=by.id if by.kind == "staff" else None,
            at=clock.now(),
        ).execute()
    )


def claim(kinds: tuple[str, ...]) -> Job | None:
    """Take the next waiting or abandoned job of these kinds, None when there is none."""
    now = clock.now()
    marks = ",".join("?" * len(kinds))
    with db.writing():
        found = db.row(
            "SELECT id FROM job WHERE state IN ('waiting','leased') AND run_after <= ? "
            f"AND (state = 'waiting' OR lease_until < ?) AND kind IN ({marks}) ORDER BY run_after, id LIMIT 1",
            now,
            now,
            *kinds,
        )
        if found is None:
            return None
        won = db.rows(
            "UPDATE job SET state = 'leased', lease_until = ?, lease_by = ?, tries = tries + 1 "
            "WHERE id = ? AND (state = 'waiting' OR (state = 'leased' AND lease_until < ?)) RETURNING id",
            now + LEASE,
            _worker,
            found[0],
            now,
        )
    return Job.get_by_id(found[0]) if won else None


def progress(job_id: int, done: int, total: int | None = None) -> None:
    """Tell how far the work is and keep the lease; call it every second or so, outside of long transactions.

    What must not wait until the work is over (`run_due(meanwhile=…)`) is done here.
    """
    with db.writing():
        db.run(
            "UPDATE job SET done = ?, total = coalesce(?, total), lease_until = ? WHERE id = ?",
            done,
            total,
            clock.now() + LEASE,
            job_id,
        )
    for quick in _meanwhile:
        quick()


def finish(job_id: int, result: dict[str, Any] | None = None) -> None:
    """The work is done, with what people want to know about it."""
    with db.writing():
        Job.update(state="done", result=result, ended_at=clock.now(), lease_until=None, error=None).where(
            Job.id == job_id
        ).execute()


def fail(job: Job, why: str, *, final: bool) -> None:
    """The work failed: again in a while, or given up with the reason for people to read."""
    dead = final or job.tries >= TRIES
    with db.writing():
        Job.update(
            state="dead" if dead else "waiting",
            error=why[:500],
            run_after=clock.now() + BACK_OFF[min(job.tries, len(BACK_OFF)) - 1] * clock.SECOND,
            ended_at=clock.now() if dead else None,
            lease_until=None,
        ).where(Job.id == job.id).execute()


def run_due(
    handlers: dict[str, Callable[[Job], dict[str, Any] | None]],
    limit: int = 100,
    few: Mapping[str, int] | None = None,
    meanwhile: Callable[[], Any] | None = None,
) -> int:
    """Do what waits, one job after another; how many were taken up. A refusal is final, a fault is tried again.

    Of kinds in `few` no more than so many: those wait for others, who may be slow. `meanwhile` is called whenever a job
    tells how far it is; it must be quick and must not raise.
    """
    _meanwhile[:] = [meanwhile] if meanwhile else []
    try:
        return _run_due(handlers, limit, few or {})
    finally:
        _meanwhile.clear()


def _run_due(handlers: dict[str, Callable[[Job], dict[str, Any] | None]], limit: int, few: Mapping[str, int]) -> int:
    taken, done = 0, Counter[str]()
    while taken < limit:
        kinds = tuple(kind for kind in handlers if done[kind] < few.get(kind, limit))
        job = claim(kinds) if kinds else None
        if job is None:
            break
        done[job.kind] += 1
        taken += 1
        try:
            finish(job.id, handlers[job.kind](job))
        except Refused as problem:
            fail(job, str(problem), final=True)
        except Exception as problem:
            log.exception("job %d (%s) failed", job.id, job.kind)
            fail(job, str(_reason(problem)), final=False)
    return taken


def _reason(problem: Exception) -> Say:
    """What people read of a fault that nobody foresaw; the whole of it stands in the log."""
    if isinstance(problem, OSError):
        return troubles.of_file(problem)
    return Say(N_("后台处理出错，已经记录：请稍后再试，再次出现请告诉管理员（{name}）"), name=type(problem).__name__)


def beat(name: str, note: str = "", *, at: int | None = None) -> None:
    """The worker says that it lives, now or at an instant; a late heartbeat is a red banner."""
    with db.writing():
        db.run(
            "INSERT INTO heartbeat (name, at, note) VALUES (?, ?, ?) "
            "ON CONFLICT (name) DO UPDATE SET at = excluded.at, note = excluded.note",
            name,
            clock.now() if at is None else at,
            note or None,
        )
