"""Which rows a person may see: the only door to lists and single rows; a foreign row looks like a missing one."""

from __future__ import annotations

from typing import NamedTuple

from heat import clock, db
from heat.db import SQLITE
from heat.rules.permissions import SYSTEM, Actor

_FEW = 10  # up to here the index by community is faster than the order index (measured, data model 4)


class Scope(NamedTuple):
    """A condition in SQL and its values, '1 = 1' when the person may see everything."""

    sql: str
    values: tuple[int | str, ...] = ()


ALL = Scope("1 = 1")
NOTHING = Scope("1 = 0")


def communities(actor: Actor) -> list[int] | None:
    """Ids of the communities in this person's branches; None when that is all of them. One or two small queries."""
    if not actor.org_ids:
        return []
    roots = ",".join("?" * len(actor.org_ids))
    if db.row(f"SELECT 1 FROM org WHERE parent_id IS NULL AND id IN ({roots})", *actor.org_ids):
        return None
    found = db.rows(
        f"SELECT c.id FROM community c JOIN org_above a ON a.org_id = c.org_id WHERE a.above_id IN ({roots})",
        *actor.org_ids,
    )
    return sorted({community_id for (community_id,) in found})


def tickets(actor: Actor, alias: str = "t") -> Scope:
    """Tickets this person may see: of their branches, or, for technicians, of their teams and their own.

    Complaints only with the right to them, and never those about this person.
    """
    scope = _tickets(actor, alias)
    if actor.kind != "staff" or scope is NOTHING:
        return scope
    kept = confidential(actor, alias)
    if kept is ALL:
        return scope
    return kept if scope is ALL else Scope(f"({scope.sql}) AND {kept.sql}", (*scope.values, *kept.values))


def no_complaints(alias: str = "t") -> Scope:
    """Tickets of any other sort."""
    return Scope(f"{alias}.kind_id <> (SELECT id FROM ticket_kind WHERE code = 'complaint')")


def _no_inspections(alias: str) -> Scope:
    """Tickets a household may know of: that somebody is to look at its valves, and who said so, stays inside."""
    return Scope(f"{alias}.kind_id <> (SELECT id FROM ticket_kind WHERE code = 'inspection')")


def confidential(actor: Actor, alias: str = "t") -> Scope:
    """Which tickets of a household are not kept from this person: from staff complaints, from the hall inspections.

    ALL when none is. One query at most.
    """
    if actor.kind == "hall":
        return _no_inspections(alias)
    if actor.kind != "staff":
        return ALL
    if not actor.may("complaint.view"):
        return no_complaints(alias)
    about = db.rows(
        "SELECT ticket_id FROM complaint WHERE against_id = ? UNION SELECT ticket_id FROM complaint WHERE staff_id = ?",
        actor.id or 0,
        actor.id or 0,
    )
    if not about:
        return ALL
    return Scope(f"{alias}.id NOT IN ({','.join('?' * len(about))})", tuple(row_id for (row_id,) in about))


def keeps(actor: Actor, ticket_id: int) -> bool:
    """Whether a ticket is kept from this person (complaint, inspection); one query or two."""
    scope = confidential(actor)
    if scope is ALL:
        return False
    return db.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {scope.sql}", ticket_id, *scope.values) is None


def in_branches(actor: Actor, alias: str = "t") -> Scope:
    """Tickets of this person's branches, whatever else of them they may see: those a step of a role is theirs of."""
    return _in_communities(actor, alias) if actor.kind == "staff" else NOTHING


def _tickets(actor: Actor, alias: str) -> Scope:
    if actor.kind == "hall":
        bound = homes(actor)
        return Scope(
            f"{alias}.household_id IN (SELECT b.household_id FROM hall_binding b WHERE {bound.sql}) "
            f"AND {_no_inspections(alias).sql}",
            bound.values,
        )
    if actor.kind != "staff":
        return NOTHING
    if actor.may("ticket.view"):
        return _in_communities(actor, alias)
    if not actor.may("ticket.work"):
        return NOTHING
    if not actor.team_ids:
        return Scope(f"{alias}.assignee_id = ?", (actor.id or 0,))
    teams = ",".join("?" * len(actor.team_ids))
    return Scope(f"({alias}.assignee_id = ? OR {alias}.team_id IN ({teams}))", (actor.id or 0, *actor.team_ids))


def people(actor: Actor, alias: str = "s") -> Scope:
    """Staff this person works with: of their branches, of the whole company above these, or in a team of their own.

    Who of them may be sent, came along, or signs; every one where the office's rules choose, and none of the office's
    for an outside company. No query.
    """
    scope = _of_branches(actor, f"{alias}.org_id")
    if scope is ALL or not actor.team_ids:
        return scope
    today, own = clock.today().isoformat(), ",".join("?" * len(actor.team_ids))
    mates = (
        f"EXISTS (SELECT 1 FROM team_member o WHERE o.staff_id = {alias}.id AND o.team_id IN ({own}) "
        "AND o.valid_from <= ? AND ? < o.valid_to)"
    )
    return Scope(f"({scope.sql} OR {mates})", (*scope.values, *actor.team_ids, today, today))


def teams(actor: Actor, alias: str = "t") -> Scope:
    """Teams this person may give work to: their own, and those of their branches or of the company above these.

    The people in a team say more of its branch than its row, since most are written down for the whole company: a team
    in which nobody of this person's branches is today is another branch's. No query.
    """
    scope = _of_branches(actor, f"{alias}.org_id")
    if scope is ALL:
        return ALL
    seen, today = people(actor, "p"), clock.today().isoformat()
    current = (
        f"SELECT 1 FROM team_member q JOIN staff p ON p.id = q.staff_id AND p.disabled_at IS NULL "
        f"WHERE q.team_id = {alias}.id AND q.valid_from <= ? AND ? < q.valid_to"
    )
    own = f"{alias}.id IN ({','.join('?' * len(actor.team_ids))}) OR " if actor.team_ids else ""
    return Scope(
        f"({own}{scope.sql} AND (NOT EXISTS ({current}) OR EXISTS ({current} AND {seen.sql})))",
        (*actor.team_ids, *scope.values, *[today] * 4, *seen.values),
    )


def _of_branches(actor: Actor, column: str) -> Scope:
    """Rows whose branch is one of this person's, lies in one, or stands above one and so works for it too.

    For whoever is no member of staff the office's own rules choose, among all. An outside company stands in no branch.
    """
    if actor.kind != "staff":
        return ALL
    if not actor.org_ids or actor.outside:
        return NOTHING
    mine = ",".join("?" * len(actor.org_ids))
    return Scope(
        f"({column} IN (SELECT b.org_id FROM org_above b WHERE b.above_id IN ({mine})) "
        f"OR {column} IN (SELECT b.above_id FROM org_above b WHERE b.org_id IN ({mine})))",
        (*actor.org_ids, *actor.org_ids),
    )


def households(actor: Actor, alias: str = "h") -> Scope:
    """Households of this person's branches."""
    if actor.kind != "staff" or not actor.may("household.view"):
        return NOTHING
    return _in_communities(actor, alias)


def papers(actor: Actor, alias: str = "h") -> Scope:
    """Households whose papers this person prints; the program prints them all, for the command line and the hall."""
    return ALL if actor is SYSTEM else households(actor, alias)


def belonging(actor: Actor, column: str) -> Scope:
    """Rows that name one of this person's households in `column`; the system itself sees all of them."""
    if actor.kind == "system":
        return ALL
    scope = households(actor)
    if scope is ALL:
        return ALL
    return Scope(f"{column} IN (SELECT h.id FROM household h WHERE {scope.sql})", scope.values)


def homes(actor: Actor) -> Scope:
    """Bindings `b` that open a household to this user of the hall: by a phone on file, or by the owner's paper.

    Whoever has sold the flat sees nothing of it any more: the number is off its file, the paper named another owner.
    """
    if actor.kind != "hall":
        return NOTHING
    today = clock.today().isoformat()
    return Scope(
        "b.hall_user_id = ? AND b.ended_at IS NULL AND CASE b.proof WHEN 'phone' THEN EXISTS ("
        "SELECT 1 FROM hall_user u JOIN party_phone f ON f.phone = u.phone AND f.dead_at IS NULL "
        "JOIN household_party r ON r.party_id = f.party_id "
        "WHERE u.id = b.hall_user_id AND r.household_id = b.household_id AND r.valid_from <= ? AND ? < r.valid_to) "
        "WHEN 'paper:' THEN NOT EXISTS (SELECT 1 FROM household_party r WHERE r.household_id = b.household_id "
        "AND r.role = 'owner' AND r.valid_from <= ? AND ? < r.valid_to) "
        "ELSE EXISTS (SELECT 1 FROM household_party r WHERE r.household_id = b.household_id AND r.role = 'owner' "
        "AND r.valid_from <= ? AND ? < r.valid_to AND b.proof = 'paper:' || CAST(r.valid_from AS text)) END",
        (actor.id or 0, *[today] * 6),
    )


def _in_communities(actor: Actor, alias: str) -> Scope:
    ids = communities(actor)
    if ids is None:
        return ALL
    if not ids:
        return NOTHING
    # the plus hides the column from SQLite's index, so that a wide scope follows the order of the list instead
    hide = "+" if db.dialect() == SQLITE and len(ids) > _FEW else ""
    return Scope(f"{hide}{alias}.community_id IN ({','.join('?' * len(ids))})", tuple(ids))
