"""Looking at a list before anything is written: which sheet and columns, what each line would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heat import clock
from heat.models import ImportBatch, ImportLayout
from heat.papers.sheets import read_sheets
from heat.rules.columns import Layout, complete, layout_of
from heat.rules.permissions import Actor
from heat.rules.problems import Problem, Severity
from heat.rules.sheets import Sheet, SheetRow, shown
from heat.rules.titles import season_named
from heat.services import blobs
from heat.services.import_kinds import Finding, Kind, Reading, kind

SAMPLES = 5
_SAMPLED = 300
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
            "skipped": len(self.reading.checked.skipped),
            "fixed": rows[Severity.FIXED],
            "warning": rows[Severity.WARNING],
            "cells": sum(len(finding.after) for finding in self.findings if finding.state == "changed"),
        }


def read(of: Kind, path: Path, name: str) -> tuple[Sheet, Layout]:
    """The sheet of a file that looks most like this kind of list, its columns as remembered or guessed.

    Refused with one sentence for whatever is no such list.
    """
    sheet, layout = layout_of(read_sheets(path, name), of.lists)
    remembered = mapping_of(layout)
    return sheet, layout.chosen(remembered) if remembered else layout


def mapping_of(layout: Layout) -> dict[str, str] | None:
    """What people chose the last time a list had these headers; None when it is seen for the first time."""
    found = ImportLayout.get_or_none(
        (ImportLayout.fingerprint == layout.fingerprint) & (ImportLayout.kind == layout.kind.name)
    )
    return found.mapping if found else None


def examine(of: Kind, sheet: Sheet, layout: Layout, by: Actor, progress: Progress = silent) -> Examined:
    """Every line cleaned and set beside the database; writes nothing. Refused when a needed column is missing."""
    checked = of.check(sheet, complete(layout))
    examined = Examined(Reading(sheet, layout, checked, season_named(sheet.rows, layout.header_row)))
    told = clock.ticks()
    for finding in of.compare(examined.reading, by):
        examined.findings.append(finding)
        if clock.ticks() - told > 1:
            progress(len(examined.findings), len(checked.entries))
            told = clock.ticks()
    return examined


def examine_batch(batch: ImportBatch, by: Actor, progress: Progress = silent) -> Examined:
    """The batch's file read again, with the columns and the cells that people chose and corrected."""
    of = kind(batch.kind)
    sheet, layout = layout_of(read_sheets(blobs.path_of(batch.blob_id), batch.name), of.lists)
    edited = _with_edits(sheet, layout, batch.mapping.get("edits", {}))
    return examine(of, edited, layout.chosen(batch.mapping["columns"]), by, progress)


def samples(sheet: Sheet, layout: Layout) -> dict[str, list[str]]:
    """Five different values that stand under each header, of the first few hundred rows."""
    found: dict[str, list[str]] = {header: [] for header in layout.headers if header}
    for row in [row for row in sheet.rows[:_SAMPLED] if row.number > layout.header_row]:
        for place, header in enumerate(layout.headers):
            text = shown(row.at(place)).strip()[:40]
            if text and header and len(found[header]) < SAMPLES and text not in found[header]:
                found[header].append(text)
    return found


def _with_edits(sheet: Sheet, layout: Layout, edits: Mapping[str, Mapping[str, str]]) -> Sheet:
    if not edits:
        return sheet
    return Sheet(sheet.name, [_edited(row, layout, edits.get(str(row.number), {})) for row in sheet.rows], sheet.merged)


def _edited(row: SheetRow, layout: Layout, typed: Mapping[str, str]) -> SheetRow:
    if not typed:
        return row
    cells: list[Any] = [*row.cells, *[""] * (len(layout.headers) - len(row.cells))]
    for header, text in typed.items():
        cells[layout.headers.index(header)] = text
    return SheetRow(row.number, cells)
