"""Drawing flows: step by step in a draft that can be undone and redone, then published as a whole with a reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, Ticket
from heat.queries import flow_designs as queries
from heat.rules import flow_drafts, flow_faults, flow_reading, flows
from heat.rules.fields import Text
from heat.rules.flow_properties import Body
from heat.rules.flow_runs import course
from heat.rules.permissions import Actor
from heat.services import audit, designs, flow_moves, journal
from heat.words import N_, Missing, Refused, Say

NAME = Text("name", N_("流程名称"), most=20)
REASON = Text("reason", N_("这次改了什么、为什么"), most=200)
_PAST = 20  # steps that can be undone


def create(by: Actor, name: str) -> str:
    """Begin a new flow with one step and an end; its code."""
    named = NAME.read(name.strip())
    with db.writing():
        db.chain_lock("design")
        if Design.get_or_none((Design.kind == "flow") & (Design.name == named) & Design.retired_at.is_null()):
            raise Refused(Say(N_("已经有一个流程叫“{name}”"), name=named))
        code = f"f{db.value('SELECT coalesce(max(id), 0) + 1 FROM design')}"
        design_id = Design.insert(kind="flow", code=code, name=named, org_id=1, staff_id=by.id).execute()
        _new_draft(by, design_id, 1, flow_drafts.blank())
        audit.record(by, "flow.created", "design", design_id, after={"name": named})
    return code


def draw(by: Actor, code: str, step: Callable[[Body], Body]) -> Body:
    """Take one step of drawing (rules.flow_drafts, rules.flow_properties); the draft afterwards.

    The first step makes a draft of what is live. Refused steps change nothing.
    """
    with db.writing():
        db.chain_lock("design")
        draft = _draft(code) or _begin(by, code)
        before = draft.body["flow"]
        after = step(before)
        if after != before:
            _keep(by, draft, {"flow": after, "past": [*draft.body["past"], before][-_PAST:], "future": []})
    return after


def place(by: Actor, code: str, places: Mapping[str, Any]) -> None:
    """Keep where steps stand on the canvas. Nothing to undo: places mean nothing."""
    with db.writing():
        db.chain_lock("design")
        draft = _draft(code) or _begin(by, code)
        _keep(by, draft, {**draft.body, "flow": flow_drafts.placed(draft.body["flow"], places)})


def undo(by: Actor, code: str) -> None:
    """Take the last step of the drawing back."""
    with db.writing():
        draft = _draft(code)
        if draft is None or not draft.body["past"]:
            raise Refused(Say(N_("没有可以撤销的步骤")))
        *past, last = draft.body["past"]
        _keep(by, draft, {"flow": last, "past": past, "future": [*draft.body["future"], draft.body["flow"]]})


def redo(by: Actor, code: str) -> None:
    """Take a step that was taken back once more."""
    with db.writing():
        draft = _draft(code)
        if draft is None or not draft.body["future"]:
            raise Refused(Say(N_("没有可以重做的步骤")))
        *future, last = draft.body["future"]
        _keep(by, draft, {"flow": last, "past": [*draft.body["past"], draft.body["flow"]], "future": future})


def discard(by: Actor, code: str) -> None:
    """Throw the draft away; what is live stays. A flow that was never published goes altogether."""
    with db.writing():
        draft = _draft(code)
        if draft is None:
            raise Refused(Say(N_("没有草稿")))
        DesignVersion.delete().where(DesignVersion.id == draft.id).execute()
        if Design.get_by_id(draft.design_id).current_id is None:
            Design.update(retired_at=clock.now()).where(Design.id == draft.design_id).execute()
        audit.record(by, "flow.draft-dropped", "design", draft.design_id)


def publish(by: Actor, code: str, reason: str) -> int:
    """Make the draft live for new tickets; the version's number. Running tickets stay on theirs.

    Refused with the first sentence while anything is drawn wrongly.
    """
    why = REASON.read(reason.strip())
    with db.writing():
        db.chain_lock("design")
        draft = _draft(code)
        if draft is None:
            raise Refused(Say(N_("没有要发布的改动")))
        body = draft.body["flow"]
        if wrong := flow_faults.errors(flow_reading.read(body), queries.known()):
            raise Refused(Say(N_("先改 {n} 个错误再发布：{first}"), n=len(wrong), first=wrong[0]))
        DesignVersion.update(body={**body, "why": why}, by_id=by.id, published_at=clock.now()).where(
            DesignVersion.id == draft.id
        ).execute()
        Design.update(current_id=draft.id, enabled_at=clock.now()).where(Design.id == draft.design_id).execute()
        after = {"name": Design.get_by_id(draft.design_id).name, "version": draft.version, "reason": why}
        audit.record(by, "flow.published", "design", draft.design_id, after=after)
    return int(draft.version)


def move_tickets(by: Actor, code: str, version_id: int, mapping: Mapping[str, str]) -> int:
    """Take the running tickets of an older version over to the live one; how many.

    `mapping` says for each step they stand in where they go on. Refused while one has no place: then none is moved.
    """
    design = _design(code)
    target = DesignVersion.get_by_id(design.current_id or 0)
    if target.id == version_id or DesignVersion.get_by_id(version_id).design_id != design.id:
        raise Refused(Say(N_("请选择一个还在走的旧版本")))
    flow = designs.flow(target.id)
    with db.writing():
        rows = list(Ticket.select().where((Ticket.flow_version_id == version_id) & Ticket.closed_at.is_null()))
        for ticket in rows:
            _take_over(by, ticket, flow, target, mapping)
        after = {"n": len(rows), "version": target.version}
        audit.record(by, "flow.tickets-moved", "design", design.id, after=after)
    return len(rows)


def _take_over(by: Actor, ticket: Ticket, flow: flows.Flow, target: DesignVersion, mapping: Mapping[str, str]) -> None:
    to = mapping.get(ticket.state, "")
    if to not in flow.states or flow.states[to].ended:
        old = designs.flow(ticket.flow_version_id).states
        name = old[ticket.state].name if ticket.state in old else ticket.state
        raise Refused(Say(N_("请给“{state}”选一个在新流程里的位置"), state=name))
    live = [
        node
        for (node,) in db.rows(
            "SELECT DISTINCT node FROM ticket_step WHERE ticket_id = ? AND left_at IS NULL", ticket.id
        )
    ]
    run = course(flow, [], "", to, {})
    run.left = live
    changes = {"flow_version_id": target.id, "state": run.state.code, "phase": run.state.phase}
    won = db.rows(
        "UPDATE ticket SET flow_version_id = ?, state = ?, phase = ?, version = version + 1 "
        "WHERE id = ? AND version = ? RETURNING id",
        *changes.values(),
        ticket.id,
        ticket.version,
    )
    if not won:
        raise journal.faster(Ticket.get_by_id(ticket.id))
    journal.moved(by, ticket, "moved-version", to, {"text": f"换到第 {target.version} 版流程"})
    flow_moves.go_on(by, ticket, flow, run, to)


def _design(code: str) -> Design:
    found = Design.get_or_none((Design.kind == "flow") & (Design.code == code) & Design.retired_at.is_null())
    if found is None:
        raise Missing(Say(N_("没有这个流程")))
    return found


def _draft(code: str) -> DesignVersion | None:
    found: DesignVersion | None = (
        DesignVersion.select()
        .where((DesignVersion.design_id == _design(code).id) & DesignVersion.published_at.is_null())
        .first()
    )
    return found


def _begin(by: Actor, code: str) -> DesignVersion:
    """The first step: a draft of what is live."""
    design = _design(code)
    newest = db.value("SELECT coalesce(max(version), 0) FROM design_version WHERE design_id = ?", design.id)
    live = DesignVersion.get_or_none(DesignVersion.id == (design.current_id or 0))
    return _new_draft(by, design.id, newest + 1, flow_drafts.opened(live.body) if live else flow_drafts.blank())


def _new_draft(by: Actor, design_id: int, version: int, body: Body) -> DesignVersion:
    row = {"design_id": design_id, "version": version, "by_id": by.id}
    made: DesignVersion = DesignVersion.create(**row, body={"flow": body, "past": [], "future": []})
    return made


def _keep(by: Actor, draft: DesignVersion, body: dict[str, Any]) -> None:
    DesignVersion.update(body=body, by_id=by.id).where(DesignVersion.id == draft.id).execute()
    audit.record(by, "flow.drawn", "design", draft.design_id, after={"n": len(body["flow"]["states"])})
