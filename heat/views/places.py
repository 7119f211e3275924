"""The two trees: branches and communities, heat sources, substations and circuits, and what hangs on what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import place_tree as queries
from heat.services import place_tree
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Refused

pages = Blueprint("places", __name__, url_prefix="/admin/places")
_PARENT = {"substation": "heat_source", "circuit": "substation"}
LEVELS = {"heat_source": N_("热源"), "substation": N_("换热站"), "circuit": N_("机组")}


@pages.get("")
@needs("setting.edit")
def index() -> Any:
    return _trees()


@pages.post("/heat")
@needs("setting.edit")
def add_heat() -> Any:
    told = {name: request.form.get(name, "") for name in ("level", "name", "zone")}
    # the list names sources and substations together; what is said to hang below the wrong level hangs nowhere
    level, _dash, row_id = request.form.get("above", "").partition("-")
    above = whole(row_id) if level == _PARENT.get(told["level"]) else None
    return _act(lambda: place_tree.add_heat(gate.actor(), **told, above=above))


@pages.post("/heat/<string:level>/<int:row_id>")
@needs("setting.edit")
def rename_heat(level: str, row_id: int) -> Any:
    return _act(lambda: place_tree.rename_heat(gate.actor(), level, row_id, request.form.get("name", "")))


@pages.post("/heat/<string:level>/<int:row_id>/remove")
@needs("setting.edit")
def remove_heat(level: str, row_id: int) -> Any:
    return _act(lambda: place_tree.remove_heat(gate.actor(), level, row_id))


@pages.post("/branches")
@needs("setting.edit")
def add_branch() -> Any:
    form = request.form
    parent = whole(form.get("parent", "")) or 1
    return _act(lambda: place_tree.add_branch(gate.actor(), parent, form.get("kind", ""), form.get("name", "")))


@pages.get("/communities/<int:community_id>")
@needs("setting.edit")
def community(community_id: int) -> Any:
    return _community(community_id)


@pages.post("/communities/<int:community_id>")
@needs("setting.edit")
def change_community(community_id: int) -> Any:
    form = request.form
    try:
        place_tree.change_community(
            gate.actor(), community_id, form.get("name", ""), form.get("abbr", ""), whole(form.get("org", "")) or 0
        )
    except Refused as problem:
        return _community(community_id, 422, said(problem.say))
    flash(_("已保存"), "ok")
    return redirect(url_for("places.community", community_id=community_id), 303)


@pages.post("/<string:level>/<int:row_id>/circuit")
@needs("setting.edit")
def set_circuit(level: str, row_id: int) -> Any:
    moved = place_tree.set_circuit(gate.actor(), level, row_id, whole(request.form.get("circuit", "")) or None)
    flash(_("已保存，%(n)s 户换了机组", n=moved), "ok")
    back = whole(request.form.get("community", "")) or row_id
    return redirect(url_for("places.community", community_id=back), 303)


def _act(act: Callable[[], Any]) -> Response:
    try:
        act()
    except Refused as problem:
        return _trees(422, said(problem.say))
    return redirect(url_for("places.index"), 303)  # type: ignore[return-value]


def _trees(status: int = 200, error: str = "") -> Response:
    heat = queries.heat()
    return page(
        "admin/places.html",
        status,
        heat=heat,
        stations=[node for source in heat for node in source.below],
        levels=LEVELS,
        zones=[(code, _(name)) for code, name in place_tree.ZONES.items()],
        branches=queries.branches(),
        communities=queries.communities(),
        circuits=dict(_circuits()),
        error=error,
        typed=request.form,
    )


def _circuits() -> list[tuple[int, str]]:
    return [
        (circuit.id, f"{station.name} {circuit.name}" if station.name != circuit.name else circuit.name)
        for source in queries.heat()
        for station in source.below
        for circuit in station.below
        if circuit.id != place_tree.FIRST
    ]


def _community(community_id: int, status: int = 200, error: str = "") -> Response:
    found = next((one for one in queries.communities() if one.id == community_id), None)
    if found is None:
        abort(404)
    return page(
        "admin/community.html",
        status,
        community=found,
        buildings=queries.buildings(community_id),
        circuits=[("", _("随上一级")), *_circuits()],
        branches=[(row_id, "　" * depth + name) for row_id, depth, _kind, name in queries.branches()],
        error=error,
        typed=request.form,
    )
