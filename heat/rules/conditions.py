"""Conditions people put together from a field, a comparison and a value: when something is shown or asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from heat.words import N_, Say

COMPARISONS = {
    "is": N_("是"),
    "is-not": N_("不是"),
    "over": N_("大于"),
    "under": N_("小于"),
    "has": N_("包含"),
    "filled": N_("已填"),
    "empty": N_("没填"),
}
WITHOUT_VALUE = ("filled", "empty")


@dataclass(frozen=True)
class Clause:
    """One comparison: field code, comparison, and the value as text."""

    field: str
    comparison: str
    value: str = ""


@dataclass(frozen=True)
class Condition:
    """Several comparisons of which all, or any, must hold."""

    clauses: tuple[Clause, ...]
    every: bool = True

    def holds(self, values: Mapping[str, Any]) -> bool:
        """Whether it is so for these values, by field code; a field that is not there is not filled in."""
        found = (_holds(clause, values.get(clause.field)) for clause in self.clauses)
        return all(found) if self.every else any(found)

    @property
    def fields(self) -> set[str]:
        """The codes of the fields it asks for."""
        return {clause.field for clause in self.clauses}

    @property
    def plain_clauses(self) -> list[list[str]]:
        """The comparisons as lists of three texts: how they are stored and handed to the browser."""
        return [[clause.field, clause.comparison, clause.value] for clause in self.clauses]

    def in_words(self, names: Mapping[str, str]) -> Say:
        """The condition as a sentence, with the names of its fields."""
        joint = "，并且" if self.every else "，或者"
        parts = [f"“{names.get(c.field, c.field)}”{COMPARISONS[c.comparison]}{_quoted(c)}" for c in self.clauses]
        return Say(N_("当{parts}"), parts=joint.join(parts))


def read(stored: Mapping[str, Any] | None) -> Condition | None:
    """A condition as it is stored: {"every": true, "clauses": [[field, comparison, value], …]}; None for none."""
    if not stored or not stored.get("clauses"):
        return None
    return Condition(tuple(Clause(*clause) for clause in stored["clauses"]), bool(stored.get("every", True)))


def written(condition: Condition | None) -> dict[str, Any] | None:
    """The same for storing."""
    if condition is None:
        return None
    return {"every": condition.every, "clauses": condition.plain_clauses}


def _quoted(clause: Clause) -> str:
    return "" if clause.comparison in WITHOUT_VALUE else f"“{clause.value}”"


def _holds(clause: Clause, value: Any) -> bool:
    there = value not in (None, "", [], ())
    if clause.comparison in WITHOUT_VALUE:
        return there == (clause.comparison == "filled")
    if clause.comparison in ("over", "under"):
        mine, other = _number(value), _number(clause.value)
        if mine is None or other is None:
            return False
        return mine > other if clause.comparison == "over" else mine < other
    if clause.comparison == "has":
        return clause.value in (value if isinstance(value, (list, tuple)) else str(value or ""))
    return (_plain(value) == clause.value) == (clause.comparison == "is")


def _plain(value: Any) -> str:
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    return "" if value is None else str(value)


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return None if number.is_nan() else number
