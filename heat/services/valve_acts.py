"""The one place that changes the state of a valve: the finishing of a job, inside the ticket's own transaction."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Seal, Ticket, Valve, ValveAct
from heat.queries import valves as queries
from heat.rules import valves as rules
from heat.rules.permissions import Actor
from heat.rules.valves import Proof
from heat.services import audit
from heat.words import N_, Refused, Say

_WORKED = ("finish", "enter")


def follow(by: Actor, ticket: Ticket, action: str, phase: str, told: dict[str, Any]) -> None:
    """Keep the valve in step with a job as it was before the step.

    Refused when a job would end as done without its proof, whichever page or flow it is ended by.
    """
    if not (action in _WORKED or phase == "done") or not queries.is_job(ticket.kind_id):
        return
    if not told.get(rules.KIND):
        if ValveAct.get_or_none(ValveAct.ticket_id == ticket.id) is None:
            raise Refused(Say(N_("开关阀工单要带铅封号和照片完工：请在手机上完工，或用“补录纸质工单”")))
        return
    _prove(by, ticket, queries.act_of(ticket.ext), Proof(**told[rules.KIND]), on_paper=action == "enter")


def _prove(by: Actor, ticket: Ticket, act: str, proof: Proof, *, on_paper: bool) -> None:
    valve = Valve.get_or_none(Valve.household_id == ticket.household_id)
    known = queries.known(ticket.household_id)
    rules.check(act, proof, known)
    rules.must_be_shown(act, _shown(ticket.id))
    made = ValveAct.create(
        ticket_id=ticket.id,
        act=act,
        found=proof.found,
        state=proof.state,
        seal_no=proof.seal or None,
        removed_seal_no=proof.seal_off or None,
        reading_milli=proof.reading_milli,
        suspect=rules.suspect(proof, known),
        on_paper=on_paper,
        at=clock.now(),
        by_id=ticket.assignee_id or by.id,
    )
    seal_id = valve.seal_id if valve else None
    if not rules.keeps_seal(proof, known):
        if seal_id:
            Seal.update(removed_id=made.id).where(Seal.id == seal_id).execute()
        seal_id = _placed(proof.seal, made.id) if proof.seal else None
    since = valve.since_at if valve and valve.state == proof.state else made.at
    row = {"state": proof.state, "act_id": made.id, "seal_id": seal_id, "since_at": since}
    if valve is None:
        Valve.insert(household_id=ticket.household_id, **row).execute()
    else:
        Valve.update(**row).where(Valve.id == valve.id).execute()
    before = {"state": known.state, "seal": known.seal}
    audit.record(by, "valve.proved", "ticket", ticket.id, before=before, after=proof.told())


def _placed(number: str, act_id: int) -> int:
    """Hang a seal; Refused while the same number hangs elsewhere."""
    db.chain_lock("seal")
    if where := queries.seal_at(number):
        raise Refused(Say(N_("铅封号 {seal} 现在挂在户号 {home}，请核对号码"), seal=number, home=where))
    return int(Seal.insert(number=number, placed_id=act_id).execute())


def _shown(ticket_id: int) -> set[str]:
    sql = "SELECT DISTINCT kind FROM attachment WHERE subject = 'ticket' AND subject_id = ? AND hidden_at IS NULL"
    return {kind for (kind,) in db.rows(sql, ticket_id)}
