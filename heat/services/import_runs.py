"""The work on a batch: its check, its writing in one transaction, its undo. A kill leaves all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from typing import Any

from peewee import IntegrityError

from heat import clock, db
from heat.models import ImportBatch, Job, dumps
from heat.queries import imports as queries
from heat.rules.columns import Layout
from heat.rules.intake import Entry
from heat.rules.permissions import SYSTEM, Actor
from heat.rules.sheets import Cell, Formula
from heat.services import audit, jobs, sessions, traces
from heat.services.import_checks import Examined, Progress, examine_batch, silent
from heat.services.import_kinds import Finding, Imported, InUse, Kind, Touched, kind
from heat.services.traces import Step
from heat.words import N_, Moved, Refused, Say

_MANY = 10_000  # rows after which the planner must count again
_TRIES = 3  # somebody may edit a household between the comparison and the writing
_AT_ONCE = 5_000
_NOTHING = (None,) * 5
_KEPT = (IntegrityError, InUse)  # what says that a line cannot be taken back
_ROW = 'batch_id, "row", state, raw, problems, subject, subject_id, before, after, subject_version'


def check(batch: ImportBatch, by: Actor, progress: Progress = silent) -> Examined:
    """Examine a batch and keep what was found, row by row; its columns are remembered for lists like it."""
    began = clock.ticks()
    examined = examine_batch(batch, by, progress)
    with db.writing():
        _keep_rows(batch, examined, {})
        counts = _counts(batch, examined) | {"seconds": round(clock.ticks() - began, 1)}
        ImportBatch.update(state="checked", counts=counts, layout_id=_remember(batch)).where(
            ImportBatch.id == batch.id
        ).execute()
    return examined


def run(batch: ImportBatch, by: Actor, *, all_or_nothing: bool, progress: Progress = silent) -> dict[str, Any]:
    """Compare once more and write the whole batch in one transaction; what was counted. Safe to run again.

    Refused, with nothing written, when all lines must be good and some are not.
    """
    for left in reversed(range(_TRIES)):
        examined = examine_batch(batch, by, progress)
        progress(len(examined.findings), len(examined.findings))  # what follows is written in one go
        errors = examined.counts["error"]
        if all_or_nothing and errors:
            raise Refused(Say(N_("还有 {n} 行错误，没有导入。请改好，或选“只导入好行”。"), n=errors))
        try:
            return write(batch, examined, by)
        except Moved:
            if not left:
                raise
    return {}


def write(batch: ImportBatch, examined: Examined, by: Actor) -> dict[str, Any]:
    """Write what was examined, if nobody has done so yet; the counts of the batch."""
    writing = examined.writing
    with db.writing():
        db.chain_lock("import")
        if db.value("SELECT state FROM import_batch WHERE id = ?", batch.id) == "done":
            return dict(ImportBatch.get_by_id(batch.id).counts)
        written = kind(batch.kind).write(examined.reading, writing, by)
        touched = {finding.entry.row: one for finding, one in zip(writing, written.touched, strict=True)}
        _keep_rows(batch, examined, touched)
        counts = _counts(batch, examined) | {"made": written.made}
        ImportBatch.update(state="done", counts=counts, done_at=clock.now(), layout_id=_remember(batch)).where(
            ImportBatch.id == batch.id
        ).execute()
        after = {"name": batch.name, "new": counts["new"], "changed": counts["changed"], "error": counts["error"]}
        audit.record(by, "import.done", "import_batch", batch.id, after=after)
    if len(writing) > _MANY:
        db.analyze()
    return counts


def undo(batch: ImportBatch, by: Actor, also: Iterable[int] = ()) -> dict[str, int]:
    """Take a batch back in one transaction: every line but those edited since, unless their row is in `also`.

    A line that something stands on by now is kept whatever is asked. How many were taken back and kept.
    """
    try:
        return _undo(batch, by, frozenset(also), _all_at_once)
    except _KEPT:  # something nobody thought of stands on one of them: that one stays, the others go
        return _undo(batch, by, frozenset(also), _one_by_one)


TakeBack = Callable[[Kind, Sequence[Imported], Actor], list[Imported]]


def _undo(batch: ImportBatch, by: Actor, also: frozenset[int], take_back: TakeBack) -> dict[str, int]:
    of = kind(batch.kind)
    with db.writing():
        if db.value("SELECT state FROM import_batch WHERE id = ?", batch.id) == "undone":
            return dict(ImportBatch.get_by_id(batch.id).counts["undo"])
        lines = imported(batch.id)
        edited = of.edited(lines)
        gone = take_back(of, [one for one in lines if one.row not in edited], by)
        gone += _one_by_one(of, [one for one in lines if one.row in edited and one.row in also], by)
        _take_places_back(batch.counts.get("made", []))
        db.many(
            'UPDATE import_row SET subject_version = NULL WHERE batch_id = ? AND "row" = ?',
            [(batch.id, one.row) for one in gone],
        )
        result = {"undone": len(gone), "kept": len(lines) - len(gone)}
        ImportBatch.update(state="undone", undone_at=clock.now(), counts=batch.counts | {"undo": result}).where(
            ImportBatch.id == batch.id
        ).execute()
        audit.record(by, "import.undone", "import_batch", batch.id, after={"name": batch.name, **result})
    return result


def _all_at_once(of: Kind, lines: Sequence[Imported], by: Actor) -> list[Imported]:
    # not in a savepoint: SQLite's journal of one grows with every statement and makes twenty thousand lines crawl
    of.take_back(lines, by)
    return list(lines)


def _one_by_one(of: Kind, lines: Sequence[Imported], by: Actor) -> list[Imported]:
    """Take lines back, the last one first, as far as nothing stands on them; those that went."""
    gone = []
    for one in reversed(lines):
        try:
            with db.writing():
                of.take_back([one], by)
        except _KEPT:
            continue
        gone.append(one)
    return gone


def imported(batch_id: int) -> list[Imported]:
    """What a batch wrote and that is not taken back, in the order of the sheet."""
    return [
        Imported(row, state == "new", Touched(subject_id, version, steps))
        for row, state, subject_id, version, steps in queries.written(batch_id)
    ]


def _take_places_back(made: Sequence[Step]) -> None:
    """Remove what was made on the way, as far as nothing stands on it by now."""
    for step in reversed(made):
        try:
            with db.writing():
                traces.take_back([step])
        except IntegrityError:
            continue


def _counts(batch: ImportBatch, examined: Examined) -> dict[str, Any]:
    notes = [{"text": note.text, "values": dict(note.values)} for note in examined.reading.checked.notes]
    kept = {name: batch.counts[name] for name in ("sheet", "seconds") if name in batch.counts}
    reading, own = examined.reading, {"notes": notes, "season": examined.reading.season}
    below = [one for one in reading.sheet.merged if one.last_row > max(one.first_row, reading.layout.header_row)]
    # where one cell speaks for many rows, no row can be looked at alone
    return {**kept, **examined.counts, **own, "merged": bool(below)}


def _remember(batch: ImportBatch) -> int:
    columns, headers = batch.mapping["columns"], tuple(batch.mapping["headers"])
    fingerprint = Layout(kind(batch.kind).lists, 0, headers, {}).fingerprint
    return int(
        db.value(
            "INSERT INTO import_layout (fingerprint, kind, mapping, used_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (fingerprint, kind) DO UPDATE SET mapping = excluded.mapping, used_at = excluded.used_at "
            "RETURNING id",
            fingerprint,
            batch.kind,
            dumps(columns),
            clock.now(),
        )
    )


def _keep_rows(batch: ImportBatch, examined: Examined, touched: Mapping[int, Touched]) -> None:
    """The rows of a batch as they stand now, in place of what was kept of them before."""
    db.run("DELETE FROM import_row WHERE batch_id = ?", batch.id)
    keep_rows(batch, examined, touched)


def keep_rows(
    batch: ImportBatch, examined: Examined, touched: Mapping[int, Touched], only: Container[int] | None = None
) -> None:
    """Write down what was found of rows, all of them or `only` some; there must be nothing kept of them yet."""
    of = kind(batch.kind)
    findings = {finding.entry.row: finding for finding in examined.findings}
    entries = [one for one in examined.reading.checked.entries if only is None or one.row in only]
    for start in range(0, len(entries), _AT_ONCE):
        chunk = entries[start : start + _AT_ONCE]
        _insert([_row(batch.id, of, one, findings.get(one.row), touched.get(one.row)) for one in chunk])
    cells = {row.number: row.cells for row in examined.reading.sheet.rows} if examined.reading.checked.skipped else {}
    _insert(
        [
            (
                batch.id,
                one.row,
                "skipped",
                _raw(cells[one.row]),
                dumps([["", one.reason, "", "", "skipped"]]),
                *_NOTHING,
            )
            for one in examined.reading.checked.skipped
            if only is None or one.row in only
        ]
    )


def _insert(rows: Sequence[tuple[Any, ...]]) -> None:
    db.many(f"INSERT INTO import_row ({_ROW}) VALUES ({', '.join('?' * 10)})", rows)


def _row(
    batch_id: int, of: Kind, entry: Entry[Any], finding: Finding | None, touched: Touched | None
) -> tuple[Any, ...]:
    problems = [*entry.problems, *(finding.problems if finding else ())]
    said = [[one.column, one.code, one.was, one.now, one.severity] for one in problems]
    head = (
        batch_id,
        entry.row,
        finding.state if finding else "error",
        _raw(entry.cells),
        dumps(said) if said else None,
    )
    if finding is None or finding.state == "error":
        return (*head, *_NOTHING)
    names = {column.fact for column in of.shown}
    shown = of.worded({name: value for name, value in finding.said.items() if name in names})
    after: dict[str, Any] = {"said": shown, "facts": of.worded(finding.after) if finding.known is not None else {}}
    subject_id = touched.subject_id if touched else getattr(finding.known, "id", None)
    if touched:
        after["steps"] = touched.steps
    before = dumps({"facts": of.worded(finding.before)}) if finding.before else None
    return (*head, of.subject, subject_id, before, dumps(after), touched.version if touched else None)


def _raw(cells: Sequence[Cell]) -> str:
    return dumps([{"f": cell.text, "v": cell.value} if isinstance(cell, Formula) else cell for cell in cells])


def _worked(job: Job, act: Callable[[ImportBatch, Actor, Progress], dict[str, Any]]) -> dict[str, Any] | None:
    """Do a job's act on its batch; a batch whose work is given up says so and why."""
    batch = ImportBatch.get_or_none(ImportBatch.id == job.args["batch"])
    if batch is None:
        return None
    by = (sessions.staff_actor(job.by_id) if job.by_id else None) or SYSTEM
    try:
        return act(batch, by, lambda done, total: jobs.progress(job.id, done, total))
    except Exception as problem:
        if isinstance(problem, Refused) or job.tries >= jobs.TRIES:
            _give_up(batch, job, problem)
        raise


def _give_up(batch: ImportBatch, job: Job, problem: Exception) -> None:
    why = str(problem) if isinstance(problem, Refused) else N_("系统出错，已经记录")
    state = "done" if job.kind == "import-undo" else "failed"
    with db.writing():
        ImportBatch.update(state=state, counts=batch.counts | {"why": why}).where(ImportBatch.id == batch.id).execute()


def _check_job(job: Job) -> dict[str, Any] | None:
    return _worked(job, lambda batch, by, progress: check(batch, by, progress).counts)


def _run_job(job: Job) -> dict[str, Any] | None:
    wanted = bool(job.args.get("all"))

    def act(batch: ImportBatch, by: Actor, progress: Progress) -> dict[str, Any]:
        counts = run(batch, by, all_or_nothing=wanted, progress=progress)
        return {name: counts[name] for name in ("new", "changed", "same", "error")}

    return _worked(job, act)


def _undo_job(job: Job) -> dict[str, Any] | None:
    return _worked(job, lambda batch, by, _: undo(batch, by, job.args.get("also", ())))


JOBS = {"import": _run_job, "import-check": _check_job, "import-undo": _undo_job}
