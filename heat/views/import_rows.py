"""Bad rows of a checked list put right where they stand: one row is sent, looked at again and drawn anew."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _

from heat.models import ImportBatch
from heat.queries import imports as queries
from heat.queries.imports import Row
from heat.rules.accounts import STATES, TONES
from heat.rules.sheets import shown
from heat.services import import_repairs, imports
from heat.services.import_kinds import kind
from heat.views import gate, htmx
from heat.views import import_preview as preview
from heat.views.gate import SIGNED_IN, needs
from heat.views.numbers import whole
from heat.views.page import beside, fragment, with_toast
from heat.words import N_, Missing, Say

pages = Blueprint("import_rows", __name__, url_prefix="/import/<int:batch_id>")
BETTER = "better"  # the button that takes a suggestion; its value is the place of the column


@pages.post("/rows/<int:number>")
@needs(SIGNED_IN)
def row(batch_id: int, number: int) -> Any:
    batch = imports.find(gate.actor(), batch_id)
    there = queries.some(batch.id, [number])
    if not there:
        raise Missing(Say(N_("这批名单里没有第 {n} 行"), n=number))
    if said := request.form.get("answer", ""):
        again = import_repairs.answer(gate.actor(), batch_id, number, said)
    else:
        again = import_repairs.correct_row(gate.actor(), batch_id, number, _typed(batch, there[0]))
    if not htmx.wants_part() or number not in again:
        return redirect(url_for("imports.one", batch_id=batch_id, _anchor=f"row-{number}"), 303)
    return _drawn(batch_id, number, again)


@pages.post("/suggestions")
@needs(SIGNED_IN)
def suggestions(batch_id: int) -> Any:
    import_repairs.adopt_all(gate.actor(), batch_id)
    return redirect(url_for("imports.one", batch_id=batch_id), 303)


@pages.post("/skip")
@needs(SIGNED_IN)
def skip(batch_id: int) -> Any:
    code = request.form.get("code", "")
    if code not in preview.SKIPPED_AT_ONCE:
        raise Missing(Say(N_("没有这种问题")))
    import_repairs.skip_all(gate.actor(), batch_id, code)
    return redirect(url_for("imports.one", batch_id=batch_id), 303)


def _typed(batch: ImportBatch, there: Row) -> dict[str, str]:
    """The cells that were changed, header to text; a suggestion that was taken counts as typed."""
    headers = batch.mapping["headers"]
    typed = {}
    for name, text in request.form.items():
        mark, _dash, digits = name.partition("-")
        place = whole(digits)
        if mark == "cell" and place is not None and place < len(headers) and text != _stood(there, place):
            typed[headers[place]] = text
    taken = whole(request.form.get(BETTER, ""))
    if taken is not None and taken < len(headers):
        header = headers[taken]
        typed |= {name: text for name, text in import_repairs.suggestions(batch, there).items() if name == header}
    return typed


def _stood(there: Row, place: int) -> str:
    cell = there.cells[place] if place < len(there.cells) else ""
    return (f"={cell['f']}" if isinstance(cell, dict) else shown(cell)).strip()


def _drawn(batch_id: int, number: int, again: list[int]) -> Any:
    """The row anew, with the others that look different now and the counts beside it."""
    batch = imports.find(gate.actor(), batch_id)
    of = kind(batch.kind)
    lines = {one.row: preview.line(batch, of, one) for one in queries.some(batch.id, again)}
    better, questions = preview.advice(batch)
    shared = {
        "batch": batch,
        "kind": of,
        "counts": batch.counts,
        "states": STATES,
        "state_tones": TONES,
        "worded": preview.worded,
        "group": {"state": ""},
        "show": "",
        "repaired": preview.repaired(batch),
        "better": better,
        "questions": questions,
        "skips": preview.SKIPPED_AT_ONCE,
    }
    answer = fragment("imports/_line.html", "import_line", **shared, line=lines[number])
    for other in again:
        if other != number:
            html = render_template("imports/_line.html", **shared, line=lines[other])
            beside(answer, f"#row-{other}", html, "outerHTML")
    for part in ("figures", "errors", "foot"):
        beside(answer, f"#import-{part}", render_template(f"imports/_{part}.html", **shared))
    return answer if batch.counts["error"] else with_toast(answer, _("没有错误行了，可以导入"))
