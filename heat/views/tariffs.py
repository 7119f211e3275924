"""Prices and seasons of the office: two numbers are enough to begin, presets and trial bills for the rest."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import billing
from heat.queries import seasons as queries
from heat.rules import seasons as calendar
from heat.rules import tariff_form
from heat.rules.cells import OTHERS
from heat.rules.fields import Filled, fill
from heat.rules.presets import BUSINESS, Preset
from heat.rules.tariffs import presets
from heat.services import seasons, tariffs
from heat.services.seasons import Dates
from heat.services.tariffs import Draft
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("tariffs", __name__, url_prefix="/tariffs")


@pages.get("")
@needs("season.bill")
def index() -> Any:
    return _index()


@pages.post("/simple")
@needs("setting.edit")
def simple() -> Any:
    filled = fill(tariff_form.SIMPLE, request.form)
    if not filled.ok:
        return _index(simple=filled, status=422)
    drafts = tariffs.plain(filled["resident"], filled["business"], _season_start())
    if request.form.get("publish") != tariffs.seal(drafts):
        return _index(simple=filled, tried=_tried(drafts))
    tariffs.simple(gate.actor(), filled["resident"], filled["business"], _season_start())
    flash(_("热价已发布，可以出账了。"), "ok")
    return redirect(url_for("bills.index"), 303)


@pages.post("/seasons")
@needs("setting.edit")
def plan() -> Any:
    filled = fill(tariff_form.SEASON, request.form)
    if not filled.ok:
        return _index(season=filled, status=422)
    try:
        dates = Dates(filled["first_on"], filled["last_on"], filled["due_on"])
        seasons.plan(gate.actor(), filled["code"], dates)
    except Refused as problem:
        filled.errors["code"] = problem.say
        return _index(season=filled, status=422)
    flash(_("采暖季 %(code)s 已保存。", code=filled["code"]), "ok")
    return redirect(url_for("tariffs.index"), 303)


@pages.get("/new")
@needs("setting.edit")
def new() -> Any:
    start = _preset(request.args.get("preset", ""))
    typed = {one.name: "" for one in tariff_form.FULL}
    typed |= {"use_class": "居民", "valid_from": _season_start().isoformat(), **tariff_form.typed_of({})}
    if start:
        use_class = OTHERS if start.use_class == BUSINESS else "居民"
        named = {"use_class": use_class, "name": f"{_(start.town)} {_(start.name)}", "source": _(start.source)}
        typed |= named | tariff_form.typed_of(start.rule)
    return _form(Filled(typed), start)


@pages.post("")
@needs("setting.edit")
def publish() -> Any:
    """Try the draft; publish it when the pressed button gives back the seal of the very draft that was tried."""
    start = _preset(request.form.get("preset", ""))
    filled = tariff_form.read(request.form)
    if not filled.ok:
        return _form(filled, start, 422)
    draft = Draft(
        filled["use_class"],
        filled["name"],
        tariff_form.rule_of(filled, start.rule if start else {}),
        filled["valid_from"],
        filled["source"] or "",
    )
    try:
        if request.form.get("publish") != tariffs.seal([draft]):
            return _form(filled, start, tried=_tried([draft]))
        tariffs.publish(gate.actor(), draft)
    except Refused as problem:
        filled.errors["price"] = problem.say
        return _form(filled, start, 422)
    flash(_("热价“%(name)s”已发布，从 %(day)s 起用。", name=draft.name, day=draft.valid_from), "ok")
    return redirect(url_for("tariffs.index"), 303)


def _tried(drafts: list[Draft]) -> dict[str, Any]:
    """What the page shows before it asks once more: single bills, how many households, and the seal to publish by."""
    prices = [(_(one.use_class), billing.on_tariff(one.use_class, clock.today()), tariffs.trial(one)) for one in drafts]
    return {"prices": prices, "seal": tariffs.seal(drafts), "changed": bool(request.form.get("publish"))}


def _index(
    simple: Filled | None = None, season: Filled | None = None, status: int = 200, tried: Any = None
) -> Response:
    return page(
        "tariffs/index.html",
        status,
        tariffs=queries.tariffs(),
        seasons=queries.seasons(),
        presets=_billable(),
        bases=dict(tariff_form.BASES),
        periods=dict(tariff_form.PERIODS),
        simple=simple.typed if simple else {one.name: "" for one in tariff_form.SIMPLE},
        season=season.typed if season else _next_season(),
        why=_why(simple or season),
        tried=tried,
        own=billing.own_prices(gate.actor(), clock.today()),
        may_edit=gate.actor().may("setting.edit"),
    )


def _form(filled: Filled, start: Preset | None, status: int = 200, tried: Any = None) -> Response:
    return page(
        "tariffs/new.html",
        status,
        typed=filled.typed,
        why=_why(filled),
        start=start,
        tried=tried,
        own=billing.own_prices(gate.actor(), clock.today()),
        presets=_billable(),
        options={
            "use_class": _said(tariff_form.USE_CLASSES),
            "price_per": _said(tariff_form.PERIODS),
            "area_basis": _said(tariff_form.BASES),
        },
    )


def _why(filled: Filled | None) -> dict[str, str]:
    """What is wrong with each field, in the reader's language."""
    return {name: said(say) for name, say in filled.errors.items()} if filled else {}


def _said(options: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(code, _(name)) for code, name in options]


def _billable() -> list[Preset]:
    """The published tariffs that price by area alone."""
    return [one for one in presets() if "price" in one.rule and "government_price" not in one.rule]


def _preset(code: str) -> Preset | None:
    return next((one for one in _billable() if one.code == code), None)


def _season_start() -> date:
    """The first day of today's season, so that a price written down late still counts for all of it."""
    season = queries.season(calendar.season_code(clock.today()))
    return season.first_on if season and season.first_on else clock.today()


def _next_season() -> dict[str, str]:
    """The season after the newest one, its dates a year later, ready to be saved."""
    newest = next(iter(queries.seasons()), None)
    if newest is None or not (newest.first_on and newest.last_on and newest.due_on):
        return {one.name: "" for one in tariff_form.SEASON}
    year = int(newest.code[:4]) + 1
    code = f"{year}-{year + 1}"
    dates = calendar.season_of(code, f"{newest.first_on:%m-%d}", f"{newest.last_on:%m-%d}")
    due = calendar.a_year_later(newest.due_on)
    return {"code": code, "first_on": str(dates.first), "last_on": str(dates.last), "due_on": str(due)}
