"""A flow out of its stored form: what is drawn, what its operations stand for, what all work of the field has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heat.rules import conditions
from heat.rules.conditions import Condition
from heat.rules.flows import END, HELD, OPEN_PHASES, OWNER, SIGNER, STEP, Flow, Move, State, pressed_on
from heat.words import N_, Say

_OF_THE_FIELD = (OWNER, "ticket.work")  # the rights by which whoever goes finishes


def read(body: Mapping[str, Any]) -> Flow:
    """A flow from its stored form, with the moves its operations stand for; ValueError names an unknown state.

    Whether it is drawn well is another question: see rules.flow_faults.
    """
    states = {code: _state(code, told) for code, told in body["states"].items()}
    moves: dict[tuple[str, str], tuple[Move, ...]] = {}
    for drawn in body["moves"]:
        arrow = _arrow(drawn)
        for source in arrow.sources:
            moves[source, arrow.action] = (*moves.get((source, arrow.action), ()), arrow)
    named = {body["start"], *(source for source, _ in moves), *(m.to for ms in moves.values() for m in ms if m.to)}
    if unknown := sorted(named - states.keys()):
        raise ValueError(str(Say(N_("没有画出状态“{state}”"), state=unknown[0])))
    _with_operations(states, moves)
    _for_the_field(states, moves)
    return Flow(body["start"], states, moves)


def _state(code: str, told: Mapping[str, Any]) -> State:
    ended = told["phase"] not in OPEN_PHASES
    return State(
        code,
        told["name"],
        told["phase"],
        told.get("kind") or (END if ended else STEP),
        told.get("owner") or {},
        told.get("limit") or {},
        tuple(told.get("ops") or ()),
        told.get("fields") or {},
        told.get("does") or {},
        told.get("join") or "all",
        int(told.get("silent") or 0),
    )


def _arrow(drawn: Mapping[str, Any]) -> Move:
    return Move(
        drawn["action"],
        drawn["name"],
        tuple(drawn["from"]),
        drawn["to"],
        drawn["permission"],
        tuple(drawn.get("asks", ())),
        conditions.read(drawn.get("when")),
    )


def _with_operations(states: dict[str, State], moves: dict[tuple[str, str], tuple[Move, ...]]) -> None:
    """Draw the moves that allowed operations stand for; what is drawn by hand goes before them.

    A step of the household has none: its link would offer them to whoever holds it.
    """
    off = next((state.code for state in states.values() if state.phase == "cancelled"), "")
    for state in [one for one in states.values() if one.ops and one.kind == STEP and one.owner_kind != "household"]:
        made = [_operation(operation, state, states, off) for operation in state.ops]
        for arrows in filter(None, made):
            moves.setdefault((state.code, arrows[0].action), arrows)
        if "suspend" in state.ops:
            states[HELD + state.code] = State(
                HELD + state.code, f"{state.name}（{N_('挂起')}）", "waiting", STEP, state.owner
            )
            moves[HELD + state.code, "resume"] = (Move("resume", N_("恢复"), (HELD + state.code,), state.code, OWNER),)
        if "sign" in state.ops:
            moves[state.code, "signed"] = (Move("signed", N_("会签"), (state.code,), "", SIGNER),)
        moves.setdefault((state.code, "note"), (Move("note", N_("备注"), (state.code,), "", "ticket.view", ("text",)),))


def _for_the_field(states: Mapping[str, State], moves: dict[tuple[str, str], tuple[Move, ...]]) -> None:
    """Draw what every work of the field has, where the office drew none: giving it to somebody, a day, paper.

    Whatever whoever goes can finish, be it after accepting and arriving, can be finished by a clerk who reads it off a
    sheet. What somebody else has to say, and what must be filled in on the way, no sheet says for them.
    """
    for state in [one for one in states.values() if one.owner.get("kind") == "holder" and not one.ended]:
        if state.kind == STEP and (state.code, "assign") not in moves:
            moves[state.code, "assign"] = (Move("assign", N_("派单"), (state.code,), "", "ticket.assign", ("team",)),)
        agreed = Move("plan", N_("约时间"), (state.code,), "", "ticket.assign", ("planned",))
        moves.setdefault((state.code, "plan"), (agreed,))
    if any(action == "enter" for _, action in moves):
        return
    for code in states:
        walk = pressed_on(moves, code)
        last = next((one for one in walk if (one, "finish") in moves), "")
        passed = walk[: walk.index(last) + 1] if last else []
        somebody_elses = any(states[one].owner_kind != "holder" for one in passed)
        if somebody_elses or any("must" in states[one].fields.values() for one in passed[1:]):
            continue
        for arrow in [one for one in moves.get((last, "finish"), ()) if one.permission in _OF_THE_FIELD]:
            entry = replace(arrow, action="enter", name=N_("补录完工"), sources=(code,), permission="ticket.take")
            moves[code, "enter"] = (*moves.get((code, "enter"), ()), entry)


def _operation(operation: str, state: State, states: Mapping[str, State], off: str) -> tuple[Move, ...]:
    here = (state.code,)
    if operation == "return":
        return tuple(
            Move("back", N_("退回"), here, one, OWNER, ("step", "reason"), _step_is(one))
            for one in earlier(state, states)
        )
    drawn = {
        "transfer": Move("transfer", N_("转交"), here, "", OWNER, ("team",)),
        "sign": Move("sign", N_("加签"), here, "", OWNER, ("assignee",)),
        "urge": Move("urge", N_("催办"), here, "", "ticket.take"),
        "suspend": Move("hold", N_("挂起"), here, HELD + state.code, OWNER, ("reason",)),
        "withdraw": Move("cancel", N_("撤回"), here, off, "ticket.take", ("reason",)),
    }
    known = operation in drawn and (operation != "withdraw" or off)
    return (drawn[operation],) if known else ()


def earlier(state: State, states: Mapping[str, State]) -> list[str]:
    """The steps drawn before this one, the nearest first: where it may be returned to."""
    before: list[str] = []
    for code, one in states.items():
        if code == state.code:
            break
        if one.kind == STEP and not code.startswith(HELD):
            before.insert(0, code)
    return before


def _step_is(code: str) -> Condition:
    return Condition((conditions.Clause("step", "is", code),))
