"""Old tickets for trying a flow: their facts and acts; the last two hundred that were closed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from heat import db
from heat.models import Ticket
from heat.queries import flow_bodies, flow_facts, tickets, visible
from heat.rules.flow_trials import Act, Replay, Trial, together, walk
from heat.rules.flows import Flow
from heat.rules.permissions import Actor

LAST = 200


def one(actor: Actor, number: str) -> Ticket | None:
    """A ticket by its number, None when it is not this person's to see."""
    row = tickets.by_number(actor, number[:40].replace("\0", ""))
    return Ticket.get_by_id(row.id) if row else None


def trial(ticket: Ticket, flow: Flow, begun_at: int | None = None) -> Trial:
    """One old ticket in a flow, as if it had been opened at `begun_at`; five queries."""
    shift = begun_at - ticket.opened_at if begun_at is not None else 0
    acts = [replace(act, at=act.at + shift) for act in _acts([ticket.id]).get(ticket.id, [])]
    ticket.opened_at += shift
    return walk(flow, acts, flow_facts.of(ticket), ticket.opened_at)


def replay(actor: Actor, design_code: str, flow: Flow) -> Replay:
    """The last closed tickets of a flow's kinds walked through a draft; four queries, however many tickets."""
    rows = _closed(actor, design_code)
    acts = _acts([ticket.id for ticket in rows])
    facts = _facts(rows) if flow.asks else {}
    return together(
        (ticket.number, walk(flow, acts.get(ticket.id, []), facts.get(ticket.id, {}), ticket.opened_at))
        for ticket in rows
    )


def _closed(actor: Actor, design_code: str) -> list[Ticket]:
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT t.id FROM ticket t "
        "JOIN design_version v ON v.id = t.flow_version_id JOIN design d ON d.id = v.design_id "
        "JOIN ticket_kind k ON k.id = t.kind_id LEFT JOIN design f ON f.id = k.flow_id "
        f"WHERE t.closed_at IS NOT NULL AND t.phase = 'done' AND (d.code = ? OR f.code = ?) AND {scope.sql} "
        f"ORDER BY t.closed_at DESC LIMIT {LAST}",
        design_code,
        design_code,
        *scope.values,
    )
    ids = [row[0] for row in found]
    return list(Ticket.select().where(Ticket.id.in_(ids)).order_by(Ticket.id)) if ids else []


def _acts(ids: list[int]) -> dict[int, list[Act]]:
    if not ids:
        return {}
    found = db.rows(
        "SELECT m.ticket_id, m.action, m.from_state, m.to_state, m.at, m.data, t.flow_version_id FROM ticket_move m "
        f"JOIN ticket t ON t.id = m.ticket_id WHERE m.ticket_id IN ({','.join('?' * len(ids))}) "
        "ORDER BY m.ticket_id, m.seq",
        *ids,
    )
    made: dict[int, list[Act]] = {}
    for ticket_id, action, source, to, at, data, version_id in found:
        if to == source:
            continue
        states = flow_bodies.flow(version_id).states
        name = states[to].name if to in states else to
        made.setdefault(ticket_id, []).append(Act(action, to, name, at, db.unpacked(data) or {}))
    return made


def _facts(rows: list[Ticket]) -> dict[int, dict[str, Any]]:
    """The facts of many tickets at once: as flow_facts.of, asked together."""
    ids = [ticket.id for ticket in rows]
    marks = ",".join("?" * len(ids))
    found = db.rows(
        "SELECT t.id, k.name, c.name, h.ext, "
        "(SELECT f.level FROM feedback f WHERE f.ticket_id = t.id ORDER BY f.id DESC LIMIT 1) "
        "FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id LEFT JOIN community c ON c.id = t.community_id "
        f"LEFT JOIN household h ON h.id = t.household_id WHERE t.id IN ({marks})",
        *ids,
    )
    names = {row[0]: row[1:] for row in found}
    return {ticket.id: flow_facts.facts(ticket, *names[ticket.id]) for ticket in rows}
