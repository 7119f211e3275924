"""Drawn fields as they are live and as they are being drawn, and what is filled in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from heat import db
from heat.rules import own_fields as rules
from heat.rules import own_values
from heat.rules.own_fields import OwnField

TABLES = {"household": "household", "party": "party", "ticket": "ticket"}
OWN = "own"  # the key of ext under which values stand by field code
_COLUMNS = ("id", "code", "name", "kind", "options", "required_when", "visible_when", "access", "searchable")


def of(subject: str) -> list[OwnField]:
    """The live fields of households, people or tickets, or questions of a questionnaire, in their order; one query."""
    if rules.is_survey(subject):
        return _asked(subject)
    found = db.rows(
        f"SELECT {', '.join(_COLUMNS)} FROM field WHERE subject = ? AND retired_at IS NULL ORDER BY sort, id", subject
    )
    return [rules.restored(_row(row)) for row in found]


def _asked(subject: str) -> list[OwnField]:
    """The questions of a questionnaire as they are published."""
    body = db.value(
        "SELECT v.body FROM design d JOIN design_version v ON v.id = d.current_id WHERE d.kind = 'form' AND d.code = ?",
        f"fields-{subject}",
    )
    return [rules.restored(told) for told in (db.unpacked(body) or {}).get("fields", [])]


def _row(row: Sequence[Any]) -> dict[str, Any]:
    told = dict(zip(_COLUMNS, row, strict=True))
    return told | {name: db.unpacked(told[name]) for name in ("options", "required_when", "visible_when", "access")}


def codes(subject: str) -> list[str]:
    """Every code that was ever used, also by fields that are gone; one query."""
    if rules.is_survey(subject):
        found = db.rows(
            "SELECT v.body FROM design d JOIN design_version v ON v.design_id = d.id "
            "WHERE d.kind = 'form' AND d.code = ?",
            f"fields-{subject}",
        )
        return [told["code"] for (body,) in found for told in db.unpacked(body)["fields"]]
    return [code for (code,) in db.rows("SELECT code FROM field WHERE subject = ?", subject)]


@dataclass(frozen=True)
class Drawing:
    """The fields as they are being drawn: the draft, how many steps can be undone, the live version, who drew it."""

    fields: tuple[OwnField, ...]
    steps: int
    version: int
    drawn: bool
    by: str | None = None


def drawing(subject: str) -> Drawing:
    """The draft of a subject's fields, or the live ones where nobody draws; three queries."""
    found = db.row(
        "SELECT v.body, s.name, (SELECT count(*) FROM design_version p WHERE p.design_id = d.id "
        "AND p.published_at IS NOT NULL) FROM design d "
        "LEFT JOIN design_version v ON v.design_id = d.id AND v.published_at IS NULL "
        "LEFT JOIN staff s ON s.id = v.by_id WHERE d.kind = 'form' AND d.code = ?",
        f"fields-{subject}",
    )
    if found is None or found[0] is None:
        return Drawing(tuple(of(subject)), 0, found[2] if found else 0, drawn=False)
    body = db.unpacked(found[0])
    return Drawing(tuple(map(rules.restored, body["fields"])), len(body["past"]), found[2], drawn=True, by=found[1])


def values(subject: str, row_id: int) -> dict[str, Any]:
    """What is filled in for one household, person or ticket, by field code; one query."""
    return own(db.value(f"SELECT ext FROM {TABLES[subject]} WHERE id = ?", row_id))


def own(ext: Any) -> dict[str, Any]:
    """The drawn fields out of a row's ext, as it comes from the database."""
    found = json.loads(ext) if isinstance(ext, str) else ext
    return dict((found or {}).get(OWN) or {})


def owner(household_id: int) -> int | None:
    """The party who owns a household today; one query."""
    return db.value(
        "SELECT party_id FROM household_party WHERE household_id = ? AND role = 'owner' AND rank = 0 "
        "AND valid_to = '9999-12-31'",
        household_id,
    )


def number_of(household_id: int) -> str:
    """The account number of a household that a field names; one query."""
    return str(db.value("SELECT account_no FROM household WHERE id = ?", household_id) or "")


def files(ids: Sequence[int]) -> list[tuple[int, str]]:
    """Attachments by id with their names, oldest first; one query."""
    marks = ",".join("?" * len(ids))
    return db.rows(f"SELECT id, name FROM attachment WHERE id IN ({marks}) AND hidden_at IS NULL ORDER BY id", *ids)


def uses(subject: str, code: str) -> int:
    """How many rows have something filled in; one query over the table's ext."""
    return len(holders(subject, code))


def holders(subject: str, code: str) -> list[tuple[int, dict[str, Any]]]:
    """The rows in which a field is filled in, as id and ext. Reads every ext that names the code.

    Answers to a questionnaire keep the version that asked them, so that a question may always be changed.
    """
    if rules.is_survey(subject):
        return []
    found = db.rows(f"SELECT id, ext FROM {TABLES[subject]} WHERE CAST(ext AS text) LIKE ? ORDER BY id", f'%"{code}":%')
    rows = [(row_id, json.loads(ext) if isinstance(ext, str) else ext) for row_id, ext in found]
    return [(row_id, ext) for row_id, ext in rows if code in (ext.get(OWN) or {})]


def named(drawn: Iterable[OwnField], filled: Mapping[str, Any]) -> dict[str, str]:
    """Values in words by code, with names in place of the ids of people and households; two queries at most."""
    people = {filled[one.code] for one in drawn if one.kind == "person" and one.code in filled}
    homes = {filled[one.code] for one in drawn if one.kind == "household" and one.code in filled}
    names = _names("SELECT id, name FROM staff WHERE id IN ({})", people)
    numbers = _names("SELECT id, account_no || ' ' || address FROM household WHERE id IN ({})", homes)
    words = {}
    for one in drawn:
        value = filled.get(one.code)
        known = names if one.kind == "person" else numbers if one.kind == "household" else None
        words[one.code] = known.get(value, "") if known is not None else own_values.worded(one, value)
    return words


def _names(sql: str, ids: set[int]) -> dict[int, str]:
    return dict(db.rows(sql.format(",".join("?" * len(ids))), *ids)) if ids else {}
