"""Bills and notices of many households, set in the background: a job writes one file, which is thrown away in a week.

The file is no fact of the business: the same papers can be set again from the books, as they stand then.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from heat import clock, db, settings
from heat.models import Job
from heat.papers import press
from heat.queries import bills
from heat.queries import print_batches as queries
from heat.queries.bills import Filter
from heat.queries.print_batches import Batch
from heat.rules.permissions import Actor
from heat.services import audit, jobs, prints, seasons, sessions
from heat.words import N_, Missing, Refused, Say

KEPT = 7 * clock.DAY
QUEUED = 10  # batches of one person that wait or are set: the worker has others to serve
KINDS = {"invoices": N_("账单"), "notices": N_("缴费通知单")}


def counted(by: Actor, season: str, chosen: Filter, most: int = prints.MOST) -> dict[str, int | None]:
    """How many papers of each kind a filter leaves, `most` + 1 standing for too many for one file.

    None where only counting a whole town could tell; whoever has paid gets no notice. Two queries at most.
    """
    n = _count(by, "invoices", season, chosen, most)
    if chosen.state == "paid":
        return {"invoices": n}
    return {"invoices": n, "notices": None if n > most else _count(by, "notices", season, chosen, most)}


def _count(by: Actor, kind: str, season: str, chosen: Filter, most: int) -> int:
    return bills.count(by, seasons.id_of(season), _narrowed(kind, chosen), most)


def _narrowed(kind: str, chosen: Filter) -> Filter:
    return replace(chosen, state=prints.OWING[kind] or chosen.state)


def ask(by: Actor, kind: str, season: str, chosen: Filter, key: str, most: int = prints.MOST) -> int:
    """Ask for a batch of papers; the job's id. The same key of the same person again answers the same job.

    Refused when nothing matches, more than `most`, or ten of this person's batches are not done yet.
    """
    if kind not in KINDS or (kind == "notices" and chosen.state == "paid"):
        raise Refused(Say(N_("没有这种单据，请选择账单或缴费通知单")))
    n = _count(by, kind, season, chosen, most)
    if not n:
        raise Refused(Say(N_("没有符合条件的单据，请换一个小区或缴费状态")))
    if n > most:
        raise Refused(Say(N_("一次最多打印 {most} 张，这里更多，请选一个小区分开打印"), most=most))
    asked = {"kind": kind, "season": season, "chosen": asdict(chosen), "where": _where(chosen.community_id)}
    once_key = f"print:{by.id}:{key[:40]}"
    with db.writing():
        known = db.row("SELECT 1 FROM job WHERE once_key = ?", once_key)
        if not known and sum(batch.going for batch in queries.batches(by, 0)) >= QUEUED:
            raise Refused(Say(N_("您已经有 {n} 批在打印，请等前面的做完再加"), n=QUEUED))
        return jobs.add("print", once_key, asked, by, total=n)


def _where(community_id: int | None) -> str:
    return str(db.value("SELECT name FROM community WHERE id = ?", community_id) or "") if community_id else ""


def _set(job: Job) -> dict[str, Any]:
    """The job: set the papers that match now, as whoever asked may see them, and keep their file."""
    by = sessions.staff_actor(job.by_id) if job.by_id else None
    if by is None or not by.may("bill.print"):
        raise Refused(Say(N_("要打印的人已经不能打印账单，没有打印")))
    asked = job.args
    season_id = seasons.id_of(asked["season"])
    accounts = bills.ids_to_print(by, season_id, _narrowed(asked["kind"], Filter(**asked["chosen"])))
    out = _file(job.id)
    out.parent.mkdir(exist_ok=True, mode=0o700)
    n = done = 0

    def heard(count: int) -> None:  # in a thread of a press, which has no connection of its own
        nonlocal done
        done = count

    def told() -> Iterator[str]:
        nonlocal n
        for paper in prints.papers(by, asked["kind"], accounts):
            if n % press.CHUNK == 0:
                jobs.progress(job.id, done, len(accounts))
            n += 1
            yield paper

    pages = press.render_many(told(), out, heard)
    with db.writing():
        db.run("UPDATE job SET done = ?, total = ? WHERE id = ?", n, n, job.id)
        audit.record(by, "paper.printed", "season", season_id, after={"kind": asked["kind"], "n": n})
    return {"n": n, "pages": pages}


def file_of(by: Actor, batch_id: int) -> tuple[Path, Batch]:
    """The file of a finished batch of this person; Missing when it is another's, not finished or thrown away."""
    path = _file(batch_id)
    for batch in queries.batches(by, 0, batch_id):
        if batch.state == "done" and path.is_file():
            return path, batch
    raise Missing(Say(N_("没有这个文件：打印好的文件保留 7 天，过期请重新打印")))


def sweep() -> None:
    """Throw away the files that nobody needs any more, and what a killed worker left half-written."""
    for path in (settings.data_dir() / "prints").glob("*"):
        with suppress(FileNotFoundError):  # a press that ends meanwhile takes its folder away itself
            age = clock.now() - path.stat().st_mtime * 1000
            if path.is_dir() and age > clock.DAY:
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_file() and age > KEPT:
                path.unlink()


def _file(job_id: int) -> Path:
    return settings.data_dir() / "prints" / f"{job_id}.pdf"


JOBS = {"print": _set}
