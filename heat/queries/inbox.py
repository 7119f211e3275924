"""What waits for a person: how much, and the lines themselves."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db
from heat.rules.permissions import Actor

PAGE = 100


@dataclass(frozen=True)
class Item:
    """One line; `number` is the ticket it is about, `machine_id` the machine, '' and None for anything else."""

    id: int
    kind: str
    text: str
    due_at: int | None
    at: int
    number: str
    machine_id: int | None

    @property
    def breached(self) -> bool:
        """Whether it tells of something that is late already."""
        return self.kind.endswith(".breached")

    @property
    def arrived(self) -> bool:
        """Whether it tells of a step that has come to this person."""
        return self.kind.startswith("step.arrived")


def count(actor: Actor) -> int:
    """How many lines are open; one query along a partial index."""
    if actor.kind != "staff":
        return 0
    return int(db.value("SELECT count(*) FROM inbox_item WHERE staff_id = ? AND done_at IS NULL", actor.id) or 0)


def items(actor: Actor) -> list[Item]:
    """The open lines of a person, what falls due first on top, up to a hundred; one query."""
    found = db.rows(
        "SELECT i.id, i.kind, i.text, i.due_at, i.at, coalesce(t.number, ''), "
        "CASE WHEN i.subject = 'machine' THEN i.subject_id END FROM inbox_item i "
        "LEFT JOIN ticket t ON i.subject = 'ticket' AND t.id = i.subject_id "
        f"WHERE i.staff_id = ? AND i.done_at IS NULL ORDER BY i.due_at, i.id LIMIT {PAGE}",
        actor.id or 0,
    )
    return [Item(*row) for row in found]
