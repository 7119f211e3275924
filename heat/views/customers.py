"""Customers: the list, the file of one household, and the few things people change in it by hand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import (
    board,
    customer_file,
    customer_rows,
    customers,
    household_people,
    household_tags,
    merges,
    saved_views,
)
from heat.queries.customers import PAGE
from heat.rules import customer_columns, tags
from heat.rules.accounts import STATES, TONES
from heat.rules.cells import RESIDENTS
from heat.rules.fields import Filled
from heat.services import households
from heat.services.households import Overtaken
from heat.views import customer_lists, file_page, gate, htmx
from heat.views.customer_lists import ARREARS, narrowed
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import fragment, page
from heat.words import Say

pages = Blueprint("customers", __name__, url_prefix="/customers")


@pages.get("")
@needs("household.view")
def index() -> Any:
    chosen, actor, own = narrowed(request.args), gate.actor(), customer_lists.own_readable()
    columns = customer_lists.columns(own)
    rows = customer_rows.portion(actor, chosen, after=whole(request.args.get("after", "")) or 0, limit=PAGE + 1)
    # counting reads an index of every household: it comes a moment after the list
    counting = htmx.wants_part() and htmx.target() == "customer-count"
    shown = customer_lists.with_own(rows[:PAGE], own)
    return page(
        "customers/index.html",
        rows=shown,
        more=shown[-1]["id"] if len(rows) > PAGE else 0,
        first=not request.args.get("after"),
        chosen=chosen,
        query={name: value for name, value in asdict(chosen).items() if value}
        | ({"col": tuple(request.args.getlist("col"))} if request.args.getlist("col") else {}),
        columns=columns,
        all_columns=[*customer_columns.allowed(actor.permissions), *map(customer_columns.of_field, own)],
        own_choices=[one for one in own if one.searchable and one.choices],
        views=saved_views.of(actor, "customers"),
        here=urlencode(list(request.args.items(multi=True))),
        my_teams=board.mine(actor),
        count=customers.count(actor, chosen) if counting else None,
        communities=customers.communities(actor),
        buildings=customers.buildings(chosen.community_id) if chosen.community_id else [],
        states=STATES,
        tones=TONES,
        arrears=ARREARS,
        tags=[(code, _(tags.name_of(code))) for code in household_tags.codes()],
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
    # a file that was merged has gone into another one: its address goes there too
    if kept := merges.kept_of(household_id):
        return redirect(url_for("customers.one", household_id=kept), 302)
    return file_page.show(household_id)


@pages.get("/<int:household_id>/compare")
@needs("household.view")
def compare(household_id: int) -> Any:
    return file_page.compare(household_id)


@pages.get("/<int:household_id>/<string:code>")
@needs("household.view")
def tab(household_id: int, code: str) -> Any:
    return file_page.show(household_id, code or "-")


@pages.post("/<int:household_id>/notes")
@needs("household.edit")
def note(household_id: int) -> Any:
    filled = households.note(gate.actor(), household_id, request.form)
    if not filled.ok:
        return file_page.show(household_id, status=422, filled=filled)
    if htmx.wants_part():
        return file_page.show(household_id)
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
    lists = {name: form.getlist(name) for name in ("needs", "dead", "was_needs")}
    version = form.get("version", 0, int)
    try:
        filled = households.edit(gate.actor(), household_id, version, form, lists)
    except Overtaken as met:
        return _edit(household_id, 409, met.filled, lists | {"needs": list(met.needs)}, met)
    if not filled.ok:
        return _edit(household_id, 422, filled, lists)
    flash(_("已保存"), "ok")
    return redirect(url_for("customers.one", household_id=household_id), 303)


def _edit(
    household_id: int,
    status: int,
    filled: Filled | None = None,
    lists: dict[str, list[str]] | None = None,
    met: Overtaken | None = None,
) -> Response:
    found = customer_file.head(gate.actor(), household_id)
    if found is None:
        abort(404)
    now = households.as_fields(found.needs, found.note)
    began: dict[str, Any] = {**now, "needs": found.needs, "version": found.version}
    if status == 422:  # what the form began with travels with it
        began |= {name: request.form.get(f"was_{name}", now[name]) for name in ("note", "needs_other")}
        began |= {"needs": (lists or {}).get("was_needs", []), "version": request.form.get("version", found.version)}
    return page(
        "customers/edit.html",
        status,
        file=found,
        began=began,
        met=met,
        labels={"note": _("置顶备注"), "needs_other": _("其他需要")},
        phones=household_people.phones_of(household_id),
        needs=households.NEEDS,
        chosen=(lists or {}).get("needs", found.needs),
        dead=(lists or {}).get("dead", []),
        typed=filled.typed if filled else {"phone": "", "main": "", **now},
        errors=_said(filled.errors) if filled else [],
        wrong=filled.errors if filled else {},
    )
