"""What one act brings about: which visits end, which automatic states are gone through, where the ticket then is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from heat.rules.flow_paths import Region, regions
from heat.rules.flows import AUTO, FORK, JOIN, Flow, State
from heat.words import N_, Refused, Say

_FARTHEST = 100  # automatic states in one go: a flow without faults never comes near


@dataclass
class Course:
    """`left` and `entered` are states whose visits end and begin, `passed` the automatic ones in their order.

    `state` is where the ticket stands afterwards: the fork's code while branches run side by side.
    """

    state: State
    left: list[str] = field(default_factory=list)
    entered: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def course(flow: Flow, live: Iterable[str], node: str, to: str, facts: Mapping[str, Any]) -> Course:
    """Follow an arrow from `node` to `to` and on to the next people; `node` is '' at the very beginning.

    `live` are the states in which somebody has the ticket now. Refused when an automatic state finds no way on.
    """
    run = _Run(flow, [one for one in live if one != node], dict(facts))
    run.left = [node] if node else []
    run.go(to)
    return Course(run.stands(), run.left, run.entered, run.passed)


class _Run:
    def __init__(self, flow: Flow, live: list[str], facts: dict[str, Any]) -> None:
        self.flow, self.live, self.facts = flow, live, facts
        self.regions = regions(flow)
        self.left: list[str] = []
        self.entered: list[str] = []
        self.passed: list[str] = []
        self.waiting: list[str] = []
        self.end: State | None = None

    def go(self, to: str) -> None:
        self.waiting = [to]
        while self.waiting and self.end is None:
            if len(self.passed) > _FARTHEST:
                raise Refused(Say(N_("流程的自动步骤绕成了圈，请管理员检查流程")))
            self._come_to(self.flow.states[self.waiting.pop(0)])
        if self.end is not None:
            self._drop([*self.live, *self.entered])

    def _come_to(self, state: State) -> None:
        if state.ended:
            self.end = state
        elif state.kind == AUTO:
            self._pass(state)
        elif state.kind == FORK:
            self._split(state)
        elif state.kind == JOIN:
            self._meet(state)
        else:
            self.entered.append(state.code)

    def _pass(self, state: State) -> None:
        self.passed.append(state.code)
        if state.does.get("do") == "field":
            self.facts[str(state.does.get("field"))] = state.does.get("value")
        self.waiting.insert(0, self.flow.step(state.code, "", self.facts).to)

    def _split(self, state: State) -> None:
        self.passed.append(state.code)
        ways = [m.to for m in self.flow.leaving(state.code) if m.when is None or m.when.holds(self.facts)]
        if not ways:
            raise Refused(Say(N_("“{state}”没有一条分支的条件成立，请管理员改流程"), state=state.name))
        self.waiting = [*ways, *self.waiting]

    def _meet(self, state: State) -> None:
        region = self._of_join(state.code)
        rest = [one for one in (*self.live, *self.entered, *self.waiting) if region and one in region.inside]
        if rest and state.join != "any":
            return
        self._drop(rest)
        self.waiting = [one for one in self.waiting if one not in rest]
        self._pass(state)

    def _drop(self, codes: list[str]) -> None:
        self.left += [code for code in codes if code in self.live and code not in self.left]
        self.live = [code for code in self.live if code not in codes]
        self.entered = [code for code in self.entered if code not in codes]

    def _of_join(self, join: str) -> Region | None:
        return next((region for region in self.regions.values() if join in region.joins), None)

    def stands(self) -> State:
        if self.end is not None:
            return self.end
        here = [*self.live, *self.entered]
        inside = next((region for region in self.regions.values() if any(one in region.inside for one in here)), None)
        if inside is not None:
            return self.flow.states[inside.fork]
        if not here:
            raise Refused(Say(N_("流程走到这里没有下一步，请管理员检查流程")))
        return self.flow.states[here[-1]]
