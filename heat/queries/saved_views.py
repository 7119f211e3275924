"""The views somebody sees above a list: their own and those of their teams."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db
from heat.rules.permissions import Actor


@dataclass(frozen=True, slots=True)
class View:
    """One saved view; `own` when this person may take it away."""

    id: int
    name: str
    query: str
    shared: bool
    own: bool


def of(actor: Actor, page: str) -> list[View]:
    """Views of a list in the order they were saved, one's own first; one query."""
    marks = ",".join("?" * len(actor.team_ids)) or "NULL"
    found = db.rows(
        "SELECT id, name, query, team_id, staff_id FROM saved_view WHERE page = ? "
        f"AND (staff_id = ? OR team_id IN ({marks})) ORDER BY CASE WHEN staff_id = ? THEN 0 ELSE 1 END, sort, id",
        page,
        actor.id,
        *actor.team_ids,
        actor.id,
    )
    return [View(row[0], row[1], row[2], row[3] is not None, row[4] == actor.id) for row in found]
