"""Filling in drawn fields of a household, a person or a ticket: checked, stored in ext, found again by search."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.models import Attachment, dumps
from heat.queries import own_fields as queries
from heat.queries import visible
from heat.rules import own_values as rules
from heat.rules.own_fields import KIND, OF_FIELD, OwnField
from heat.rules.own_values import Filled
from heat.rules.permissions import Actor
from heat.services import audit
from heat.words import N_, Missing, Say

_AT_ONCE = 500


def save(
    by: Actor, subject: str, row_id: int, typed: Mapping[str, Any], files: Mapping[str, Sequence[tuple[int, str]]]
) -> Filled:
    """Store what somebody filled in for one household, person or ticket; the filled form, with errors when refused.

    `files` are blobs already kept, as id and name, by field code; they are added to those that are there. Missing when
    the row is not this person's to see.
    """
    drawn = queries.of(subject)
    with db.writing():
        ext = _ext(by, subject, row_id)
        stored = queries.own(ext)
        filled = rules.fill(drawn, dict(typed) | _held(drawn, stored), stored, by.roles)
        _check_unique(subject, row_id, drawn, filled)
        if filled.ok:
            for one in drawn:
                if KIND[one.kind].file and files.get(one.code) and one.writable(by.roles):
                    added = [_attach(by, subject, row_id, one, *file) for file in files[one.code]]
                    filled.values[one.code] = [*stored.get(one.code, []), *added]
            keep(by, subject, row_id, ext, drawn, filled.values)
    return filled


def keep(
    by: Actor, subject: str, row_id: int, ext: Mapping[str, Any], drawn: Sequence[OwnField], values: Mapping[str, Any]
) -> None:
    """Write values into a row's ext and its search keys anew, with an audit line; inside the caller's transaction."""
    stored = queries.own(ext)
    changed = [one.name for one in drawn if stored.get(one.code) != values.get(one.code)]
    if not changed:
        return
    db.run(f"UPDATE {queries.TABLES[subject]} SET ext = ? WHERE id = ?", dumps({**ext, queries.OWN: values}), row_id)
    for one in drawn:
        if one.searchable:
            db.run("DELETE FROM field_value WHERE field_id = ? AND subject_id = ?", one.id, row_id)
            keys = [(one.id, key, row_id) for key in dict.fromkeys(rules.keys(one, values.get(one.code)))]
            db.many("INSERT INTO field_value (field_id, value, subject_id) VALUES (?, ?, ?)", keys)
    # values may tell of a person: the log names the fields alone
    audit.record(by, "field.filled", subject, row_id, after={"fields": changed})


def reindex(subject: str, row_ids: Sequence[int]) -> None:
    """Write the search keys of rows anew from what they hold, after a list has changed them; in the caller's
    transaction. Nothing is asked where no field is searchable."""
    drawn = [one for one in queries.of(subject) if one.searchable]
    for start in range(0, len(row_ids) if drawn else 0, _AT_ONCE):
        part = list(row_ids[start : start + _AT_ONCE])
        marks = ",".join("?" * len(part))
        rows = db.rows(f"SELECT id, ext FROM {queries.TABLES[subject]} WHERE id IN ({marks})", *part)
        fields = ",".join(str(one.id) for one in drawn)
        db.run(f"DELETE FROM field_value WHERE field_id IN ({fields}) AND subject_id IN ({marks})", *part)
        keys = {
            (one.id, key, row_id)
            for row_id, ext in rows
            for one in drawn
            for key in rules.keys(one, queries.own(ext).get(one.code))
        }
        db.many("INSERT INTO field_value (field_id, value, subject_id) VALUES (?, ?, ?)", sorted(keys))


def take_file(by: Actor, subject: str, row_id: int, attachment_id: int) -> None:
    """Take one file away from a drawn field; the bytes stay until the house cleans up."""
    with db.writing():
        ext = _ext(by, subject, row_id)
        values = dict(queries.own(ext))
        drawn = [
            one
            for one in queries.of(subject)
            if attachment_id in (values.get(one.code) or []) and one.writable(by.roles)
        ]
        if not drawn:
            raise Missing(Say(N_("没有这个文件")))
        for one in drawn:
            values[one.code] = [file for file in values[one.code] if file != attachment_id] or None
        Attachment.update(hidden_at=clock.now()).where(Attachment.id == attachment_id).execute()
        keep(by, subject, row_id, ext, drawn, {code: value for code, value in values.items() if value is not None})


def _held(drawn: Sequence[OwnField], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Files are not typed: a form without new ones keeps those that are there."""
    return {one.code: stored.get(one.code) for one in drawn if KIND[one.kind].file}


def _ext(by: Actor, subject: str, row_id: int) -> dict[str, Any]:
    found = db.row(f"SELECT ext FROM {queries.TABLES[subject]} WHERE id = ?", row_id)
    if found is None or not _seen(by, subject, row_id):
        raise Missing(Say(N_("没有这一户，或不在您负责的范围")))
    return db.unpacked(found[0]) or {}


def _seen(by: Actor, subject: str, row_id: int) -> bool:
    if subject == "ticket":
        scope = visible.tickets(by)
        return db.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {scope.sql}", row_id, *scope.values) is not None
    scope = visible.households(by)
    condition = (
        "h.id = ?"
        if subject == "household"
        else ("h.id IN (SELECT household_id FROM household_party WHERE party_id = ?)")
    )
    return db.row(f"SELECT 1 FROM household h WHERE {condition} AND {scope.sql}", row_id, *scope.values) is not None


def _check_unique(subject: str, row_id: int, drawn: Sequence[OwnField], filled: Filled) -> None:
    """A field that must be unique is; the other one is not named, since it may not be this person's to see."""
    for one in drawn:
        value = filled.values.get(one.code)
        if not one.options.get("unique") or value is None or one.code in filled.errors:
            continue
        key = rules.keys(one, value)[0]
        if db.row(
            "SELECT 1 FROM field_value WHERE field_id = ? AND value = ? AND subject_id <> ?", one.id, key, row_id
        ):
            said = {"label": one.name, "value": rules.worded(one, value)[:40]}
            filled.errors[one.code] = Say(N_("{label}“{value}”已经登记在别处，不能重复。"), **said)


def _attach(by: Actor, subject: str, row_id: int, one: OwnField, blob_id: int, name: str) -> int:
    row = {"blob_id": blob_id, "subject": subject, "subject_id": row_id, "name": name[-80:]}
    kind = f"{OF_FIELD}{one.code}"
    return int(Attachment.insert(**row, kind=kind, by_kind=by.kind, by_id=by.id, at=clock.now()).execute())
