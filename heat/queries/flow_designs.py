"""Drawn flows as they are live and as they are being drawn, and what an office has that a flow may name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import db
from heat.queries import flow_facts, flow_owners, ticket_kinds
from heat.rules.flow_drafts import opened
from heat.rules.flow_facts import CHANGEABLE
from heat.rules.flow_faults import Known
from heat.rules.permissions import ROLES


@dataclass(frozen=True)
class Line:
    """One flow of the list."""

    code: str
    name: str
    version: int | None
    published_at: int | None
    drafted: bool
    running: int
    steps: int
    built_in: bool


@dataclass(frozen=True)
class Drawing:
    """A flow as it is being drawn: the draft or what is live, how many steps can be undone and redone, who draws."""

    code: str
    name: str
    body: dict[str, Any]
    live: dict[str, Any] | None
    version: int | None
    published_at: int | None
    drawn: bool
    steps: int
    again: int
    draft_version: int
    running: int
    by: str | None


def listed() -> list[Line]:
    """All flows in force with their running tickets; one query."""
    found = db.rows(
        "SELECT d.code, d.name, v.version, v.published_at, (SELECT count(*) FROM design_version w "
        "WHERE w.design_id = d.id AND w.published_at IS NULL), (SELECT count(*) FROM ticket t "
        "JOIN design_version u ON u.id = t.flow_version_id WHERE u.design_id = d.id AND t.closed_at IS NULL), "
        "v.body, v.by_id FROM design d LEFT JOIN design_version v ON v.id = d.current_id "
        "WHERE d.kind = 'flow' AND d.retired_at IS NULL ORDER BY d.id"
    )
    return [
        Line(
            *row[:4],
            bool(row[4]),
            row[5],
            len((db.unpacked(row[6]) or {}).get("states", ())),
            bool(row[2]) and row[7] is None,
        )
        for row in found
    ]


def drawing(code: str) -> Drawing | None:
    """The draft of a flow, or the live one where nobody draws; None for an unknown one. Two queries."""
    found = db.row(
        "SELECT d.id, d.name, v.body, v.version, v.published_at, w.body, w.version, s.name FROM design d "
        "LEFT JOIN design_version v ON v.id = d.current_id "
        "LEFT JOIN design_version w ON w.design_id = d.id AND w.published_at IS NULL "
        "LEFT JOIN staff s ON s.id = w.by_id "
        "WHERE d.kind = 'flow' AND d.code = ? AND d.retired_at IS NULL",
        code,
    )
    if found is None:
        return None
    design_id, name, live, version, at, draft, draft_version, by = found
    kept, told = db.unpacked(live) if live else None, db.unpacked(draft) if draft else None
    running = db.value(
        "SELECT count(*) FROM ticket t JOIN design_version u ON u.id = t.flow_version_id "
        "WHERE u.design_id = ? AND t.closed_at IS NULL",
        design_id,
    )
    return Drawing(
        code,
        name,
        told["flow"] if told else opened(kept or {}),
        kept,
        version,
        at,
        told is not None,
        len(told["past"]) if told else 0,
        len(told["future"]) if told else 0,
        draft_version or (version or 0) + 1,
        running,
        by,
    )


def known() -> Known:
    """What the office has that a flow may name; five small queries."""
    choices = flow_owners.choices()
    fields = flow_facts.names()
    return Known(
        fields={*fields, *CHANGEABLE},
        people={one for one, _ in choices.people},
        teams={one for one, _ in choices.teams},
        roles={role.code for role in ROLES},
        kinds={kind.code for kind in ticket_kinds.all_kinds() if not kind.retired},
        addresses={one for one, _ in addresses()},
    )


def addresses() -> list[tuple[int, str]]:
    """The addresses outside that an administrator has set, by name; one query."""
    found = db.rows("SELECT id, name FROM webhook WHERE enabled_at IS NOT NULL ORDER BY name, id")
    return [(int(i), str(name)) for i, name in found]


@dataclass(frozen=True)
class Address:
    """One line of the list of addresses."""

    id: int
    name: str
    url: str
    on: bool
    failing_since: int | None


def address_lines() -> list[Address]:
    """Every address outside, those switched off too; one query."""
    found = db.rows("SELECT id, name, url, enabled_at, failing_since FROM webhook ORDER BY name, id")
    return [Address(row[0], row[1], row[2], row[3] is not None, row[4]) for row in found]


def any_drawn() -> bool:
    """Whether this office has published a flow of its own; one small query."""
    return (
        db.row(
            "SELECT 1 FROM design d JOIN design_version v ON v.id = d.current_id "
            "WHERE d.kind = 'flow' AND v.by_id IS NOT NULL LIMIT 1"
        )
        is not None
    )


@dataclass(frozen=True)
class Version:
    """One published version: who published it when and why, and how many tickets still run on it."""

    id: int
    version: int
    published_at: int
    by: str | None
    why: str
    running: int
    states: dict[str, int]


def versions(code: str) -> list[Version]:
    """The published versions of a flow, newest first, with the steps its running tickets stand in; two queries."""
    found = db.rows(
        "SELECT v.id, v.version, v.published_at, s.name, v.body FROM design d "
        "JOIN design_version v ON v.design_id = d.id "
        "LEFT JOIN staff s ON s.id = v.by_id WHERE d.kind = 'flow' AND d.code = ? AND v.published_at IS NOT NULL "
        "ORDER BY v.version DESC",
        code,
    )
    standing = db.rows(
        "SELECT t.flow_version_id, t.state, count(*) FROM ticket t JOIN design_version v ON v.id = t.flow_version_id "
        "JOIN design d ON d.id = v.design_id WHERE d.kind = 'flow' AND d.code = ? AND t.closed_at IS NULL "
        "GROUP BY t.flow_version_id, t.state",
        code,
    )
    by_version: dict[int, dict[str, int]] = {}
    for version_id, state, n in standing:
        by_version.setdefault(version_id, {})[state] = n
    return [
        Version(
            row[0],
            row[1],
            row[2],
            row[3],
            (db.unpacked(row[4]) or {}).get("why", ""),
            sum(by_version.get(row[0], {}).values()),
            by_version.get(row[0], {}),
        )
        for row in found
    ]
