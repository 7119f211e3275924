"""Whom an incident touches, household by household: who needs help, who was told, who has reported."""

from __future__ import annotations

from dataclasses import dataclass

from heat import db
from heat.queries import visible
from heat.queries.customer_file import needs_of
from heat.rules.permissions import Actor
from heat.words import N_

PAGE = 50
VIEWS = {"all": N_("全部"), "needs": N_("特殊需要"), "untold": N_("还没通知到"), "silent": N_("还没报修")}
# how far the message of its beginning has come: word and tone by the state of the outbox
TOLD = {
    "": (N_("没通知"), ""),
    "waiting": (N_("正在发"), "warn"),
    "leased": (N_("正在发"), "warn"),
    "sent": (N_("已通知"), "ok"),
    "delivered": (N_("已通知"), "ok"),
    "failed": (N_("没发出"), "bad"),
    "dropped": (N_("没发出"), "bad"),
}


@dataclass(frozen=True)
class Home:
    """One household of an incident: `told` is a key of TOLD, `ticket` the newest report of it or ''."""

    id: int
    account_no: str
    name: str
    address: str
    needs: list[str]
    told: str
    ticket: str


# a list with something in it, or one word, as both databases write JSON
_LIKE = 'CAST({h}.ext AS text) LIKE \'%"needs":{gap}["%\' OR CAST({h}.ext AS text) LIKE \'%"needs":{gap}"%\''


def _needy(h: str) -> str:
    return f"({_LIKE.format(h=h, gap='')} OR {_LIKE.format(h=h, gap=' ')})"


def _order(h: str) -> str:
    """Special needs first, then door by door."""
    return (
        f"CASE WHEN {_needy(h)} THEN 0 ELSE 1 END, {h}.community_id, coalesce({h}.building_id, 0), {h}.room_key, {h}.id"
    )


_NARROWED = {
    "needs": f" AND {_needy('h')}",
    "untold": " AND coalesce(g.state, '') NOT IN ('sent', 'delivered')",
    "silent": " AND NOT EXISTS (SELECT 1 FROM ticket t WHERE t.incident_id = m.incident_id AND t.household_id = h.id)",
}


def listed(actor: Actor, incident_id: int, view: str = "all", after: int | None = None) -> list[Home]:
    """The households of an incident within this person's branches that follow `after` (an id), fifty and one more.

    Special needs first, then by address. One query or two.
    """
    scope = visible.households(actor)
    behind = f" AND ({_order('h')}) > (SELECT {_order('a')} FROM household a WHERE a.id = ?)" if after else ""
    found = db.rows(
        "SELECT h.id, h.account_no, coalesce(p.name, ''), h.address, h.ext, coalesce(g.state, ''), "
        "coalesce((SELECT t.number FROM ticket t WHERE t.incident_id = m.incident_id AND t.household_id = h.id "
        "ORDER BY t.id DESC LIMIT 1), '') FROM incident_household m JOIN household h ON h.id = m.household_id "
        "LEFT JOIN household_party o ON o.household_id = h.id AND o.role = 'owner' AND o.rank = 0 "
        "AND o.valid_to = '9999-12-31' LEFT JOIN party p ON p.id = o.party_id "
        "LEFT JOIN message g ON g.once_key = 'incident:' || m.incident_id || ':start:' || m.household_id "
        f"WHERE m.incident_id = ? AND {scope.sql}{_NARROWED.get(view, '')}{behind} "
        f"ORDER BY {_order('h')} LIMIT {PAGE + 1}",
        incident_id,
        *scope.values,
        *([after] if after else []),
    )
    return [Home(*row[:4], needs_of(db.unpacked(row[4]) or {}), *row[5:]) for row in found]
