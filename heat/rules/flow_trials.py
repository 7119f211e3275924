"""Trying a flow with what happened before: one old ticket walked through it, or two hundred of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heat.rules.flow_runs import Course, course
from heat.rules.flows import HELD, Flow, Move
from heat.words import N_, Refused, Say

_MOST = 80
# what was only written down, or what the engine wrote by itself
_NOTED = frozenset(
    ("take", "note", "urge", "link", "photo", "print", "auto", "go", "handed", "transfer", "sign", "signed")
)


@dataclass(frozen=True)
class Act:
    """One act of an old ticket: what was done, the state it led to then and that state's name, when, what was told."""

    action: str
    to: str
    to_name: str
    at: int
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stop:
    """One step of a trial: `left_at` is None for the last one; `guessed` where the old ticket said nothing of it."""

    state: str
    name: str
    entered_at: int
    left_at: int | None = None
    via: str = ""
    guessed: bool = False

    @property
    def took(self) -> int | None:
        """Milliseconds in the step, None where it was not left."""
        return None if self.left_at is None else self.left_at - self.entered_at


@dataclass
class Trial:
    """How an old ticket would go: its stops and the sentence that says where it would stick, None when it ends."""

    stops: list[Stop] = field(default_factory=list)
    stuck: Say | None = None
    stuck_at: str = ""


def walk(flow: Flow, acts: Sequence[Act], facts: Mapping[str, Any], opened_at: int) -> Trial:
    """Let the acts of a closed ticket move it through a flow, in the order in which they were done.

    An act is found by its own code, else by where it led, else it is the only way on. What the flow asks beyond the old
    record is gone through where there is one way on, and marked as guessed.
    """
    trial = _Walk(flow, facts)
    trial.enter(course(flow, [], "", flow.start, facts), opened_at, "", guessed=False)
    last = opened_at
    for act in [one for one in acts if one.action not in _NOTED and not one.to.startswith(HELD)]:
        if trial.over:
            break
        trial.take(act)
        last = act.at
    while not trial.over and len(trial.made.stops) < _MOST:
        trial.guess(last)
    return trial.made


class _Walk:
    def __init__(self, flow: Flow, facts: Mapping[str, Any]) -> None:
        self.flow, self.facts = flow, dict(facts)
        self.live: list[str] = []
        self.made = Trial()
        self.ended = False

    @property
    def over(self) -> bool:
        return self.ended or self.made.stuck is not None

    def take(self, act: Act) -> None:
        for node in self.live:
            if (move := self._meant(node, act)) is not None:
                self.facts |= act.told
                self._go(node, move.to, act.at, move.name, guessed=False)
                return

    def _meant(self, node: str, act: Act) -> Move | None:
        try:
            arrow = self.flow.step(node, act.action, {**self.facts, **act.told})
            return arrow if arrow.to else None
        except Refused:
            pass
        ways = self.flow.leaving(node)
        facts = {**self.facts, **act.told}
        led = (move for move in ways if act.to == move.to or self.flow.states[move.to].name == act.to_name)
        return next((move for move in led if move.when is None or move.when.holds(facts)), None)

    def guess(self, at: int) -> None:
        node = self.live[0]
        name = self.flow.states[node].name
        ways = [
            move
            for move in self.flow.leaving(node)
            if move.action not in ("back", "hold", "cancel", "return", "reopen")
        ]
        if not ways:
            self._stick(node, Say(N_("“{state}”没有出口"), state=name))
            return
        try:
            move = self.flow.step(node, ways[0].action, self.facts)
        except Refused as problem:
            self._stick(node, problem.say)
            return
        if len({one.action for one in ways}) > 1 and not self._straight(ways):
            self._stick(node, Say(N_("旧单没有说在“{state}”怎么办"), state=name))
            return
        self._go(node, move.to, at, move.name, guessed=True)

    def _straight(self, ways: list[Move]) -> bool:
        """Of several buttons the first leads on, as long as the others lead back or to the same place."""
        order = list(self.flow.states)
        gone = {stop.state for stop in self.made.stops}
        onward = {move.to for move in ways if move.to not in gone and order.index(move.to) > order.index(self.live[0])}
        return len(onward) == 1 and ways[0].to in onward

    def _go(self, node: str, to: str, at: int, via: str, *, guessed: bool) -> None:
        try:
            run = course(self.flow, self.live, node, to, self.facts)
        except Refused as problem:
            self._stick(node, problem.say)
            return
        self.enter(run, at, via, guessed=guessed)

    def enter(self, run: Course, at: int, via: str, *, guessed: bool) -> None:
        stops = self.made.stops
        for place, stop in enumerate(stops):
            if stop.left_at is None and stop.state in run.left:
                stops[place] = Stop(stop.state, stop.name, stop.entered_at, at, stop.via, stop.guessed)
        stops += [Stop(code, self.flow.states[code].name, at, at, "", guessed) for code in run.passed]
        stops += [Stop(code, self.flow.states[code].name, at, None, via, guessed) for code in run.entered]
        self.live = [one for one in self.live if one not in run.left] + run.entered
        if run.state.ended:
            stops.append(Stop(run.state.code, run.state.name, at, at, via, guessed))
            self.ended = True

    def _stick(self, node: str, say: Say) -> None:
        self.made.stuck, self.made.stuck_at = say, node


@dataclass
class Replay:
    """What many trials say together: how many would end, which would stick where, and how long each step took."""

    n: int = 0
    ended: int = 0
    stuck: list[tuple[str, Say]] = field(default_factory=list)
    minutes: dict[str, list[int]] = field(default_factory=dict)

    def average(self, state: str) -> int | None:
        """Mean minutes of the tickets that were in a step and said how long, None when none did."""
        found = self.minutes.get(state)
        return round(sum(found) / len(found)) if found else None


def together(trials: Iterable[tuple[str, Trial]]) -> Replay:
    """The trials of many tickets, by number, as one answer."""
    made = Replay()
    for number, trial in trials:
        made.n += 1
        if trial.stuck is None:
            made.ended += 1
        else:
            made.stuck.append((number, trial.stuck))
        for stop in trial.stops:
            if stop.took is not None and not stop.guessed:
                made.minutes.setdefault(stop.state, []).append(stop.took // 60_000)
    return made
