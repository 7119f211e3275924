"""The sweep of the clocks: every minute whoever leads hears what is about to be late and what is, each once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heat import clock, db
from heat.queries import complaints, flow_bodies
from heat.rules import sla
from heat.rules.permissions import SYSTEM
from heat.services import audit, inbox, jobs

NAME = "clocks"  # the heartbeat that remembers up to which instant was swept
_FOUND = (
    "SELECT c.ticket_id, c.goal, c.start_at, c.due_at, c.policy_id, t.number, t.team_id, t.assignee_id, "
    "coalesce(t.address, ''), t.summary, k.code FROM sla_clock c JOIN ticket t ON t.id = c.ticket_id "
    "JOIN ticket_kind k ON k.id = t.kind_id "
    "WHERE c.met_at IS NULL AND c.paused_at IS NULL AND {column} > ? AND {column} <= ? AND t.closed_at IS NULL "
    "ORDER BY {column}, c.ticket_id, c.goal"
)


@dataclass(frozen=True)
class _Late:
    ticket_id: int
    goal: str
    start_at: int
    due_at: int
    policy_id: int
    number: str
    team_id: int | None
    assignee_id: int | None
    address: str
    summary: str
    kind: str

    def says(self, breached: bool) -> str:
        """The line of the inbox."""
        answers = self.goal == "finish" and self.kind in sla.ANSWERED_KINDS
        until = f"{clock.local(self.due_at):%m-%d %H:%M} 前要{'答复' if answers else _DO[self.goal]}"
        left = f"已过{'答复' if answers else sla.GOALS[self.goal]}时限" if breached else until
        return f"{self.number} {left}：{self.summary[:40]} {self.address[:40]}".strip()


_DO = {"first": "派单或接单", "arrive": "到场", "finish": "完工", "call_back": "回访"}


def sweep() -> int:
    """Tell of everything that fell due, or came near it, since the last sweep; how many lines were written.

    Asks along two partial indexes for the time since the last sweep alone, a minute as a rule; after a stand-still it
    catches up. A breach and a warning are told once for each start of a clock, however often this runs.
    """
    with db.writing():
        now = clock.now()  # once it is our turn: nothing falls due between this sweep and the next one unseen
        since = db.value("SELECT at FROM heartbeat WHERE name = ?", NAME) or now - clock.MINUTE
        late = [_Late(*row) for row in db.rows(_FOUND.format(column="c.due_at"), since, now)]
        near = [_Late(*row) for row in db.rows(_FOUND.format(column="c.warn_at"), since, now)]
        told = sum(_breach(one) for one in late) + sum(_warn(one) for one in near if one.due_at > now)
        told += _supervisions(since, now) + _steps(since, now)
        jobs.beat(NAME, at=now)
    return told


def _supervisions(since: int, now: int) -> int:
    """Tell of supervised complaints whose day came without an answer; the stretch since the last sweep alone."""
    found = db.rows(
        "SELECT t.id, t.number, t.team_id, v.due_at, v.reason FROM supervision v JOIN ticket t ON t.id = v.ticket_id "
        "JOIN complaint x ON x.ticket_id = t.id WHERE v.ended_at IS NULL AND v.due_at > ? AND v.due_at <= ? "
        "AND t.closed_at IS NULL AND x.answered_at IS NULL ORDER BY v.id",
        since,
        now,
    )
    return sum(
        inbox.tell(
            readers(ticket_id, leaders(team_id)), "supervision.breached", "ticket", ticket_id,
            f"{number} 督办到期还没有答复：{reason[:60]}", due_at=due_at,
        )
        for ticket_id, number, team_id, due_at, reason in found
    )  # fmt: skip


def _steps(since: int, now: int) -> int:
    """Tell whoever has a drawn step, and who leads, that its own time is over; the stretch since the last sweep alone.

    A step without a limit runs by the clock of its ticket, which is told of by itself; a household is never pressed.
    """
    found = db.rows(
        "SELECT p.ticket_id, p.node, p.owner_kind, p.owner_id, p.owner_code, p.due_at, t.number, t.team_id, t.summary, "
        "t.flow_version_id FROM ticket_step p JOIN ticket t ON t.id = p.ticket_id WHERE p.left_at IS NULL "
        "AND p.due_at > ? AND p.due_at <= ? AND p.owner_kind <> 'household' AND t.closed_at IS NULL ORDER BY p.id",
        since,
        now,
    )
    told = 0
    for ticket_id, node, kind, owner_id, code, due_at, number, team_id, summary, version_id in found:
        state = flow_bodies.flow(version_id).states.get(node)
        if state is not None and state.limit:
            mine = [int(owner_id)] if kind == "staff" else leaders(owner_id) if kind == "team" else holding(code or "")
            people = readers(ticket_id, mine + leaders(team_id))
            text = f"{number} “{state.name}”已过时限：{summary[:60]}"
            told += inbox.tell(people, "step.breached", "ticket", ticket_id, text, due_at=due_at)
    return told


def readers(ticket_id: int, people: Iterable[int]) -> list[int]:
    """Who of these hears of a ticket: all, but of a complaint not those it is about; managers too when supervised."""
    told = list(people)
    if complaints.supervised(ticket_id):
        told += holding("manager") or holding("admin")
    barred = complaints.barred(ticket_id)
    return [one for one in dict.fromkeys(told) if one not in barred]


def _breach(one: _Late) -> int:
    if not _first_time(one, "breached"):
        return 0
    db.run("UPDATE sla_clock SET breached = ? WHERE ticket_id = ? AND goal = ?", True, one.ticket_id, one.goal)
    audit.record(SYSTEM, "clock.breached", "ticket", one.ticket_id, after={"goal": one.goal, "number": one.number})
    return _tell(one, breached=True)


def _warn(one: _Late) -> int:
    if not _first_time(one, "warned"):
        return 0
    audit.record(SYSTEM, "clock.warned", "ticket", one.ticket_id, after={"goal": one.goal, "number": one.number})
    return _tell(one, breached=False)


def _tell(one: _Late, *, breached: bool) -> int:
    kind = f"{one.goal}.{'breached' if breached else 'warned'}"
    people = leaders(one.team_id, call_back=one.goal == "call_back")
    return inbox.tell(
        readers(one.ticket_id, people), kind, "ticket", one.ticket_id, one.says(breached), due_at=one.due_at
    )


def _first_time(one: _Late, step: str) -> bool:
    """Whether this start of the clock was not told of yet: the exactly-once key is written with the line."""
    return bool(
        db.rows(
            "INSERT INTO firing (rule_id, subject, subject_id, step, period, at, version_id, outcome) "
            "SELECT v.design_id, 'ticket', ?, ?, ?, ?, v.id, 'told' FROM design_version v WHERE v.id = ? "
            "ON CONFLICT (rule_id, subject, subject_id, step, period) DO NOTHING RETURNING rule_id",
            one.ticket_id,
            f"{one.goal}.{step}",
            str(one.start_at),
            clock.now(),
            one.policy_id,
        )
    )


def leaders(team_id: int | None, *, call_back: bool = False) -> list[int]:
    """Who hears of a team's late work: its leader, else everybody who leads, else the administrators.

    A late call-back is the clerks' matter.
    """
    if not call_back:
        leader = db.value(
            "SELECT s.id FROM team t JOIN staff s ON s.id = t.leader_id AND s.disabled_at IS NULL WHERE t.id = ?",
            team_id or 0,
        )
        if leader:
            return [int(leader)]
    return holding("agent" if call_back else "leader") or holding("admin")


def members(team_id: int) -> list[int]:
    """Everybody who is in a team today; its leader where nobody is. One query or two."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id FROM team_member m JOIN staff s ON s.id = m.staff_id AND s.disabled_at IS NULL "
        "WHERE m.team_id = ? AND m.valid_from <= ? AND ? < m.valid_to ORDER BY s.id",
        team_id,
        today,
        today,
    )
    return [staff_id for (staff_id,) in found] or leaders(team_id)


def holding(role: str) -> list[int]:
    """Everybody who holds a role today; one query."""
    today = clock.today().isoformat()
    found = db.rows(
        "SELECT DISTINCT s.id FROM staff s JOIN staff_role r ON r.staff_id = s.id "
        "AND r.valid_from <= ? AND ? < r.valid_to JOIN role k ON k.id = r.role_id WHERE k.code = ? "
        "AND s.disabled_at IS NULL ORDER BY s.id",
        today,
        today,
        role,
    )
    return [staff_id for (staff_id,) in found]
