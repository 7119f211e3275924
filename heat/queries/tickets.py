"""Lists, counts and the whole of one ticket; every list starts from what the person may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from heat import clock, db
from heat.queries import flow_bodies, flow_steps, ticket_kinds, visible
from heat.queries.ticket_rows import SELECT, TicketRow, as_row
from heat.queries.visible import Scope
from heat.rules.addresses import same_spot
from heat.rules.flows import NEW
from heat.rules.kind_templates import ALONE
from heat.rules.permissions import Actor

PAGE = 50
MANY = 1000  # counted no further: nobody reads 12,379, and counting it costs more than the page


# when a ticket's turn comes: by its deadline, then those without one; what waits for a call-back or for parts hurries
# nobody and comes last. The words are those of an index (migration 0025), the numbers are days that no deadline reaches
TURN = "(coalesce(t.due_at, 9000000000000) + CASE WHEN t.phase = 'waiting' THEN 10000000000000 ELSE 0 END)"

# saved views of the desk: condition, what they are sorted by, and whether the greatest comes first. `closed_at IS NULL`
# stands in these words for the partial indexes; today is a range of instants, not the day `opened_on`, so that the list
# follows its order and stops after a page
VIEWS: dict[str, tuple[str, str, bool]] = {
    "mine": (f"t.closed_at IS NULL AND {TURN} > 0", TURN, False),  # all of them, and SQLite sees its index
    "new": ("t.closed_at IS NULL AND :waiting", "t.due_at", False),
    "soon": (f"t.closed_at IS NULL AND {TURN} < :soon", TURN, False),
    "call-back": ("t.closed_at IS NULL AND :called", "t.due_at", False),
    "today": ("t.opened_at >= :today", "t.opened_at", True),
    "all": ("1 = 1", "t.opened_at", True),
}
SOON = clock.HOUR
COUNTED = ("mine", "new", "soon", "call-back", "today")


def _condition(view: str) -> tuple[str, tuple[Any, ...]]:
    sql = VIEWS[view][0]
    if ":soon" in sql:
        return sql.replace(":soon", "?"), (clock.now() + SOON,)
    if ":today" in sql:
        return sql.replace(":today", "?"), (clock.start_of(clock.today()),)
    if ":waiting" in sql:
        waiting, values = flow_bodies.standing(NEW)
        return sql.replace(":waiting", waiting), values
    if ":called" in sql:
        called, values = flow_bodies.to_be_called()
        return sql.replace(":called", called), values
    return sql, ()


class Head(NamedTuple):
    """What decides where a ticket stands in a list and whether its line, drawn before, is still true."""

    id: int
    version: int
    household_version: int
    party_version: int
    order: int


def heads(
    scope: Scope,
    view: str,
    *,
    kind: str = "",
    team_id: int | None = None,
    after: tuple[int, int] | None = None,
    limit: int = PAGE,
) -> list[Head]:
    """Up to `limit` + 1 tickets of a view (one more tells that there is more); `after` = (order key, id) of the last.

    `scope` is what may be seen (`visible.tickets`).
    One query that follows an index and stops; the newest-first views read all tickets, the others open ones only.
    """
    condition, own = _condition(view)
    _, key, falling = VIEWS[view]
    way = "DESC" if falling else "ASC"
    where = [scope.sql, condition]
    values = [*scope.values, *own]
    if kind:
        where.append("t.kind_id = (SELECT id FROM ticket_kind WHERE code = ?)")
        values.append(kind)
    if team_id:
        where.append("t.team_id = ?")
        values.append(team_id)
    if after:
        beyond = "<" if falling else ">"
        where.append(f"{key} {beyond}= ? AND ({key}, t.id) {beyond} (?, ?)")
        values += (after[0], *after)
    sql = (
        f"SELECT t.id, t.version, coalesce(h.version, 0), coalesce(p.version, 0), {key} FROM ticket t "
        "LEFT JOIN household h ON h.id = t.household_id LEFT JOIN party p ON p.id = t.party_id "
        f"WHERE {' AND '.join(where)} ORDER BY {key} {way}, t.id {way} LIMIT {int(limit) + 1}"
    )
    return [Head(*found) for found in db.rows(sql, *values)]


def lines(ids: Iterable[int]) -> dict[int, TicketRow]:
    """The lines of these tickets, which the caller has found by `heads`; one query."""
    wanted = list(ids)
    if not wanted:
        return {}
    sql = f"{SELECT} WHERE t.id IN ({','.join('?' * len(wanted))})"
    return {found[0]: as_row(found) for found in db.rows(sql, *wanted)}


def listed(actor: Actor, view: str, **narrowed: Any) -> list[TicketRow]:
    """The lines of `heads` in their order; two queries."""
    found = heads(visible.tickets(actor), view, **narrowed)
    known = lines(head.id for head in found)
    return [known[head.id] for head in found]


def counts(scope: Scope, many: int = MANY) -> dict[str, int]:
    """How many tickets each view holds, except 'all', counted up to `many`; one query that reads indexes only."""
    asked, values = [], list[Any]()
    for view in COUNTED:
        condition, own = _condition(view)
        some = f"SELECT 1 FROM ticket t WHERE {condition} AND {scope.sql} LIMIT {int(many)}"
        asked.append(f"(SELECT count(*) FROM ({some}) AS counted)")
        values += [*own, *scope.values]
    found = db.row(db.steady(f"SELECT {', '.join(asked)}"), *values) or ()
    return dict(zip(COUNTED, map(int, found), strict=True))


def one(actor: Actor, ticket_id: int) -> TicketRow | None:
    """One ticket as a list shows it, None when it is neither in this person's scope nor waits for them."""
    scope = visible.tickets(actor)
    found = db.row(f"{SELECT} WHERE t.id = ? AND {scope.sql}", ticket_id, *scope.values)
    if found is None and flow_steps.is_mine(actor, ticket_id):
        found = db.row(f"{SELECT} WHERE t.id = ?", ticket_id)
    return as_row(found) if found else None


def by_number(actor: Actor, number: str) -> TicketRow | None:
    """One ticket by its number, None when it is not this person's to see."""
    found = db.row("SELECT id FROM ticket WHERE number = ?", number.strip().upper())
    return one(actor, found[0]) if found else None


def of_household(household_id: int, actor: Actor | None = None, limit: int = 20) -> list[TicketRow]:
    """The newest tickets of a household; one or two queries. The caller has checked that the household may be seen.

    Complaints only where `actor` may see them, inspections never in the hall.
    """
    kept = visible.confidential(actor) if actor else visible.no_complaints()
    sql = f"{SELECT} WHERE t.household_id = ? AND {kept.sql} ORDER BY t.opened_at DESC, t.id DESC LIMIT ?"
    return [as_row(found) for found in db.rows(sql, household_id, *kept.values, limit)]


@dataclass(frozen=True)
class Neighbours:
    """Other households nearby that reported one sort of trouble within a day, and the ticket to link to."""

    kind: str
    kind_name: str
    rooms: list[str]
    ticket_id: int
    number: str

    @property
    def households(self) -> int:
        """How many households it is about."""
        return len(self.rooms)


def neighbours(household_id: int, least: int, kind: str = "") -> list[Neighbours]:
    """Open tickets of the same entrance (or building, where there is none) within 24 hours, by kind, most first.

    Kinds that fewer than `least` other households reported are left out, and those that are each household's own matter
    (rules.kind_templates.ALONE). Two queries along (community_id, opened_at).
    """
    home = db.row("SELECT community_id, building_id, entrance_id FROM household WHERE id = ?", household_id)
    if home is None:
        return []
    community_id, building_id, entrance_id = home
    found = db.rows(
        "SELECT k.code, h.id, h.room, t.id, t.number FROM ticket t JOIN household h ON h.id = t.household_id "
        "JOIN ticket_kind k ON k.id = t.kind_id WHERE t.community_id = ? AND t.opened_at > ? AND t.closed_at IS NULL "
        f"AND {'h.entrance_id' if entrance_id else 'h.building_id'} = ? AND h.id <> ? "
        f"AND k.code NOT IN ({','.join('?' * len(ALONE))}) "
        "ORDER BY t.id",
        community_id,
        clock.now() - clock.DAY,
        entrance_id or building_id,
        household_id,
        *ALONE,
    )
    made: list[Neighbours] = []
    for code in dict.fromkeys(row[0] for row in found if kind in ("", row[0])):
        of_kind = [row for row in found if row[0] == code]
        rooms = {home: room for _, home, room, _, _ in of_kind}
        if len(rooms) >= least:
            known = ticket_kinds.of(code)
            name = known.name if known else code
            made.append(Neighbours(code, name, list(rooms.values()), of_kind[0][3], of_kind[0][4]))
    return sorted(made, key=lambda one: -one.households)


def of_place(actor: Actor, address: str, limit: int = 2) -> list[TicketRow]:
    """Open reports of no household at what may be the same public place, the oldest first; one query or two.

    Out of the newest five hundred of a week.
    """
    scope = visible.tickets(actor)
    found = db.rows(
        "SELECT t.id, t.address FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id WHERE t.closed_at IS NULL "
        f"AND t.household_id IS NULL AND t.opened_at > ? AND k.code NOT IN ({','.join('?' * len(ALONE))}) "
        f"AND {scope.sql} ORDER BY t.opened_at DESC LIMIT 500",
        clock.now() - 7 * clock.DAY,
        *ALONE,
        *scope.values,
    )
    ids = [row_id for row_id, there in reversed(found) if same_spot(address, there or "")][:limit]
    known = lines(ids)
    return [known[one] for one in ids]
