"""Valve jobs: opened one by one or from a list, and corrected by a job that is entered with its proof."""

from __future__ import annotations

from collections.abc import Sequence

from heat import db
from heat.models import Ticket
from heat.queries import valves as queries
from heat.rules import valves as rules
from heat.rules.permissions import Actor
from heat.rules.valves import Proof
from heat.services import audit, field, households, journal, tickets
from heat.services.attachments import Picture
from heat.services.tickets import Intake
from heat.words import N_, Refused, Say

MOST = 500  # jobs at once: a crew seals two dozen valves a day
_CHUNK = 25  # tickets in one transaction: the write gate is held for a tenth of a second


def open_job(
    by: Actor,
    household_id: int,
    act: str,
    reason: str,
    *,
    text: str = "",
    team_id: int | None = None,
    once_key: str = "",
) -> Ticket:
    """Ask for a valve to be opened, closed or looked at; the ticket.

    Refused while the household has such a job already, Missing for one this person may not see.
    """
    households.seen(by, household_id)
    said = rules.summary(act, reason) + (f"：{text.strip()[:200]}" if text.strip() else "")
    with db.writing():
        db.chain_lock("valve-jobs")
        if (job := queries.open_job(household_id)) and not tickets.taken(once_key):
            raise Refused(Say(N_("这一户已有开关阀工单 {number} 没有办完，请先办完或撤销那一张"), number=job))
        intake = Intake(
            rules.KIND,
            said,
            household_id=household_id,
            source="counter",
            team_id=team_id,
            once_key=once_key,
            ext={rules.KIND: {"act": act, "reason": reason}},
        )
        return tickets.take(by, intake)


def open_many(
    by: Actor, household_ids: Sequence[int], act: str, reason: str, *, team_id: int | None, once_key: str
) -> int:
    """Open a job for each household of a list that needs one; how many. Those with an open job or the state are left.

    Sent again after a kill it goes on where it stopped, since every ticket has its own key. Refused for more than 500.
    """
    if len(household_ids) > MOST:
        raise Refused(Say(N_("一次最多 {most} 户，请先缩小范围，例如按小区"), most=MOST))
    rules.summary(act, reason)
    going = [row.id for row in queries.of_list(by, household_ids, act) if not row.why]
    if not going:
        raise Refused(Say(N_("这些户都不用开工单：已有未完成的工单，或阀门已经是这个状态")))
    for start in range(0, len(going), _CHUNK):
        with db.writing():
            for home in going[start : start + _CHUNK]:
                open_job(by, home, act, reason, team_id=team_id, once_key=journal.beside(once_key, f"x{home}"))
    with db.writing():
        audit.record(by, "valve.listed", "valve", None, after={"act": act, "reason": reason, "n": len(going)})
    return len(going)


def correct(by: Actor, household_id: int, proof: Proof, why: str, sheet: Sequence[Picture], *, once_key: str) -> Ticket:
    """Put the register right: a job opened and entered in one go, with the photo of its paper as the proof; the ticket.

    Refused without a reason or a photo. There is no other way past a job at the door.
    """
    if not why.strip():
        raise Refused(Say(N_("请写下为什么要更正")))
    if not sheet:
        raise Refused(Say(N_("更正也要有凭据：请上传记录单或现场照片")))
    with db.writing():
        ticket = open_job(by, household_id, "check", rules.CORRECTION, text=why, once_key=once_key)
        told = {rules.KIND: proof.told(), "cause": rules.outcome(proof), "text": why}
        return field.enter(field.entering(by), ticket.id, told, sheet, once_key=journal.beside(once_key, "e"))
