"""The import wizard: a file, its columns, the check, the writing, the undo; one address for each batch."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, redirect, request, send_file, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.models import ImportBatch
from heat.papers.workbook import BadRow, TemplateColumn, bad_rows_workbook, template_workbook
from heat.queries import imports as queries
from heat.queries import office
from heat.queries.imports import PAGE, Row
from heat.rules.accounts import STATES as SUPPLY_STATES
from heat.rules.accounts import TONES as SUPPLY_TONES
from heat.rules.list_hints import HINTS
from heat.rules.pace import pace
from heat.rules.problems import Severity
from heat.rules.sheets import Formula
from heat.services import import_runs, imports
from heat.services.import_kinds import Kind, kind, kinds
from heat.views import gate
from heat.views import import_preview as preview
from heat.views.filters import said
from heat.views.gate import SIGNED_IN, needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Missing, Refused, Say

pages = Blueprint("imports", __name__, url_prefix="/import")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    "reading": N_("待检查"),
    "checked": N_("已检查"),
    "running": N_("正在处理"),
    "done": N_("已导入"),
    "failed": N_("失败"),
    "undone": N_("已撤销"),
}
TONES = {"checked": "info", "running": "brand", "done": "ok", "failed": "bad"}
STEPS = (N_("上传"), N_("对应列"), N_("检查"), N_("导入"))


def _allowed() -> dict[str, Kind]:
    """The lists this person may import; nobody's business looks like a missing page."""
    on = office.modules()
    found = {
        name: one
        for name, one in kinds().items()
        if gate.actor().may(one.permission) and (not one.module or one.module in on)
    }
    if not found:
        raise Missing(Say(N_("没有这一页")))
    return found


def _kind(name: str) -> Kind:
    if name not in _allowed():
        raise Missing(Say(N_("没有这种名单")))
    return kind(name)


@pages.get("")
@needs(SIGNED_IN)
def index() -> Any:
    allowed = _allowed()
    found = queries.batches(gate.actor(), tuple(allowed), before=request.args.get("before", 0, int))
    return page(
        "imports/index.html",
        batches=found[:PAGE],
        more=found[PAGE - 1].id if len(found) > PAGE else 0,
        lists=allowed,
        states=STATES,
        tones=TONES,
    )


@pages.get("/new")
@needs(SIGNED_IN)
def new() -> Any:
    return _new(request.args.get("kind", "households"))


@pages.post("/new")
@needs(SIGNED_IN)
def upload() -> Any:
    name = request.form.get("kind", "households")
    _kind(name)
    file = request.files.get("file")
    try:
        batch_id = imports.upload(
            gate.actor(), name, file.read() if file else b"", (file.filename or "") if file else ""
        )
    except Missing:
        raise
    except Refused as problem:
        return _new(name, 422, said(problem.say))
    return redirect(url_for("imports.one", batch_id=batch_id), 303)


def _new(name: str, status: int = 200, error: str = "") -> Response:
    one = _kind(name)
    return page("imports/new.html", status, kind=one, name=name, needed=_needed(one), steps=_steps(), error=error)


def _needed(one: Kind) -> str:
    labels = {column.name: _(column.label) for column in one.lists.columns}
    return "、".join(_(" 或 ").join(f"“{labels[name]}”" for name in group) for group in one.lists.needs)


def _steps() -> list[str]:
    return [_(step) for step in STEPS]


@pages.get("/template/<string:name>.xlsx")
@needs(SIGNED_IN)
def template(name: str) -> Any:
    one = _kind(name)
    book = template_workbook(_(one.lists.label), _("填写说明"), _hints(one))
    return _download(book, f"{_(one.lists.label)}{_('模板')}.xlsx")


def _hints(one: Kind) -> list[TemplateColumn]:
    labels = {column.name: _(column.label) for column in one.lists.columns}
    hints = HINTS[one.lists.name]
    return [TemplateColumn(labels[name], _(hint.says), hint.example, hint.choices) for name, hint in hints.items()]


@pages.get("/<int:batch_id>")
@needs(SIGNED_IN)
def one(batch_id: int) -> Any:
    return _batch(batch_id)


@pages.post("/<int:batch_id>/columns")
@needs(SIGNED_IN)
def columns(batch_id: int) -> Any:
    headers = imports.find(gate.actor(), batch_id).mapping["headers"]
    meanings = {header: request.form.get(f"header-{place}", "") for place, header in enumerate(headers) if header}
    try:
        imports.choose(gate.actor(), batch_id, meanings)
    except Missing:
        raise
    except Refused as problem:
        return _batch(batch_id, 422, said(problem.say), meanings)
    return _to(batch_id)


@pages.post("/<int:batch_id>/header")
@needs(SIGNED_IN)
def header(batch_id: int) -> Any:
    sheet, row = request.form.get("sheet", ""), whole(request.form.get("header_row", ""))
    now = imports.find(gate.actor(), batch_id).mapping.get("sheet")
    try:
        imports.look_elsewhere(gate.actor(), batch_id, sheet, row if sheet == now else None)
    except Missing:
        raise
    except Refused as problem:
        return _batch(batch_id, 422, said(problem.say), choosing=True)
    return redirect(url_for("imports.one", batch_id=batch_id, step="columns"), 303)


@pages.post("/<int:batch_id>/check")
@needs(SIGNED_IN)
def check(batch_id: int) -> Any:
    imports.recheck(gate.actor(), batch_id)
    return _to(batch_id)


@pages.post("/<int:batch_id>/run")
@needs(SIGNED_IN)
def run(batch_id: int) -> Any:
    try:
        imports.ask(gate.actor(), batch_id, all_or_nothing=request.form.get("mode") == "all")
    except Missing:
        raise
    except Refused as problem:
        return _batch(batch_id, 422, said(problem.say))
    return _to(batch_id)


@pages.get("/<int:batch_id>/edited")
@needs(SIGNED_IN)
def undo_form(batch_id: int) -> Any:
    batch = imports.find(gate.actor(), batch_id)
    if batch.state != "done":
        return _to(batch_id)
    of = kind(batch.kind)
    lines = import_runs.imported(batch.id)
    edited = of.edited(lines)
    rows = {row.row: row for row in preview.readable(of, queries.some(batch.id, sorted(edited)[:200]))}
    return page(
        "imports/undo.html",
        batch=batch,
        kind=of,
        lines=len(lines),
        edited=edited,
        rows=rows,
        number=_number(batch),
    )


@pages.post("/<int:batch_id>/undo")
@needs(SIGNED_IN)
def undo(batch_id: int) -> Any:
    imports.ask_undo(
        gate.actor(), batch_id, [row for row in map(whole, request.form.getlist("also")) if row is not None]
    )
    return _to(batch_id)


@pages.get("/<int:batch_id>/errors.xlsx")
@needs(SIGNED_IN)
def errors(batch_id: int) -> Any:
    batch = imports.hand_out(gate.actor(), batch_id)
    headers = list(batch.mapping["headers"])
    bad = (_bad(row, headers) for row in queries.all_rows(batch.id, "error"))
    season = batch.counts.get("season") or ""
    # the season stands in the title: without it the mended rows would be read for another one
    above = _("%(season)s 采暖季", season=season) if season else ""
    return _download(bad_rows_workbook(_("错误行"), headers, _("原因"), bad, above), _("错误行.xlsx"))


def _bad(row: Row, headers: list[str]) -> BadRow:
    cells = [Formula(cell["f"], cell["v"]) if isinstance(cell, dict) else cell for cell in row.cells]
    for problem in row.problems:  # 同上 says nothing once the row stands alone
        if problem.code in ("same_as_above", "filled_from_above") and problem.column in headers:
            place = headers.index(problem.column)
            cells += [""] * (place + 1 - len(cells))
            cells[place] = problem.now
    reasons = [said(problem.say) for problem in row.problems if problem.severity is Severity.ERROR]
    wrong = frozenset(headers.index(column) for column in row.wrong if column in headers)
    return BadRow(cells, " ".join(reasons), wrong)


def _download(data: bytes, name: str) -> Response:
    return send_file(BytesIO(data), mimetype=XLSX, as_attachment=True, download_name=name)


def _to(batch_id: int) -> Any:
    return redirect(url_for("imports.one", batch_id=batch_id), 303)


def _number(batch: ImportBatch) -> str:
    return f"{batch.id:04d}"


def _batch(
    batch_id: int,
    status: int = 200,
    error: str = "",
    meanings: dict[str, str] | None = None,
    *,
    choosing: bool = False,
) -> Response:
    batch = imports.find(gate.actor(), batch_id)
    of = kind(batch.kind)
    counts = batch.counts
    work = queries.work(counts["job"]) if counts.get("job") else None
    busy = work is not None and work.state in ("waiting", "leased") and (batch.state in ("reading", "running"))
    choosing = choosing or meanings is not None or request.args.get("step") == "columns"
    mapping_wanted = (batch.state == "reading" and not busy) or choosing
    show = request.args.get("show", "")
    shows_rows = batch.state in ("checked", "done", "undone") and not mapping_wanted
    groups = preview.groups(batch, of, show, request.args.get("after", 0, int)) if shows_rows else []
    better, questions = preview.advice(batch) if batch.state == "checked" and shows_rows else (0, [])
    return page(
        "imports/batch.html",
        status,
        batch=batch,
        kind=of,
        counts=counts,
        number=_number(batch),
        work=work,
        busy=busy,
        pace=pace(work.done, work.total or 0, clock.now() - work.asked_at) if work and busy else None,
        broken=bool(work and busy and work.state == "leased" and (work.lease_until or 0) < clock.now()),
        mapping_wanted=mapping_wanted and batch.state in ("reading", "checked", "failed"),
        error=error,
        steps=_steps(),
        step=4 if batch.state in ("running", "done", "undone", "failed") else 2 if mapping_wanted else 3,
        show=show if show in preview.SHOWS else "",
        groups=groups,
        better=better,
        questions=questions,
        skips=preview.SKIPPED_AT_ONCE,
        repaired=preview.repaired(batch) if batch.state == "checked" else 0,
        top=preview.top(batch) if mapping_wanted else (),
        last=_last(batch) if batch.state == "checked" else None,
        **_words(batch, of, meanings),
    )


def _words(batch: ImportBatch, of: Kind, meanings: dict[str, str] | None) -> dict[str, Any]:
    """What the page of a batch calls things: its columns, its notes, states and facts."""
    return {
        "fields": preview.fields(batch, of, meanings),
        "notes": preview.notes(batch),
        "states": SUPPLY_STATES,
        "state_tones": SUPPLY_TONES,
        "worded": preview.worded,
    }


def _last(batch: ImportBatch) -> queries.Batch | None:
    """The batch imported before this one, if it is of the last day and can still be undone."""
    found = queries.batches(gate.actor(), (batch.kind,), before=batch.id, limit=1)[:1]
    recent = [one for one in found if one.state == "done" and clock.now() - (one.done_at or 0) < clock.DAY]
    return recent[0] if recent else None
