"""Importing a list, step by step: keep the file, say what its columns mean, correct cells, write it, undo it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from heat import clock, db
from heat.models import ImportBatch, dumps
from heat.papers.sheets import WHY_NOT, read_sheets
from heat.queries import imports as queries
from heat.rules.columns import Layout, complete, layout_at, layout_of
from heat.rules.permissions import Actor
from heat.services import audit, blobs, import_checks, import_runs, jobs, wake
from heat.services.import_checks import Examined, Progress, silent
from heat.services.import_kinds import Kind, kind
from heat.words import N_, Missing, Moved, Refused, Say

SMALL = 3_000  # lines that are checked while the person waits; longer lists are checked by the worker
_LONGEST = 500
_SHEET = "application/octet-stream"  # whatever it claims to be, it is only handed back as a download


def upload(by: Actor, kind_name: str, data: bytes, name: str) -> int:
    """Keep a file as a new batch, its columns guessed or remembered; the id. A remembered list is checked at once.

    Refused with one sentence, and no batch made, when it is no such list.
    """
    of = kind(kind_name)
    if not data:
        raise Refused(Say(WHY_NOT["empty"], name=name) if name else Say(N_("请先选择要导入的表格文件")))
    blob_id = blobs.keep(data, _SHEET)
    sheets, sheet, layout = import_checks.read(of, blobs.path_of(blob_id), name)
    batch = _begin(by, name, blob_id, import_checks.mapping_for(sheets, sheet, layout), of, len(sheet.rows))
    if import_checks.mapping_of(layout) is not None:
        recheck(by, batch.id)
    return int(batch.id)


def find(by: Actor, batch_id: int) -> ImportBatch:
    """A batch that this person may work on; Missing otherwise."""
    seen = queries.scope(by)
    there = db.row(f"SELECT b.kind FROM import_batch b WHERE b.id = ? AND {seen.sql}", batch_id, *seen.values)
    if there is None or (by.kind == "staff" and not by.may(kind(there[0]).permission)):
        raise Missing(Say(N_("没有这批导入")))
    return ImportBatch.get_by_id(batch_id)


def hand_out(by: Actor, batch_id: int) -> ImportBatch:
    """The batch whose bad rows this person takes away as a file; noted, since they hold names and phones."""
    batch = find(by, batch_id)
    with db.writing():
        audit.record(by, "import.exported", "import_batch", batch.id, after={"error": batch.counts.get("error", 0)})
    return batch


def choose(by: Actor, batch_id: int, meanings: Mapping[str, str]) -> None:
    """Say what each header means, '' for nothing, and check. Refused when a needed column is missing or doubled."""
    batch = unwritten(by, batch_id)
    of = kind(batch.kind)
    labels = {column.name: column.label for column in of.lists.columns}
    chosen: dict[str, str] = {}
    for header, name in meanings.items():
        if name not in labels or header not in batch.mapping["headers"]:
            continue
        if name in chosen:
            said = {"column": labels[name], "one": chosen[name], "other": header}
            raise Refused(Say(N_("“{one}”和“{other}”都对应到“{column}”，请只留一列。"), **said))
        chosen[name] = header
    complete(Layout(of.lists, 0, tuple(batch.mapping["headers"]), {}).chosen(chosen))
    keep_mapping(batch, columns=chosen)
    recheck(by, batch_id)


def look_elsewhere(by: Actor, batch_id: int, name: str, header_row: int | None = None) -> None:
    """Take another sheet of the file, or another row of it for the header: its columns are guessed anew.

    What people have corrected in rows is forgotten with the old header. Refused when there is no such sheet or row.
    """
    batch = unwritten(by, batch_id)
    lists = kind(batch.kind).lists
    sheets = read_sheets(blobs.path_of(batch.blob_id), batch.name)
    if header_row is None:
        sheet, layout = layout_of([one for one in sheets if one.name == name], lists)
    else:
        sheet, layout = layout_at(sheets, lists, name, header_row)
    mapping = import_checks.mapping_for(sheets, *import_checks.remembered(sheet, layout))
    counts = {"rows": len(sheet.rows), "sheet": sheet.name}
    with db.writing():
        ImportBatch.update(mapping=mapping, counts=counts, state="reading").where(ImportBatch.id == batch.id).execute()


def correct(by: Actor, batch_id: int, typed: Mapping[int, Mapping[str, str]]) -> None:
    """Correct cells of rows, sheet row to header to text, and check again. The kept file itself stays as it was."""
    keep_edits(unwritten(by, batch_id), typed)
    recheck(by, batch_id)


def keep_edits(batch: ImportBatch, typed: Mapping[int, Mapping[str, str]]) -> None:
    """Write corrected cells down beside the file, which itself stays as it was."""
    headers = {header for header in batch.mapping["headers"] if header}
    edits: dict[str, Any] = dict(batch.mapping.get("edits", {}))
    for row, cells in typed.items():
        clean = {header: text.replace("\0", "")[:_LONGEST] for header, text in cells.items() if header in headers}
        edits[str(row)] = edits.get(str(row), {}) | clean
    keep_mapping(batch, edits=edits)


def recheck(by: Actor, batch_id: int) -> None:
    """Check a list beside the database as it is now: at once when it is short, else by the worker."""
    batch = unwritten(by, batch_id)
    if batch.counts["rows"] > SMALL:
        _ask(by, batch, "import-check", "reading")
    else:
        import_runs.check(batch, by)


def ask(by: Actor, batch_id: int, *, all_or_nothing: bool) -> int:
    """Ask for a checked list to be written by the worker; the job's id. Refused while there is nothing to write."""
    batch = find(by, batch_id)
    if batch.state != "checked":
        raise Moved(Say(N_("这批导入已经处理过，请看最新状态。")))
    if all_or_nothing and batch.counts["error"]:
        raise Refused(Say(N_("还有 {n} 行错误，没有导入。请改好，或选“只导入好行”。"), n=batch.counts["error"]))
    if not batch.counts["new"] + batch.counts["changed"]:
        raise Refused(Say(N_("没有要写入的内容：没有新增，也没有变化。")))
    return _ask(by, batch, "import", "running", all=all_or_nothing)


def ask_undo(by: Actor, batch_id: int, also: Sequence[int] = ()) -> int:
    """Ask the worker to undo a batch; lines edited since stay but for the rows of `also`. The job's id."""
    batch = find(by, batch_id)
    if batch.state != "done":
        raise Moved(Say(N_("只有已导入的批次可以撤销。")))
    return _ask(by, batch, "import-undo", "running", also=list(also))


def import_file(
    by: Actor, kind_name: str, path: Path, *, all_or_nothing: bool = False, progress: Progress = silent
) -> Examined:
    """Import a file in one go, as the command line does; what was found. With all_or_nothing a bad line stops it all.

    The batch stands in the history beside those of the wizard and can be undone there.
    """
    of = kind(kind_name)
    sheets, sheet, layout = import_checks.read(of, path, path.name)
    examined = import_checks.examine(of, sheet, layout, by, progress)
    if all_or_nothing and examined.counts["error"]:
        return examined
    mapping = import_checks.mapping_for(sheets, sheet, layout)
    batch = _begin(by, path.name, blobs.keep(path.read_bytes(), _SHEET), mapping, of, len(sheet.rows))
    import_runs.write(batch, examined, by)
    return examined


def check_file(by: Actor, kind_name: str, path: Path, progress: Progress = silent) -> Examined:
    """What importing a file would do; writes nothing."""
    of = kind(kind_name)
    _, sheet, layout = import_checks.read(of, path, path.name)
    return import_checks.examine(of, sheet, layout, by, progress)


def _begin(by: Actor, name: str, blob_id: int, mapping: dict[str, Any], of: Kind, rows: int) -> ImportBatch:
    with db.writing():
        batch = ImportBatch.create(
            kind=of.lists.name,
            name=name[:200],
            blob_id=blob_id,
            mapping=mapping,
            state="reading",
            counts={"rows": rows, "sheet": mapping["sheet"]},
            by_id=by.id if by.kind == "staff" else None,
            at=clock.now(),
        )
        audit.record(by, "import.uploaded", "import_batch", batch.id, after={"kind": batch.kind, "name": batch.name})
    return batch


def _ask(by: Actor, batch: ImportBatch, job: str, state: str, **args: Any) -> int:
    with db.writing():
        once = f"{job}:{batch.id}:{clock.now()}"
        job_id = jobs.add(job, once, {"batch": batch.id, **args}, by, total=batch.counts["rows"])
        won = db.rows(
            "UPDATE import_batch SET state = ?, counts = ? WHERE id = ? AND state = ? RETURNING id",
            state,
            dumps({**batch.counts, "job": job_id, "doing": job}),
            batch.id,
            batch.state,
        )
        if not won:
            raise Moved(Say(N_("这批导入已经处理过，请看最新状态。")))
    wake.ring()
    return job_id


def unwritten(by: Actor, batch_id: int) -> ImportBatch:
    """A batch that can still be changed; Moved when it has been written, Missing when it is not theirs."""
    batch = find(by, batch_id)
    if batch.state not in ("reading", "checked", "failed"):
        raise Moved(Say(N_("这批导入已经处理过，不能再改。要改请先撤销，或重新上传。")))
    return batch


def keep_mapping(batch: ImportBatch, **parts: Any) -> None:
    """Write down what people have said of a list: columns, edits, rows out, rows meant, sheet, header_row."""
    with db.writing():
        ImportBatch.update(mapping=batch.mapping | parts).where(ImportBatch.id == batch.id).execute()
