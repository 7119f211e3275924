"""What the check of a list shows: its rows under the columns of the preview, and what each header is taken for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, NamedTuple

from flask import g
from flask_babel import gettext as _

from heat import clock
from heat.models import ImportBatch
from heat.queries import imports as queries
from heat.queries import own_fields
from heat.queries.imports import PAGE, Row
from heat.rules import masking
from heat.rules.accounts import STATES as SUPPLY_STATES
from heat.rules.columns import Layout
from heat.rules.lists import HOUSEHOLDS, OFFICIAL, TICKETS, own_column
from heat.rules.own_fields import OwnField
from heat.rules.seasons import season_code
from heat.rules.sheets import shown
from heat.rules.written import folded, squeezed
from heat.services import import_repairs
from heat.services.import_kinds import Kind
from heat.views import gate
from heat.views.filters import said
from heat.words import N_, Say

SHOWS = ("all", "new", "changed", "same", "error", "fixed", "warning", "left")
_FIRST = {"error": 20, "left": 5, "changed": 10, "new": 5}  # rows of each group on the first look
ANSWERS = {  # what a row asks, and what people may say to it
    import_repairs.REPLACE: N_("用这一行更新"),
    import_repairs.KEEP: N_("都是真的，都导入"),
    import_repairs.SKIP: N_("跳过"),
    import_repairs.BACK: N_("放回"),
}
SKIPPED_AT_ONCE = {  # problems whose rows can be left out with one click
    "duplicate_account_no": N_("户号重复的全部跳过"),
    "duplicate_address": N_("房号重复的全部跳过"),
    "equal_row": N_("相同的行全部跳过"),
    "payment_known": N_("已入账的全部跳过"),
    "door_taken": N_("房号已占用的全部跳过"),
    "not_yours": N_("不归您管的全部跳过"),
}
_MOST_ADVISED = 2_000  # bad rows that are looked through for suggestions on one page


class Field(NamedTuple):
    """A bad cell as a field: its name, the header, what stands there, and what to write instead ('' is unknown)."""

    name: str
    header: str
    text: str
    better: str


@dataclass(frozen=True)
class Cell:
    """One cell of the check: the text as it will be, the old one where it differs, or the fields to correct."""

    text: str
    old: str | None = None
    inputs: Sequence[Field] = ()


@dataclass(frozen=True)
class Line:
    """One row of the check as it is drawn: its cells, bad cells without a column of their own, further changes."""

    row: Row
    cells: Sequence[Cell]
    more: Sequence[Field]
    others: Sequence[tuple[str, str, str]]
    answers: Sequence[tuple[str, str]]
    mended: bool

    @property
    def wrong(self) -> list[Field]:
        """Every bad cell of the row, wherever it stands."""
        return [*(one for cell in self.cells for one in cell.inputs), *self.more]


def notes(batch: ImportBatch) -> list[str]:
    """What is said once for the whole list; also that the states of another season are not those of this one."""
    told = [said(Say(note["text"], **note["values"])) for note in batch.counts.get("notes", [])]
    season, now = batch.counts.get("season") or "", season_code(clock.today())
    if batch.kind == HOUSEHOLDS.name and "state" in batch.mapping.get("columns", {}) and season and season != now:
        words = N_(
            "名单是 {season} 采暖季的：报停、强制停供只记在那一季，{now} 照常按供热中算。本季停供的，请导入本季的名单。"
        )
        told.append(said(Say(words, season=season, now=now)))
    return told


def worded(fact: str, text: str) -> str:
    """A fact as the preview shows it: phones masked, states in words."""
    if fact == "phones":
        first, *more = text.split("、")
        return masking.phone(first) + (f" +{len(more)}" if more else "") if text else ""
    if fact == "state":
        return _(SUPPLY_STATES[text]) if text in SUPPLY_STATES else text
    return _(text) if fact == "use_class" and text else text


def groups(batch: ImportBatch, of: Kind, show: str, after: int) -> list[dict[str, Any]]:
    """The rows to look at: what matters first, or all of one sort in pages."""
    wanted = {show: PAGE} if show in SHOWS else _FIRST
    found = []
    for state, limit in wanted.items():
        rows = readable(of, queries.rows(batch.id, state, after=after, limit=limit))
        if rows or show:
            more = rows[limit - 1].row if len(rows) > limit else 0
            lines = [line(batch, of, row) for row in rows[:limit]]
            found.append({"state": state, "lines": lines, "more": more, "total": _total(batch, state)})
    return found


def readable(of: Kind, rows: list[Row]) -> list[Row]:
    """The rows, without what stands in those that became complaints kept from this person."""
    kept = queries.kept(gate.actor(), rows)
    said = {of.shown[-1].fact: _("投诉内容不公开")}
    bare = {"cells": [], "problems": (), "subject_id": None, "before": {}, "after": {}, "said": said}
    return [replace(row, **bare) if row.row in kept else row for row in rows]


def line(batch: ImportBatch, of: Kind, row: Row) -> Line:
    """A row as it is drawn: bad cells are fields while the list is not written."""
    open_ = batch.state == "checked"
    fields = _fields(batch, row) if open_ and row.state == "error" else {}
    cells = _cells(row, of, batch, fields)
    placed = {one.header for cell in cells for one in cell.inputs}
    return Line(
        row,
        cells,
        [one for header, one in fields.items() if header not in placed],
        _others(row, of),
        _answers(row) if open_ else (),
        mended=row.state not in ("error", "skipped") and _touched(batch, row.row),
    )


def _answers(row: Row) -> list[tuple[str, str]]:
    if row.state == "skipped":
        said = [import_repairs.BACK]
    elif row.state == "error":
        twin = [import_repairs.REPLACE] if {"duplicate_account_no", "duplicate_address"} & set(row.errors) else []
        both = [import_repairs.KEEP] if import_repairs.ASKS & set(row.errors) else []
        said = [*twin, *both, import_repairs.SKIP]
    else:
        said = []
    return [(one, _(ANSWERS[one])) for one in said]


def _touched(batch: ImportBatch, number: int) -> bool:
    mapping = batch.mapping
    return str(number) in mapping.get("edits", {}) or number in mapping.get("meant", ())


def repaired(batch: ImportBatch) -> int:
    """How many rows people have put right, left out or answered so far."""
    mapping = batch.mapping
    touched = {*map(int, mapping.get("edits", {})), *mapping.get("out", ()), *mapping.get("meant", ())}
    return len(touched) - queries.still_bad(batch.id, sorted(touched))


def advice(batch: ImportBatch) -> tuple[int, list[tuple[str, int]]]:
    """How many bad cells have a suggestion, and the questions that can be answered for all rows at once."""
    counted: Counter[str] = Counter()
    better = 0
    for row in islice(queries.all_rows(batch.id, "error"), _MOST_ADVISED):
        better += len(import_repairs.suggestions(batch, row))
        counted.update(set(row.errors) & SKIPPED_AT_ONCE.keys())
    return better, sorted(counted.items())


def _total(batch: ImportBatch, state: str) -> int:
    return int(batch.counts.get("rows" if state == "all" else state, 0))


def _cells(row: Row, of: Kind, batch: ImportBatch, fields: dict[str, Field]) -> list[Cell]:
    """The cells of a row under the columns of the preview."""
    if row.state in ("error", "skipped"):
        layout = Layout(of.lists, 0, tuple(batch.mapping["headers"]), {}).chosen(batch.mapping["columns"])
        return [_written_cell(row, column.columns, layout, fields) for column in of.shown]
    texts = row.said | {"account_no": squeezed(folded(_written(row, "account_no", of, batch)))}
    return [
        Cell(row.after.get(column.fact) or texts.get(column.fact, ""), row.before.get(column.fact))
        if column.fact in row.after
        else Cell(texts.get(column.fact, ""))
        for column in of.shown
    ]


def _written(row: Row, name: str, of: Kind, batch: ImportBatch) -> str:
    header = batch.mapping["columns"].get(name)
    place = batch.mapping["headers"].index(header) if header in batch.mapping["headers"] else -1
    return _text(row.cells[place]).strip() if 0 <= place < len(row.cells) else ""


def _written_cell(row: Row, names: Sequence[str], layout: Layout, fields: dict[str, Field]) -> Cell:
    """What the sheet says in some columns of a row that is not imported, the wrong ones as fields."""
    places = [layout.places[name] for name in names if name in layout.places]
    texts = [_text(row.cells[place]).strip() if place < len(row.cells) else "" for place in places]
    wrong = [fields[layout.headers[place]] for place in places if layout.headers[place] in fields]
    return Cell(" ".join(text for text in texts if text), inputs=wrong)


def closed(of: Kind) -> set[str]:
    """The facts of own fields that this person may not read: whoever brought the list could, others may not."""
    roles = gate.actor().roles
    return {own_column(one).name for one in _drawn(of) if not one.readable(roles)}


def _own(of: Kind) -> dict[str, str]:
    """The names of own fields by their facts."""
    return {own_column(one).name: one.name for one in _drawn(of)}


def _drawn(of: Kind) -> list[OwnField]:
    if "drawn_of_list" not in g:  # asked by every line of a page
        g.drawn_of_list = own_fields.of(of.subject) if of.own else []
    return list(g.drawn_of_list)


def _fields(batch: ImportBatch, row: Row) -> dict[str, Field]:
    """The bad cells of a row by their header, in the order of the sheet."""
    better = import_repairs.suggestions(batch, row)
    headers = batch.mapping["headers"]
    found = {}
    for place, header in enumerate(headers):
        if header in row.wrong and headers.index(header) == place:
            text = _text(row.cells[place]).strip() if place < len(row.cells) else ""
            found[header] = Field(f"cell-{place}", header, text, better.get(header, ""))
    return found


def _text(cell: Any) -> str:
    return f"={cell['f']}" if isinstance(cell, dict) else shown(cell)


def _others(row: Row, of: Kind) -> list[tuple[str, str, str]]:
    """Changes of facts that have no column in the preview: label, old, new; of own fields only those one may read."""
    shown_facts = {column.fact for column in of.shown} | closed(of)
    told = {(row.before.get(fact, ""), row.after[fact]) for fact in shown_facts & row.after.keys()}
    labels = {column.name: column.label for column in of.lists.columns} | _own(of)
    changes = [(fact, row.before.get(fact, ""), new) for fact, new in row.after.items() if fact not in shown_facts]
    # the charged area often is the gross one: the same change is told once
    return [(_(labels.get(fact, fact)), old, new) for fact, old, new in changes if (old, new) not in told]


def fields(batch: ImportBatch, of: Kind, meanings: dict[str, str] | None) -> list[dict[str, Any]]:
    """Each header of the sheet with what it is taken for and what stands under it."""
    taken = meanings or {header: name for name, header in batch.mapping["columns"].items()}
    # the first rows of a written list of tickets may be complaints, which not everybody may read
    secret = batch.kind in (TICKETS.name, OFFICIAL.name) and batch.state in ("done", "undone")
    samples = {} if secret else batch.mapping.get("samples", {})
    hidden = closed(of)
    labels = {column.name: _(column.label) for column in of.lists.columns}
    return [
        {
            "place": place,
            "header": header,
            "name": taken.get(header, ""),
            "label": labels.get(taken.get(header, ""), ""),
            "samples": []
            if taken.get(header) in hidden
            else _shown_samples(taken.get(header, ""), samples.get(header, [])),
        }
        for place, header in enumerate(batch.mapping["headers"])
        if header and batch.mapping["headers"].index(header) == place
    ]


def top(batch: ImportBatch) -> list[tuple[int, list[str]]]:
    """The first rows of the sheet, phones and ID numbers masked."""
    return [(number, [masking.numbers(text) for text in texts]) for number, texts in batch.mapping.get("top", ())]


def _shown_samples(name: str, values: list[str]) -> list[str]:
    if name == "account_no":
        return values
    return [masking.phone(value) for value in values] if name == "phone" else [masking.numbers(one) for one in values]
