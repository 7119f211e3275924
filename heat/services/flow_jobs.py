"""What flows leave for the worker: new tickets, calls to addresses outside, households that stay silent."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.channels import hook
from heat.models import Job, Ticket, TicketKind, Webhook
from heat.rules.flows import OWNER
from heat.rules.permissions import SYSTEM
from heat.services import designs, flow_moves, sealing, tickets
from heat.services.tickets import Intake
from heat.words import N_, Refused, Say


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
        once_key=job.once_key.replace(":", ""),
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


def settle_silent(limit: int = 200) -> int:
    """Take the step of every household that has been silent for its days, and say so; how many."""
    found = db.rows(
        "SELECT p.ticket_id, p.node, p.entered_at FROM ticket_step p JOIN ticket t ON t.id = p.ticket_id "
        "WHERE p.owner_kind = 'household' AND p.left_at IS NULL AND p.due_at < ? AND t.closed_at IS NULL "
        f"ORDER BY p.due_at LIMIT {int(limit)}",
        clock.now(),
    )
    return sum(_settle(*row) for row in found)


def _settle(ticket_id: int, node: str, entered_at: int) -> bool:
    ticket = Ticket.get_by_id(ticket_id)
    flow = designs.flow(ticket.flow_version_id)
    move = next((m for m in flow.leaving(node) if m.permission == OWNER and m.action), None)
    days = flow.states[node].silent
    if move is None or not days:
        return False
    told = {"node": node, "text": f"{days} 天没有回应，视为{move.name}"}
    try:
        flow_moves.make(SYSTEM, ticket, move.action, told, once_key=f"silent{ticket_id}x{entered_at}")
    except Refused:  # somebody was faster, or the flow asks for something a silent household cannot tell
        return False
    return True
