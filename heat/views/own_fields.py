"""Drawing the office's own fields: a palette, the sheet as people will see it, and what the chosen field is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import own_fields as queries
from heat.queries import surveys
from heat.rules.conditions import COMPARISONS
from heat.rules.field_drafts import MOST_CLAUSES, MOST_COLUMNS, Draft
from heat.rules.own_fields import (
    CHOICES,
    FILES,
    KIND,
    NUMBERS,
    SUBJECTS,
    TEXTS,
    Kind,
    OwnField,
    is_survey,
    kinds_of,
)
from heat.rules.permissions import ROLES
from heat.services import own_fields
from heat.views import drafts, gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.numbers import whole
from heat.views.page import page
from heat.words import N_, Refused

pages = Blueprint("own_fields", __name__, url_prefix="/admin/fields")
_TEXTS = (
    "name", "hint", "section", "message", "required", "searchable", "unique", "default", "longest", "shape", "least",
    "most", "places", "unit", "formula", "across_sign", "across_field", "visible_when_any", "required_when_any",
)  # fmt: skip


@pages.get("")
@needs("field.design")
def index() -> Any:
    return _sheet(request.args.get("subject", "household"))


@pages.post("/<string:subject>/add")
@needs("field.design")
def add(subject: str) -> Any:
    return _done(subject, lambda: own_fields.add(gate.actor(), subject, request.form.get("kind", ""), _place()))


@pages.post("/<string:subject>/<string:code>/move")
@needs("field.design")
def move(subject: str, code: str) -> Any:
    return _done(subject, lambda: own_fields.move(gate.actor(), subject, code, _place() or 0), code=code)


@pages.post("/<string:subject>/<string:code>/change")
@needs("field.design")
def change(subject: str, code: str) -> Any:
    told = _told()
    try:
        own_fields.change(gate.actor(), subject, code, told)
    except Refused as problem:
        return _sheet(subject, 422, code, said(problem.say), told)
    return _back(subject, code)


@pages.post("/<string:subject>/<string:code>/remove")
@needs("field.design")
def remove(subject: str, code: str) -> Any:
    return _done(subject, lambda: own_fields.remove(gate.actor(), subject, code), code=code)


def _place() -> int | None:
    return whole(request.form.get("at", ""))


def _done(subject: str, act: Callable[[], Any], words: str = "", code: str = "") -> Response:
    """Do a step and show the sheet again; a refusal is said above it and changes nothing."""
    if not _drawn(subject):
        abort(404)
    try:
        made = act()
    except Refused as problem:
        return _sheet(subject, 422, code, said(problem.say))
    if words:
        flash(words, "ok")
    return _back(subject, made if isinstance(made, str) else code)


def _back(subject: str, code: str) -> Response:
    chosen = code if any(one.code == code for one in queries.drawing(subject).fields) else None
    return redirect(url_for("own_fields.index", subject=subject, field=chosen), 303)  # type: ignore[return-value]


def _told() -> dict[str, Any]:
    form = request.form
    told: dict[str, Any] = {name: form.get(name, "") for name in _TEXTS}
    told["choices"] = list(zip(form.getlist("choice_id"), form.getlist("choice"), strict=False))
    told["columns"] = form.getlist("column")
    for name in ("visible_when", "required_when"):
        parts = [form.getlist(f"{name}_{part}") for part in ("field", "comparison", "value")]
        told[name] = list(zip(*parts, strict=False))
    told |= {"read": form.getlist("read"), "write": form.getlist("write")}
    return told


def _sheet(
    subject: str, status: int = 200, code: str = "", error: str = "", told: dict[str, Any] | None = None
) -> Response:
    if not _drawn(subject):
        abort(404)
    survey = surveys.of_subject(subject) if is_survey(subject) else None
    drawing = queries.drawing(subject)
    code = code or request.args.get("field", "")
    chosen = next((one for one in drawing.fields if one.code == code), None)
    role = request.args.get("role", "")
    return page(
        "fields/index.html",
        status,
        subject=subject,
        subjects_links=[
            (_(name), url_for("own_fields.index", subject=key), key == subject, "") for key, name in SUBJECTS.items()
        ],
        names={one.code: one.name for one in drawing.fields},
        drawing=drawing,
        sections=_sections(drawing.fields),
        survey=survey,
        palette=[(group, kinds) for group in (TEXTS, CHOICES, FILES) if (kinds := _kinds(subject, group))],
        kinds=KIND,
        chosen=chosen,
        place=next((at for at, one in enumerate(drawing.fields) if one.code == code), 0),
        others=[(one.code, one.name) for one in drawing.fields if one.code != code],
        numbers=[one.name for one in drawing.fields if one.kind in NUMBERS and one.code != code],
        comparisons=[(key, _(name)) for key, name in COMPARISONS.items()],
        roles=[(one.code, _(one.name)) for one in ROLES if one.code != "admin"],
        seen_name=next((_(one.name) for one in ROLES if one.code == role), _("管理员")),
        seen_as=role if role in {one.code for one in ROLES} else "",
        width="phone" if request.args.get("width") == "phone" else "desk",
        clauses=MOST_CLAUSES,
        most_columns=MOST_COLUMNS,
        uses=queries.uses(subject, code) if chosen else 0,
        error=error,
        told=told,
    )


def _drawn(subject: str) -> bool:
    return subject in SUBJECTS or (is_survey(subject) and surveys.of_subject(subject) is not None)


def _kinds(subject: str, group: str) -> list[Kind]:
    return [kind for kind in kinds_of(subject) if kind.group == group]


def _sections(draft: Draft) -> list[tuple[str, list[tuple[int, OwnField]]]]:
    """The fields under their sections, in the order in which a section first appears; each with its place."""
    found: dict[str, list[tuple[int, OwnField]]] = {}
    for at, one in enumerate(draft):
        found.setdefault(one.options.get("section") or "", []).append((at, one))
    return list(found.items())


drafts.buttons(pages, "field.design", "/<string:subject>", _done, {
    "undo": (own_fields.undo, ""), "discard": (own_fields.discard, N_("草稿已放弃")),
    "publish": (own_fields.publish, N_("已发布，马上生效")),
})  # fmt: skip
