"""What people do with tickets: take, assign, repair, call back. One function, one act, one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from heat import clock, db
from heat.models import Design, Ticket, TicketKind
from heat.queries import dispatch, flow_steps, own_fields, ticket_kinds, visible
from heat.queries.ticket_kinds import Kind
from heat.rules import complaints, flows
from heat.rules import tickets as life
from heat.rules.own_fields import KIND, OwnField
from heat.rules.own_values import fill as read_own
from heat.rules.permissions import Actor
from heat.services import (
    audit,
    complaint_rows,
    deadlines,
    designs,
    dispatch_rules,
    flow_moves,
    incident_joining,
    journal,
    own_values,
    tags,
)
from heat.services import flow_steps as steps
from heat.words import N_, Missing, Moved, Refused, Say


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
    category: str = ""
    circuit_id: int | None = None  # of a place without a household: what heats it
    once_key: str = ""
    ext: dict[str, Any] = field(default_factory=dict)
    own: Mapping[str, Any] | None = None  # what was typed for own fields, by code; None where no form asked for them


def take(by: Actor, intake: Intake) -> Ticket:
    """Open a ticket with number, deadline, team and first step; the row.

    Refused when nobody could find the place, Missing for a household outside this person's branches.
    """
    key = journal.key("take", intake.once_key)
    drawn, own = _own(by, intake)
    summary, place = _summary(intake), _place(by, intake)
    known = ticket_kinds.of(intake.kind)
    priority = life.priority_of(intake.kind, intake.priority, urgent=bool(known and known.urgent))
    team_id, why = _team(by, intake, place)
    now = clock.now()
    promise = deadlines.promised(intake.kind, priority, now, place.get("circuit_id"))
    with db.writing():
        number = _number()
        if again := journal.done(key):  # asked behind the lock: a double click comes twice at once
            return Ticket.get_by_id(again)
        ticket = _opened(
            intake.kind,
            number=number,
            priority=priority,
            source=intake.source,
            summary=summary,
            team_id=team_id,
            opened_at=now,
            opened_on=clock.day_of(now),
            due_at=promise.finish,
            ext=intake.ext | why | _category(known, intake.category),
            **place,
        )
        if own:
            own_values.keep(by, "ticket", ticket.id, ticket.ext, drawn, own)
        deadlines.start(ticket.id, promise)
        steps.entered(by, ticket, designs.flow(ticket.flow_version_id).states[ticket.state], taken=True)
        journal.moved(by, ticket, "take", ticket.state, {"team": team_id} | why if team_id else {}, key)
        _written_down(by, intake, ticket)
    return _given(by, ticket)


def _opened(kind_code: str, **columns: Any) -> Ticket:
    """The row, at the first step of the flow its kind has today."""
    kind = TicketKind.get(TicketKind.code == kind_code)
    version_id = designs.current_of(kind.flow_id).id
    flow = designs.flow(version_id)
    start = flow.states[flow.start]
    return Ticket.create(
        kind_id=kind.id,
        flow_version_id=version_id,
        form_version_id=Design.get_by_id(kind.form_id).current_id if kind.form_id else None,
        state=start.code,
        phase=start.phase,
        **columns,
    )


def _written_down(by: Actor, intake: Intake, ticket: Ticket) -> None:
    """What the household's file and the log say of a ticket that was just taken."""
    line = ticket.summary
    if intake.kind == complaints.KIND:  # what was said of whom is for those who may open it
        complaint_rows.opened(ticket, intake.category)
        line = db.value("SELECT name FROM ticket_kind WHERE id = ?", ticket.kind_id)
    journal.told(by, ticket, ticket.household_id, "call" if intake.source == "phone" else "ticket", "in", line)
    if ticket.household_id:
        tags.refresh([ticket.household_id])
    audit.record(by, "ticket.opened", "ticket", ticket.id, after={"number": ticket.number, "kind": intake.kind})


def taken(once_key: str) -> bool:
    """Whether a form with this key has opened its ticket already."""
    return journal.done(journal.key("take", once_key)) is not None


def _given(by: Actor, ticket: Ticket) -> Ticket:
    """The ticket with whoever the office's rules send at once; as it is where the leader decides.

    One from a household whose outage is known waits for its end, and nobody is sent. A flow that draws no such step
    goes its own way, and one that refuses it leaves the ticket where it is: it is taken already.
    """
    moves = designs.flow(ticket.flow_version_id).moves
    held = incident_joining.at_intake(by, ticket)
    if held and (ticket.state, "hold") in moves:
        return _sent_on(by, ticket, "hold", held, "ticket.work")
    told = dispatch_rules.at_intake(by, ticket) if not held and (ticket.state, "assign") in moves else None
    if told is None:
        return ticket
    return _sent_on(by, ticket, "assign", told, "ticket.assign")


def _sent_on(by: Actor, ticket: Ticket, action: str, told: dict[str, Any], right: str) -> Ticket:
    """The ticket after a step of the intake itself, whatever the taker may see or do; as it was when that is refused.

    The flow itself may be the taker: a ticket that an automatic step opens belongs to no person.
    """
    try:
        return flow_moves.make(replace(by, permissions=by.permissions | {right}), ticket, action, told)
    except Refused:
        return Ticket.get_by_id(ticket.id)


def _own(by: Actor, intake: Intake) -> tuple[list[OwnField], dict[str, Any]]:
    """The office's own fields of tickets and what is to be stored of them; Refused with the first that cannot be."""
    kind = ticket_kinds.of(intake.kind)
    drawn = own_fields.of("ticket") if intake.own is not None else []
    drawn = [one for one in drawn if kind is None or kind.template.asks_for(one.code)]
    filled = read_own([one for one in drawn if not KIND[one.kind].file], intake.own or {}, {}, by.roles)
    if not filled.ok:
        raise Refused(next(iter(filled.errors.values())))
    return drawn, filled.values


def _team(by: Actor, intake: Intake, place: dict[str, Any]) -> tuple[int | None, dict[str, Any]]:
    """The team that is asked to go, and in `ext` why the office's areas chose it."""
    if intake.team_id is not None:
        return dispatch.team_in_force(by, intake.team_id), {}
    found = dispatch.proposal(place.get("community_id"), place.get("circuit_id"), intake.kind)
    return (found.team_id, {"proposed": str(found.why)}) if found else (None, {})


def _category(kind: Kind | None, category: str) -> dict[str, str]:
    """The finer sort that was chosen; one that belongs to another kind is nothing."""
    return {"category": category} if kind and category in kind.template.words("categories") else {}


def _summary(intake: Intake) -> str:
    kind = ticket_kinds.of(intake.kind)
    if kind is None or kind.retired:
        raise Refused(Say(N_("请选择问题类型")))
    if intake.source not in life.SOURCES:
        raise Refused(Say(N_("请选择来源")))
    return life.SUMMARY.read(intake.summary.replace("\r\n", "\n").strip()) or kind.name


def _place(by: Actor, intake: Intake) -> dict[str, Any]:
    kind = ticket_kinds.of(intake.kind)
    if kind and kind.template.place == "household" and intake.household_id is None:
        raise Refused(Say(N_("“{kind}”要先选择住户"), kind=kind.name))
    said = {"address": life.ADDRESS.read(intake.address), "phone": life.CALLER.read(intake.phone)}
    if intake.household_id is None:
        if not said["address"]:
            raise Refused(Say(N_("请先选择用户；公共区域的报修请填写地址")))
        return said | ({"circuit_id": intake.circuit_id} if intake.circuit_id else {})
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
    ticket, key = find(by, ticket_id), journal.key(f"{ticket_id}:link", once_key)
    said = life.SUMMARY.read(text.strip()) or "关联来电"
    with db.writing():
        db.chain_lock(f"ticket-{ticket.id}")
        if journal.done(key):
            return ticket
        if ticket.phase not in flows.OPEN_PHASES:
            raise Moved(Say(N_("工单 {number} 已经结束，请新建工单"), number=ticket.number))
        db.run("UPDATE ticket SET urged = urged + 1, version = version + 1 WHERE id = ?", ticket.id)
        journal.moved(by, ticket, "link", ticket.state, {"household_id": household_id, "text": said}, key)
        journal.told(by, ticket, household_id, "call", "in", said if not _is_complaint(ticket) else "关联来电")
        audit.record(by, "ticket.linked", "ticket", ticket.id, after={"household_id": household_id})
    return Ticket.get_by_id(ticket.id)


def _is_complaint(ticket: Ticket) -> bool:
    return bool(db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id) == complaints.KIND)


def find(by: Actor, ticket_id: int) -> Ticket:
    """The ticket if this person may see it; Missing otherwise, so that nobody learns what exists."""
    scope = visible.tickets(by)
    seen = db.row(f"SELECT 1 FROM ticket t WHERE t.id = ? AND {scope.sql}", ticket_id, *scope.values)
    if seen is None and not flow_steps.is_mine(by, ticket_id):
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

    `told` holds what the step asks for (team, assignee, reason, cause, minutes, celsius, result, level, text, step),
    the step meant where several run side by side (node), and what was typed for fields (own, by code).
    NotAllowed from a wrong state, Moved when somebody was faster than the page shown as `version`; the same `once_key`
    again answers the ticket as it stands without doing anything twice.
    """
    return flow_moves.make(by, find(by, ticket_id), action, told or {}, version=version, once_key=once_key)


def fill(by: Actor, ticket_id: int, node: str, own: dict[str, Any]) -> None:
    """Keep what was filled in at a step without leaving it. Refused for somebody else's, Moved for one that is over."""
    ticket = find(by, ticket_id)
    flow_moves.fill(by, ticket, node, own)
