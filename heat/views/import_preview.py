"""What the check of a list shows: its rows under the columns of the preview, and what each header is taken for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from heat.models import ImportBatch
from heat.queries import imports as queries
from heat.queries.imports import PAGE, Row
from heat.rules import masking
from heat.rules.accounts import STATES as SUPPLY_STATES
from heat.rules.columns import Layout
from heat.rules.sheets import shown
from heat.services.import_kinds import Kind

SHOWS = ("all", "new", "changed", "same", "error", "fixed", "warning")
_FIRST = {"error": 20, "changed": 10, "new": 5}  # rows of each group on the first look


@dataclass(frozen=True)
class Cell:
    """One cell of the check: the text as it will be, the old one where it differs, or the fields to correct."""

    text: str
    old: str | None = None
    inputs: Sequence[tuple[str, str, str]] = ()  # name of the field, header, what stands there


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
        rows = queries.rows(batch.id, state, after=after, limit=limit)
        if rows or show:
            more = rows[limit - 1].row if len(rows) > limit else 0
            lines = [(row, _cells(row, of, batch), _others(row, of)) for row in rows[:limit]]
            found.append({"state": state, "rows": lines, "more": more, "total": _total(batch, state)})
    return found


def _total(batch: ImportBatch, state: str) -> int:
    return int(batch.counts.get("rows" if state == "all" else state, 0))


def _cells(row: Row, of: Kind, batch: ImportBatch) -> list[Cell]:
    """The cells of a row under the columns of the preview."""
    if row.state == "error":
        layout = Layout(of.lists, 0, tuple(batch.mapping["headers"]), {}).chosen(batch.mapping["columns"])
        return [_wrong(row, column.columns, layout, batch.state == "checked") for column in of.shown]
    texts = row.said | {"account_no": _written(row, "account_no", of, batch)}
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


def _wrong(row: Row, names: Sequence[str], layout: Layout, editable: bool) -> Cell:
    """What the sheet says in some columns of a bad row, the wrong ones as fields."""
    places = [layout.places[name] for name in names if name in layout.places]
    written = {place: _text(row.cells[place]) if place < len(row.cells) else "" for place in places}
    wrong = [place for place in places if layout.headers[place] in row.wrong and editable]
    fields = [(f"cell-{row.row}-{place}", layout.headers[place], written[place].strip()) for place in wrong]
    return Cell(" ".join(text.strip() for text in written.values() if text.strip()), inputs=fields)


def _text(cell: Any) -> str:
    return f"={cell['f']}" if isinstance(cell, dict) else shown(cell)


def _others(row: Row, of: Kind) -> list[tuple[str, str, str]]:
    """Changes of facts that have no column in the preview: label, old, new."""
    shown_facts = {column.fact for column in of.shown}
    told = {(row.before.get(fact, ""), row.after[fact]) for fact in shown_facts & row.after.keys()}
    labels = {column.name: column.label for column in of.lists.columns}
    changes = [(fact, row.before.get(fact, ""), new) for fact, new in row.after.items() if fact not in shown_facts]
    # the charged area often is the gross one: the same change is told once
    return [(_(labels.get(fact, fact)), old, new) for fact, old, new in changes if (old, new) not in told]


def fields(batch: ImportBatch, of: Kind, meanings: dict[str, str] | None) -> list[dict[str, Any]]:
    """Each header of the sheet with what it is taken for and what stands under it."""
    taken = meanings or {header: name for name, header in batch.mapping["columns"].items()}
    samples = batch.mapping.get("samples", {})
    labels = {column.name: _(column.label) for column in of.lists.columns}
    return [
        {
            "place": place,
            "header": header,
            "name": taken.get(header, ""),
            "label": labels.get(taken.get(header, ""), ""),
            "samples": _shown_samples(taken.get(header, ""), samples.get(header, [])),
        }
        for place, header in enumerate(batch.mapping["headers"])
        if header and batch.mapping["headers"].index(header) == place
    ]


def _shown_samples(name: str, values: list[str]) -> list[str]:
    return [masking.phone(value) for value in values] if name == "phone" else values
