"""One engine for every drawn process: a flow is data, a step asks it where an action leads.

A flow is JSON as a design_version keeps it:

    {"start": "new",
     "states": {"new": {"name": "待派单", "phase": "new"}, …},
     "moves": [{"action": "assign", "name": "派单", "from": ["new"], "to": "assigned", "permission": "ticket.assign",
                "asks": ["team"]}, …]}

A move with `"to": ""` is noted without changing the state (催办, 备注). `phase` is the closed vocabulary of boards and
counts: new, active, waiting, done, cancelled.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any

from heat.words import N_, Moved, Say

PHASES = ("new", "active", "waiting", "done", "cancelled")
OPEN_PHASES = ("new", "active", "waiting")


class NotAllowed(Moved):
    """The process has no such step from where it stands: somebody was faster than the page."""


@dataclass(frozen=True)
class State:
    """A place in a process: its code, its name for people, its phase."""

    code: str
    name: str
    phase: str


@dataclass(frozen=True)
class Move:
    """One arrow: the action's code and name, where it leads ('' stays), who may, what must be told with it."""

    action: str
    name: str
    sources: tuple[str, ...]
    to: str
    permission: str
    asks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Flow:
    """A process ready to run."""

    start: str
    states: dict[str, State]
    moves: dict[tuple[str, str], Move]

    def step(self, state: str, action: str) -> Move:
        """The arrow of `action` from `state`; NotAllowed names both in the words of the process."""
        try:
            return self.moves[state, action]
        except KeyError:
            raise NotAllowed(
                Say(
                    N_("工单现在是“{state}”，不能“{action}”：请刷新后按页面上的按钮操作"),
                    state=self.states[state].name if state in self.states else state,
                    action=self.name_of(action),
                )
            ) from None

    def actions(self, state: str, permissions: frozenset[str]) -> list[Move]:
        """What this person may do from here, in the order drawn: the buttons to show."""
        return [m for (source, _), m in self.moves.items() if source == state and m.permission in permissions]

    def after(self, state: str, move: Move) -> State:
        """The state a move leads to."""
        return self.states[move.to or state]

    def name_of(self, action: str) -> str:
        """What people call an action; its code when the flow does not know it."""
        return next((move.name for move in self.moves.values() if move.action == action), action)


def read(body: dict[str, Any]) -> Flow:
    """A flow from its stored form; ValueError names what is drawn wrongly."""
    states = {code: State(code, s["name"], s["phase"]) for code, s in body["states"].items()}
    moves: dict[tuple[str, str], Move] = {}
    for drawn in body["moves"]:
        move = Move(
            drawn["action"],
            drawn["name"],
            tuple(drawn["from"]),
            drawn["to"],
            drawn["permission"],
            tuple(drawn.get("asks", ())),
        )
        for source in move.sources:
            if (source, move.action) in moves:
                raise ValueError(f"{source}: {move.action} is drawn twice")
            moves[source, move.action] = move
    flow = Flow(body["start"], states, moves)
    if wrong := faults(flow):
        raise ValueError("; ".join(map(str, wrong)))
    return flow


def faults(flow: Flow) -> list[Say]:
    """What is wrong with a drawn flow, in sentences: unknown states, dead ends, places nobody reaches."""
    known = flow.states.keys()
    named = {flow.start} | {s for s, _ in flow.moves} | {m.to for m in flow.moves.values() if m.to}
    wrong = [Say(N_("没有画出状态“{state}”"), state=code) for code in sorted(named - known)]
    wrong += [
        Say(N_("状态“{state}”的阶段“{phase}”不存在"), state=s.name, phase=s.phase)
        for s in flow.states.values()
        if s.phase not in PHASES
    ]
    if wrong:
        return wrong
    reached = _reached(flow)
    wrong += [Say(N_("没有箭头通向“{state}”"), state=s.name) for s in flow.states.values() if s.code not in reached]
    leaving = {source for (source, _), move in flow.moves.items() if move.to and move.to != source}
    wrong += [
        Say(N_("“{state}”没有出口"), state=s.name)
        for s in flow.states.values()
        if s.phase in OPEN_PHASES and s.code not in leaving
    ]
    return wrong


def _reached(flow: Flow) -> set[str]:
    reached, waiting = {flow.start}, deque([flow.start])
    while waiting:
        here = waiting.popleft()
        for (source, _), move in flow.moves.items():
            if source == here and move.to and move.to not in reached:
                reached.add(move.to)
                waiting.append(move.to)
    return reached


def mermaid(flow: Flow) -> str:
    """The flow as a Mermaid state diagram, for docs/rules and for people who want to print it."""
    lines = ["stateDiagram-v2", f"    [*] --> {flow.start}"]
    lines += [f"    {state.code}: {state.name}" for state in flow.states.values()]
    drawn = dict.fromkeys((s, m.to, m.name) for (s, _), m in flow.moves.items() if m.to)
    lines += [f"    {source} --> {to}: {name}" for source, to, name in drawn]
    lines += [f"    {s.code} --> [*]" for s in flow.states.values() if s.phase not in OPEN_PHASES]
    return "\n".join(lines)
