"""Customers: the list, the file of one household, and the few things people change in it by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import board, customer_file, customer_rows, customers, saved_views
from heat.queries.customer_file import LINES, CustomerFile
from heat.queries.customers import PAGE
from heat.queries.neighbours import Flat
from heat.rules import contacts, customer_columns
from heat.rules.accounts import STATES, TONES
from heat.rules.cells import RESIDENTS
from heat.rules.fields import Filled
from heat.services import households
from heat.views import customer_lists, gate, htmx
from heat.views.customer_lists import ARREARS, narrowed
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import pair, whole
from heat.views.page import fragment, page
from heat.words import N_, Say

pages = Blueprint("customers", __name__, url_prefix="/customers")
ROLES = {
    "owner": N_("户主"),
    "payer": N_("付款人"),
    "tenant": N_("租户"),
    "contact": N_("联系人"),
    "developer": N_("开发商"),
}
_COLUMNS = 3  # of neighbours: one's own riser and one to each side


@pages.get("")
@needs("household.view")
def index() -> Any:
    chosen, actor, columns = narrowed(request.args), gate.actor(), customer_lists.columns()
    rows = customer_rows.portion(actor, chosen, after=whole(request.args.get("after", "")) or 0, limit=PAGE + 1)
    # counting reads an index of every household: it comes a moment after the list
    counting = htmx.wants_part() and htmx.target() == "customer-count"
    shown = rows[:PAGE]
    return page(
        "customers/index.html",
        rows=shown,
        more=shown[-1]["id"] if len(rows) > PAGE else 0,
        first=not request.args.get("after"),
        chosen=chosen,
        query={name: value for name, value in asdict(chosen).items() if value}
        | ({"col": tuple(request.args.getlist("col"))} if request.args.getlist("col") else {}),
        columns=columns,
        all_columns=customer_columns.allowed(actor.permissions),
        views=saved_views.of(actor, customer_lists.PAGE),
        here=urlencode(list(request.args.items(multi=True))),
        my_teams=[(team.id, team.name) for team in board.teams(actor) if team.id in actor.team_ids],
        count=customers.count(actor, chosen) if counting else None,
        communities=customers.communities(actor),
        buildings=customers.buildings(chosen.community_id) if chosen.community_id else [],
        states=STATES,
        tones=TONES,
        arrears=ARREARS,
        empty_office=not rows and not chosen.any and not customers.any_customer(),
    )


@pages.get("/import")
@needs("household.import")
def import_list() -> Any:
    return redirect(url_for("imports.new", kind="households"))


@pages.get("/new")
@needs("household.edit")
def new() -> Any:
    return _new()


@pages.post("/new")
@needs("household.edit")
def add() -> Any:
    filled = households.add(gate.actor(), request.form)
    if not filled.ok:
        return _new(422, filled)
    return redirect(url_for("customers.one", household_id=filled["household_id"]), 303)


def _new(status: int = 200, filled: Filled | None = None) -> Response:
    blank = {field.name: "" for field in households.NEW} | {"use_class": RESIDENTS}
    typed, wrong = (filled.typed, filled.errors) if filled else (blank, {})
    return page("customers/new.html", status, typed=typed, wrong=wrong, errors=_said(wrong))


def _said(wrong: dict[str, Say]) -> list[tuple[str, str]]:
    """The errors of a form for the summary above it."""
    return [(name, said(say)) for name, say in wrong.items()]


@pages.get("/<int:household_id>")
@needs("household.view")
def one(household_id: int) -> Any:
    return _file(household_id)


@pages.post("/<int:household_id>/notes")
@needs("household.edit")
def note(household_id: int) -> Any:
    filled = households.note(gate.actor(), household_id, request.form)
    if not filled.ok:
        return _file(household_id, 422, filled)
    if htmx.wants_part():
        return _file(household_id)
    return redirect(url_for("customers.one", household_id=household_id), 303)


@pages.post("/<int:household_id>/phones/<int:phone_id>/reveal")
@needs("phone.reveal")
def reveal(household_id: int, phone_id: int) -> Any:
    number = households.reveal(gate.actor(), household_id, phone_id)
    if htmx.wants_part():
        return fragment("customers/phone.html", "phone", number=number)
    return page("customers/phone.html", number=number, household_id=household_id)


@pages.get("/<int:household_id>/edit")
@needs("household.edit")
def edit_form(household_id: int) -> Any:
    return _edit(household_id, 200)


@pages.post("/<int:household_id>/edit")
@needs("household.edit")
def edit(household_id: int) -> Any:
    form = request.form
    lists = {name: form.getlist(name) for name in ("needs", "dead")}
    version = form.get("version", 0, int)
    filled = households.edit(gate.actor(), household_id, version, form, lists)
    if not filled.ok:
        return _edit(household_id, 422, filled, lists)
    flash(_("已保存"), "ok")
    return redirect(url_for("customers.one", household_id=household_id), 303)


def _file(household_id: int, status: int = 200, filled: Filled | None = None) -> Response:
    kind = request.args.get("kind", "")
    found = customer_file.customer_file(gate.actor(), household_id, kind if kind in contacts.KIND else "")
    if found is None:
        abort(404)
    if before := pair(request.args.get("before", "")):
        found.lines = customer_file.log(household_id, kind, before)
    lines = found.lines[:LINES]
    return page(
        "customers/file.html",
        status,
        file=found,
        days=_by_day(lines),
        older=f"{lines[-1].at},{lines[-1].id}" if len(found.lines) > LINES else "",
        kind=kind,
        kind_of=contacts.kind_of,
        kinds=[one for one in contacts.KINDS if found.counts.get(one.code)],
        typed_kinds=contacts.TYPED,
        filled=filled,
        states=STATES,
        tones=TONES,
        roles=ROLES,
        near=_grid(found),
        season=next(iter(found.accounts), None),
    )


def _by_day(lines: list[customer_file.Line]) -> list[tuple[str, list[customer_file.Line]]]:
    """The lines of the log under the words for their day."""
    days: dict[str, list[customer_file.Line]] = {}
    for line in lines:
        day = clock.day_of(line.at)
        ago = (clock.today() - day).days
        word = _("今天") if ago == 0 else _("昨天") if ago == 1 else f"{day:%Y-%m-%d}"
        days.setdefault(word, []).append(line)
    return list(days.items())


def _grid(found: CustomerFile) -> dict[str, Any]:
    """The neighbours as rows of floors: one's own riser and the ones beside it."""
    risers = sorted({flat.column for flat in found.near}, key=lambda one: (len(one[0]), one))
    own = next((flat.column for flat in found.near if flat.id == found.id), None)
    if own is None:
        return {"heads": [], "floors": [], "above": None, "below": None, "calling": []}
    at = risers.index(own)
    first = max(0, min(at - 1, len(risers) - _COLUMNS))
    shown = risers[first : first + _COLUMNS]
    place = {(flat.floor, flat.column): flat for flat in found.near}
    floors = sorted({flat.floor for flat in found.near if flat.floor is not None}, reverse=True)
    rows: list[tuple[int, list[Flat | None]]] = [
        (floor, [place.get((floor, column)) for column in shown])
        for floor in floors
        if any((floor, column) in place for column in shown)
    ]
    heads = [_("%(entrance)s 单元 %(n)02d", entrance=entrance, n=n) if entrance else f"{n:02}" for entrance, n in shown]
    riser = [flat for flat in found.near if flat.column == own and flat.floor is not None and found.floor is not None]
    calling = [flat.room for flat in found.near if flat.calls]
    above = next((flat for flat in riser if flat.floor == (found.floor or 0) + 1), None)
    below = next((flat for flat in riser if flat.floor == (found.floor or 0) - 1), None)
    return {"heads": heads, "floors": rows, "above": above, "below": below, "calling": calling}


def _edit(
    household_id: int, status: int, filled: Filled | None = None, lists: dict[str, list[str]] | None = None
) -> Response:
    found = customer_file.head(gate.actor(), household_id)
    if found is None:
        abort(404)
    other = "；".join(need for need in found.needs if need not in households.NEEDS)
    typed = (
        filled.typed if filled else {"phone": "", "needs_other": other, "note": found.ext.get("note") or "", "main": ""}
    )
    return page(
        "customers/edit.html",
        status,
        file=found,
        phones=customer_file.phones_of(household_id),
        needs=households.NEEDS,
        chosen=(lists or {}).get("needs", found.needs),
        dead=(lists or {}).get("dead", []),
        typed=typed,
        errors=_said(filled.errors) if filled else [],
        wrong=filled.errors if filled else {},
    )
