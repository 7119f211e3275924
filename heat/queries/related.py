"""Tickets that belong together: parent and children, the kept one and what was merged into it."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db
from heat.queries import visible
from heat.rules import tickets as life
from heat.rules.permissions import Actor


@dataclass(frozen=True)
class Related:
    """One other ticket: `how` is parent, child, kept or merged."""

    how: str
    number: str
    summary: str
    state_name: str


def of(actor: Actor, ticket_id: int) -> list[Related]:
    """The tickets that belong to this one as far as the person may see them, parent and kept one first; one query."""
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT b.how, t.number, t.summary, t.state FROM ("
        "SELECT 1 AS sort, 'parent' AS how, parent_id AS id FROM ticket WHERE id = ? AND parent_id IS NOT NULL "
        "UNION ALL SELECT 2, 'kept', other_id FROM ticket_link WHERE ticket_id = ? AND kind = 'merged' "
        "UNION ALL SELECT 3, 'child', id FROM ticket WHERE parent_id = ? "
        "UNION ALL SELECT 4, 'merged', ticket_id FROM ticket_link WHERE other_id = ? AND kind = 'merged') b "
        f"JOIN ticket t ON t.id = b.id WHERE {scope.sql} ORDER BY b.sort, t.id",
        *([ticket_id] * 4),
        *scope.values,
    )
    states = life.REPAIR["states"]
    return [
        Related(how, number, summary, states.get(state, {"name": state})["name"])
        for how, number, summary, state in found
    ]
