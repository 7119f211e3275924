"""What a step or an arrow of a drawn flow is, as a form tells it; Refused with the first thing that cannot be."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from heat.rules.conditions import COMPARISONS, WITHOUT_VALUE, Clause, Condition, written
from heat.rules.conditions import read as read_condition
from heat.rules.fields import Text
from heat.rules.flows import ACCESS, ACTS, AUTO, AUTOMATIC, END, JOIN, JOINS, OPERATIONS, OWNER, OWNERS, PHASES, STEP
from heat.rules.permissions import CATALOGUE
from heat.words import N_, Refused, Say

NAME = Text("name", N_("名称"), most=16)
ARROW_NAME = Text("name", N_("按钮的字"), required=False, most=10)
MESSAGE = Text("text", N_("内容"), required=False, most=300, lines=True)
MOST_CLAUSES, MOST_MINUTES = 3, 60 * 24 * 90
Body = dict[str, Any]
# acts that do something of their own beside moving the ticket: the office may give them to any arrow
ACTIONS = {
    "": N_("提交（自己起名）"),
    "assign": N_("派单"),
    "accept": N_("接单"),
    "arrive": N_("到场"),
    "finish": N_("完工"),
    "close": N_("办结"),
    "reopen": N_("重新处理"),
    "return": N_("退回"),
    "cancel": N_("撤销"),
}
_ASKS = {
    "assign": ["team"],
    "finish": ["cause"],
    "close": ["result"],
    "reopen": ["reason"],
    "return": ["reason"],
    "cancel": ["reason"],
}
MAY_ASK = {
    "reason": N_("原因"),
    "text": N_("说明"),
    "cause": N_("故障原因"),
    "result": N_("结果"),
    "team": N_("派给谁"),
}
WHO = (OWNER, *(one.code for one in CATALOGUE if one.code.startswith(("ticket.", "complaint."))))


def changed(body: Body, code: str, told: Mapping[str, Any]) -> Body:
    """The draft with the properties of one state as a form tells them; Refused with the first thing that cannot be.

    `told`: name, phase, first, owner (kind), owner_person, owner_team, owner_role, minutes, hours, ops [code],
    fields {code: access}, do, act_text, act_to, act_kind, act_field, act_value, act_address, join, silent.
    """
    before, name = find(body, code), NAME.read(str(told.get("name", "")))
    if any(state["name"] == name for one, state in body["states"].items() if one != code):
        raise Refused(Say(N_("名称“{name}”已经有了，请换一个。"), name=name))
    kind = before.get("kind") or (END if before["phase"] in ("done", "cancelled") else STEP)
    new: dict[str, Any] = {
        "name": name,
        "phase": _phase(kind, str(told.get("phase", "")), before["phase"]),
        "kind": kind,
    }
    new |= _of_kind(kind, told)
    if before.get("at"):
        new["at"] = before["at"]
    start = code if told.get("first") and kind == STEP else body["start"]
    return {
        **body,
        "start": start,
        "states": {**body["states"], code: {k: v for k, v in new.items() if v not in ({}, [], 0, "")}},
    }


def _phase(kind: str, told: str, before: str) -> str:
    ended = told in ("done", "cancelled")
    if told not in PHASES or ended != (kind == END):
        return before
    return told


def _of_kind(kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
    if kind == AUTO:
        return {"does": _act(told)}
    if kind == JOIN:
        return {"join": _one_of(told.get("join"), JOINS)}
    if kind != STEP:
        return {}
    owner = _owner(told)
    return {
        "owner": owner,
        "limit": _limit(told),
        "ops": [one for one in OPERATIONS if one in set(told.get("ops", ()))],
        "fields": {
            str(c): a for c, a in dict(told.get("fields", {})).items() if a in ACCESS and _CODE.fullmatch(str(c))
        },
        "silent": _whole(told.get("silent"), N_("几天不回应算同意"), 0, 60) if owner.get("kind") == "household" else 0,
    }


_CODE = re.compile(r"[a-z][a-z0-9_]{0,20}")


def _owner(told: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(told.get("owner") or "")
    if not kind:
        return {}
    kind = _one_of(kind, OWNERS)
    if kind == "role":
        return {"kind": kind, "code": str(told.get("owner_role") or "")[:20]}
    if kind in ("person", "team"):
        text = str(told.get(f"owner_{kind}") or "")
        return {"kind": kind, "id": int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0}
    return {"kind": kind}


def _limit(told: Mapping[str, Any]) -> dict[str, Any]:
    minutes = _whole(told.get("minutes"), N_("时限"), 0, MOST_MINUTES)
    return {"minutes": minutes, "hours": "work" if told.get("hours") == "work" else "clock"} if minutes else {}


def _act(told: Mapping[str, Any]) -> dict[str, Any]:
    do = str(told.get("do") or "")
    if do not in ACTS:
        return {}
    text = MESSAGE.read(str(told.get("act_text") or "").replace("\r\n", "\n")) or ""
    if do == "message":
        return {"do": do, "to": "holder" if told.get("act_to") == "holder" else "household", "text": text}
    if do == "ticket":
        return {"do": do, "kind": str(told.get("act_kind") or "")[:40], "text": text}
    if do == "field":
        return {
            "do": do,
            "field": str(told.get("act_field") or "")[:30],
            "value": str(told.get("act_value") or "")[:60],
        }
    address = str(told.get("act_address") or "")
    return {"do": do, "address": int(address) if address.isascii() and address.isdigit() and len(address) < 10 else 0}


def arrow_changed(body: Body, arrow_id: str, told: Mapping[str, Any], closed: Collection[str] = ()) -> Body:
    """The draft with one arrow as a form tells it: name, action, to, permission, asks [code], when [(field, comparison,
    value)] with when_any. Refused with the first thing that cannot be, and for a field of `closed`, which whoever draws
    may not read, unless the arrow asked just that before: with another value it would tell who has that one."""
    before = find_arrow(body, arrow_id)
    to = str(told.get("to", before["to"]))
    if to:
        find(body, to)
    when = _condition(told)
    asked_before = read_condition(before.get("when"))
    new_clauses = set(when.clauses if when else ()) - set(asked_before.clauses if asked_before else ())
    if any(clause.field in closed for clause in new_clauses):
        raise Refused(Say(N_("条件里用了您不能看的字段，请重新选择")))
    new = {**before, "to": to, "when": written(when)}
    if body["states"][before["from"][0]].get("kind") not in AUTOMATIC:
        new |= _button(before, told)
    if new["when"] is None:
        del new["when"]
    return {**body, "moves": [new if move["id"] == arrow_id else move for move in body["moves"]]}


def _button(before: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    chosen = str(told.get("action", ""))
    own = before["action"] if before["action"] not in ACTIONS else f"x{before['id']}"
    action = _one_of(chosen, ACTIONS) or own
    name = ARROW_NAME.read(str(told.get("name", "")).strip()) or (
        ACTIONS[chosen] if chosen else before["name"] or N_("提交")
    )
    permission = str(told.get("permission") or OWNER)
    if permission not in WHO:
        raise Refused(Say(N_("没有这种权限，请重新选择谁能按")))
    asks = [one for one in MAY_ASK if one in {*told.get("asks", ()), *_ASKS.get(action, ())}]
    return {"action": action, "name": name, "permission": permission, "asks": asks}


def find_arrow(body: Mapping[str, Any], arrow_id: str) -> dict[str, Any]:
    """One arrow of a draft; Refused when somebody else took it away."""
    for move in body["moves"]:
        if move["id"] == arrow_id:
            return dict(move)
    raise Refused(Say(N_("这条去向已经不在草稿里，请刷新页面")))


GONE = Say(N_("这一步已经不在草稿里，请刷新页面"))


def find(body: Mapping[str, Any], code: str) -> dict[str, Any]:
    """One state of a draft; Refused when somebody else took it away."""
    if code not in body["states"]:
        raise Refused(GONE)
    return dict(body["states"][code])


def _one_of(text: Any, known: Iterable[str]) -> str:
    if text not in known:
        raise Refused(Say(N_("没有这个选项，请重新选择")))
    return str(text)


def _whole(text: Any, label: str, least: int, most: int) -> int:
    typed = str(text or "").strip()
    if not typed:
        return 0
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 7 and least <= int(typed) <= most):
        raise Refused(Say(N_("{label}要填 {least} 到 {most} 的整数"), label=label, least=least, most=most))
    return int(typed)


def _condition(told: Mapping[str, Any]) -> Condition | None:
    clauses = []
    for code, comparison, value in list(told.get("when", ()))[:MOST_CLAUSES]:
        if not code:
            continue
        text = "" if comparison in WITHOUT_VALUE else str(value).strip()[:60]
        clauses.append(Clause(str(code)[:30], _one_of(comparison, COMPARISONS), text))
    return Condition(tuple(clauses), not told.get("when_any")) if clauses else None
