"""What flows leave for the worker: new tickets, calls to addresses outside, households that stay silent."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from heat import clock, db
from heat.channels import hook
from heat.models import Job, Ticket, TicketKind, Webhook
from heat.rules.flows import OWNER, State
from heat.rules.permissions import SYSTEM
from heat.services import breaches, designs, flow_moves, inbox, journal, sealing, tickets
from heat.services.tickets import Intake
from heat.words import N_, Moved, Refused, Say


def _open_ticket(job: Job) -> dict[str, Any]:
    """Open the ticket an automatic step asked for, at the place of the ticket it came from."""
    mother, args = Ticket.get_by_id(job.args["ticket"]), job.args
    kind = TicketKind.get_or_none((TicketKind.code == args["kind"]) & TicketKind.retired_at.is_null())
    if kind is None:
        raise Refused(Say(N_("流程要开的工单类型已经停用")))
    intake = Intake(
        kind.code,
        args["text"],
        household_id=mother.household_id,
        address=mother.address or "",
        phone=mother.phone or "",
        source=mother.source,
        once_key=journal.Ours(job.once_key),
        ext={"from": mother.number},
    )
    with db.writing():
        made = tickets.take(SYSTEM, intake)
        Ticket.update(parent_id=mother.id).where(Ticket.id == made.id).execute()
    return {"ticket": made.number}


def _tell(job: Job) -> dict[str, Any]:
    """Tell an address outside; tried again by the job table when it does not answer."""
    address = Webhook.get_or_none((Webhook.id == job.args["address"]) & Webhook.enabled_at.is_null(False))
    if address is None:
        raise Refused(Say(N_("地址已停用，不再通知")))
    body = {**job.args["body"], "key": job.once_key}
    try:
        status = hook.tell(address.url, sealing.opened(address.secret_sealed), body, job.once_key, clock.now())
    except hook.NotTold:
        _answers(address.id, since=clock.now())
        raise
    _answers(address.id, since=None)
    return {"status": status}


def _answers(address_id: int, since: int | None) -> None:
    """Note since when an address does not answer, or that it does again."""
    sql = "coalesce(failing_since, ?)" if since else "?"
    with db.writing():
        db.run(f"UPDATE webhook SET failing_since = {sql} WHERE id = ?", since, address_id)


JOBS = {"flow-ticket": _open_ticket, "flow-webhook": _tell}
FEW = {"flow-webhook": 5}  # at a turn: each may take its whole ten seconds


def settle_silent(limit: int = 200) -> int:
    """Take the step of every household that has been silent for its days, and say so; how many.

    What is refused waits a day more, so that it keeps nobody else waiting, and the leader hears of it once.
    """
    found = db.rows(
        "SELECT p.id, p.ticket_id, p.node, p.entered_at, p.due_at, t.flow_version_id FROM ticket_step p "
        "JOIN ticket t ON t.id = p.ticket_id "
        "WHERE p.owner_kind = 'household' AND p.left_at IS NULL AND p.due_at < ? AND t.closed_at IS NULL "
        "ORDER BY p.due_at",
        clock.now(),
    )
    # a step that is merely late says nothing by its silence, however many of them there are
    drawn = ((row, designs.flow(row[5]).states.get(row[2])) for row in found)
    silent = (_Silent(state, *row[:5]) for row, state in drawn if state and state.silent)
    return sum(_settled(one) for one in islice(silent, limit))


@dataclass(frozen=True)
class _Silent:
    state: State
    step_id: int
    ticket_id: int
    node: str
    entered_at: int
    due_at: int

    @property
    def told(self) -> bool:
        """Whether the leader has heard of it: it was put off before."""
        return self.due_at > self.entered_at + self.state.silent * clock.DAY + clock.HOUR


def _settled(one: _Silent) -> bool:
    ticket = Ticket.get_by_id(one.ticket_id)
    try:
        _agree(one, ticket)
    except Refused as problem:  # somebody was faster, or the flow asks for what a silent household cannot tell
        _put_off(one, ticket, problem)
        return False
    return True


def _agree(one: _Silent, ticket: Ticket) -> None:
    flow = designs.flow(ticket.flow_version_id)
    move = next((m for m in flow.leaving(one.node) if m.permission == OWNER and m.action), None)
    if move is None:
        raise Refused(Say(N_("“{state}”没有用户可以走的出口"), state=one.state.name))
    told = {"node": one.node, "text": f"{one.state.silent} 天没有回应，视为{move.name}"}
    flow_moves.make(SYSTEM, ticket, move.action, told, once_key=journal.Ours(f"silent{ticket.id}x{one.entered_at}"))


def _put_off(one: _Silent, ticket: Ticket, why: Refused) -> None:
    text = f"{ticket.number} 用户 {one.state.silent} 天没有回应，系统不能代为确认：{why}"
    with db.writing():
        db.run("UPDATE ticket_step SET due_at = ? WHERE id = ?", clock.now() + clock.DAY, one.step_id)
        if not one.told and not isinstance(why, Moved):
            people = breaches.readers(ticket.id, breaches.leaders(ticket.team_id))
            inbox.tell(people, "step.silent", "ticket", ticket.id, text)
