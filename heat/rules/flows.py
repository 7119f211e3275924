"""One engine for every drawn process: a flow is data (rules.flow_reading), a step asks it where an action leads.

A flow is JSON as a design_version keeps it:

    {"start": "new",
     "states": {"new": {"name": "待派单", "phase": "new"}, …},
     "moves": [{"action": "assign", "name": "派单", "from": ["new"], "to": "assigned", "permission": "ticket.assign",
                "asks": ["team"]}, …]}

A move with `"to": ""` is noted without changing the state (催办, 备注). `phase` is the closed vocabulary of boards and
counts: new, active, waiting, done, cancelled. A state may say more about itself; all of it may be left out:

    "kind": step | auto | fork | join | end       "owner": {"kind": "role", "code": "agent"} (see OWNERS)
    "limit": {"minutes": 30, "hours": "work"}     "ops": ["return", "transfer", …] (see OPERATIONS)
    "fields": {"x1": "must"} (see ACCESS)         "does": {"do": "message", …} (see ACTS)
    "join": "all" | "any"                         "silent": days after which a household has agreed
    "at": [x, y] on the canvas

Several moves of one action may leave a state when all but the last carry a condition ("when", rules.conditions): the
first that holds is taken. The moves of automatic states have no action.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from heat.rules.conditions import Condition
from heat.words import N_, Moved, Refused, Say

PHASES = ("new", "active", "waiting", "done", "cancelled")
OPEN_PHASES = ("new", "active", "waiting")
STEP, AUTO, FORK, JOIN, END = "step", "auto", "fork", "join", "end"
KINDS = {STEP: N_("人工步骤"), AUTO: N_("自动动作"), FORK: N_("并行开始"), JOIN: N_("并行会合"), END: N_("结束")}
AUTOMATIC = (AUTO, FORK, JOIN)
OWNERS = {
    "holder": N_("派到的班组或维修工"),
    "person": N_("指定的人"),
    "team": N_("班组"),
    "role": N_("岗位"),
    "area": N_("按片区的班组"),
    "leader": N_("发起人的班组长"),
    "household": N_("用户自己"),
}
OPERATIONS = {
    "return": N_("退回到前面的步骤"),
    "transfer": N_("转交"),
    "sign": N_("加签"),
    "urge": N_("催办"),
    "suspend": N_("挂起和恢复"),
    "withdraw": N_("撤回"),
}
ACCESS = {"hide": N_("看不到"), "see": N_("只能看"), "edit": N_("可以改"), "must": N_("必填")}
ACTS = {"message": N_("发短信"), "ticket": N_("开新工单"), "field": N_("改字段"), "webhook": N_("通知外部系统")}
JOINS = {"all": N_("等全部分支"), "any": N_("有一个分支到就走")}
# who may take a move that names no right of the catalogue: whoever has the step, or was asked to sign it
OWNER, SIGNER = "owner", "signer"
# where a ticket stands on board and phone, whatever its flow calls the step
NEW, ASSIGNED, ACCEPTED, WORKING, ON_HOLD, FINISHED = "new", "assigned", "accepted", "working", "on_hold", "finished"
STAGES = (NEW, ASSIGNED, ACCEPTED, WORKING, ON_HOLD, FINISHED)
GIVEN = (ASSIGNED, ACCEPTED, WORKING, ON_HOLD)  # somebody has it
WORKABLE = (NEW, ASSIGNED, ACCEPTED, WORKING)  # somebody can go today
_PRESSED = (("accept", ASSIGNED), ("arrive", ACCEPTED), ("finish", WORKING))
_PRESSES = ("accept", "arrive", "resume")
HELD = "held:"  # before the code of a state: the same step while it is suspended


class NotAllowed(Moved):
    """The process has no such step from where it stands: somebody was faster than the page."""


@dataclass(frozen=True)
class State:
    """A place in a process: its code, its name for people, its phase, and what was drawn for it."""

    code: str
    name: str
    phase: str
    kind: str = STEP
    owner: Mapping[str, Any] = field(default_factory=dict)
    limit: Mapping[str, Any] = field(default_factory=dict)
    ops: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    does: Mapping[str, Any] = field(default_factory=dict)
    join: str = "all"
    silent: int = 0

    @property
    def owner_kind(self) -> str:
        """One of OWNERS; a step that names nobody is whoever's the ticket was given to."""
        return str(self.owner.get("kind") or "holder")

    @property
    def ended(self) -> bool:
        """Whether the process is over here."""
        return self.phase not in OPEN_PHASES


@dataclass(frozen=True)
class Move:
    """One arrow: the action's code and name, where it leads ('' stays), who may, what must be told with it."""

    action: str
    name: str
    sources: tuple[str, ...]
    to: str
    permission: str
    asks: tuple[str, ...] = ()
    when: Condition | None = None


@dataclass(frozen=True)
class Flow:
    """A process ready to run."""

    start: str
    states: dict[str, State]
    moves: dict[tuple[str, str], tuple[Move, ...]]

    def step(self, state: str, action: str, facts: Mapping[str, Any] | None = None) -> Move:
        """The arrow of `action` from `state`; of several the first whose condition holds for `facts`.

        NotAllowed names both in the words of the process; Refused when no condition holds.
        """
        arrows = self.moves.get((state, action))
        if not arrows:
            raise NotAllowed(
                Say(
                    N_("工单现在是“{state}”，不能“{action}”：请刷新后按页面上的按钮操作"),
                    state=self.states[state].name if state in self.states else state,
                    action=self.name_of(action),
                )
            )
        for arrow in arrows:
            if arrow.when is None or arrow.when.holds(facts or {}):
                return arrow
        raise Refused(
            Say(
                N_("“{state}”的“{action}”没有一条去向的条件成立，请看过填写的内容，或请管理员改流程"),
                state=self.states[state].name,
                action=arrows[0].name or self.states[state].name,
            )
        )

    def actions(self, state: str, permissions: Iterable[str]) -> list[Move]:
        """What this person may do from here, in the order drawn: the buttons to show, one an action."""
        held = set(permissions)
        return [
            arrows[0] for (source, _), arrows in self.moves.items() if source == state and arrows[0].permission in held
        ]

    def is_on(self, state: str, permissions: Iterable[str]) -> bool:
        """Whether a step waits for this person: they may take it on or sign it, not only put it off or call it off."""
        return any(
            move.permission == SIGNER
            or (move.to and move.action != "hold" and self.states[move.to].phase != "cancelled")
            for move in self.actions(state, permissions)
        )

    def after(self, state: str, move: Move) -> State:
        """The state a move leads to."""
        return self.states[move.to or state]

    def leaving(self, state: str) -> list[Move]:
        """The arrows that lead away from a state, in the order drawn."""
        return [m for (source, _), arrows in self.moves.items() if source == state for m in arrows if m.to]

    def name_of(self, action: str) -> str:
        """What people call an action; its code when the flow does not know it."""
        return self.names.get(action, action)

    @property
    def owned(self) -> bool:
        """Whether some move belongs to whoever has the step, and not to a right of the catalogue."""
        return any(move.permission == OWNER for arrows in self.moves.values() for move in arrows)

    @property
    def called_back(self) -> tuple[str, ...]:
        """The states in which the household is called: work waits there for nothing but to be closed."""
        return tuple(
            code for code, state in self.states.items() if state.phase == "waiting" and (code, "close") in self.moves
        )

    def stage(self, state: str) -> str:
        """Where a ticket in this state stands for those who send and those who go: one of STAGES.

        It follows from what can be pressed there, not from what the step is called: who can accept has been sent, who
        can finish is at the door. A step of 派到的班组或维修工 without such a button stands as sent. '' for a step that
        is no work of the field, and in a flow without any.
        """
        return self._stages.get(state, "")

    def ahead(self, state: str) -> list[str]:
        """The states whoever goes passes from here by pressing the one large button: what a phone must draw."""
        return pressed_on(self.moves, state)

    @cached_property
    def _stages(self) -> dict[str, str]:
        made = {code: self._worked(state) for code, state in self.states.items()}
        if not any(made.values()):
            return {}
        made |= dict.fromkeys(self.called_back, FINISHED)
        for (code, action), arrows in self.moves.items():
            if action == "resume" and self.states[code].phase == "waiting" and made.get(arrows[0].to):
                made[code] = ON_HOLD
        return {code: stage for code, stage in made.items() if stage}

    def _worked(self, state: State) -> str:
        """The stage of a state by its own buttons; of a phase that waits or is over none."""
        if state.phase not in ("new", "active"):
            return ""
        pressed = next((stage for action, stage in _PRESSED if (state.code, action) in self.moves), "")
        if not pressed and state.owner.get("kind") == "holder":
            pressed = ASSIGNED
        sent = pressed and state.phase == "active"
        return pressed if sent else NEW if pressed or (state.code, "assign") in self.moves else ""

    @property
    def asks(self) -> bool:
        """Whether any arrow carries a condition on facts of the ticket."""
        return any(m.when and m.action != "back" for arrows in self.moves.values() for m in arrows)

    @property
    def names(self) -> dict[str, str]:
        """What people call each action."""
        return {m.action: m.name for arrows in self.moves.values() for m in arrows if m.action}


def pressed_on(moves: Mapping[tuple[str, str], tuple[Move, ...]], state: str) -> list[str]:
    """The states passed from here by accepting, arriving and taking up again, this one first."""
    passed = [state]
    while True:
        ahead = [moves[passed[-1], press][0] for press in _PRESSES if (passed[-1], press) in moves]
        if not ahead or not ahead[0].to or ahead[0].to in passed:
            return passed
        passed.append(ahead[0].to)


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid state diagram, for docs/rules and for people who want to print it."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.start}"]
    lines += [f"    {state.code}: {state.name}" for state in flow.states.values()]
    drawn = dict.fromkeys((s, m.to, m.name) for (s, _), arrows in flow.moves.items() for m in arrows if m.to)
    lines += [f"    {source} --> {to}: {name}" for source, to, name in drawn]
    lines += [f"    {s.code} --> [*]" for s in flow.states.values() if s.ended]
    return "\n".join(lines)
