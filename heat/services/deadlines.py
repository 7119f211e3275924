"""The clocks of a ticket: started by intake, standing still on hold, met by the work, started anew by a reopening."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import SlaClock, Ticket
from heat.queries import clocks
from heat.rules import sla
from heat.rules import tickets as life
from heat.rules.calendar import ALWAYS
from heat.rules.sla import Due, Pause

_CLOCK = "SELECT goal, policy_id, due_at, paused_at, paused_s, met_at, why FROM sla_clock WHERE ticket_id = ?"


def due_after(start_at: int, minutes: int, *, working: bool) -> int:
    """The instant so many minutes after `start_at`: of the office's working time, or of the clock. Two queries."""
    return (clocks.current()[1].calendar if working else ALWAYS).add(start_at, minutes)


@dataclass(frozen=True)
class Promise:
    """What a ticket is promised from an instant on, by the version of the policy in force then."""

    policy_id: int
    dues: dict[str, Due]

    @property
    def finish(self) -> int:
        """When the work should be done."""
        return self.dues["finish"].due_at


def promised(kind: str, priority: int, start_at: int, circuit_id: int | None, goals: tuple[str, ...] = ()) -> Promise:
    """The promise for such a ticket as the office makes it today: all goals that run from intake, or these alone."""
    version_id, policy = clocks.current()
    case = clocks.case(policy, kind, priority, start_at, circuit_id)
    return Promise(version_id, sla.promise(policy, case, start_at, goals or sla.from_intake(kind)))


def start(ticket_id: int, promise: Promise, *, mark: str = "", paused_at: int | None = None) -> None:
    """Let the clocks of a ticket run, inside its own transaction; those that ran for the same goals begin anew.

    `mark` says why they do: again after a reopening, raised by an escalation.
    """
    for goal, due in promise.dues.items():
        db.run("DELETE FROM sla_clock WHERE ticket_id = ? AND goal = ?", ticket_id, goal)
        SlaClock.insert(
            ticket_id=ticket_id,
            goal=goal,
            policy_id=promise.policy_id,
            start_at=due.start_at,
            due_at=due.due_at,
            warn_at=due.warn_at,
            paused_at=paused_at,
            why=due.why() | ({mark: True} if mark else {}),
        ).execute()


def after(ticket: Ticket, action: str, phase: str = "", told: dict[str, Any] | None = None) -> dict[str, Any]:
    """The columns of the ticket that a step changes: the deadline moves by a pause and starts again at a reopening.

    Work that is `told` of afterwards was done when its sheet says (`done_at`).
    """
    now = clock.now()
    if action == "reopen":
        due = promised(_kind(ticket), life.URGENT, now, ticket.circuit_id).finish
        return {"due_at": due, "priority": life.URGENT, "in_time": None}
    found = _Running.of(ticket.id).get("finish")
    due = found.after_pause(now)[0] if found and found.paused_at and action != "hold" else ticket.due_at
    if "finish" in _met(action, phase) and ticket.in_time is None and due is not None:
        return {"due_at": due, "in_time": life.in_time(due, (told or {}).get("done_at") or now)}
    return {"due_at": due}


def follow(ticket: Ticket, action: str, phase: str = "", told: dict[str, Any] | None = None) -> None:
    """Keep the clocks in step with the ticket as it was before the step, inside the ticket's own transaction."""
    now = clock.now()
    if action == "reopen":
        db.run("DELETE FROM sla_clock WHERE ticket_id = ?", ticket.id)
        start(ticket.id, promised(_kind(ticket), life.URGENT, now, ticket.circuit_id), mark="again")
        return
    if action == "hold":
        _held(ticket.id, told or {}, now)
        return
    running = _Running.of(ticket.id)
    for one in running.values():
        one.run_on(ticket.id, now)
    for goal in _met(action, phase):
        _meet(ticket.id, goal, _seen(goal, told or {}) or now)
    finish = running.get("finish")
    if "finish" in _met(action, phase) and phase != "done" and finish and finish.met_at is None:
        start(ticket.id, promised(_kind(ticket), ticket.priority, now, ticket.circuit_id, ("call_back",)))


def raised(ticket: Ticket) -> dict[str, Any]:
    """An escalated ticket is urgent from now on: every goal that is not met falls due as of an urgent one, if earlier.

    The columns of the ticket that change; inside the caller's transaction.
    """
    now, running = clock.now(), _Running.of(ticket.id)
    promise = promised(_kind(ticket), life.URGENT, now, ticket.circuit_id)
    for goal, due in promise.dues.items():
        old = running.get(goal)
        if old and old.met_at is None and due.due_at < old.due_at:
            one = Promise(promise.policy_id, {goal: due})
            start(ticket.id, one, mark="raised", paused_at=now if old.paused_at else None)
    return {"priority": life.URGENT, "due_at": min(ticket.due_at or promise.finish, promise.finish)}


def eased(ticket: Ticket) -> dict[str, Any]:
    """An urgent ticket becomes an ordinary one: its goals fall due as if it had been one from their beginning on.

    The columns of the ticket that change; inside the caller's transaction.
    """
    finish = ticket.due_at
    for goal, old in _Running.of(ticket.id).items():
        if old.met_at is not None or goal == "call_back":
            continue
        due = promised(_kind(ticket), life.NORMAL, old.why["from"], ticket.circuit_id, sla.FROM_INTAKE).dues[goal]
        pauses = [Pause(*one) for one in old.why.get("pauses", ())]
        days = clocks.policy(old.policy_id).days(due.limit)
        until = sla.segments(days, due.start_at, due.limit.minutes * clock.MINUTE, pauses)[-1].end
        kept = {name: old.why[name] for name in ("pauses", "held") if name in old.why}
        SlaClock.update(due_at=until, warn_at=due.warn_at + until - due.due_at, why=due.why() | kept).where(
            (SlaClock.ticket_id == ticket.id) & (SlaClock.goal == goal)
        ).execute()
        finish = until if goal == "finish" else finish
    return {"priority": life.NORMAL, "due_at": finish}


def brought_forward(ticket: Ticket, due_at: int, by: str) -> dict[str, Any]:
    """The work is due at an earlier instant by somebody's word, half of the time left before it is near.

    The columns of the ticket that change; inside the caller's transaction. `by` is kept as the reason with the
    instant that stood before.
    """
    now, old = clock.now(), _Running.of(ticket.id).get("finish")
    if old and old.met_at is None:
        why = old.why | {by: old.due_at}
        SlaClock.update(due_at=due_at, warn_at=now + (due_at - now) // 2, why=why).where(
            (SlaClock.ticket_id == ticket.id) & (SlaClock.goal == "finish")
        ).execute()
    return {"due_at": due_at}


def _met(action: str, phase: str) -> tuple[str, ...]:
    """The goals a step reaches; in a flow drawn with other words the phase tells."""
    if phase == "done":
        return tuple(sla.GOALS)
    return sla.MEETS.get(action, ("first",) if phase == "active" else ())


def _seen(goal: str, told: dict[str, Any]) -> int | None:
    """When a sheet says that a goal was met: answered and reached by who came, the rest by what was done."""
    came, done = told.get("arrived_at"), told.get("done_at")
    return (came or done) if goal in ("first", "arrive") else done


def _held(ticket_id: int, told: dict[str, Any], now: int) -> None:
    """What stands still from now on, or from when a sheet says that they left; it has met what its visit reached."""
    if came := _seen("arrive", told):
        for goal in ("first", "arrive"):
            _meet(ticket_id, goal, came)
    running = _Running.of(ticket_id)
    ended = [end for one in running.values() for _start, end, _why in one.why.get("pauses", [])]
    _pause(ticket_id, running, str(told.get("reason") or ""), max([told.get("done_at") or now, *ended]))


def _meet(ticket_id: int, goal: str, now: int) -> None:
    db.run(
        "UPDATE sla_clock SET met_at = ?, breached = due_at < ? WHERE ticket_id = ? AND goal = ? AND met_at IS NULL",
        now,
        now,
        ticket_id,
        goal,
    )


def _pause(ticket_id: int, running: dict[str, _Running], reason: str, now: int) -> None:
    """Stop what is not late yet, unless the office lets the clock run on for this reason."""
    for one in running.values():
        if one.met_at is None and now < one.due_at and clocks.policy(one.policy_id).pauses(reason):
            why = one.why | {"held": reason}
            SlaClock.update(paused_at=now, why=why).where(
                (SlaClock.ticket_id == ticket_id) & (SlaClock.goal == one.goal)
            ).execute()


@dataclass(frozen=True)
class _Running:
    """A clock as it stands."""

    goal: str
    policy_id: int
    due_at: int
    paused_at: int | None
    paused_s: int
    met_at: int | None
    why: dict[str, Any]

    @staticmethod
    def of(ticket_id: int) -> dict[str, _Running]:
        """The clocks of a ticket by goal; one query."""
        return {
            goal: _Running(goal, policy_id, due_at, paused_at, paused_s, met_at, db.unpacked(why) or {})
            for goal, policy_id, due_at, paused_at, paused_s, met_at, why in db.rows(_CLOCK, ticket_id)
        }

    def after_pause(self, now: int) -> tuple[int, int]:
        """The deadline when the pause ends now, and the whole seconds of counted time it stood still."""
        days = clocks.policy(self.policy_id).days(clocks.limit_of(self.why))
        return sla.moved(days, self.due_at, self.paused_at or now, now)

    def run_on(self, ticket_id: int, now: int) -> None:
        """Let a clock that stands still run on: deadline and warning move by the time it stood."""
        if self.paused_at is None:
            return
        due, stood = self.after_pause(now)
        why = {name: value for name, value in self.why.items() if name != "held"}
        why["pauses"] = [*why.get("pauses", []), [self.paused_at, now, self.why.get("held", "")]]
        warn = db.value("SELECT warn_at FROM sla_clock WHERE ticket_id = ? AND goal = ?", ticket_id, self.goal)
        SlaClock.update(
            paused_at=None,
            paused_s=self.paused_s + stood,
            due_at=due,
            warn_at=warn + due - self.due_at if warn else None,
            why=why,
        ).where((SlaClock.ticket_id == ticket_id) & (SlaClock.goal == self.goal)).execute()


def _kind(ticket: Ticket) -> str:
    return str(db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id))
