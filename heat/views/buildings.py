"""The building grid: a whole house on one page, floor by riser, in four ways of looking at it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, redirect, request, url_for
from flask_babel import gettext as _

from heat import clock
from heat.queries import callers, elevation, seasons
from heat.queries.callers import Card
from heat.queries.elevation import Building
from heat.queries.warmth import Warmth
from heat.rules import elevation as rules
from heat.rules.elevation import MODES, STANDARD, TONES, Elevation, Flat
from heat.rules.seasons import season_code
from heat.views import gate, htmx
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page

pages = Blueprint("buildings", __name__, url_prefix="/buildings")


@dataclass(frozen=True)
class Cell:
    """How one flat is drawn: its colour, its words, whether another colour is asked for, whether its riser is cold."""

    tone: str
    words: str
    faded: bool
    risky: bool


@pages.get("/<int:building_id>")
@needs("household.view")
def one(building_id: int) -> Any:
    actor = gate.actor()
    found = elevation.building(actor, building_id)
    if found is None:
        abort(404)
    flats, warm = elevation.flats(building_id)
    chosen = next((flat for flat in flats if flat.id == request.args.get("flat", type=int)), None)
    if htmx.wants_part() and htmx.target() == "flat":
        return page("buildings/one.html", **_side(chosen, warm))
    drawn = rules.arranged(flats)
    return page("buildings/one.html", **_head(found, flats), **_grid(drawn, flats), **_side(chosen, warm))


@pages.get("/of/<int:household_id>")
@needs("household.view")
def of_household(household_id: int) -> Any:
    building_id = elevation.building_of(gate.actor(), household_id)
    if building_id is None:
        abort(404)
    return redirect(url_for("buildings.one", building_id=building_id, flat=household_id))


def _head(found: Building, flats: list[Flat]) -> dict[str, Any]:
    season = seasons.season(season_code(clock.today()))
    money = gate.actor().may("ledger.view")
    measured = [flat.tenths for flat in flats if flat.tenths is not None]
    return {
        "building": found,
        "season": season,
        "collected": elevation.collected(found.id, season.id, season.code) if season and money else None,
        "counts": Counter(flat.state for flat in flats),
        "owing": [flat.open_fen for flat in flats if flat.open_fen > 0],
        "mean": sum(measured) / len(measured) / 10 if measured else None,
        "cold": sum(tenths < STANDARD for tenths in measured),
        "repairs": sum(flat.repairs for flat in flats),
        "unsettled": sum(flat.unsettled for flat in flats),
        "n": len(flats),
        "plant": elevation.plant(found.id),
    }


def _grid(drawn: Elevation, flats: list[Flat]) -> dict[str, Any]:
    money = gate.actor().may("ledger.view")
    modes = {code: name for code, name in MODES.items() if code != "owed" or money}
    mode = request.args.get("mode", "state")
    mode = mode if mode in modes else "state"
    faces = {flat.id: rules.face(flat, mode) for flat in flats}
    tally = Counter(tone for tone, _words in faces.values())
    chosen = request.args.get("tone", "")
    chosen = chosen if tally[chosen] else ""
    risky = {flat.id for _e, _r, run in rules.cold_risers(drawn) for flat in run} if mode != "owed" else set()
    cells = {
        flat_id: Cell(tone, said(words), bool(chosen) and tone != chosen, flat_id in risky)
        for flat_id, (tone, words) in faces.items()
    }
    return {
        "elevation": drawn,
        "cells": cells,
        "mode": mode,
        "modes": modes,
        "chosen_tone": chosen,
        "legend": [(tone, _(name), tally[tone]) for tone, name in TONES.items() if tally[tone]],
        "findings": [(icon, said(say)) for icon, say in rules.findings(drawn, flats, money)],
        "by_unit": [_unit(unit.entrance, unit.flats) for unit in drawn.units],
    }


def _unit(entrance: str, flats: list[Flat]) -> dict[str, Any]:
    """One line of the table of entrances."""
    measured = [flat.tenths for flat in flats if flat.tenths is not None]
    return {
        "entrance": entrance,
        "heated": sum(flat.state in ("supplied", "partial", "limited") for flat in flats),
        "all": len(flats),
        "owing": sum(flat.open_fen > 0 for flat in flats),
        "mean": sum(measured) / len(measured) / 10 if measured else None,
        "repairs": sum(flat.repairs for flat in flats),
    }


def _side(flat: Flat | None, warm: dict[int, Warmth]) -> dict[str, Any]:
    card: Card | None = callers.card(flat.id) if flat else None
    return {"flat": flat, "card": card, "warm": warm.get(flat.id) if flat else None}
