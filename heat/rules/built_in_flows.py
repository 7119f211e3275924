"""Flows that are ready beside the repair: a complaint from hand to hand, and what is answered at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from heat.rules import tickets
from heat.rules.flows import OWNER
from heat.words import N_


def _step(name: str, role: str, minutes: int, *ops: str, phase: str = "active") -> dict[str, Any]:
    return {
        "name": name, "phase": phase, "kind": "step", "owner": {"kind": "role", "code": role},
        "limit": {"minutes": minutes, "hours": "work"}, "ops": list(ops),
    }  # fmt: skip


def _to(source: str, to: str, name: str, *asks: str, action: str = "", permission: str = OWNER) -> dict[str, Any]:
    return {
        "action": action or f"{source}-{to}",
        "name": name,
        "from": source.split(),
        "to": to,
        "permission": permission,
        "asks": list(asks),
    }


# 投诉: 受理 → 定责 → 处理 → 回复 → 回访 → 归档; 不属实 goes straight to the reply. The arrows ask for rights instead of
# the owner of the step, so that an office of four people without a manager can go on
COMPLAINT: dict[str, Any] = {
    "start": "taken",
    "states": {
        "taken": _step(N_("受理登记"), "agent", 120, "urge", "withdraw", phase="new"),
        "blame": _step(N_("定责"), "manager", 480, "return", "transfer", "sign", "urge", "withdraw"),
        "handle": _step(N_("处理"), "leader", 1440, "return", "transfer", "suspend", "urge", "withdraw"),
        "reply": _step(N_("回复"), "agent", 480, "return", "transfer", "urge", "withdraw"),
        "call": _step(N_("回访"), "agent", 960, "return", phase="waiting"),
        "filed": {"name": N_("归档"), "phase": "done", "kind": "end"},
        "off": {"name": N_("已撤诉"), "phase": "cancelled", "kind": "end"},
    },
    "moves": [
        _to("taken", "blame", N_("送定责"), permission="complaint.handle"),
        _to("blame", "handle", N_("属实，交办"), permission="complaint.judge"),
        _to("blame", "reply", N_("不属实"), permission="complaint.judge"),
        _to("handle", "reply", N_("处理完"), permission="complaint.handle"),
        _to("reply", "call", N_("已回复"), action="answer", permission="complaint.handle"),
        _to("call", "filed", N_("归档"), "result", action="close", permission="ticket.call-back"),
        _to("call filed", "blame", N_("不满意，再调查"), "reason", action="reopen", permission="ticket.call-back"),
    ],
}
# 表扬, 咨询: taken down, answered, filed
ANSWER: dict[str, Any] = {
    "start": "taken",
    "states": {
        "taken": _step(N_("登记"), "agent", 480, "transfer", "urge", "withdraw", phase="new"),
        "filed": {"name": N_("已答复"), "phase": "done", "kind": "end"},
        "off": {"name": N_("已撤销"), "phase": "cancelled", "kind": "end"},
    },
    "moves": [_to("taken", "filed", N_("答复"), "text")],
}


def _proved(left_out: Collection[str] = ()) -> dict[str, Any]:
    """The repair without its call-back: the work itself is the proof, and what is done is done."""
    moves = []
    for move in tickets.REPAIR["moves"]:
        source = [state for state in move["from"] if state != "finished"]
        if move["action"] not in ("close", "reopen", *left_out):
            moves.append(move | {"from": source, "to": "closed" if move["to"] == "finished" else move["to"]})
    states = {code: state for code, state in tickets.REPAIR["states"].items() if code != "finished"}
    return {"start": "new", "states": states, "moves": moves}


# 开关阀: finished by its proof, nobody is called back, a wrong record is followed by another job
VALVE: dict[str, Any] = _proved()
# 巡检: finished when every point is answered
PATROL: dict[str, Any] = _proved()
# 稽查: finished by what was found; the verdict is another person's, beside the ticket
INSPECTION: dict[str, Any] = _proved()
