"""What people do with the list of customers as a whole: take it away, keep it as a view, act on many at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, abort, flash, redirect, request, stream_with_context, url_for
from flask_babel import gettext as _

from heat import clock
from heat.models import BulkAct
from heat.papers import workbook
from heat.queries import customer_rows, customers, own_fields, people
from heat.queries.customers import Filter
from heat.rules import customer_columns, own_values
from heat.rules.accounts import STATES
from heat.rules.customer_columns import COLUMN, OWN, Column
from heat.rules.own_fields import KIND, OwnField
from heat.services import bulk, exports
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Refused

pages = Blueprint("customer_lists", __name__, url_prefix="/customers")
ARREARS = {"open": N_("有欠费"), "late": N_("已过截止日")}
_KEPT = ("community_id", "building_id", "state", "arrears", "own", "tag")


def narrowed(told: Any) -> Filter:
    """The filter that an address or a form names; what is unknown narrows nothing."""
    state, arrears = told.get("state", ""), told.get("arrears", "")
    community_id = whole(told.get("community_id", ""))
    return Filter(
        community_id,
        whole(told.get("building_id", "")) if community_id else None,
        state if state in STATES else "",
        arrears if arrears in ARREARS and gate.actor().may("ledger.view") else "",
        _own_wanted(told),
        told.get("tag", "").replace("\0", "")[:40],
    )


def _own_wanted(told: Any) -> tuple[str, ...]:
    """What is asked of own fields, code:value each, as far as this person may read the field."""
    asked = [text[:120] for text in told.getlist("own") if ":" in text][:6]
    if not asked:
        return ()
    known = {one.code for one in own_readable()}
    return tuple(text for text in asked if text.partition(":")[0] in known)


def own_readable() -> list[OwnField]:
    """The office's own fields of households that this person may read; one query."""
    roles = gate.actor().roles
    return [one for one in own_fields.of("household") if one.readable(roles) and not KIND[one.kind].file]


def columns(own: Sequence[OwnField]) -> list[Column]:
    """The columns that this address asks for, as far as this person may see them."""
    return customer_columns.chosen(request.args.getlist("col"), gate.actor().permissions, own)


def with_own(rows: list[dict[str, Any]], own: Sequence[OwnField]) -> list[dict[str, Any]]:
    """The rows with a column for each own field, in words; two queries when people or households are among them."""
    for row in rows:
        words = own_fields.named(own, row["own"]) if row["own"] else {}
        row |= {f"{OWN}{one.code}": words.get(one.code, "") for one in own}
    return rows


def worded(row: Mapping[str, Any], code: str) -> Any:
    """One value as people read it: a state by its word, all else as it is."""
    return _(STATES[row[code]]) if code == "state" else row[code]


@pages.get("/export.xlsx", defaults={"form": "xlsx"})
@pages.get("/export.csv", defaults={"form": "csv"})
@needs("household.export")
def export(form: str) -> Any:
    actor, wanted = gate.actor(), narrowed(request.args)
    own = own_readable()
    # without a choice everything, so that it can come back
    asked = request.args.getlist("col") or [*COLUMN, *(f"{OWN}{one.code}" for one in own)]
    taken = customer_columns.chosen(asked, actor.permissions, own)
    exports.handed_out(actor, customers.count(actor, wanted), urlencode(list(request.args.items(multi=True)))[:200])
    headers = [_(column.label) for column in taken]
    lines = _lines(taken, wanted, own)
    name = _("客户名单") + f"-{clock.today():%Y%m%d}"
    if form == "xlsx":
        return _file(Response(workbook.export_workbook(_("客户名单"), headers, lines)), f"{name}.xlsx", _XLSX)
    body = stream_with_context(workbook.csv_lines(headers, lines))
    return _file(Response(body), f"{name}.csv", "text/csv; charset=utf-8")


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _lines(taken: list[Column], wanted: Filter, own: Sequence[OwnField]) -> Iterator[list[Any]]:
    for row in customer_rows.every(gate.actor(), wanted):
        row |= {f"{OWN}{one.code}": _exported(one, row["own"]) for one in own}
        yield ["" if row[column.code] is None else worded(row, column.code) for column in taken]


def _exported(one: OwnField, filled: Mapping[str, Any]) -> str:
    if one.kind in ("person", "household"):
        return own_fields.named([one], filled)[one.code]
    return own_values.exported(one, filled.get(one.code))


def _file(answer: Response, name: str, mimetype: str) -> Response:
    answer.headers["Content-Type"] = mimetype
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer


@pages.get("/bulk")
@needs("household.bulk")
def choose() -> Any:
    return _choice(chosen(request.args))


@pages.post("/bulk")
@needs("household.bulk")
def act() -> Any:
    ids = chosen(request.form)
    try:
        made = bulk.do(gate.actor(), request.form.get("act", ""), ids, request.form)
    except Refused as problem:
        return _choice(ids, 422, said(problem.say))
    return redirect(url_for("customer_lists.done", bulk_id=made), 303)


@pages.get("/bulk/<int:bulk_id>")
@needs("household.bulk")
def done(bulk_id: int) -> Any:
    made = BulkAct.get_or_none((BulkAct.id == bulk_id) & (BulkAct.by_id == gate.actor().id))
    if made is None:
        abort(404)
    kept = customers.by_ids(gate.actor(), made.kept or [])
    return page("customers/bulk_done.html", made=made, name=_(bulk.KINDS[made.kind]), kept=kept)


@pages.post("/bulk/<int:bulk_id>/undo")
@needs("household.bulk")
def undo(bulk_id: int) -> Any:
    bulk.undo(gate.actor(), bulk_id)
    flash(_("已撤销"), "ok")
    return redirect(url_for("customer_lists.done", bulk_id=bulk_id), 303)


def chosen(told: Any) -> list[int]:
    """The ticked households, or with `all` everything the filter leaves, one more than may be done at once."""
    if told.get("all") != "1":
        return [row_id for text in told.getlist("id")[: bulk.MOST + 1] if (row_id := whole(text))]
    return customers.ids(gate.actor(), narrowed(told), limit=bulk.MOST + 1)


def narrowing(told: Any) -> list[tuple[str, str]]:
    """What narrows the list, as a form hands it on."""
    return [(name, text) for name in _KEPT for text in told.getlist(name) if text]


def _choice(ids: list[int], status: int = 200, error: str = "") -> Response:
    told = request.form if request.method == "POST" else request.args
    whole_filter = told.get("all") == "1"
    kept = narrowing(told)
    return page(
        "customers/bulk.html",
        status,
        ids=[] if whole_filter else ids,
        everything=kept if whole_filter else None,
        n=len(ids),
        most=bulk.MOST,
        rows=customers.by_ids(gate.actor(), ids[:10]),
        kinds=[(code, _(name)) for code, name in bulk.KINDS.items()],
        circuits=[(row_id, f"{substation} {name}") for row_id, substation, name in customers.circuits()],
        staff=[(str(one.id), one.name) for one in people.staff() if not one.disabled],
        typed=told,
        error=error,
        back=f"{url_for('customers.index')}?{urlencode(kept)}",
    )
