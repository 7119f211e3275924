"""How a flow is shown: its steps with owner, time and ways on in words, for the list, the canvas and the print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from heat.queries import flow_owners
from heat.rules import conditions, flow_layout
from heat.rules.flow_faults import ERROR, Fault
from heat.rules.flow_layout import Arrow
from heat.rules.flows import (
    ACTS,
    AUTO,
    AUTOMATIC,
    END,
    FORK,
    HELD,
    JOIN,
    JOINS,
    KINDS,
    OWNER,
    OWNERS,
    SIGNER,
    STEP,
    Flow,
    State,
)
from heat.rules.permissions import CATALOGUE, ROLE
from heat.views.filters import said
from heat.words import N_

ICONS = {
    STEP: ("user", "brand"),
    AUTO: ("wand", "vio"),
    FORK: ("git-branch", "warn"),
    JOIN: ("arrows-exchange", "warn"),
    END: ("circle-check", "ok"),
}
OWNER_ICONS = {
    "household": ("device-mobile", "ok"),
    "area": ("map-pin", "info"),
    "team": ("users", "info"),
    "leader": ("user-check", "brand"),
}
_PERMISSIONS = {one.code: one.name for one in CATALOGUE}


@dataclass(frozen=True)
class Way:
    """One arrow as a line: its condition and button in words, where it leads."""

    id: str
    button: str
    cond: str
    to: str
    to_name: str
    back: bool
    who: str = ""


@dataclass
class Step:
    """One state as a line of the list and a card of the canvas."""

    code: str
    no: int
    name: str
    kind: str
    kind_name: str
    phase: str
    icon: str
    tone: str
    owner: str
    limit: str
    first: bool
    ways: list[Way] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def wrong(self) -> int:
        """How many errors it has."""
        return sum(fault.weight == ERROR for fault in self.faults)

    @property
    def warned(self) -> int:
        """How many warnings it has."""
        return len(self.faults) - self.wrong


def steps(body: Mapping[str, Any], flow: Flow, faults: list[Fault], names: Mapping[str, str]) -> list[Step]:
    """The steps of a draft in their order."""
    chosen = flow_owners.choices()
    people, teams = dict(chosen.people), dict(chosen.teams)
    order = list(body["states"])
    made, no = [], 0
    for code in order:
        state = flow.states[code]
        no += state.kind != END
        icon, tone = OWNER_ICONS.get(state.owner_kind if state.owner else "", ICONS.get(state.kind, ICONS[STEP]))
        if state.phase == "cancelled":
            icon, tone = "circle-x", "plain"
        one = Step(
            code, no, _(state.name), state.kind, _(KINDS.get(state.kind, state.kind)), state.phase, icon, tone,
            owner_words(state, people, teams), limit_words(state), code == flow.start,
        )  # fmt: skip
        one.faults = [fault for fault in faults if fault.state == code or fault.state == HELD + code]
        for move in body["moves"]:
            if code in move["from"]:
                _way(one, move, flow, order, names)
        made.append(one)
    return made


def _way(one: Step, move: Mapping[str, Any], flow: Flow, order: list[str], names: Mapping[str, str]) -> None:
    name = _(move["name"]) if move["name"] else ""
    if not move["to"] or move["to"] == one.code:
        one.stays.append(name)
        return
    to, when = flow.states[move["to"]], conditions.read(move.get("when"))
    cond = said(when.in_words(names)) if when else ""
    back = order.index(to.code) < order.index(one.code)
    one.ways.append(Way(move.get("id", ""), name, cond, to.code, _(to.name), back, who(move["permission"])))


def who(permission: str) -> str:
    """Who may press a button, in words."""
    if permission in (OWNER, SIGNER):
        return _("负责人")
    return _("有“%(name)s”权限的人", name=_(_PERMISSIONS[permission])) if permission in _PERMISSIONS else ""


def owner_words(state: State, people: Mapping[int, str], teams: Mapping[int, str]) -> str:
    """Who does a step, in words."""
    if state.kind == END:
        return _("流程到此结束")
    if state.kind == AUTO:
        return act_words(state)
    if state.kind in AUTOMATIC:
        return _(JOINS[state.join]) if state.kind == JOIN else _("各条分支同时办理")
    if not state.owner:
        return _("按按钮的权限")
    kind, one = state.owner_kind, state.owner.get("id")
    if kind == "role":
        role = ROLE.get(str(state.owner.get("code")))
        return _("岗位 %(name)s", name=_(role.name)) if role else _("没有选岗位")
    if kind in ("person", "team"):
        return (people if kind == "person" else teams).get(one or 0, _("没有选"))
    if kind == "household" and state.silent:
        return _("用户自己 · %(n)s 天不回应算同意", n=state.silent)
    return _(OWNERS[kind])


def act_words(state: State) -> str:
    """What an automatic step does, in words."""
    do = str(state.does.get("do") or "")
    if do not in ACTS:
        return _("没有选动作")
    detail = state.does.get("text") or state.does.get("value") or ""
    return f"{_(ACTS[do])}{'：' if detail else ''}{detail}"[:40]


def limit_words(state: State) -> str:
    """A step's time in words."""
    minutes = int(state.limit.get("minutes") or 0)
    if not minutes:
        return ""
    if minutes % 1440 == 0:
        text = _("%(n)s 天", n=minutes // 1440)
    elif minutes % 60 == 0:
        text = _("%(n)s 小时", n=minutes // 60)
    else:
        text = _("%(n)s 分钟", n=minutes)
    return _("%(time)s（工作时间）", time=text) if state.limit.get("hours") == "work" else text


def graph(flow: Flow, body: Mapping[str, Any], shown: list[Step], chosen: str) -> dict[str, Any]:
    """The canvas: cards with their places, and one line for all arrows between the same two steps."""
    spots = _spots(flow, body)
    nodes = [
        {
            "id": one.code, "x": spots[one.code][0], "y": spots[one.code][1], "name": one.name, "owner": one.owner,
            "limit": one.limit, "icon": one.icon, "tone": one.tone, "kind": one.kind, "phase": one.phase,
            "wrong": one.wrong, "warned": one.warned,
        }
        for one in shown
    ]  # fmt: skip
    edges = [
        {
            "id": f"{route.arrow.source}-{route.arrow.to}", "source": route.arrow.source, "target": route.arrow.to,
            "back": route.arrow.back, "aside": route.arrow.aside, "text": route.arrow.label, "points": route.points,
            "at": route.at, "sides": route.sides,
        }
        for route in flow_layout.routes(flow, spots, _arrows(shown, spots))
    ]  # fmt: skip
    return {"nodes": nodes, "edges": edges, "chosen": chosen}


def chart(flow: Flow, body: Mapping[str, Any], shown: list[Step]) -> dict[str, Any]:
    """The same as plain figures for a picture on paper: boxes, lines between their edges, the frame around all."""
    spots = _spots(flow, body)
    lines = flow_layout.routes(flow, spots, [arrow for arrow in _arrows(shown, spots) if not arrow.aside])
    boxes = [(one, *spots[one.code], *_size(one)) for one in shown]
    xs = [x for route in lines for x, _y in route.points] + [
        x + side for _one, x, _y, w, _h in boxes for side in (-w // 2, w // 2)
    ]
    ys = [y for _one, _x, y, _w, _h in boxes]
    left, top = min(xs) - 36, min(ys) - 50
    return {"boxes": boxes, "lines": lines, "frame": f"{left} {top} {max(xs) + 36 - left} {max(ys) + 50 - top}"}


def _spots(flow: Flow, body: Mapping[str, Any]) -> dict[str, tuple[int, int]]:
    return flow_layout.places(flow, {code: state["at"] for code, state in body["states"].items() if state.get("at")})


def _size(one: Step) -> tuple[int, int]:
    ended = one.kind == END
    return (flow_layout.END_WIDTH, flow_layout.END_HEIGHT) if ended else (flow_layout.WIDTH, flow_layout.HEIGHT)


def _arrows(shown: list[Step], spots: Mapping[str, tuple[int, int]]) -> list[Arrow]:
    """One line for all arrows between the same two steps, labelled with their buttons or conditions."""
    pairs: dict[tuple[str, str], list[Way]] = {}
    for one in shown:
        for way in one.ways:
            pairs.setdefault((one.code, way.to), []).append(way)
    return [
        Arrow(
            source, to, " / ".join(dict.fromkeys(word[:14] for way in ways if (word := way.cond or way.button))),
            spots[to][1] < spots[source][1], all(way.button in _ASIDE for way in ways),
        )
        for (source, to), ways in pairs.items()
    ]  # fmt: skip


# buttons everybody expects at nearly every step are drawn faint, so that the way itself is seen
_ASIDE = frozenset((N_("撤销"), N_("补录完工"), N_("撤回"), N_("并单"), N_("转派")))
