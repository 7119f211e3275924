"""Who has a ticket now: its live steps with their owners, and whether one of them is this person's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from heat import clock, db
from heat.queries import flow_bodies, visible
from heat.queries.memory import WORK as DAILY
from heat.queries.memory import until_next_act
from heat.queries.visible import Scope
from heat.rules.flows import HELD, OWNER, SIGNER
from heat.rules.permissions import ROLE, Actor
from heat.words import N_

WORK, SIGN = "work", "sign"
# acts after which no other step waits for anybody
_BESIDE = tuple(code for code in DAILY if code != "ticket.")


@dataclass(frozen=True)
class Live:
    """One visit of a step that has not ended: `part` is work, or sign for somebody asked to sign beside it."""

    id: int
    node: str
    owner_kind: str
    owner_id: int | None
    owner_code: str | None
    part: str
    entered_at: int
    due_at: int | None
    note: str | None
    name: str | None

    @property
    def owner(self) -> str:
        """The owner in words."""
        if self.owner_kind == "role":
            role = ROLE.get(self.owner_code or "")
            return role.name if role else N_("班组长")
        return N_("用户") if self.owner_kind == "household" else self.name or ""

    @property
    def late(self) -> bool:
        """Whether its time is over."""
        return self.due_at is not None and clock.now() > self.due_at


_VISITS = (
    "SELECT p.id, p.node, p.owner_kind, p.owner_id, p.owner_code, p.part, p.entered_at, p.due_at, p.note, "
    "coalesce(s.name, m.name) FROM ticket_step p "
    "LEFT JOIN staff s ON p.owner_kind = 'staff' AND s.id = p.owner_id "
    "LEFT JOIN team m ON p.owner_kind = 'team' AND m.id = p.owner_id WHERE p.ticket_id = ?"
)


def live(ticket_id: int) -> list[Live]:
    """The live steps of a ticket in the order entered; one query."""
    return [Live(*row) for row in db.rows(f"{_VISITS} AND p.left_at IS NULL ORDER BY p.id", ticket_id)]


def rights(actor: Actor, node: str, steps: Iterable[Live]) -> frozenset[str]:
    """The rights of a person at one step: the office's, OWNER when it is theirs, SIGNER when they are to sign."""
    mine = [one for one in steps if one.node == node and _is(actor, one)]
    more = {OWNER for one in mine if one.part == WORK} | {SIGNER for one in mine if one.part == SIGN}
    return actor.permissions | more


def _is(actor: Actor, one: Live) -> bool:
    if one.owner_kind == "household":
        # the hall's own scope has let this household in; at the counter a clerk confirms for it
        return actor.kind in ("hall", "link", "system") or actor.may("ticket.call-back")
    if actor.kind != "staff":
        return False
    if one.owner_kind == "role":
        return one.owner_code in actor.roles if one.owner_code else actor.may("ticket.assign")
    if one.owner_kind == "team":
        return one.owner_id in actor.team_ids or _leads(actor, team_id=one.owner_id)
    return one.owner_id == actor.id or _leads(actor, staff_id=one.owner_id)


def _leads(actor: Actor, *, team_id: int | None = None, staff_id: int | None = None) -> bool:
    """A leader may do what a team or one of its people has to do."""
    if team_id is not None:
        return db.row("SELECT 1 FROM team WHERE id = ? AND leader_id = ?", team_id, actor.id or 0) is not None
    found = db.row(
        "SELECT 1 FROM team t JOIN team_member m ON m.team_id = t.id AND m.valid_to > ? "
        "WHERE m.staff_id = ? AND t.leader_id = ?",
        clock.today().isoformat(),
        staff_id or 0,
        actor.id or 0,
    )
    return found is not None


def visited(ticket_id: int) -> list[str]:
    """The steps a ticket has been in, oldest first; one query."""
    found = db.rows("SELECT node FROM ticket_step WHERE ticket_id = ? AND part = 'work' ORDER BY id", ticket_id)
    return [node for node in dict.fromkeys(node for (node,) in found) if not node.startswith(HELD)]


def is_mine(actor: Actor, ticket_id: int) -> bool:
    """Whether a step of the ticket waits for this person, or waited for one of their roles in their branches.

    Whoever had a step by role may still look it up, and hears who was faster; whom it was taken from by name may not.
    """
    if actor.kind != "staff" or visible.keeps(actor, ticket_id):
        return False
    named = "(p.left_at IS NULL AND p.owner_kind IN ('staff', 'team')) OR p.owner_code <> ''"
    found = [Live(*row) for row in db.rows(f"{_VISITS} AND ({named})", ticket_id)]
    mine = [one for one in found if _is(actor, one)]
    if not mine or any(one.owner_kind != "role" for one in mine):
        return bool(mine)
    near = _branches(actor.org_ids)  # another branch's accountant is another accountant
    return db.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {near.sql}", ticket_id, *near.values) is not None


@dataclass(frozen=True)
class Waiting:
    """One line of what waits for a person: the step, its ticket, until when."""

    number: str
    summary: str
    address: str
    kind: str
    version_id: int
    node: str
    part: str
    entered_at: int
    due_at: int | None


_OPEN = (
    "SELECT id, ticket_id, node, part, entered_at, due_at, owner_kind, owner_id FROM ticket_step WHERE left_at IS NULL"
)


def waiting_for(actor: Actor, limit: int = 50) -> list[Waiting]:
    """The steps that wait for this person, their teams and their roles, the most pressing first; two queries.

    Only those they may take on: a technician dispatches nothing, and what waits for its call-back waits for a clerk,
    not for whoever did the work.
    """
    mine = _mine(actor)
    groups = _groups(actor, mine)
    off = [group[:3] for group in groups if not _takes(actor, *group[:3])]
    if len(off) == len(groups):
        return []
    others = "".join(" AND NOT (t.flow_version_id = ? AND p.node = ? AND p.part = ?)" for _ in off)
    found = db.rows(
        "SELECT t.number, t.summary, coalesce(t.address, ''), "
        "(SELECT k.name FROM ticket_kind k WHERE k.id = t.kind_id), "
        f"t.flow_version_id, p.node, p.part, p.entered_at, p.due_at {mine.sql}{others} "
        f"ORDER BY coalesce(p.due_at, 9999999999999), p.id LIMIT {int(limit)}",
        *mine.values,
        *(value for one in off for value in one),
    )
    return [Waiting(*row) for row in found]


def count(actor: Actor) -> int:
    """How many steps wait for this person; one query along the indexes of live steps, remembered until the next act."""
    return _counted(replace(actor, ip="", request="")) if actor.kind == "staff" else 0


@until_next_act(200, _BESIDE)
def _counted(actor: Actor) -> int:
    return sum(n for version_id, node, part, n in _groups(actor, _mine(actor)) if _takes(actor, version_id, node, part))


def waits_for(actor: Actor, step_id: int) -> bool:
    """Whether one step waits for this person, as the list would show it; one query."""
    mine = _mine(actor)
    only = Scope(f"{mine.sql} AND p.id = ?", (*mine.values, step_id))
    return any(_takes(actor, version_id, node, part) for version_id, node, part, _ in _groups(actor, only))


def _groups(actor: Actor, mine: Scope) -> list[tuple[int, str, str, int]]:
    """How many steps wait by flow, step and part; none for whoever is not of the staff."""
    if actor.kind != "staff":
        return []
    return db.rows(
        f"SELECT t.flow_version_id, p.node, p.part, count(*) {mine.sql} GROUP BY t.flow_version_id, p.node, p.part",
        *mine.values,
    )


def _takes(actor: Actor, version_id: int, node: str, part: str) -> bool:
    """Whether a step of theirs is one they may take on; one a newer flow does not know is shown."""
    flow, own = flow_bodies.flow(version_id), SIGNER if part == SIGN else OWNER
    return node not in flow.states or flow.is_on(node, actor.permissions | {own})


@until_next_act(100, DAILY)
def _branches(org_ids: tuple[int, ...]) -> Scope:
    """Tickets of these branches; remembered while only work is done."""
    return visible.in_branches(Actor("staff", org_ids=org_ids))


def _mine(actor: Actor) -> Scope:
    """From which rows what waits for a person is read, p and t, and which of them.

    Each of the ways a step is theirs is looked up along its own index: one condition for all read every live step.
    """
    ways, values = [f"{_OPEN} AND owner_kind = 'staff' AND owner_id = ?"], list[int | str]([actor.id or 0])
    if actor.team_ids:
        ways.append(f"{_OPEN} AND owner_kind = 'team' AND owner_id IN ({','.join('?' * len(actor.team_ids))})")
        values += actor.team_ids
    near = visible.ALL
    if actor.roles and not actor.outside:  # a step of the accountant's is theirs without any right to tickets
        near = _branches(actor.org_ids)
        ways.append(f"{_OPEN} AND owner_code <> '' AND owner_code IN ({','.join('?' * len(actor.roles))})")
        values += actor.roles
    kept = visible.confidential(actor)
    return Scope(
        f"FROM ({' UNION ALL '.join(ways)}) p JOIN ticket t ON t.id = p.ticket_id "
        # not by the index of open tickets: the few steps lead to theirs
        f"WHERE coalesce(t.closed_at, 0) = 0 AND (p.owner_kind <> 'role' OR {near.sql}) AND {kept.sql} "
        "AND NOT (p.node = 'finished' AND p.owner_kind = 'staff' AND p.owner_id = coalesce(t.assignee_id, 0)) "
        "AND NOT (p.node = 'finished' AND p.owner_kind = 'team' AND p.owner_id = coalesce(t.team_id, 0))",
        (*values, *near.values, *kept.values),
    )
