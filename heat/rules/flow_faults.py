"""What is wrong with a drawn flow, in sentences: dead ends, orphans, circles, steps of nobody, unknown fields."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from heat.rules.flow_paths import Region, ends, reached, regions
from heat.rules.flows import (
    ACTS,
    AUTO,
    AUTOMATIC,
    FORK,
    HELD,
    JOIN,
    KINDS,
    OPERATIONS,
    OWNER,
    OWNERS,
    PHASES,
    STEP,
    Flow,
    Move,
    State,
)  # fmt: skip
from heat.words import N_, Say

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Fault:
    """One sentence about one state; an error keeps the flow from being published, a warning does not."""

    state: str
    say: Say
    weight: str = ERROR
    code: str = ""


@dataclass(frozen=True)
class Known:
    """What the office has: fields conditions may ask for, people and teams in force, kinds, addresses to tell."""

    fields: Collection[str] = ()
    people: Collection[int] = ()
    teams: Collection[int] = ()
    roles: Collection[str] = ()
    kinds: Collection[str] = ()
    addresses: Collection[int] = ()
    asked: bool = field(default=True)


# where the office itself is not asked: a built-in flow, a test
ANYTHING = Known(asked=False)


def faults(flow: Flow, known: Known = ANYTHING) -> list[Fault]:
    """All that is wrong, errors first, each group in the order drawn; empty for a flow that may be published."""
    found = [
        *_phases(flow), *_beginning(flow), *_ways(flow), *_circles(flow), *_parallel(flow), *_arrows(flow, known),
        *_owners(flow, known), *_acts(flow, known),
    ]  # fmt: skip
    order = list(flow.states)
    return sorted(dict.fromkeys(found), key=lambda fault: (fault.weight != ERROR, order.index(fault.state)))


def errors(flow: Flow, known: Known = ANYTHING) -> list[Say]:
    """The sentences that keep a flow from being published."""
    return [fault.say for fault in faults(flow, known) if fault.weight == ERROR]


def _phases(flow: Flow) -> Iterator[Fault]:
    for state in flow.states.values():
        if state.phase not in PHASES:
            yield Fault(state.code, Say(N_("状态“{state}”的阶段“{phase}”不存在"), state=state.name, phase=state.phase))
        if state.kind not in KINDS:
            yield Fault(state.code, Say(N_("“{state}”不是一种步骤"), state=state.name))
    if not any(state.ended for state in flow.states.values()):
        yield Fault(flow.start, Say(N_("没有结束：请加一个“结束”，再把最后一步连过去")), code="no-end")


def _beginning(flow: Flow) -> Iterator[Fault]:
    start = flow.states[flow.start]
    if start.kind != STEP or start.ended:
        yield Fault(start.code, Say(N_("第一步“{state}”要由人来办，不能是自动步骤或结束"), state=start.name))


def _ways(flow: Flow) -> Iterator[Fault]:
    from_start, to_end = reached(flow, flow.start), ends(flow)
    told: set[str] = set()  # what only an orphan leads to is not one more orphan
    for state in flow.states.values():
        if state.code not in from_start:
            if state.code in told:
                continue
            told |= reached(flow, state.code)
            yield Fault(state.code, Say(N_("没有箭头通向“{state}”"), state=state.name), code="orphan")
        elif not state.ended and not any(move.to != state.code for move in flow.leaving(state.code)):
            yield Fault(state.code, Say(N_("“{state}”没有出口"), state=state.name), code="no-exit")
    stuck = [code for code in flow.states if code in from_start and code not in to_end]
    for circle in _circles_of(flow, stuck):
        yield Fault(circle[0], Say(N_("{states}转圈，走不到结束"), states=_quoted(flow, circle)), code="circle")


def _circles(flow: Flow) -> Iterator[Fault]:
    automatic = [code for code, state in flow.states.items() if state.kind in AUTOMATIC]
    for circle in _circles_of(flow, automatic):
        say = Say(N_("{states}都是自动的，绕成了圈，会一直转下去"), states=_quoted(flow, circle))
        yield Fault(circle[0], say, code="automatic-circle")


def _circles_of(flow: Flow, codes: Collection[str]) -> Iterator[list[str]]:
    """The circles among these states alone, each once, as its states in the order drawn."""
    beyond = {
        code: {c for move in flow.leaving(code) if move.to in codes for c in _within(flow, move.to, codes)}
        for code in codes
    }
    told: set[str] = set()
    for code in codes:
        if code in beyond[code] and code not in told:
            circle = [one for one in codes if one in beyond[code] and code in beyond[one]]
            told.update(circle)
            if len(circle) > 1 or any(flow.states[one].kind in AUTOMATIC for one in circle):
                yield circle


def _within(flow: Flow, start: str, codes: Collection[str]) -> set[str]:
    return reached(flow, start, set(flow.states) - set(codes)) & set(codes)


def _quoted(flow: Flow, codes: Collection[str]) -> str:
    return "、".join(f"“{flow.states[code].name}”" for code in codes)


def _parallel(flow: Flow) -> Iterator[Fault]:
    found = regions(flow)
    met = {join for region in found.values() for join in region.joins}
    for state in flow.states.values():
        if state.kind == JOIN and state.code not in met:
            yield Fault(state.code, Say(N_("“{state}”前面没有“并行开始”"), state=state.name), code="join-alone")
    for region in found.values():
        yield from _of_region(flow, region)


def _of_region(flow: Flow, region: Region) -> Iterator[Fault]:
    fork = flow.states[region.fork]
    branches = flow.leaving(fork.code)
    if len(branches) < 2:
        yield Fault(fork.code, Say(N_("“{state}”只有一条分支，并行至少要两条"), state=fork.name), code="one-branch")
    if len(region.joins) != 1:
        yield Fault(
            fork.code, Say(N_("“{state}”的各条分支没有会合到同一个“并行会合”"), state=fork.name), code="no-join"
        )
    for code in (code for code in flow.states if code in region.inside):
        state = flow.states[code]
        if state.kind == FORK:
            yield Fault(code, Say(N_("“{state}”在并行里面，不能再开并行"), state=state.name))
        for move in flow.leaving(code):
            if move.to not in region.inside | region.joins and move.action != "cancel":
                to = flow.states[move.to].name
                yield Fault(code, Say(N_("“{state}”在并行里面，不能直接去“{to}”，要先会合"), state=state.name, to=to))
    yield from _into(flow, region)


def _into(flow: Flow, region: Region) -> Iterator[Fault]:
    fork = flow.states[region.fork].name
    for code in (code for code in flow.states if code not in region.inside | {region.fork}):
        for move in flow.leaving(code):
            if move.to in region.inside and move.action != "back":
                names = {"state": flow.states[code].name, "to": flow.states[move.to].name, "fork": fork}
                yield Fault(code, Say(N_("“{state}”直接进了并行里面的“{to}”，要从“{fork}”进"), **names))


def _arrows(flow: Flow, known: Known) -> Iterator[Fault]:
    for (source, _action), arrows in flow.moves.items():
        state = flow.states[source]
        if state.kind == FORK:
            open_ = [arrow for arrow in arrows if arrow.when is None]
        else:
            open_ = [arrow for arrow in arrows[-1:] if arrow.when is None]
            yield from _drawn_twice(state, arrows)
        if not open_ and arrows[0].action != "back":
            yield _nothing_else(state, arrows)
        for arrow in arrows:
            yield from _strange(flow, state, arrow, known)


def _drawn_twice(state: State, arrows: tuple[Move, ...]) -> Iterator[Fault]:
    if any(arrow.when is None for arrow in arrows[:-1]):
        name = arrows[0].name or N_("然后")
        yield Fault(
            state.code, Say(N_("“{state}”的“{action}”画了几条，除最后一条都要写条件"), state=state.name, action=name)
        )


def _nothing_else(state: State, arrows: tuple[Move, ...]) -> Fault:
    weight = ERROR if state.kind in AUTOMATIC else WARNING
    name = arrows[0].name or N_("然后")
    say = Say(
        N_("“{state}”的“{action}”每条都有条件：都不满足时走不动，请加一条“其他情况”"), state=state.name, action=name
    )
    return Fault(state.code, say, weight, "nothing-else")


def _strange(flow: Flow, state: State, arrow: Move, known: Known) -> Iterator[Fault]:
    if arrow.when is None or not known.asked:
        return
    for one in sorted(arrow.when.fields - set(known.fields) - {"step"}):
        to = flow.states[arrow.to or state.code].name
        say = Say(N_("“{state}”去“{to}”的条件用到了不存在的字段“{field}”"), state=state.name, to=to, field=one)
        yield Fault(state.code, say, code="field")


def _owners(flow: Flow, known: Known) -> Iterator[Fault]:
    theirs = {source for (source, _), arrows in flow.moves.items() if any(m.permission == OWNER for m in arrows)}
    for state in flow.states.values():
        if state.kind != STEP or state.ended or state.code.startswith(HELD):
            continue
        if state.code in theirs and not state.owner:
            yield Fault(state.code, Say(N_("“{state}”没有负责人"), state=state.name), code="no-owner")
        elif state.owner and (say := _owner_gone(state, known)):
            yield Fault(state.code, say, code="no-owner")
        if state.owner_kind == "household":
            yield from _of_household(state)


def _of_household(state: State) -> Iterator[Fault]:
    if state.ops:
        names = "、".join(OPERATIONS.get(one, one) for one in state.ops)
        say = Say(N_("“{state}”由用户办，不能有操作（{names}）：请取消，或改由别人办"), state=state.name, names=names)
        yield Fault(state.code, say, code="household-ops")
    if not state.silent:
        say = Say(N_("“{state}”由用户办，没有写几天不回应算同意：会一直等下去"), state=state.name)
        yield Fault(state.code, say, WARNING, "silent")


def _owner_gone(state: State, known: Known) -> Say | None:
    kind, one = state.owner_kind, state.owner
    if kind not in OWNERS:
        return Say(N_("“{state}”没有负责人"), state=state.name)
    in_force = {"person": known.people, "team": known.teams, "role": known.roles}.get(kind)
    wanted: Any = one.get("code") if kind == "role" else one.get("id")
    if in_force is None or (wanted and (not known.asked or wanted in in_force)):
        return None
    if not wanted:
        return Say(N_("“{state}”没有选是哪个{kind}"), state=state.name, kind=_KIND_WORDS[kind])
    return Say(N_("“{state}”的负责人已经停用，请换一个"), state=state.name)


_KIND_WORDS: Mapping[str, str] = {"person": N_("人"), "team": N_("班组"), "role": N_("岗位")}


def _acts(flow: Flow, known: Known) -> Iterator[Fault]:
    for state in flow.states.values():
        if state.kind != AUTO:
            continue
        if (lacks := _lacks(state.does, known)) is not None:
            say = Say(N_("“{state}”没有写全要做什么：{lacks}"), state=state.name, lacks=lacks)
            yield Fault(state.code, say, code="no-act")


def _lacks(does: Mapping[str, Any], known: Known) -> str | None:
    do = does.get("do")
    if do not in ACTS:
        return N_("请选一个动作")
    if do == "message" and not does.get("text"):
        return N_("请写短信内容")
    if do == "ticket" and not (does.get("kind") and (not known.asked or does["kind"] in known.kinds)):
        return N_("请选新工单的类型")
    if do == "field" and not (does.get("field") and (not known.asked or does["field"] in known.fields)):
        return N_("请选要改的字段")
    if do == "webhook" and not (does.get("address") and (not known.asked or does["address"] in known.addresses)):
        return N_("请选管理员登记过的地址")
    return None
