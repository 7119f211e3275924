"""The sorts of tickets this office knows: the built-in ones and its own, as they are switched on today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import db
from heat.queries import memory
from heat.rules import tickets as life

FAMILIES = ("service", "field", "business")


@dataclass(frozen=True)
class Kind:
    """One sort of ticket: what it is called and drawn with, who may open it, what belongs to it."""

    id: int
    code: str
    name: str
    family: str
    flow_id: int
    form_id: int | None
    settings: dict[str, Any]
    retired: bool

    @property
    def icon(self) -> str:
        """The icon of its tile."""
        built_in = life.KIND.get(self.code)
        return str(self.settings.get("icon") or (built_in.icon if built_in else "clipboard-list"))

    @property
    def tone(self) -> str:
        """The colour of its mark."""
        built_in = life.KIND.get(self.code)
        return str(self.settings.get("tone") or (built_in.tone if built_in else "plain"))

    @property
    def urgent(self) -> bool:
        """Whether it is urgent by itself."""
        built_in = life.KIND.get(self.code)
        return bool(self.settings.get("urgent", built_in.urgent if built_in else False))

    @property
    def doors(self) -> tuple[str, ...]:
        """Who may open it: desk, hall, api."""
        return tuple(self.settings.get("open", ("desk", "hall", "api") if self.code in life.KIND else ()))

    def opens_at(self, door: str) -> bool:
        """Whether it is offered there today."""
        return not self.retired and door in self.doors


@memory.until_next_act
def all_kinds() -> list[Kind]:
    """Every kind, those of the desk's number keys first; one query until somebody does something."""
    found = db.rows(
        "SELECT id, code, name, family, flow_id, form_id, settings, retired_at FROM ticket_kind ORDER BY id"
    )
    kinds = [Kind(*row[:6], db.unpacked(row[6]) or {}, row[7] is not None) for row in found]
    return sorted(kinds, key=lambda kind: (kind.settings.get("sort", kind.id), kind.id))


def offered(door: str) -> list[Kind]:
    """The kinds that may be opened at a door (desk, hall, api), in their order."""
    return [kind for kind in all_kinds() if kind.opens_at(door)]


def of(code: str) -> Kind | None:
    """One kind by its code."""
    return next((kind for kind in all_kinds() if kind.code == code), None)
