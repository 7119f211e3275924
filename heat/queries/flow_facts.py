"""The facts of one ticket as the conditions of its flow see them: words, not codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import own_fields
from heat.rules import tickets as life
from heat.rules.flow_facts import NAMES, NO, YES, is_night


def of(ticket: Ticket, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Facts by code, with what is told now on top; two queries."""
    kind, community = db.row(
        "SELECT k.name, c.name FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "LEFT JOIN community c ON c.id = t.community_id WHERE t.id = ?",
        ticket.id,
    ) or ("", "")
    level = db.value("SELECT level FROM feedback WHERE ticket_id = ? ORDER BY id DESC LIMIT 1", ticket.id)
    return facts(ticket, kind, community, level) | dict(told or {})


def facts(ticket: Ticket, kind: str, community: str | None, level: int | None) -> dict[str, Any]:
    """The same where kind, community and the last rating are known already; no query."""
    ext, hour = ticket.ext or {}, clock.local(ticket.opened_at).hour
    celsius = ext.get("celsius")
    return {
        "kind": kind,
        "priority": life.PRIORITIES.get(ticket.priority, ""),
        "source": life.SOURCES.get(ticket.source, ticket.source),
        "community": community or "",
        "registered": YES if ticket.household_id else NO,
        "summary": ticket.summary,
        "hour": hour,
        "night": YES if is_night(hour) else NO,
        "urged": ticket.urged,
        "reopened": ticket.reopened,
        "cause": ticket.cause,
        "celsius": celsius / 10 if celsius is not None else None,
        "level": life.SATISFACTION.get(level or 0),
        **own_fields.own(ext),
    }


def names() -> dict[str, str]:
    """Everything a condition may ask for, by code: the built-in facts and the office's own fields of tickets."""
    return NAMES | {one.code: one.name for one in own_fields.of("ticket")}
