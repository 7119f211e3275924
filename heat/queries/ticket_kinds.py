"""The sorts of tickets this office knows: the built-in ones and its own, as they are switched on today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from heat import db
from heat.models import DesignVersion
from heat.rules import kind_templates
from heat.rules.kind_templates import SHIPPED, Template


@dataclass(frozen=True)
class Kind:
    """One sort of ticket: its row and its template."""

    id: int
    code: str
    flow_id: int
    form_id: int | None
    retired: bool
    template: Template
    running: int = 0

    @property
    def name(self) -> str:
        """What people call it."""
        return self.template.name

    @property
    def icon(self) -> str:
        """The icon of its tile."""
        return self.template.icon

    @property
    def tone(self) -> str:
        """The colour of its mark."""
        return self.template.tone

    @property
    def urgent(self) -> bool:
        """Whether it is urgent by itself."""
        return self.template.urgent

    def opens_at(self, door: str) -> bool:
        """Whether it is offered there today."""
        return not self.retired and door in self.template.open


def all_kinds() -> list[Kind]:
    """Every kind, those of the desk's number keys first; one query."""
    found = db.rows(
        "SELECT id, code, name, flow_id, form_id, CAST(settings AS text), retired_at FROM ticket_kind ORDER BY id"
    )
    kinds = [
        Kind(row[0], row[1], row[3], row[4], row[6] is not None, template_of(row[1], row[2], row[5])) for row in found
    ]
    order = list(SHIPPED)
    return sorted(kinds, key=lambda kind: (order.index(kind.code) if kind.code in order else len(order), kind.id))


@lru_cache(maxsize=200)
def template_of(code: str, name: str, settings: str) -> Template:
    """The template of a row of ticket_kind, read once for the same text."""
    return kind_templates.read(json.loads(settings or "{}"), SHIPPED.get(code) or Template(name))


def offered(door: str) -> list[Kind]:
    """The kinds that may be opened at a door (desk, hall, api), in their order."""
    return [kind for kind in all_kinds() if kind.opens_at(door)]


def of(code: str) -> Kind | None:
    """One kind by its code."""
    return next((kind for kind in all_kinds() if kind.code == code), None)


def of_ticket(kind_id: int, form_version_id: int | None) -> Template:
    """The template a ticket was opened by; see standing. One query, and one for a version not seen before."""
    kind = next((one for one in all_kinds() if one.id == kind_id), None)
    return standing(kind, form_version_id) if kind else Template("")


def standing(kind: Kind, form_version_id: int | None) -> Template:
    """The template of a kind as one of its tickets was opened by: a version, or what it was before the first one."""
    built_in = SHIPPED.get(kind.code)
    if form_version_id is None:
        return built_in if built_in and kind.form_id else kind.template
    return kind_templates.read(_body(str(db.database.obj.database), form_version_id), built_in or Template(kind.name))


@lru_cache(maxsize=200)
def _body(_database: str, version_id: int) -> dict[str, Any]:
    body: dict[str, Any] = DesignVersion.get_by_id(version_id).body
    return body


@dataclass(frozen=True)
class Drawing:
    """A kind as it is being drawn: the draft or what is live, the live version, who draws."""

    kind: Kind
    template: Template
    drawn: bool
    version: int
    by: str | None
    running: int

    @property
    def built_in(self) -> bool:
        """Whether it came with the program: without a version it is as it came, and no blank sheet."""
        return self.kind.code in SHIPPED


def drawing(code: str) -> Drawing | None:
    """The draft of a kind, or the live one where nobody draws; None for an unknown one. Two queries."""
    kind = of(code)
    if kind is None:
        return None
    found = db.row(
        "SELECT (SELECT v.version FROM design_version v WHERE v.id = d.current_id), w.body, s.name FROM design d "
        "LEFT JOIN design_version w ON w.design_id = d.id AND w.published_at IS NULL "
        "LEFT JOIN staff s ON s.id = w.by_id WHERE d.kind = 'form' AND d.code = ?",
        f"kind-{code}",
    )
    running = db.value("SELECT count(*) FROM ticket WHERE kind_id = ? AND closed_at IS NULL", kind.id)
    version, body, by = found or (None, None, None)
    draft = kind_templates.read(db.unpacked(body), SHIPPED.get(code)) if body else None
    return Drawing(kind, draft or kind.template, draft is not None, version or 0, by, running)


def running() -> dict[int, int]:
    """How many open tickets each kind has, by its id; one query."""
    return dict(db.rows("SELECT kind_id, count(*) FROM ticket WHERE closed_at IS NULL GROUP BY kind_id"))


def flows() -> list[tuple[str, str]]:
    """The published flows a kind may run on, by code with their names; one query."""
    found = db.rows(
        "SELECT code, name FROM design "
        "WHERE kind = 'flow' AND retired_at IS NULL AND current_id IS NOT NULL ORDER BY id"
    )
    return [(str(code), str(name)) for code, name in found]


def slas() -> list[tuple[str, str]]:
    """The published time limits a kind may have, by code with their names; one query."""
    found = db.rows(
        "SELECT code, name FROM design WHERE kind = 'sla' AND retired_at IS NULL AND current_id IS NOT NULL ORDER BY id"
    )
    return [(str(code), str(name)) for code, name in found]
