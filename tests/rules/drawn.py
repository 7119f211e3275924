"""Flows drawn in a line: `drawn(states, "new>assigned assigned>done")`; each arrow's action is named after its target."""

from __future__ import annotations

from typing import Any

from heat.rules.flows import AUTOMATIC


def step(name: str, phase: str = "active", **more: Any) -> dict[str, Any]:
    """A step of whoever dispatches, so that it needs no owner."""
    return {"name": name, "phase": phase, **more}


def arrow(source: str, to: str, permission: str = "ticket.assign", action: str = "", **more: Any) -> dict[str, Any]:
    """One arrow; the action is `go-<to>` unless said."""
    return {
        "action": action or f"go-{to}",
        "name": "提交",
        "from": [source],
        "to": to,
        "permission": permission,
        **more,
    }


def drawn(states: dict[str, Any], arrows: str, *more: dict[str, Any], start: str = "") -> dict[str, Any]:
    """A flow body; the moves of automatic states have no action."""
    moves = []
    for pair in arrows.split():
        source, to = pair.split(">")
        one = arrow(source, to)
        if states[source].get("kind") in AUTOMATIC:
            one |= {"action": "", "name": "", "permission": ""}
        moves.append(one)
    return {"start": start or next(iter(states)), "states": states, "moves": [*moves, *more]}
