"""Inspections: tasks from a tip, from valves at odds or by lot; a verdict of somebody else, and its way back."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from heat import clock, db
from heat.models import Inspection, Ticket
from heat.queries import household_tags as tag_queries
from heat.queries import inspections as queries
from heat.queries import valves
from heat.queries.inspections import Drawn
from heat.rules import inspections as rules
from heat.rules.accounts import PENALTY
from heat.rules.money import Fen
from heat.rules.permissions import Actor
from heat.rules.tags import BLACKLIST
from heat.services import audit, costs, designs, flow_moves, household_tags, households, journal, tickets
from heat.services.tickets import Intake
from heat.words import N_, Missing, Moved, Refused, Say

_dice = random.SystemRandom()  # nobody may know beforehand whose door it is


@dataclass(frozen=True)
class Task:
    """What is to be looked at and why; `act_id` is the valve job that gave rise to it, `staff_id` who goes."""

    reason: str
    source: str = "office"
    text: str = ""
    act_id: int | None = None
    staff_id: int | None = None


def open_task(by: Actor, household_id: int, task: Task, *, once_key: str = "") -> Ticket:
    """Ask for an inspection of a household; the ticket. Refused while one of it is open, Missing for a foreign one."""
    households.seen(by, household_id)
    tip = rules.tip(task.reason, task.text)
    _must_exist(by, household_id, task)
    with db.writing():
        db.chain_lock("inspections")
        again = tickets.taken(once_key)
        if not again and (number := queries.open_task(household_id)):
            raise Refused(Say(N_("这一户已有稽查 {number} 没有办完"), number=number))
        # the ticket says no more than its kind: it stands in the household's file, on the desk and on the window
        ticket = tickets.take(
            by, Intake(rules.KIND, "", household_id=household_id, source="counter", once_key=once_key)
        )
        if again:
            return ticket
        row = {"ticket_id": ticket.id, "reason": task.reason, "source": task.source, "act_id": task.act_id, "tip": tip}
        Inspection.insert(row).execute()
        audit.record(by, "inspection.opened", "ticket", ticket.id, after={"reason": task.reason, "by": task.source})
        return _sent(by, Ticket.get_by_id(ticket.id), task.staff_id)


def _must_exist(by: Actor, household_id: int, task: Task) -> None:
    """Refused for a source that is none of ours, a valve job of another household, or somebody who is no inspector."""
    if task.source not in rules.SOURCES:
        raise Refused(Say(N_("请选择线索来源")))
    if task.act_id is not None and not valves.belongs(task.act_id, household_id):
        raise Refused(Say(N_("这一户没有这次开关阀记录，请回到稽查列表重新选择")))
    if task.staff_id is not None and task.staff_id not in {staff_id for staff_id, _name in queries.inspectors(by)}:
        raise Refused(Say(N_("只能派给在岗的稽查员，请重新选择")))


def _sent(by: Actor, ticket: Ticket, staff_id: int | None) -> Ticket:
    if not staff_id or (ticket.state, "assign") not in designs.flow(ticket.flow_version_id).moves:
        return ticket
    sender = replace(by, permissions=by.permissions | {"ticket.assign"})
    return flow_moves.make(sender, ticket, "assign", {"assignee": staff_id})


def draw(by: Actor, wanted: Drawn, n: int, staff_id: int | None, *, once_key: str) -> int:
    """Open tasks for some households by lot; how many. Nobody chooses: the machine's own dice do.

    Refused for fewer than one, more than fifty, or when nobody is left to draw. The same key again opens nothing more.
    """
    if not 1 <= n <= rules.MOST_DRAWN:
        raise Refused(Say(N_("抽查 1 到 {most} 户"), most=rules.MOST_DRAWN))
    with db.writing():
        db.chain_lock("inspections")
        if tickets.taken(journal.beside(once_key, "n0")):
            raise Moved(Say(N_("这一批已经抽过了，请看列表")))
        homes = queries.population(by, wanted)
        if not homes:
            raise Refused(Say(N_("这个范围里没有可抽查的户，请换一个")))
        task = Task("stopped" if wanted.stopped else "check", "sample", staff_id=staff_id)
        drawn = _dice.sample(homes, min(n, len(homes)))
        for place, home in enumerate(drawn):
            open_task(by, home, task, once_key=journal.beside(once_key, f"n{place}"))
        audit.record(by, "inspection.drawn", "inspection", None, after={"n": len(drawn), "of": len(homes)})
    return len(drawn)


def decide(by: Actor, ticket_id: int, typed: dict[str, str], version: int | None = None) -> None:
    """Decide on what was found: money to the household's account, the owner on the blacklist, all at once or nothing.

    Refused for whoever inspected, helped or typed the finding in, Moved once it was decided.
    """
    ticket = _mine(by, ticket_id)
    with db.writing():
        db.chain_lock("inspections")
        task = Inspection.get(Inspection.ticket_id == ticket.id)
        if task.found_at is None:
            raise Refused(Say(N_("稽查 {number} 还没有现场结论"), number=ticket.number))
        if task.decided_at is not None or (version is not None and version != task.version):
            raise Moved(Say(N_("稽查 {number} 刚被别人判定过，请刷新"), number=ticket.number))
        if by.id in queries.hands(ticket.id):
            raise Refused(Say(N_("稽查、协助或录入的人不能自己判定，请另一位同事来")))
        verdict = rules.decided(typed, str(task.finding))
        Inspection.update(
            verdict=verdict.verdict,
            why=verdict.why,
            decided_at=clock.now(),
            decided_by_id=by.id,
            penalty_fen=verdict.penalty_fen,
            tag_id=_blacklisted(by, ticket) if verdict.blacklist else None,
            version=task.version + 1,
        ).where(Inspection.id == task.id).execute()
        if verdict.penalty_fen:
            costs.charge_beside(
                by, ticket.household_id, PENALTY, verdict.penalty_fen, queries.key_of(ticket.id), ticket.number
            )
        journal.told(by, ticket, ticket.household_id, "ticket", "internal", ticket.summary)
        after = {"verdict": verdict.verdict, "fen": verdict.penalty_fen, "blacklist": verdict.blacklist}
        audit.record(by, "inspection.decided", "ticket", ticket.id, after=after)


def _blacklisted(by: Actor, ticket: Ticket) -> int | None:
    """Put the owner on the blacklist by the services of tags; the tag. Refused without the right or an owner."""
    if not by.may("person.blacklist"):
        raise Refused(Say(N_("您没有“列入黑名单”的权限，请另一位同事来，或先不列入")))
    owner = queries.owner(ticket.household_id)
    if owner is None:
        raise Refused(Say(N_("这一户没有户主，不能列入黑名单")))
    filled = household_tags.blacklist(by, ticket.household_id, owner, {"reason": f"稽查 {ticket.number}"})
    if not filled.ok:
        raise Refused(next(iter(filled.errors.values())))
    tags = tag_queries.of(ticket.household_id)
    return next((one.id for one in tags if one.code == BLACKLIST and one.party_id == owner), None)


def waive(by: Actor, ticket_id: int, why: str) -> Fen:
    """Take a penalty back by reversal; what was paid is kept ahead for the household. The fen.

    Refused without a reason, for whoever decided it, or when nothing stands; Moved once it was waived.
    """
    ticket, said = _mine(by, ticket_id), rules.WHY.read(why)
    with db.writing():
        db.chain_lock("inspections")
        task = Inspection.get(Inspection.ticket_id == ticket.id)
        if not task.penalty_fen:
            raise Refused(Say(N_("稽查 {number} 没有追缴，不用免除"), number=ticket.number))
        if task.waived_at is not None:
            raise Moved(Say(N_("稽查 {number} 的追缴已经免除过"), number=ticket.number))
        if by.id == task.decided_by_id:
            raise Refused(Say(N_("判定的人不能自己免除，请另一位同事来")))
        fen = costs.undo_beside(by, PENALTY, queries.key_of(ticket.id), said)
        Inspection.update(waived_at=clock.now(), waived_by_id=by.id, waived_why=said, version=task.version + 1).where(
            Inspection.id == task.id
        ).execute()
        journal.told(by, ticket, ticket.household_id, "ticket", "internal", ticket.summary)
        audit.record(by, "inspection.waived", "ticket", ticket.id, after={"fen": fen, "reason": said})
    return fen


def _mine(by: Actor, ticket_id: int) -> Ticket:
    """The ticket of an inspection within this person's branches; deciding needs no right to tickets."""
    if queries.one(by, ticket_id) is None:
        raise Missing(Say(N_("没有这次稽查，或不在您负责的范围")))
    ticket: Ticket = Ticket.get_by_id(ticket_id)
    return ticket
