"""Where drawn flows and the rules of dispatch use an own field, so that nothing they ask for is taken away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from heat.rules import conditions
from heat.rules.dispatch import Rule
from heat.words import Say


@dataclass(frozen=True)
class Use:
    """One place that uses a field, in words, and the values it compares the field with."""

    where: Say
    values: frozenset[str] = frozenset()


def in_flow(body: Mapping[str, Any], fact: str) -> frozenset[str] | None:
    """The values with which the conditions of a flow compare a fact, None where the flow does not use it at all.

    A step that lets people fill it in, and an automatic one that changes it, use it too.
    """
    asked = [when for move in body["moves"] if (when := conditions.read(move.get("when")))]
    clauses = [clause for when in asked for clause in when.clauses if clause.field == fact]
    states = body["states"].values()
    filled = any(fact in (state.get("fields") or {}) for state in states)
    changed = [state["does"].get("value", "") for state in states if (state.get("does") or {}).get("field") == fact]
    if not (clauses or filled or changed):
        return None
    return frozenset([*(clause.value for clause in clauses), *map(str, changed)])


def in_dispatch(chosen: Iterable[Rule], fact: str) -> frozenset[str] | None:
    """The same for rules of dispatch, those that are off too: they may be switched on again."""
    asks = [rule.ask for rule in chosen if rule.ask and rule.ask.field == fact]
    return frozenset(value for ask in asks for value in ask.values) if asks else None
