"""Drawing a flow: add, move, connect, take away; every step leaves a whole draft, what cannot be is refused.

A draft is a flow's body (rules.flows) in which every arrow leaves one state and has an id of its own. What a step or an
arrow is, is said by rules.flow_properties.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from heat.rules.flow_properties import GONE, Body, find, find_arrow
from heat.rules.flows import AUTOMATIC, END, KINDS, OWNER, STEP
from heat.words import N_, Refused, Say

MOST_STATES, MOST_ARROWS = 60, 300


def opened(body: Mapping[str, Any]) -> Body:
    """A published body as a draft: every arrow on its own."""
    arrows: list[dict[str, Any]] = []
    for move in body["moves"]:
        for source in move["from"]:
            arrows.append({**move, "from": [source], "id": f"a{len(arrows) + 1}"})
    return {"start": body["start"], "states": {c: dict(s) for c, s in body["states"].items()}, "moves": arrows}


def blank() -> Body:
    """The least a flow can be: one step of the agents and an end."""
    states = {
        "s1": {"name": N_("受理"), "phase": "new", "kind": STEP, "owner": {"kind": "role", "code": "agent"}},
        "s2": {"name": N_("办结"), "phase": "done", "kind": END},
    }
    return {"start": "s1", "states": states, "moves": [_arrow(1, "s1", "s2")]}


def added(body: Body, kind: str, after: str = "", at: Sequence[int] = ()) -> tuple[Body, str]:
    """The draft with a new state behind another one, and its code.

    Behind a step with one way on it is put into that way; at a place of the canvas (`at`) it stands alone.
    """
    if kind not in KINDS:
        raise Refused(Say(N_("没有这种步骤")))
    if len(body["states"]) >= MOST_STATES:
        raise Refused(Say(N_("最多 {most} 步，请拆成两个流程"), most=MOST_STATES))
    code = _free_code(body)
    told: dict[str, Any] = {
        "name": _free_name(body, KINDS[kind]),
        "phase": "done" if kind == END else "active",
        "kind": kind,
    }
    if at:
        told["at"] = [_place(one) for one in at[:2]]
    if after and after not in body["states"]:
        raise Refused(GONE)
    states: dict[str, Any] = {}
    for one, state in body["states"].items():
        if not after and state["phase"] in ("done", "cancelled") and code not in states and kind != END:
            states[code] = told  # before the ends
        states[one] = state
        if one == after:
            states[code] = told
    states.setdefault(code, told)
    made = {**body, "states": states}
    return (_spliced(made, after, code) if after else made), code


def _spliced(body: Body, after: str, code: str) -> Body:
    ways = [move for move in body["moves"] if move["from"] == [after] and move["to"] not in ("", after)]
    moves = list(body["moves"])
    if len(ways) == 1 and body["states"][code]["kind"] != END:
        onward = {**_arrow(_next(body), code, ways[0]["to"]), **_nameless(body, code)}
        moves = [{**move, "to": code} if move is ways[0] else move for move in moves] + [onward]
    elif not ways:
        moves.append({**_arrow(_next(body), after, code), **_nameless(body, after)})
    return {**body, "moves": moves}


def moved(body: Body, code: str, to: int) -> Body:
    """The draft with one state at another place of the list, counted from 0."""
    find(body, code)
    rest = [one for one in body["states"] if one != code]
    to = max(0, min(to, len(rest)))
    order = [*rest[:to], code, *rest[to:]]
    return {**body, "states": {one: body["states"][one] for one in order}}


def placed(body: Body, places: Mapping[str, Sequence[Any]]) -> Body:
    """The draft with states at places of the canvas."""
    states = dict(body["states"])
    for code, at in places.items():
        if code in states and len(at) == 2:
            states[code] = {**states[code], "at": [_place(one) for one in at]}
    return {**body, "states": states}


def removed(body: Body, code: str) -> Body:
    """The draft without a state and its arrows; a state with one way in and out leaves its neighbours connected."""
    find(body, code)
    if code == body["start"]:
        raise Refused(Say(N_("第一步不能删除；可以先把别的步骤设为第一步")))
    ends = [one for one, state in body["states"].items() if state["phase"] in ("done", "cancelled")]
    if ends == [code]:
        raise Refused(Say(N_("至少要有一个结束")))
    out = {move["to"] for move in body["moves"] if move["from"] == [code] and move["to"] not in ("", code)}
    onward = out.pop() if len(out) == 1 else ""
    moves = [
        {**move, "to": onward} if move["to"] == code and onward and [onward] != move["from"] else move
        for move in body["moves"]
        if move["from"] != [code] and (move["to"] != code or (onward and [onward] != move["from"]))
    ]
    return {**body, "states": {one: state for one, state in body["states"].items() if one != code}, "moves": moves}


def connected(body: Body, source: str, to: str) -> tuple[Body, str]:
    """The draft with a new arrow between two states, and its id."""
    for code in (source, to):
        find(body, code)
    if len(body["moves"]) >= MOST_ARROWS:
        raise Refused(Say(N_("最多 {most} 条去向"), most=MOST_ARROWS))
    if body["states"][source]["phase"] in ("done", "cancelled") and body["states"][source].get("kind", END) == END:
        raise Refused(Say(N_("“{state}”是结束，后面不能再有步骤"), state=body["states"][source]["name"]))
    if source == to:
        raise Refused(Say(N_("去向不能是这一步自己")))
    arrow = {**_arrow(_next(body), source, to), **_nameless(body, source)}
    return {**body, "moves": [*body["moves"], arrow]}, arrow["id"]


def _nameless(body: Body, source: str) -> dict[str, Any]:
    """Arrows of automatic states have no button."""
    automatic = body["states"][source].get("kind") in AUTOMATIC
    return {"action": "", "name": "", "permission": "", "asks": []} if automatic else {}


def arrow_moved(body: Body, arrow_id: str, by: int) -> Body:
    """The draft with one arrow earlier or later among those of its state: conditions are asked in this order."""
    arrow = find_arrow(body, arrow_id)
    beside = [place for place, move in enumerate(body["moves"]) if move["from"] == arrow["from"]]
    here = next(place for place in beside if body["moves"][place]["id"] == arrow_id)
    there = beside[max(0, min(beside.index(here) + by, len(beside) - 1))]
    moves = list(body["moves"])
    moves[here], moves[there] = moves[there], moves[here]
    return {**body, "moves": moves}


def disconnected(body: Body, arrow_id: str) -> Body:
    """The draft without an arrow."""
    find_arrow(body, arrow_id)
    return {**body, "moves": [move for move in body["moves"] if move["id"] != arrow_id]}


def _arrow(number: int, source: str, to: str) -> dict[str, Any]:
    return {
        "id": f"a{number}", "action": f"xa{number}", "name": N_("提交"), "from": [source], "to": to,
        "permission": OWNER, "asks": [],
    }  # fmt: skip


def _next(body: Mapping[str, Any]) -> int:
    return 1 + max((int(move["id"][1:]) for move in body["moves"] if re.fullmatch(r"a\d{1,6}", move["id"])), default=0)


def _free_code(body: Mapping[str, Any]) -> str:
    used = [int(code[1:]) for code in body["states"] if re.fullmatch(r"s\d{1,6}", code)]
    return f"s{max(used, default=0) + 1}"


def _free_name(body: Mapping[str, Any], name: str) -> str:
    names, n = {state["name"] for state in body["states"].values()}, 2
    while name in names:
        name, n = f"{name.rstrip('0123456789')}{n}", n + 1
    return name


def _place(one: Any) -> int:
    try:
        return max(-20_000, min(20_000, round(float(one))))
    except (TypeError, ValueError, OverflowError):
        return 0


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Say]:
    """What a draft changes against the live version, in words: steps added, taken away, changed."""
    old, new = before["states"], after["states"]
    said = [Say(N_("＋{name}"), name=new[code]["name"]) for code in new if code not in old]
    said += [Say(N_("－{name}"), name=old[code]["name"]) for code in old if code not in new]
    for code in new:
        if code in old and (_bare(old[code]) != _bare(new[code]) or _ways(before, code) != _ways(after, code)):
            said.append(Say(N_("改了“{name}”"), name=new[code]["name"]))
    return said


def _bare(state: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in state.items() if key not in ("at", "kind")}


def _ways(body: Mapping[str, Any], code: str) -> list[Any]:
    keys = ("action", "name", "to", "permission", "when")
    return [
        [move.get(k) for k in keys] + [list(move.get("asks") or ())] for move in body["moves"] if code in move["from"]
    ]
