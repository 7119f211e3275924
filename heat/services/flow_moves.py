"""One step of a ticket through its flow: asked of the rule, won by compare-and-set, recorded, carried on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import Ticket
from heat.queries import dispatch, flow_facts, flow_steps
from heat.queries.flow_steps import SIGN, Live
from heat.rules import flow_runs, flows
from heat.rules import tickets as life
from heat.rules.flow_runs import Course
from heat.rules.flows import Flow, Move
from heat.rules.permissions import SYSTEM, Actor
from heat.services import (
    audit,
    callback_plan,
    complaint_rows,
    deadlines,
    designs,
    flow_acts,
    flow_fields,
    journal,
    survey_sending,
    ticket_acts,
    visits,
)
from heat.services import flow_steps as steps
from heat.words import N_, Moved, Refused, Say

# the steps a household's own timeline tells
_TOLD_TO_THE_FILE = ("finish", "enter", "close", "urge", "cancel")
# acts that have a sentence of their own in the log; every other one is a step with its name
KNOWN = frozenset(move["action"] for move in life.REPAIR["moves"]) | {"back", "transfer", "sign", "signed"}
_LABELS = {"step": N_("退回到哪一步"), "assignee": N_("请谁会签"), "team": N_("班组或维修工")}


@dataclass(frozen=True)
class _Act:
    """One act on one ticket, as far as it is known before anything is written."""

    by: Actor
    ticket: Ticket
    flow: Flow
    live: list[Live]
    node: str
    step: Move
    told: dict[str, Any]
    facts: dict[str, Any]

    @property
    def beside(self) -> bool:
        """Whether the step is one of several that run side by side: then the ticket's own state says only the part."""
        return self.node != self.ticket.state


def make(
    by: Actor, ticket: Ticket, action: str, told: dict[str, Any], *, version: int | None = None, once_key: str = ""
) -> Ticket:
    """Take one step of a ticket that this person may see; the row afterwards. See services.tickets.move."""
    key = journal.key(f"{ticket.id}:{action}", once_key)
    if journal.done(key):
        return ticket
    act = _asked(by, ticket, action, life.told(told), version)
    _must_be_told(act)
    _must_be_signed(act)
    try:
        with db.writing():
            _apply(act, key)
            _record(act)
    except Moved:
        if not journal.done(key):  # the same form sent twice at once: the second is no conflict
            raise
    return Ticket.get_by_id(ticket.id)


def _record(act: _Act) -> None:
    drawn, before, after = act.step.action not in KNOWN, {"state": act.node}, _noted(act.told)
    if drawn:  # an act that only this flow knows: the sentence is the same for all, the name tells
        after = {"name": act.step.name} | after
    audit.record(
        act.by,
        "ticket.step" if drawn else f"ticket.{act.step.action}",
        "ticket",
        act.ticket.id,
        before=before,
        after=after,
    )


def fill(by: Actor, ticket: Ticket, node: str, own: dict[str, Any]) -> None:
    """Keep what was filled in at a live step; see services.tickets.fill."""
    live = flow_steps.live(ticket.id)
    if node not in {one.node for one in live}:
        raise journal.faster(ticket)
    if flows.OWNER not in flow_steps.rights(by, node, live):
        raise Refused(Say(N_("这一步由别人办理，您不能填写")))
    with db.writing():
        flow_fields.keep(by, ticket, designs.flow(ticket.flow_version_id).states[node], {"own": own}, going=False)
        db.run("UPDATE ticket SET version = version + 1 WHERE id = ?", ticket.id)
        audit.record(by, "ticket.filled", "ticket", ticket.id, after={"state": node})


def _asked(by: Actor, ticket: Ticket, action: str, told: dict[str, Any], version: int | None) -> _Act:
    flow, live = designs.flow(ticket.flow_version_id), flow_steps.live(ticket.id)
    node = _node(ticket, live, str(told.pop("node", "")))
    if version is not None and version != ticket.version and node == ticket.state:
        raise journal.faster(ticket)
    facts = flow_facts.of(ticket, told | dict(told.get("own") or {})) if flow.asks else told
    if action == "back" and told.get("step") not in flow_steps.visited(ticket.id):
        raise Refused(Say(N_("请选择退回到哪一步")))
    step = flow.step(node, action, facts)
    rights = flow_steps.rights(by, node, live) if step.permission in (flows.OWNER, flows.SIGNER) else by.permissions
    if step.permission not in rights and not (by.kind == "hall" and action in life.HALL_ACTIONS):
        now = Ticket.get_by_id(ticket.id)
        raise Refused(_not_yours(step, live, node)) if now.version == ticket.version else journal.faster(now)
    return _Act(by, ticket, flow, live, node, step, told, facts)


def _node(ticket: Ticket, live: list[Live], wanted: str) -> str:
    """The step that is meant: the ticket's state, or one of those that run side by side."""
    nodes = list(dict.fromkeys(one.node for one in live))
    if ticket.state in nodes or not nodes or ticket.phase not in flows.OPEN_PHASES:
        return str(ticket.state)
    if not wanted and len(nodes) == 1:
        return nodes[0]
    if wanted not in nodes:
        raise journal.faster(ticket)
    return wanted


def _not_yours(step: Move, live: list[Live], node: str) -> Say:
    if step.permission not in (flows.OWNER, flows.SIGNER):
        return Say(N_("您没有“{action}”的权限，请找班组长或管理员"), action=step.name)
    names = "、".join(
        one.owner for one in live if one.node == node and (one.part == SIGN) == (step.permission == flows.SIGNER)
    )
    return Say(N_("这一步由{names}办理，您不能“{action}”"), names=names or N_("别人"), action=step.name)


def _must_be_told(act: _Act) -> None:
    for asked in act.step.asks:
        if not act.told.get(asked) and not (asked == "team" and act.told.get("assignee")):
            name = life.TOLD[asked].label if asked in life.TOLD else _LABELS.get(asked, asked)
            raise Refused(Say(N_("请填写{name}后再“{action}”"), name=name, action=act.step.name))


def _must_be_signed(act: _Act) -> None:
    onward = act.step.to and act.step.action not in ("back", "hold", "cancel")
    names = [one.owner for one in act.live if one.node == act.node and one.part == SIGN]
    if onward and names:
        raise Refused(Say(N_("还要等{names}会签，再“{action}”"), names="、".join(names), action=act.step.name))


def _apply(act: _Act, key: str | None) -> None:
    by, ticket, step, told = act.by, act.ticket, act.step, act.told
    complaint_rows.may_be_given(ticket, told)
    nodes = list(dict.fromkeys(one.node for one in act.live)) or [act.node]
    run = flow_runs.course(act.flow, nodes, act.node, step.to, act.facts) if step.to else None
    changes = _changes(act, run)
    sets = ", ".join(f"{column} = ?" for column in changes)
    won = db.rows(
        f"UPDATE ticket SET {sets}, version = version + 1 WHERE id = ? AND state = ? AND version = ? RETURNING id",
        *changes.values(),
        ticket.id,
        ticket.state,
        ticket.version,
    )
    if not won:
        raise journal.faster(Ticket.get_by_id(ticket.id))
    flow_fields.keep(by, ticket, act.flow.states[act.node], told, going=bool(step.to) and step.action != "back")
    journal.moved(by, ticket, step.action, step.to or ticket.state, _noted(told), key, source=act.node)
    if not act.beside or (run and run.state.ended):
        ticket_acts.follow(by, ticket, step.action, str(changes["phase"]), told)
    if run is not None:
        go_on(by, ticket, act.flow, run, step.to)
        if not act.beside or run.state.ended:
            deadlines.follow(ticket, step.action, run.state.phase, told)
            visits.follow(by, ticket, step.action, told)
        if run.state.code in act.flow.called_back:
            callback_plan.entered(Ticket.get_by_id(ticket.id))
        if run.state.phase == "done":
            survey_sending.after_ticket(ticket)
    else:
        _stay(act)
    if step.action in _TOLD_TO_THE_FILE:
        text = f"{step.name} {told.get('cause') or ''}".strip()
        journal.told(by, ticket, ticket.household_id, "ticket", "internal", text)


def _noted(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "own"}


def go_on(by: Actor, ticket: Ticket, flow: Flow, run: Course, to: str) -> None:
    """Write down a course: visits that end, automatic steps done, visits that begin; in the act's transaction."""
    if run.left:
        steps.left(ticket, run.left)
    for code in run.passed:
        flow_acts.do(Ticket.get_by_id(ticket.id), flow.states[code])
    if run.state.ended and run.state.code != to:
        journal.moved(SYSTEM, ticket, "go", run.state.code)
    resumed = any(code.startswith(flows.HELD) for code in run.left)
    for code in run.entered:
        if code != to:
            journal.moved(SYSTEM, ticket, "go", code)
        steps.entered(by, Ticket.get_by_id(ticket.id), flow.states[code], resumed=resumed)


def _stay(act: _Act) -> None:
    """What acts that stay in their step do to its visit."""
    state = act.flow.states[act.node]
    if act.step.action in ("transfer", "assign"):
        steps.handed_over(act.by, act.ticket, state, act.told)
        if act.step.action == "assign":  # somebody else goes: the answer has been given, a visit under way is over
            deadlines.follow(act.ticket, "assign", state.phase, act.told)
            visits.follow(act.by, act.ticket, "assign", act.told)
    elif act.step.action == "sign":
        steps.asked_to_sign(act.by, act.ticket, state, int(act.told["assignee"]))
    elif act.step.action == "signed":
        steps.signed(act.by, act.ticket, state)


def _changes(act: _Act, run: Course | None) -> dict[str, Any]:
    ticket, step, told = act.ticket, act.step, act.told
    state = run.state if run is not None else act.flow.states[ticket.state]
    changes: dict[str, Any] = {"state": state.code, "phase": state.phase}
    changes |= ticket_acts.changes(act.by, ticket, step.action, told)
    if step.action == "assign" or (step.action == "transfer" and act.flow.states[act.node].owner_kind == "holder"):
        changes |= dispatch.assignee(act.by, told.get("team"), told.get("assignee"))
    if step.action in ("return", "reopen"):
        to = dispatch.team_in_force(act.by, told["team"]) if told.get("team") else ticket.team_id
        changes |= {"assignee_id": None, "team_id": to}
    if step.action == "accept" and ticket.assignee_id is None:
        changes["assignee_id"] = act.by.id  # given to the team as a whole: whoever takes it has it
    if step.action in ("finish", "enter") and told.get("cause"):
        changes["cause"] = told["cause"]
    if step.action == "reopen":
        changes["reopened"] = ticket.reopened + 1
    if step.action == "urge":
        changes["urged"] = ticket.urged + 1
    if run is None:
        return changes
    ended = state.ended
    changes |= {"closed_at": clock.now() if ended else None, "closed_on": clock.today().isoformat() if ended else None}
    beside = act.beside and not ended
    return changes if beside else changes | deadlines.after(ticket, step.action, state.phase, told)
