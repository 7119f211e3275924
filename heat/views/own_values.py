"""Filling in the office's own fields of a household and its owner; other forms borrow the reading of them."""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat.queries import callers, customers, people
from heat.queries import own_fields as queries
from heat.rules import own_values as rules
from heat.rules.own_fields import KIND, OwnField
from heat.rules.own_values import Filled
from heat.services import attachments, own_values, scans
from heat.views import gate
from heat.views.filters import said
from heat.views.gate import needs
from heat.views.page import page
from heat.words import Refused

pages = Blueprint("own_values", __name__, url_prefix="/customers")
_DRAWN = "data:image/png;base64,"


@pages.get("/<int:household_id>/fields")
@needs("household.view")
def one(household_id: int) -> Any:
    return _shown(household_id)


@pages.post("/<int:household_id>/fields")
@needs("household.edit")
def fill(household_id: int) -> Any:
    subject = "party" if request.form.get("subject") == "party" else "household"
    row_id = _owner(household_id) if subject == "party" else household_id
    if row_id is None:
        abort(404)
    drawn = queries.of(subject)
    try:
        files = kept(drawn)
    except Refused as problem:
        return _shown(household_id, 422, error=said(problem.say))
    filled = own_values.save(gate.actor(), subject, row_id, typed(drawn), files)
    if not filled.ok:
        return _shown(household_id, 422, subject, filled)
    flash(_("已保存"), "ok")
    return redirect(url_for("own_values.one", household_id=household_id), 303)


@pages.post("/<int:household_id>/fields/<string:subject>/<int:attachment_id>/remove")
@needs("household.edit")
def remove_file(household_id: int, subject: str, attachment_id: int) -> Any:
    row_id = _owner(household_id) if subject == "party" else household_id
    if subject not in ("household", "party") or row_id is None:
        abort(404)
    own_values.take_file(gate.actor(), subject, row_id, attachment_id)
    return redirect(url_for("own_values.one", household_id=household_id), 303)


def typed(drawn: Sequence[OwnField], prefix: str = "own") -> dict[str, Any]:
    """What this request's form says of drawn fields, by code; a household is said by its number."""
    told: dict[str, Any] = {}
    for one in drawn:
        name = f"{prefix}_{one.code}"
        if one.kind == "choices":
            told[one.code] = request.form.getlist(name)
        elif one.kind == "household":
            told[one.code] = _home(request.form.get(name, ""))
        elif not KIND[one.kind].file:
            told[one.code] = request.form.get(name, "")
    return told


def _home(account_no: str) -> str:
    """The id of a household that is said by its number; a number that is none is marked, to be refused."""
    asked = account_no.replace("\0", "").strip()
    found = customers.by_number(gate.actor(), asked) if asked else None
    return str(found) if found else rules.NO_HOME + asked if asked else ""


def kept(drawn: Sequence[OwnField], prefix: str = "own") -> dict[str, list[tuple[int, str]]]:
    """The files of this request that belong to drawn fields, cleaned and kept: blob and name by code."""
    found: dict[str, list[tuple[int, str]]] = {}
    for one in drawn:
        if not KIND[one.kind].file:
            continue
        name = f"{prefix}_{one.code}"
        uploads = [(upload.stream, upload.filename or "") for upload in request.files.getlist(name) if upload.filename]
        if drawn_by_hand := request.form.get(f"{name}_drawn", ""):
            uploads = [(io.BytesIO(_picture(drawn_by_hand)), f"{one.name}.png")]
        if one.kind == "file":  # a PDF without scripts, or a picture
            found[one.code] = [(scans.stored(stream, shown)[0], shown) for stream, shown in uploads]
            continue
        pictures = [(attachments.cleaned(stream, shown), shown) for stream, shown in uploads]
        found[one.code] = [(attachments.kept([picture])[0], shown) for picture, shown in pictures]
    return found


def _picture(text: str) -> bytes:
    """The bytes of a signature drawn on the page; nothing for what is no picture, which is then refused as empty."""
    if not text.startswith(_DRAWN) or len(text) > 2_000_000:
        return b""
    try:
        return base64.b64decode(text.removeprefix(_DRAWN), validate=True)
    except binascii.Error:
        return b""


def _owner(household_id: int) -> int | None:
    return queries.owner(household_id) if callers.may_see(gate.actor(), household_id) else None


def _shown(
    household_id: int, status: int = 200, subject: str = "", filled: Filled | None = None, error: str = ""
) -> Response:
    actor = gate.actor()
    if not callers.may_see(actor, household_id):
        abort(404)
    card = callers.card(household_id)
    owner = queries.owner(household_id)
    rows = {"household": household_id} | ({"party": owner} if owner else {})
    return page(
        "fields/values.html",
        status,
        household_id=household_id,
        card=card,
        groups=[group(name, row_id, filled if name == subject else None) for name, row_id in rows.items()],
        people=[(str(person.id), person.name) for person in people.staff() if not person.disabled],
        error=error,
        design=actor.may("field.design"),
        edit=actor.may("household.edit"),
    )


def group(subject: str, row_id: int, filled: Filled | None = None) -> dict[str, Any]:
    """The drawn fields of one row as a form or a list shows them, as far as this person may see them."""
    roles = gate.actor().roles
    drawn = [one for one in queries.of(subject) if one.readable(roles)]
    stored = queries.values(subject, row_id)
    texts = filled.typed if filled else {}
    return {
        "subject": subject,
        "drawn": rules.shown(drawn, stored),
        "asked": [one for one in drawn if one.writable(roles)],
        "words": queries.named(drawn, stored),
        "typed": {
            one.code: _again(one, texts[one.code]) if one.code in texts else _typed(one, stored) for one in drawn
        },
        "errors": {code: said(say) for code, say in (filled.errors if filled else {}).items()},
        "files": {one.code: _files(stored.get(one.code)) for one in drawn if KIND[one.kind].file},
    }


def _typed(one: OwnField, stored: Mapping[str, Any]) -> Any:
    value = stored.get(one.code)
    if one.kind == "household" and value is not None:
        return queries.number_of(value)
    return rules.typed_again(one, value)


def _again(one: OwnField, text: Any) -> Any:
    """What was typed as it was typed: a household by its number."""
    if one.kind != "household" or not text:
        return text
    return text.removeprefix(rules.NO_HOME) if text.startswith(rules.NO_HOME) else queries.number_of(int(text))


def _files(ids: Sequence[int] | None) -> list[tuple[int, str]]:
    return queries.files(ids) if ids else []
