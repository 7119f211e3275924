"""Rows of a checked list put right one by one: cells corrected, a row left out, a question answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from heat import db
from heat.models import ImportBatch
from heat.queries import imports as queries
from heat.queries.imports import Row
from heat.rules.columns import Layout
from heat.rules.permissions import Actor
from heat.rules.problems import Severity
from heat.rules.sheets import Cell, Formula, Sheet, SheetRow
from heat.rules.suggestions import suggested
from heat.services import import_checks, import_runs, imports
from heat.services.import_kinds import kind
from heat.words import N_, Missing, Refused, Say

SKIP, REPLACE, KEEP, BACK = "skip", "replace", "keep", "back"
TWINS = ("duplicate_account_no", "duplicate_address", "equal_row")  # problems whose `now` is the number of another row
ASKS = frozenset(("equal_row", "payment_known"))  # problems that are questions: both rows may be true
_KEYS = ("account_no", "room", "address")  # columns by which rows of a list contradict each other
_MOST_LOOKED_AT = 500


def correct_row(by: Actor, batch_id: int, number: int, typed: Mapping[str, str]) -> list[int]:
    """Correct cells of one row, header to text, and look at it again; the rows that look different now.

    Some hundredths of a second however long the list is: only rows that say the same are looked at beside it.
    Moved when the batch was written meanwhile, Missing when it has no such row.
    """
    batch = imports.unwritten(by, batch_id)
    row = _row(batch, number)
    before = _texts(batch, row)
    with db.writing():
        imports.keep_edits(batch, {number: typed})
        return _look_again(batch, by, row, before)


def answer(by: Actor, batch_id: int, number: int, said: str) -> list[int]:
    """Answer what a bad row asks; the rows that look different now.

    skip leaves it out, back takes it in again, replace leaves the row out that it repeats, keep says that both are
    meant. Refused when there is nothing to replace.
    """
    batch = imports.unwritten(by, batch_id)
    row = _row(batch, number)
    out, meant = set(batch.mapping.get("out", ())), set(batch.mapping.get("meant", ()))
    if said == REPLACE:
        out |= {_twin(row)}
    elif said == KEEP:
        meant |= {number}
    elif said == SKIP:
        out |= {number}
    else:
        out, meant = out - {number}, meant - {number}
    with db.writing():
        imports.keep_mapping(batch, out=sorted(out), meant=sorted(meant))
        return _look_again(batch, by, row, _texts(batch, row))


def adopt_all(by: Actor, batch_id: int) -> int:
    """Take every suggestion there is for bad cells and check the list again; how many cells were mended."""
    batch = imports.unwritten(by, batch_id)
    typed = {row.row: found for row in queries.all_rows(batch.id, "error") if (found := suggestions(batch, row))}
    imports.correct(by, batch_id, typed)
    return sum(map(len, typed.values()))


def skip_all(by: Actor, batch_id: int, code: str) -> int:
    """Leave out every row that is kept out by this problem, and check again; how many rows."""
    batch = imports.unwritten(by, batch_id)
    found = [row.row for row in queries.all_rows(batch.id, "error") if code in row.errors]
    imports.keep_mapping(batch, out=sorted({*batch.mapping.get("out", ()), *found}))
    imports.recheck(by, batch_id)
    return len(found)


def suggestions(batch: ImportBatch, row: Row) -> dict[str, str]:
    """What to write instead of the bad cells of a row, header to text, as far as anybody can tell."""
    headers = batch.mapping["headers"]
    found: dict[str, str] = {}
    for problem in row.problems:
        place = headers.index(problem.column) if problem.column in headers else len(row.cells)
        if problem.severity is Severity.ERROR and place < len(row.cells):
            text = suggested(problem.code, _cell(row.cells[place]))
            found |= {problem.column: text} if text else {}
    return found


def _row(batch: ImportBatch, number: int) -> Row:
    found = queries.some(batch.id, [number])
    if not found:
        raise Missing(Say(N_("这批名单里没有第 {n} 行"), n=number))
    return found[0]


def _twin(row: Row) -> int:
    for problem in row.problems:
        if problem.code in TWINS and problem.now.isdigit():
            return int(problem.now)
    raise Refused(Say(N_("第 {n} 行没有与别的行重复，不用更新。"), n=row.row))


def _look_again(batch: ImportBatch, by: Actor, row: Row, before: set[str]) -> list[int]:
    """Look at a row again, and at those that had or have a quarrel with it; their numbers."""
    batch = ImportBatch.get_by_id(batch.id)
    if batch.state != "checked" or batch.counts.get("merged"):
        imports.recheck(by, batch.id)
        return []
    others = {one.row: one for one in _beside(batch, row, before)}
    known = others | {row.row: row}
    header = Layout(kind(batch.kind).lists, batch.mapping["header_row"], tuple(batch.mapping["headers"]), {})
    layout = header.chosen(batch.mapping["columns"])
    sheet = Sheet(batch.counts["sheet"], [_sheet_row(known[number], layout) for number in sorted(known)])
    examined = import_checks.examine_rows(batch, sheet, layout, by, season=batch.counts["season"])
    again = {row.row} | _quarrelling(known.values(), row.row) | _quarrelling_now(examined, row.row)
    _keep(batch, examined, again & known.keys())
    return sorted(again & known.keys())


def _beside(batch: ImportBatch, row: Row, before: set[str]) -> list[Row]:
    """The rows that say the same number or door as this one says or said, and those they quarrel with."""
    texts = before | _texts(batch, row)
    found = queries.saying(batch.id, sorted(texts), limit=_MOST_LOOKED_AT)
    there = {one.row for one in found}
    named = {int(p.now) for one in (*found, row) for p in one.problems if p.code in TWINS and p.now.isdigit()}
    return found + queries.some(batch.id, sorted(named - there))


def _texts(batch: ImportBatch, row: Row) -> set[str]:
    """What a row says in the columns by which rows contradict each other, as written and as corrected."""
    headers, columns = batch.mapping["headers"], batch.mapping["columns"]
    edits = batch.mapping.get("edits", {}).get(str(row.row), {})
    told = set()
    for name in _KEYS:
        if (header := columns.get(name)) in headers:
            place = headers.index(header)
            told |= {edits.get(header, ""), str(row.cells[place]).strip() if place < len(row.cells) else ""}
    return {text for text in told if text}


def _quarrelling(rows: Iterable[Row], number: int) -> set[int]:
    return {one.row for one in rows for problem in one.problems if problem.code in TWINS and problem.now == str(number)}


def _quarrelling_now(examined: import_checks.Examined, number: int) -> set[int]:
    entries = examined.reading.checked.entries
    left = {one.row for one in examined.reading.checked.skipped if one.reason == import_checks.LEFT_OUT}
    return left | {one.row for one in entries for p in one.problems if p.code in TWINS and p.now == str(number)}


def _sheet_row(row: Row, layout: Layout) -> SheetRow:
    """A kept row as the sheet had it; what it took from the row above stands in it now."""
    cells = [_cell(cell) for cell in row.cells]
    for problem in row.problems:
        if problem.code in ("same_as_above", "filled_from_above") and problem.column in layout.headers:
            place = layout.headers.index(problem.column)
            cells += [""] * (place + 1 - len(cells))
            cells[place] = problem.now
    return SheetRow(row.row, cells)


def _cell(kept: Any) -> Cell:
    found: Cell = Formula(kept["f"], kept["v"]) if isinstance(kept, dict) else kept
    return found


def _keep(batch: ImportBatch, examined: import_checks.Examined, numbers: set[int]) -> None:
    """Put what was found of these rows in place of what was kept, and count the difference."""
    before = queries.weights(batch.id, numbers)
    marks = ",".join("?" * len(numbers))
    db.run(f'DELETE FROM import_row WHERE batch_id = ? AND "row" IN ({marks})', batch.id, *numbers)
    import_runs.keep_rows(batch, examined, {}, numbers)
    change = Counter(queries.weights(batch.id, numbers))
    change.subtract(before)
    counts = batch.counts | {name: batch.counts.get(name, 0) + n for name, n in change.items()}
    ImportBatch.update(counts=counts).where(ImportBatch.id == batch.id).execute()
