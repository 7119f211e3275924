"""What people do with tickets: take, assign, repair, call back. One function, one act, one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from heat import clock, db
from heat.models import Contact, SlaClock, Ticket, TicketKind, TicketMove, TicketStep
from heat.queries import office, visible
from heat.rules import flows
from heat.rules import tickets as life
from heat.rules.permissions import Actor
from heat.services import audit, designs, visits
from heat.words import N_, Missing, Moved, Refused, Say

LONGEST = 2000


@dataclass(frozen=True)
class Intake:
    """What was said at the door or on the phone. A household or an address is needed, and what is wrong."""

    kind: str
    summary: str
    household_id: int | None = None
    address: str = ""
    phone: str = ""
    source: str = "phone"
    priority: int | None = None
    ext: dict[str, Any] = field(default_factory=dict)


def take(by: Actor, intake: Intake) -> Ticket:
    """Open a ticket with number, deadline and first step; the row. Refused when nobody could find the place."""
    summary = _summary(intake)
    priority = life.priority_of(intake.kind, intake.priority)
    kind = TicketKind.get(TicketKind.code == intake.kind)
    version = designs.current("flow", "repair")
    place = _place(intake)
    now, today = clock.now(), clock.today()
    hours = office.settings()
    due = life.due_at(now, priority, hours=hours["repair.hours"], urgent_hours=hours["repair.urgent_hours"])
    with db.writing():
        ticket = Ticket.create(
            number=_number(),
            kind_id=kind.id,
            flow_version_id=version.id,
            state="new",
            phase="new",
            priority=priority,
            source=intake.source,
            summary=summary,
            opened_at=now,
            opened_on=today,
            due_at=due,
            ext=intake.ext,
            **place,
        )
        _enter_step(ticket.id, "new", "role", None, due)
        _write_move(by, ticket, "take", "", "new", {}, None)
        sla = designs.current("sla", "repair")
        SlaClock.insert(
            ticket_id=ticket.id,
            goal="finish",
            policy_id=sla.id,
            start_at=now,
            due_at=due,
            why={"from": now, "hours": (due - now) // clock.HOUR},
        ).execute()
        _log(by, ticket, "call" if intake.source == "phone" else "ticket", "in", summary)
        audit.record(by, "ticket.opened", "ticket", ticket.id, after={"number": ticket.number, "kind": intake.kind})
    return ticket


def _summary(intake: Intake) -> str:
    if intake.kind not in life.KIND:
        raise Refused(Say(N_("请选择问题类型")))
    if intake.source not in life.SOURCES:
        raise Refused(Say(N_("请选择来源")))
    text = intake.summary.replace("\r\n", "\n").strip()
    if "\x00" in text or len(text) > LONGEST:
        raise Refused(Say(N_("问题描述最多 {most} 个字，不能有控制字符"), most=LONGEST))
    return text or life.KIND[intake.kind].name


def _place(intake: Intake) -> dict[str, Any]:
    if intake.household_id is None:
        if not intake.address.strip():
            raise Refused(Say(N_("请先选择用户；公共区域的报修请填写地址")))
        return {"address": intake.address.strip()[:200], "phone": intake.phone.strip()[:30] or None}
    found = db.row(
        "SELECT h.community_id, h.circuit_id, h.address, p.party_id FROM household h "
        "LEFT JOIN household_party p ON p.household_id = h.id AND p.role = 'owner' AND p.rank = 0 "
        "AND p.valid_to = '9999-12-31' WHERE h.id = ?",
        intake.household_id,
    )
    if found is None:
        raise Missing(Say(N_("没有这一户，请重新搜索")))
    community_id, circuit_id, address, party_id = found
    return {
        "household_id": intake.household_id,
        "community_id": community_id,
        "circuit_id": circuit_id,
        "address": intake.address.strip()[:200] or address,
        "party_id": party_id,
        "phone": intake.phone.strip()[:30] or None,
    }


def _number() -> str:
    # two takers on PostgreSQL must not count the same day at once
    db.chain_lock("ticket-number")
    today = clock.today()
    n = db.value("SELECT count(*) FROM ticket WHERE opened_on = ?", today.isoformat()) + 1
    return f"GD{today:%y%m%d}-{n:03d}"


def link(by: Actor, ticket_id: int, household_id: int | None, text: str) -> Ticket:
    """Note one more household's call on an open ticket instead of opening another; the ticket."""
    ticket = find(by, ticket_id)
    if ticket.phase not in flows.OPEN_PHASES:
        raise Moved(Say(N_("工单 {number} 已经结束，请新建工单"), number=ticket.number))
    with db.writing():
        db.run("UPDATE ticket SET urged = urged + 1, version = version + 1 WHERE id = ?", ticket.id)
        data = {"household_id": household_id, "text": text[:LONGEST]}
        _write_move(by, ticket, "link", ticket.state, ticket.state, data, None)
        if household_id is not None:
            Contact.insert(
                household_id=household_id,
                at=clock.now(),
                kind="call",
                direction="in",
                text=text[:LONGEST] or None,
                by_id=by.id if by.kind == "staff" else None,
                subject="ticket",
                subject_id=ticket.id,
            ).execute()
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
    once_key: str | None = None,
) -> Ticket:
    """Take one step of the ticket's flow; the row afterwards.

    `told` holds what the step asks for (team, assignee, reason, cause, minutes, celsius, result, level, text).
    NotAllowed from a wrong state, Moved when somebody was faster than the page shown as `version`; the same `once_key`
    again answers the ticket as it stands without doing anything twice.
    """
    ticket, told = find(by, ticket_id), dict(told or {})
    if once_key and db.row("SELECT 1 FROM ticket_move WHERE once_key = ?", once_key):
        return ticket
    flow = designs.flow(ticket.flow_version_id)
    step = flow.step(ticket.state, action)
    if not (by.may(step.permission) or (by.kind == "hall" and action in life.HALL_ACTIONS)):
        raise Refused(Say(N_("您没有“{action}”的权限，请找班组长或管理员"), action=step.name))
    _must_be_told(step, told)
    if version is not None and version != ticket.version:
        raise _faster(ticket)
    with db.writing():
        _apply(by, ticket, step, flow.after(ticket.state, step), told, once_key)
        audit.record(by, f"ticket.{action}", "ticket", ticket.id, before={"state": ticket.state}, after=_short(told))
    return Ticket.get_by_id(ticket.id)


def _must_be_told(step: flows.Move, told: dict[str, Any]) -> None:
    names = {
        "team": N_("班组或维修工"),
        "reason": N_("原因"),
        "cause": N_("故障原因"),
        "result": N_("回访结果"),
        "text": N_("内容"),
    }
    for asked in step.asks:
        if not told.get(asked) and not (asked == "team" and told.get("assignee")):
            raise Refused(Say(N_("请填写{name}后再“{action}”"), name=names[asked], action=step.name))
    for key, value in told.items():
        if isinstance(value, str) and (len(value) > LONGEST or "\x00" in value):
            raise Refused(Say(N_("“{name}”最多 {most} 个字，不能有控制字符"), name=names.get(key, key), most=LONGEST))


def _faster(ticket: Ticket) -> Moved:
    last = db.row(
        "SELECT s.name, m.at FROM ticket_move m LEFT JOIN staff s ON s.id = m.by_id WHERE m.ticket_id = ? "
        "ORDER BY m.seq DESC LIMIT 1",
        ticket.id,
    )
    who, when = (last[0] or "系统", f"{clock.local(last[1]):%H:%M}") if last else ("系统", "")
    return Moved(
        Say(N_("工单 {number} 刚被{who}改过（{when}）,页面已更新，请看过再操作"), number=ticket.number, who=who, when=when)
    )


def _apply(
    by: Actor, ticket: Ticket, step: flows.Move, state: flows.State, told: dict[str, Any], once_key: str | None
) -> None:
    now, changes = clock.now(), _changes(ticket, step, state, told)
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
    _write_move(by, ticket, step.action, ticket.state, state.code, _short(told), once_key)
    if step.to:
        db.run("UPDATE ticket_step SET left_at = ? WHERE ticket_id = ? AND left_at IS NULL", now, ticket.id)
        if state.phase in flows.OPEN_PHASES:
            owner = changes.get("assignee_id", ticket.assignee_id) or changes.get("team_id", ticket.team_id)
            kind = "staff" if changes.get("assignee_id", ticket.assignee_id) else "team" if owner else "role"
            _enter_step(ticket.id, state.code, kind, owner, changes.get("due_at", ticket.due_at))
    _keep_clock(ticket, step.action, now)
    visits.follow(by, ticket, step.action, told)
    if step.action in ("finish", "enter", "close", "urge", "cancel"):
        _log(
            by,
            ticket,
            "ticket",
            "out" if step.action == "close" else "",
            f"{step.name} {told.get('cause') or ''}".strip(),
        )


def _changes(ticket: Ticket, step: flows.Move, state: flows.State, told: dict[str, Any]) -> dict[str, Any]:
    now = clock.now()
    changes: dict[str, Any] = {"state": state.code, "phase": state.phase}
    if step.action == "assign":
        changes |= _assignee(told)
    if step.action in ("return", "reopen"):
        changes["assignee_id"] = None
    if step.action in ("finish", "enter"):
        changes |= {"cause": told["cause"], "in_time": life.in_time(ticket.due_at, now)}
    if step.action == "reopen":
        changes |= {"reopened": ticket.reopened + 1, "in_time": None}
    if step.action == "urge":
        changes["urged"] = ticket.urged + 1
    if step.action == "resume":
        changes["due_at"] = ticket.due_at + _paused(ticket.id, now) if ticket.due_at else None
    ended = state.phase not in flows.OPEN_PHASES
    changes |= {"closed_at": now if ended else None, "closed_on": clock.today().isoformat() if ended else None}
    return changes


def _assignee(told: dict[str, Any]) -> dict[str, Any]:
    """The team and, when named, its member; a person alone brings the team they belong to today."""
    staff_id, team_id = told.get("assignee"), told.get("team")
    today = clock.today().isoformat()
    if staff_id:
        found = db.row(
            "SELECT s.id, m.team_id FROM staff s LEFT JOIN team_member m ON m.staff_id = s.id AND m.valid_from <= ? "
            "AND ? < m.valid_to WHERE s.id = ? AND s.disabled_at IS NULL",
            today,
            today,
            int(staff_id),
        )
        if found is None:
            raise Refused(Say(N_("没有这位维修工，请重新选择")))
        return {"assignee_id": found[0], "team_id": int(team_id) if team_id else found[1]}
    if db.row("SELECT 1 FROM team WHERE id = ? AND retired_at IS NULL", int(team_id or 0)) is None:
        raise Refused(Say(N_("没有这个班组，请重新选择")))
    return {"team_id": int(team_id or 0), "assignee_id": None}


def _paused(ticket_id: int, now: int) -> int:
    since = db.value("SELECT paused_at FROM sla_clock WHERE ticket_id = ? AND goal = 'finish'", ticket_id)
    return now - since if since else 0


def _keep_clock(ticket: Ticket, action: str, now: int) -> None:
    """The deadline stands still while a ticket is on hold, is met by finishing and starts again when it is reopened."""
    where = "WHERE ticket_id = ? AND goal = 'finish'"
    if action == "hold":
        db.run(f"UPDATE sla_clock SET paused_at = ? {where}", now, ticket.id)
    elif action == "resume":
        paused = _paused(ticket.id, now)
        db.run(
            f"UPDATE sla_clock SET paused_at = NULL, paused_s = paused_s + ?, due_at = due_at + ? {where}",
            paused // 1000,
            paused,
            ticket.id,
        )
    elif action in ("finish", "enter"):
        late = ticket.due_at is not None and now > ticket.due_at
        db.run(f"UPDATE sla_clock SET met_at = ?, breached = ? {where}", now, late, ticket.id)
    elif action == "reopen":
        db.run(f"UPDATE sla_clock SET met_at = NULL {where}", ticket.id)


def _enter_step(ticket_id: int, node: str, owner_kind: str, owner_id: int | None, due: int | None) -> None:
    TicketStep.insert(
        ticket_id=ticket_id, node=node, owner_kind=owner_kind, owner_id=owner_id, entered_at=clock.now(), due_at=due
    ).execute()


def _write_move(
    by: Actor, ticket: Ticket, action: str, source: str, to: str, data: dict[str, Any], once_key: str | None
) -> None:
    seq = db.value("SELECT coalesce(max(seq), 0) + 1 FROM ticket_move WHERE ticket_id = ?", ticket.id)
    TicketMove.insert(
        ticket_id=ticket.id,
        seq=seq,
        action=action,
        from_state=source,
        to_state=to,
        by_id=by.id if by.kind == "staff" else None,
        by_kind=by.kind,
        at=clock.now(),
        reason=data.get("reason"),
        data=data or None,
        once_key=once_key,
    ).execute()


def _log(by: Actor, ticket: Ticket, kind: str, direction: str, text: str) -> None:
    if ticket.household_id is None:
        return
    Contact.insert(
        household_id=ticket.household_id,
        party_id=ticket.party_id,
        at=clock.now(),
        kind=kind,
        direction=direction or "internal",
        text=text[:LONGEST] or None,
        by_id=by.id if by.kind == "staff" else None,
        subject="ticket",
        subject_id=ticket.id,
    ).execute()


def _short(told: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in told.items() if value not in (None, "", [])}
