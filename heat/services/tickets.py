"""What people do with tickets: take, assign, repair, call back. One function, one act, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from heat import clock, db
from heat.models import Ticket, TicketKind
from heat.queries import dispatch, own_fields, visible
from heat.rules import flows
from heat.rules import tickets as life
from heat.rules.own_fields import KIND, OwnField
from heat.rules.own_values import fill
from heat.rules.permissions import Actor
from heat.services import (
    audit,
    deadlines,
    designs,
    dispatch_rules,
    incident_joining,
    journal,
    own_values,
    tags,
    ticket_acts,
    visits,
)
from heat.words import N_, Missing, Moved, Refused, Say

# the steps a household's own timeline tells
_TOLD_TO_THE_FILE = ("finish", "enter", "close", "urge", "cancel")


@dataclass(frozen=True)
class Intake:
    """What was said at the door or on the phone. A household or an address is needed, and what is wrong.

    Without a team the office's areas propose one. The same `once_key` again answers the ticket that is there.
    """

    kind: str
    summary: str
    household_id: int | None = None
    address: str = ""
    phone: str = ""
    source: str = "phone"
    priority: int | None = None
    team_id: int | None = None
    once_key: str = ""
    ext: dict[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] | None = None  # what was typed for own fields, by code; None where no form asked for them


def take(by: Actor, intake: Intake) -> Ticket:
    """Open a ticket with number, deadline, team and first step; the row.

    Refused when nobody could find the place, Missing for a household outside this person's branches.
    """
    key = _key("take", intake.once_key)
    drawn, own = _own(by, intake)
    summary, place = _summary(intake), _place(by, intake)
    priority = life.priority_of(intake.kind, intake.priority)
    team_id, why = _team(intake, place)
    now = clock.now()
    promise = deadlines.promised(intake.kind, priority, now, place.get("circuit_id"))
    with db.writing():
        number = _number()
        if again := journal.done(key):  # asked behind the lock: a double click comes twice at once
            return Ticket.get_by_id(again)
        ticket = Ticket.create(
            number=number,
            kind_id=TicketKind.get(TicketKind.code == intake.kind).id,
            flow_version_id=designs.current("flow", "repair").id,
            state="new",
            phase="new",
            priority=priority,
            source=intake.source,
            summary=summary,
            team_id=team_id,
            opened_at=now,
            opened_on=clock.day_of(now),
            due_at=promise.finish,
            ext=intake.ext | why,
            **place,
        )
        if own:
            own_values.keep(by, "ticket", ticket.id, ticket.ext, drawn, own)
        deadlines.start(ticket.id, promise)
        journal.entered(ticket, "new")
        journal.moved(by, ticket, "take", "new", {"team": team_id} | why if team_id else {}, key)
        journal.told(by, ticket, ticket.household_id, "call" if intake.source == "phone" else "ticket", "in", summary)
        if ticket.household_id:
            tags.refresh([ticket.household_id])
        audit.record(by, "ticket.opened", "ticket", ticket.id, after={"number": ticket.number, "kind": intake.kind})
    return _given(by, ticket)


def _given(by: Actor, ticket: Ticket) -> Ticket:
    """The ticket with whoever the office's rules send at once; as it is where the leader decides.

    One from a household whose outage is known waits for its end, and nobody is sent.
    """
    if held := incident_joining.at_intake(by, ticket):
        return move(replace(by, permissions=by.permissions | {"ticket.work"}), ticket.id, "hold", held)
    told = dispatch_rules.at_intake(by, ticket)
    if told is None:
        return ticket
    return move(replace(by, permissions=by.permissions | {"ticket.assign"}), ticket.id, "assign", told)


def _own(by: Actor, intake: Intake) -> tuple[list[OwnField], dict[str, Any]]:
    """The office's own fields of tickets and what is to be stored of them; Refused with the first that cannot be."""
    drawn = own_fields.of("ticket") if intake.own is not None else []
    filled = fill([one for one in drawn if not KIND[one.kind].file], intake.own or {}, {}, by.roles)
    if not filled.ok:
        raise Refused(next(iter(filled.errors.values())))
    return drawn, filled.values


def _key(act: str, once_key: str) -> str | None:
    """The key under which a form is taken once; None for a form without one, or with one nobody of ours wrote."""
    return f"{act}:{once_key[:64]}" if once_key.isalnum() else None


def _team(intake: Intake, place: dict[str, Any]) -> tuple[int | None, dict[str, Any]]:
    """The team that is asked to go, and in `ext` why the office's areas chose it."""
    if intake.team_id is not None:
        return dispatch.team_in_force(intake.team_id), {}
    found = dispatch.proposal(place.get("community_id"), place.get("circuit_id"), intake.kind)
    return (found.team_id, {"proposed": str(found.why)}) if found else (None, {})


def _summary(intake: Intake) -> str:
    if intake.kind not in life.KIND:
        raise Refused(Say(N_("请选择问题类型")))
    if intake.source not in life.SOURCES:
        raise Refused(Say(N_("请选择来源")))
    return life.SUMMARY.read(intake.summary.replace("\r\n", "\n").strip()) or life.KIND[intake.kind].name


def _place(by: Actor, intake: Intake) -> dict[str, Any]:
    said = {"address": life.ADDRESS.read(intake.address), "phone": life.CALLER.read(intake.phone)}
    if intake.household_id is None:
        if not said["address"]:
            raise Refused(Say(N_("请先选择用户；公共区域的报修请填写地址")))
        return said
    scope = _homes(by)
    found = db.row(
        "SELECT h.community_id, h.circuit_id, h.address, p.party_id FROM household h "
        "LEFT JOIN household_party p ON p.household_id = h.id AND p.role = 'owner' AND p.rank = 0 "
        f"AND p.valid_to = '9999-12-31' WHERE h.id = ? AND h.merged_into_id IS NULL AND {scope.sql}",
        intake.household_id,
        *scope.values,
    )
    if found is None:
        raise Missing(Say(N_("没有这一户，或不在您负责的范围，请重新搜索")))
    community_id, circuit_id, address, party_id = found
    return {
        "household_id": intake.household_id,
        "community_id": community_id,
        "circuit_id": circuit_id,
        "address": said["address"] or address,
        "party_id": party_id,
        "phone": said["phone"],
    }


def _homes(by: Actor) -> visible.Scope:
    # whom a hall user may speak for is checked at the hall's own door
    return visible.households(by) if by.kind == "staff" else visible.ALL


def _number() -> str:
    # two takers on PostgreSQL must not count the same day at once
    db.chain_lock("ticket-number")
    today = clock.today()
    n = db.value("SELECT count(*) FROM ticket WHERE opened_on = ?", today.isoformat()) + 1
    return f"GD{today:%y%m%d}-{n:03d}"


def link(by: Actor, ticket_id: int, household_id: int | None, text: str, *, once_key: str = "") -> Ticket:
    """Note one more household's call on an open ticket instead of opening another; the ticket."""
    ticket, key = find(by, ticket_id), _key(f"{ticket_id}:link", once_key)
    said = life.SUMMARY.read(text.strip()) or "关联来电"
    with db.writing():
        db.chain_lock(f"ticket-{ticket.id}")
        if journal.done(key):
            return ticket
        if ticket.phase not in flows.OPEN_PHASES:
            raise Moved(Say(N_("工单 {number} 已经结束，请新建工单"), number=ticket.number))
        db.run("UPDATE ticket SET urged = urged + 1, version = version + 1 WHERE id = ?", ticket.id)
        journal.moved(by, ticket, "link", ticket.state, {"household_id": household_id, "text": said}, key)
        journal.told(by, ticket, household_id, "call", "in", said)
        audit.record(by, "ticket.linked", "ticket", ticket.id, after={"household_id": household_id})
    return Ticket.get_by_id(ticket.id)


def find(by: Actor, ticket_id: int) -> Ticket:
    """The ticket if this person may see it; Missing otherwise, so that nobody learns what exists."""
    scope = visible.tickets(by)
    if db.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {scope.sql}", ticket_id, *scope.values) is None:
        raise Missing(Say(N_("没有这张工单，或不在您负责的范围")))
    return Ticket.get_by_id(ticket_id)


def move(
    by: Actor,
    ticket_id: int,
    action: str,
    told: dict[str, Any] | None = None,
    *,
    version: int | None = None,
    once_key: str = "",
) -> Ticket:
    """Take one step of the ticket's flow; the row afterwards.

    `told` holds what the step asks for (team, assignee, reason, cause, minutes, celsius, result, level, text).
    NotAllowed from a wrong state, Moved when somebody was faster than the page shown as `version`; the same `once_key`
    again answers the ticket as it stands without doing anything twice.
    """
    ticket, key = find(by, ticket_id), _key(f"{ticket_id}:{action}", once_key)
    if journal.done(key):
        return ticket
    told = life.told(told or {})
    flow = designs.flow(ticket.flow_version_id)
    step = flow.step(ticket.state, action)
    if not (by.may(step.permission) or (by.kind == "hall" and action in life.HALL_ACTIONS)):
        raise Refused(Say(N_("您没有“{action}”的权限，请找班组长或管理员"), action=step.name))
    _must_be_told(step, told)
    try:
        with db.writing():
            if version is not None and version != ticket.version:
                raise _faster(ticket)
            _apply(by, ticket, step, flow.after(ticket.state, step), told, key)
            audit.record(by, f"ticket.{action}", "ticket", ticket.id, before={"state": ticket.state}, after=told)
    except Moved:
        if not journal.done(key):  # the same form sent twice at once: the second is no conflict
            raise
    return Ticket.get_by_id(ticket.id)


def _must_be_told(step: flows.Move, told: dict[str, Any]) -> None:
    for asked in step.asks:
        if not told.get(asked) and not (asked == "team" and told.get("assignee")):
            name = life.TOLD[asked].label if asked in life.TOLD else N_("班组或维修工")
            raise Refused(Say(N_("请填写{name}后再“{action}”"), name=name, action=step.name))


def _faster(ticket: Ticket) -> Moved:
    last = db.row(
        "SELECT s.name, m.at FROM ticket_move m LEFT JOIN staff s ON s.id = m.by_id WHERE m.ticket_id = ? "
        "ORDER BY m.seq DESC LIMIT 1",
        ticket.id,
    )
    who, when = (last[0] or "系统", f"{clock.local(last[1]):%H:%M}") if last else ("系统", "")
    return Moved(
        Say(
            N_("工单 {number} 刚被{who}改过（{when}），页面已更新，请看过再操作"),
            number=ticket.number,
            who=who,
            when=when,
        )
    )


def _apply(
    by: Actor, ticket: Ticket, step: flows.Move, state: flows.State, told: dict[str, Any], key: str | None
) -> None:
    changes = _changes(by, ticket, step, state, told)
    sets = ", ".join(f"{column} = ?" for column in changes)
    won = db.rows(
        f"UPDATE ticket SET {sets}, version = version + 1 WHERE id = ? AND state = ? AND version = ? RETURNING id",
        *changes.values(),
        ticket.id,
        ticket.state,
        ticket.version,
    )
    if not won:
        raise _faster(Ticket.get_by_id(ticket.id))
    journal.moved(by, ticket, step.action, state.code, told, key)
    ticket_acts.follow(by, ticket, step.action, state.phase, told)
    if step.to:
        journal.left(ticket)
        if state.phase in flows.OPEN_PHASES:
            journal.entered(Ticket.get_by_id(ticket.id), state.code)
        deadlines.follow(ticket, step.action, state.phase, told)
        visits.follow(by, ticket, step.action, told)
    if step.action in _TOLD_TO_THE_FILE:
        text = f"{step.name} {told.get('cause') or ''}".strip()
        journal.told(by, ticket, ticket.household_id, "ticket", "internal", text)


def _changes(by: Actor, ticket: Ticket, step: flows.Move, state: flows.State, told: dict[str, Any]) -> dict[str, Any]:
    changes: dict[str, Any] = {"state": state.code, "phase": state.phase}
    changes |= ticket_acts.changes(by, ticket, step.action, told)
    if step.action == "assign":
        changes |= dispatch.assignee(told.get("team"), told.get("assignee"))
    if step.action in ("return", "reopen"):
        changes |= {"assignee_id": None, "team_id": told.get("team") or ticket.team_id}
    if step.action == "accept" and ticket.assignee_id is None:
        changes["assignee_id"] = by.id  # given to the team as a whole: whoever takes it has it
    if step.action in ("finish", "enter"):
        changes["cause"] = told["cause"]
    if step.action == "reopen":
        changes["reopened"] = ticket.reopened + 1
    if step.action == "urge":
        changes["urged"] = ticket.urged + 1
    if not step.to:
        return changes
    ended = state.phase not in flows.OPEN_PHASES
    changes |= {"closed_at": clock.now() if ended else None, "closed_on": clock.today().isoformat() if ended else None}
    return changes | deadlines.after(ticket, step.action, state.phase)
