"""What happened to one ticket: its moves in the words of its flow, and the visits at the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import db
from heat.queries import flow_bodies
from heat.words import N_


@dataclass(frozen=True)
class Step:
    """One line of a ticket's record."""

    action: str
    name: str
    to: str
    to_name: str
    by: str
    at: int
    data: dict[str, Any]


def history(ticket_id: int, names: dict[str, str]) -> list[Step]:
    """All moves of a ticket, oldest first, in the words of its flow; `names` gives the words for other actions."""
    version = db.value("SELECT flow_version_id FROM ticket WHERE id = ?", ticket_id)
    flow = flow_bodies.flow(version)
    names = flow.names | names
    found = db.rows(
        "SELECT m.action, m.to_state, s.name, m.by_kind, m.at, m.data FROM ticket_move m "
        "LEFT JOIN staff s ON s.id = m.by_id WHERE m.ticket_id = ? ORDER BY m.seq",
        ticket_id,
    )
    fallback = {"hall": N_("用户"), "link": N_("用户"), "system": N_("系统")}
    return [
        Step(
            action,
            names.get(action, action),
            to,
            flow.states[to].name if to in flow.states else to,
            by or fallback.get(by_kind, by_kind),
            at,
            db.unpacked(data) or {},
        )
        for action, to, by, by_kind, at, data in found
    ]


@dataclass(frozen=True)
class Visit:
    """One visit at the door."""

    no: int
    staff: str
    accepted_at: int | None
    arrived_at: int | None
    left_at: int | None
    result: str | None
    minutes: int | None
    on_paper: bool
    helper: str | None = None
    planned_at: int | None = None
    signature_id: int | None = None
    borne_by: str | None = None


def visits(ticket_id: int) -> list[Visit]:
    """The visits of a ticket in order; one query."""
    found = db.rows(
        "SELECT v.no, s.name, v.accepted_at, v.arrived_at, v.left_at, v.result, v.minutes, v.on_paper, "
        "o.name, v.planned_at, v.signature_id, v.borne_by FROM visit v JOIN staff s ON s.id = v.staff_id "
        "LEFT JOIN staff o ON o.id = v.helper_id WHERE v.ticket_id = ? ORDER BY v.no",
        ticket_id,
    )
    return [Visit(*row[:7], bool(row[7]), *row[8:]) for row in found]
