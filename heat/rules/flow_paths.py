"""Ways through a flow: what can be reached, what runs side by side, and the way of one ticket as it is drawn."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from heat.rules.flows import AUTOMATIC, FORK, HELD, JOIN, WORKING, Flow
from heat.words import N_

# moves that leave the straight way: somebody went back, waited, gave up, or wrote it in from paper
_ASIDE = frozenset({"hold", "resume", "return", "back", "cancel", "enter", "reopen", "reassign", "merge"})
# moves whose own name says better what happened than the state they lead to
_TELLING = frozenset({"assign", "accept", "arrive", "finish", "close"})


def reached(flow: Flow, start: str, closed: Collection[str] = ()) -> set[str]:
    """Every state one can come to from `start`, itself included; those in `closed` are not gone beyond."""
    found, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        if here in closed:
            continue
        for move in flow.leaving(here):
            if move.to not in found:
                found.add(move.to)
                waiting.append(move.to)
    return found


def ends(flow: Flow) -> set[str]:
    """Every state from which an end can be reached."""
    back: dict[str, set[str]] = {}
    for (source, _action), arrows in flow.moves.items():
        for move in arrows:
            back.setdefault(move.to or source, set()).add(source)
    found = {code for code, state in flow.states.items() if state.ended}
    waiting = deque(found)
    while waiting:
        for source in back.get(waiting.popleft(), ()):
            if source not in found:
                found.add(source)
                waiting.append(source)
    return found


@dataclass(frozen=True)
class Region:
    """What runs side by side: from the fork that opens it to the joins its branches come to."""

    fork: str
    inside: frozenset[str]
    joins: frozenset[str]


def regions(flow: Flow) -> dict[str, Region]:
    """The parallel parts of a flow by their fork."""
    joins = {code for code, state in flow.states.items() if state.kind == JOIN}
    ended = {code for code, state in flow.states.items() if state.ended}
    made = {}
    for code in (code for code, state in flow.states.items() if state.kind == FORK):
        beyond = {c for move in flow.leaving(code) for c in reached(flow, move.to, joins | ended | {code})}
        made[code] = Region(code, frozenset(beyond - joins - ended - {code}), frozenset(beyond & joins))
    return made


def region_of(flow: Flow, state: str) -> Region | None:
    """The parallel part a state is in, by the fork itself, a branch's step or the join."""
    for region in regions(flow).values():
        if state == region.fork or state in region.inside or state in region.joins:
            return region
    return None


def straight(flow: Flow, start: str = "") -> list[str]:
    """The straight way from a state to an end: the first move drawn that goes on; a parallel part is one stop."""
    here = start or flow.start
    way = [here]
    while (onward := _onward(flow, here, way)) is not None:
        here = onward
        way.append(here)
    return [code for code in way if flow.states[code].kind not in AUTOMATIC or flow.states[code].kind == FORK]


def _onward(flow: Flow, here: str, way: list[str]) -> str | None:
    if flow.states[here].kind == FORK:
        return next((code for code in flow.states if code in regions(flow)[here].joins and code not in way), None)
    for move in flow.leaving(here):
        if move.action not in _ASIDE and move.to not in way and flow.states[move.to].phase != "cancelled":
            return move.to
    return None


@dataclass(frozen=True, slots=True)
class WayStep:
    """One stop of the way: `mark` is done, now, later or skipped; `took` is milliseconds from the stop before."""

    state: str
    name: str
    mark: str
    at: int | None = None
    took: int | None = None
    paused: bool = False


def as_worked(flow: Flow, steps: Iterable[tuple[str, int, Mapping[str, Any]]]) -> list[tuple[str, int]]:
    """The moves of `way` out of the steps (state reached, instant, what was told; oldest first).

    A sheet of paper tells when somebody came and was done: these hours stand, not the hour of typing.
    """
    door = next((code for code in straight(flow) if flow.stage(code) == WORKING), "")
    moves: list[tuple[str, int]] = []
    for to, at, told in steps:
        if door and (came := told.get("arrived_at")):
            if moves and moves[-1][0] == door:
                moves.pop()  # the phone said another hour: the sheet is right
            moves.append((door, came))
        moves.append((to, told.get("done_at") or at))
    return moves


def way(flow: Flow, moves: Iterable[tuple[str, int]], state: str) -> list[WayStep]:
    """The way of a ticket from its moves (state reached, instant; oldest first) and the state it is in now.

    Going back (退回, 改派, 重新处理) wipes the later stops; a stop jumped over (paper, enquiry) is skipped.
    """
    codes, gone, paused = _stops(flow, moves)
    last = max((codes.index(code) for code in gone), default=0)
    ended = state in flow.states and flow.states[state].ended
    steps: list[WayStep] = []
    before: int | None = None
    for place, code in enumerate(codes):
        at = gone.get(code)
        took = at - before if at is not None and before is not None and at >= before else None
        mark = _mark(place - last, at is not None, ended)
        steps.append(WayStep(code, _label(flow, code), mark, at, took, paused=code in paused))
        before = at if at is not None else before
    return steps


def _stops(flow: Flow, moves: Iterable[tuple[str, int]]) -> tuple[list[str], dict[str, int], set[str]]:
    """The stops to draw, when each was reached, and at which of them the clock stood."""
    plan = straight(flow)
    order = [*plan, *(code for code in flow.states if code not in plan)]
    gone: dict[str, int] = {}
    paused: set[str] = set()
    for reached_state, at in moves:
        to = _outer(flow, reached_state)
        if to not in flow.states or flow.states[to].phase == "cancelled" or flow.states[to].kind in (JOIN, "auto"):
            continue
        if to.startswith(HELD) or (flow.states[to].phase == "waiting" and to not in plan):
            paused |= {next(reversed(gone))} if gone else set()
        elif to != next(reversed(gone), None):
            gone = _again(gone, to, at, order, flow.start)
            paused &= gone.keys()
    if set(gone) <= set(plan):
        return plan, gone, paused
    last = next(reversed(gone))
    return [*gone, *(code for code in straight(flow, last) if code not in gone)], gone, paused


def _again(gone: dict[str, int], to: str, at: int, order: list[str], start: str) -> dict[str, int]:
    begun = gone.get(start, at)
    kept = {code: when for code, when in gone.items() if order.index(code) < order.index(to)}
    return {**kept, to: begun if to == start else at}


def _outer(flow: Flow, state: str) -> str:
    """A step inside a parallel part is drawn as the part."""
    if not any(one.kind == FORK for one in flow.states.values()):
        return state
    region = region_of(flow, state)
    return region.fork if region and state in region.inside else state


def _label(flow: Flow, code: str) -> str:
    if code == flow.start:
        return N_("受理")
    into = (m for arrows in flow.moves.values() for m in arrows if m.to == code and m.action in _TELLING)
    return next((move.name for move in into), flow.states[code].name)


def _mark(beyond: int, reached_it: bool, ended: bool) -> str:
    if beyond > 0:
        return "later"
    if beyond < 0:
        return "done" if reached_it else "skipped"
    return "done" if ended else "now"
