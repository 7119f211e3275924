"""The facts of one ticket as the conditions of its flow see them: words, not codes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import own_fields
from heat.rules import tickets as life
from heat.rules.flow_facts import HOME, NAMES, NO, YES, home_name, is_night, of_home


def of(ticket: Ticket, told: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Facts by code, with what is told now on top; two queries."""
    kind, community, home = db.row(
        "SELECT k.name, c.name, h.ext FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "LEFT JOIN community c ON c.id = t.community_id LEFT JOIN household h ON h.id = t.household_id WHERE t.id = ?",
        ticket.id,
    ) or ("", "", None)
    level = db.value("SELECT level FROM feedback WHERE ticket_id = ? ORDER BY id DESC LIMIT 1", ticket.id)
    return facts(ticket, kind, community, home, level) | dict(told or {})


def facts(ticket: Ticket, kind: str, community: str | None, home: Any, level: int | None) -> dict[str, Any]:
    """The same where kind, community, the household's ext and the last rating are known already; no query."""
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
        **of_home(own_fields.own(home)),
    }


def names() -> dict[str, str]:
    """Everything a condition may ask for, by code: built-in facts, own fields of tickets and of their households."""
    return NAMES | _named(None)


def asked_by(roles: Collection[str]) -> dict[str, str]:
    """The own fields that somebody with these roles may read, and so ask for in a condition; two queries."""
    return _named(roles)


def _named(roles: Collection[str] | None) -> dict[str, str]:
    ticket, home = (
        [one for one in own_fields.of(subject) if roles is None or one.readable(roles)]
        for subject in ("ticket", "household")
    )
    return {one.code: one.name for one in ticket} | {f"{HOME}{one.code}": home_name(one.name) for one in home}
