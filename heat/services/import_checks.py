"""Looking at a list before anything is written: which sheet and columns, what each line would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from heat import clock, db
from heat.models import ImportBatch, ImportLayout
from heat.papers.sheets import read_sheets
from heat.rules.columns import Layout, complete, layout_at, layout_of, layout_seen
from heat.rules.intake import Skipped
from heat.rules.permissions import Actor
from heat.rules.problems import Problem, Severity
from heat.rules.sheets import Sheet, SheetRow, shown
from heat.rules.titles import season_named
from heat.services import blobs
from heat.services.import_kinds import Finding, Kind, Reading, kind

SAMPLES = 5
_SAMPLED = 300
_TOP, _WIDE = 12, 8  # how much of the top of a sheet is kept, to find the header by eye
LEFT_OUT = "left_out"  # why a row is skipped that people have left out
Progress = Callable[[int, int], None]


def silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


@dataclass
class Examined:
    """A list beside the database: what each line would do, and what is wrong with which row."""

    reading: Reading
    findings: list[Finding] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Every problem of the list, by row."""
        late = {finding.entry.row: finding.problems for finding in self.findings if finding.problems}
        return [one for entry in self.reading.checked.entries for one in (*entry.problems, *late.get(entry.row, ()))]

    @property
    def writing(self) -> list[Finding]:
        """The findings that an import writes."""
        return [finding for finding in self.findings if finding.state in ("new", "changed")]

    @property
    def counts(self) -> dict[str, int]:
        """How many lines are new, changed, same or error; rows skipped, mended and doubted; cells that change."""
        found = dict.fromkeys(("new", "changed", "same", "error"), 0)
        for finding in self.findings:
            found[finding.state] += 1
        found["error"] += len(self.reading.checked.bad)
        rows = {
            severity: len({problem.row for problem in self.problems if problem.severity is severity})
            for severity in (Severity.FIXED, Severity.WARNING)
        }
        return {
            "rows": len(self.reading.checked.entries),
            **found,
            "skipped": sum(one.reason != LEFT_OUT for one in self.reading.checked.skipped),
            "left": sum(one.reason == LEFT_OUT for one in self.reading.checked.skipped),
            "fixed": rows[Severity.FIXED],
            "warning": rows[Severity.WARNING],
            "cells": sum(len(finding.after) for finding in self.findings if finding.state == "changed"),
        }


def read(of: Kind, path: Path, name: str) -> tuple[tuple[Sheet, ...], Sheet, Layout]:
    """The sheets of a file, the one that looks most like this kind of list, its columns as remembered or guessed.

    Refused with one sentence for whatever is no such list.
    """
    sheets = read_sheets(path, name)
    known = {one for (one,) in db.rows("SELECT fingerprint FROM import_layout WHERE kind = ?", of.lists.name)}
    return (sheets, *remembered(*(layout_seen(sheets, of.lists, known) or layout_of(sheets, of.lists))))


def remembered(sheet: Sheet, layout: Layout) -> tuple[Sheet, Layout]:
    """A sheet with its columns as people chose them the last time; as guessed when nobody has."""
    known = mapping_of(layout)
    return sheet, layout.chosen(known) if known else layout


def mapping_of(layout: Layout) -> dict[str, str] | None:
    """What people chose the last time a list had these headers; None when it is seen for the first time."""
    found = ImportLayout.get_or_none(
        (ImportLayout.fingerprint == layout.fingerprint) & (ImportLayout.kind == layout.kind.name)
    )
    return found.mapping if found else None


def examine(
    of: Kind, sheet: Sheet, layout: Layout, by: Actor, progress: Progress = silent, *, season: str | None = None
) -> Examined:
    """Every line cleaned and set beside the database; writes nothing. Refused when a needed column is missing.

    `season` is the one the title names, where it is known already.
    """
    checked = of.check(sheet, complete(layout))
    named = season_named(sheet.rows, layout.header_row) if season is None else season
    examined = Examined(Reading(sheet, layout, checked, named))
    told = clock.ticks()
    for finding in of.compare(examined.reading, by):
        examined.findings.append(finding)
        if clock.ticks() - told > 1:
            progress(len(examined.findings), len(checked.entries))
            told = clock.ticks()
    return examined


def examine_batch(batch: ImportBatch, by: Actor, progress: Progress = silent) -> Examined:
    """The batch's file read again, with the sheet, columns, cells and rows that people chose and corrected."""
    sheet, layout = chosen_sheet(batch, read_sheets(blobs.path_of(batch.blob_id), batch.name))
    return examine_rows(batch, sheet, layout, by, progress)


def chosen_sheet(batch: ImportBatch, sheets: Sequence[Sheet]) -> tuple[Sheet, Layout]:
    """The sheet of a batch and what its columns mean, as people have chosen."""
    lists, mapping = kind(batch.kind).lists, batch.mapping
    if "header_row" not in mapping:  # checked by a version that found the header anew each time
        sheet, layout = layout_of(sheets, lists)
    else:
        sheet, layout = layout_at(sheets, lists, mapping["sheet"], mapping["header_row"])
    return sheet, layout.chosen(mapping["columns"])


def examine_rows(
    batch: ImportBatch,
    sheet: Sheet,
    layout: Layout,
    by: Actor,
    progress: Progress = silent,
    season: str | None = None,
) -> Examined:
    """Rows of a batch with the corrections, answers and omissions of people; those left out are skipped."""
    out = set(batch.mapping.get("out", ()))
    edits: Mapping[str, Mapping[str, str]] = batch.mapping.get("edits", {})
    rows = [_edited(row, layout, edits.get(str(row.number), {})) for row in sheet.rows] if edits else sheet.rows
    kept = replace(
        sheet,
        rows=[row for row in rows if row.number not in out] if out else rows,
        meant=frozenset(batch.mapping.get("meant", ())),
    )
    examined = examine(kind(batch.kind), kept, layout, by, progress, season=season)
    if out:
        left = [Skipped(row.number, LEFT_OUT) for row in rows if row.number in out]
        checked = replace(examined.reading.checked, skipped=[*examined.reading.checked.skipped, *left])
        examined.reading = replace(examined.reading, sheet=replace(kept, rows=rows), checked=checked)
    return examined


def mapping_for(sheets: Sequence[Sheet], sheet: Sheet, layout: Layout) -> dict[str, Any]:
    """What a batch keeps of its file: the sheets, where the header is, what its columns mean, what stands there."""
    return {
        "sheets": [[one.name, len(one.rows)] for one in sheets],
        "top": [[row.number, [shown(cell).strip()[:20] for cell in row.cells[:_WIDE]]] for row in sheet.rows[:_TOP]],
        "sheet": sheet.name,
        "header_row": layout.header_row,
        "headers": list(layout.headers),
        "columns": layout.mapping,
        "samples": samples(sheet, layout),
    }


def samples(sheet: Sheet, layout: Layout) -> dict[str, list[str]]:
    """Five different values that stand under each header, of the first few hundred rows."""
    found: dict[str, list[str]] = {header: [] for header in layout.headers if header}
    for row in [row for row in sheet.rows[:_SAMPLED] if row.number > layout.header_row]:
        for place, header in enumerate(layout.headers):
            text = shown(row.at(place)).strip()[:40]
            if text and header and len(found[header]) < SAMPLES and text not in found[header]:
                found[header].append(text)
    return found


def _edited(row: SheetRow, layout: Layout, typed: Mapping[str, str]) -> SheetRow:
    if not typed:
        return row
    cells: list[Any] = [*row.cells, *[""] * (len(layout.headers) - len(row.cells))]
    for header, text in typed.items():
        cells[layout.headers.index(header)] = text
    return SheetRow(row.number, cells)
