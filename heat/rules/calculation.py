"""The tree of a calculation (为什么是这个数): the steps that give an amount, as values and as JSON."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import partial, reduce
from operator import mul
from typing import Any

from heat.rules.money import Exact, Fen, fen, yuan
from heat.words import N_

Tree = Mapping[str, Any]
Translate = Callable[[str], str]

YUAN, M2, DAYS, MONTHS, METRES, CELSIUS, TIMES = N_("元"), N_("㎡"), N_("天"), N_("个月"), N_("米"), N_("℃"), ""
RATIO = "%"  # shown as a percentage
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LONGEST = 6  # decimals shown of a step that never ends, such as 1 ÷ 121


class Op(StrEnum):
    """How a step follows from its parts; `sign` stands between them on paper."""

    GIVEN = "given"
    PRODUCT = "product"
    SUM = "sum"
    LESS = "less"
    SHARE = "share"
    LEAST = "least"
    EXCESS_STEPS = "excess_steps"

    @property
    def sign(self) -> str:
        return {Op.PRODUCT: " × ", Op.SUM: " + ", Op.LESS: " − ", Op.SHARE: " ÷ "}.get(self, N_("，"))


def _excess_steps(parts: Sequence[Fraction]) -> Fraction:
    """Started steps above the free part: (value, free, step)."""
    value, free, step = parts
    return Fraction(max(0, math.ceil((value - free) / step)))


_GIVES: dict[Op, Callable[[Sequence[Fraction]], Fraction]] = {
    Op.PRODUCT: partial(reduce, mul),
    Op.SUM: lambda parts: sum(parts, start=Fraction(0)),
    Op.LESS: lambda parts: parts[0] - sum(parts[1:], start=Fraction(0)),
    Op.SHARE: lambda parts: parts[0] / parts[1],
    Op.LEAST: min,
    Op.EXCESS_STEPS: _excess_steps,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step: a given fact, or what `op` makes of its parts; `to_fen` marks the one place of rounding in a line."""

    label: str
    unit: str
    value: Fraction
    op: Op = Op.GIVEN
    parts: tuple[Step, ...] = ()
    to_fen: bool = False
    given: str = ""

    @property
    def fen(self) -> Fen:
        """The step as money, for steps in yuan."""
        return fen(self.value)

    @property
    def text(self) -> str:
        """The value as text: as it was given, money with two decimals, a never-ending fraction with six."""
        return self.given or _decimal_text(self.value, least=2 if self.unit == YUAN else 0)

    def as_json(self) -> dict[str, Any]:
        """The step and everything below it, ready for a JSON column; `recompute` reads it back."""
        tree: dict[str, Any] = {"label": self.label, "unit": self.unit, "op": str(self.op), "value": self.text}
        if self.to_fen:
            tree["fen"] = True
        if self.parts:
            tree["parts"] = [part.as_json() for part in self.parts]
        return tree


def given(label: str, value: Decimal | int, unit: str = TIMES) -> Step:
    """A fact: an area, a price, a number of days; shown with the decimals it came with."""
    return Step(label, unit, Fraction(value), given=f"{value:f}" if isinstance(value, Decimal) else str(value))


def money(label: str, amount: Fen) -> Step:
    """A given amount in fen, as yuan."""
    return given(label, Decimal(amount) / 100 if amount % 100 else Decimal(f"{amount // 100}.00"), YUAN)


def made(label: str, op: Op, *parts: Step, unit: str = YUAN) -> Step:
    """What `op` makes of the parts, exact; never rounded."""
    return Step(label, unit, _GIVES[op]([part.value for part in parts]), op, parts)


def line(label: str, op: Op, *parts: Step) -> Step:
    """A money line: what `op` makes of the parts, rounded once to fen, half up."""
    exact = _GIVES[op]([part.value for part in parts])
    return Step(label, YUAN, Fraction(fen(exact), 100), op, parts, to_fen=True)


def written(tree: Tree) -> tuple[str, str]:
    """A tree as the text that is stored and its sha256; keys sorted, since PostgreSQL keeps no order of them."""
    text = _JSON.encode(tree)
    return text, hashlib.sha256(text.encode()).hexdigest()


def recompute(tree: Tree) -> Fen:
    """The amount in fen that a stored tree gives, from its leaves alone; ValueError when it is no tree of ours.

    Compare it with the charge: a difference means that somebody changed the one or the other.
    """
    try:
        return fen(_value(tree))
    except (LookupError, TypeError, ArithmeticError) as problem:
        raise ValueError(f"not a calculation tree: {problem}") from None


def _value(tree: Tree) -> Fraction:
    op = Op(tree["op"])
    if op is Op.GIVEN:
        return Fraction(tree["value"])
    value = _GIVES[op]([_value(part) for part in tree["parts"]])
    return Fraction(fen(value), 100) if tree.get("fen") else value


@dataclass(frozen=True, slots=True)
class Row:
    """One computed step as people read it: 本季热费, 96.40 ㎡ × 25.00 元/㎡·季, 2,410.00; depth 0 is the result."""

    label: str
    formula: str
    value: str
    depth: int


def rows(tree: Tree, translate: Translate = str) -> list[Row]:
    """The computed steps of a stored tree, result first, each followed by the steps it stands on."""
    return list(_rows(tree, translate, 0))


def _rows(tree: Tree, translate: Translate, depth: int) -> Iterator[Row]:
    if not tree.get("parts"):
        return
    yield Row(translate(tree["label"]), formula(tree, translate), quantity(tree, translate), depth)
    for part in tree["parts"]:
        yield from _rows(part, translate, depth + 1)


def formula(tree: Tree, translate: Translate = str) -> str:
    """One step as arithmetic: '96.40 ㎡ × 25.00 元/㎡·季'; for a fact the fact itself."""
    parts = tree.get("parts")
    if not parts:
        return quantity(tree, translate)
    op = Op(tree["op"])
    words = [quantity(part, translate) for part in parts]
    if op is Op.LEAST:
        return translate(N_("取最小：")) + translate(op.sign).join(words)
    if op is Op.EXCESS_STEPS:
        return translate(N_("({value} − {free}) ÷ {step}，不足一档按一档")).format(
            value=words[0], free=words[1], step=words[2]
        )
    return op.sign.join(words)


def quantity(tree: Tree, translate: Translate = str) -> str:
    """A value with its unit as people read it: '96.40 ㎡', '2,410.00 元', '30 %'."""
    value, unit = str(tree["value"]), str(tree["unit"])
    if unit == RATIO:
        return f"{_decimal_text(Fraction(value) * 100, least=0)} %"
    shown = yuan(fen(Fraction(value))) if unit == YUAN else value
    return f"{shown} {translate(unit)}" if unit else shown


def _decimal_text(value: Exact, *, least: int) -> str:
    """A fraction as decimals: exact when it ends within six places, else rounded there; at least `least` places."""
    above, below = value.as_integer_ratio()
    whole = (2 * abs(above) * 10**_LONGEST + below) // (2 * below)
    text = f"{whole // 10**_LONGEST}.{whole % 10**_LONGEST:0{_LONGEST}d}"
    keep = max(len(text.rstrip("0")), len(text) - _LONGEST + least)
    return f"{'-' if above < 0 and whole else ''}{text[:keep].rstrip('.')}"
