"""Reckoning that people write themselves: [面积] * 2 + 1, with a few operators and brackets and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, DivisionByZero, InvalidOperation, localcontext

from heat.words import N_, Refused, Say

_TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|\[(?P<name>[^\[\]]{1,40})\]|(?P<sign>[-+*/()]))")
_LONGEST = 200
_DEEPEST = 20
_PLACES = Decimal("0.01")

# a tree: a number, the name of a field, or (sign, left, right)
Node = Decimal | str | tuple[str, "Node", "Node"]


def parsed(text: str) -> Node:
    """A formula as a tree; Refused with the place where it stops making sense."""
    if not text.strip() or len(text) > _LONGEST:
        raise Refused(Say(N_("公式要写 1 到 {most} 个字，例如 [面积] * 2"), most=_LONGEST))
    tokens = list(_tokens(text))
    tree, rest = _sum(tokens, 0, 0)
    if rest != len(tokens):
        raise Refused(Say(N_("公式里“{part}”放的位置不对"), part=tokens[rest][1]))
    return tree


def names_in(tree: Node) -> set[str]:
    """The fields a formula asks for."""
    if isinstance(tree, tuple):
        return names_in(tree[1]) | names_in(tree[2])
    return {tree} if isinstance(tree, str) else set()


def reckoned(tree: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    """The result to two decimals, half up; None when a field is not filled in or on division by zero."""
    with localcontext() as context:
        context.prec = 40
        try:
            result = _reckon(tree, values)
            return None if result is None else result.quantize(_PLACES, ROUND_HALF_UP)
        except (DivisionByZero, InvalidOperation):
            return None


def _reckon(tree: Node, values: Mapping[str, Decimal | None]) -> Decimal | None:
    if not isinstance(tree, tuple):
        return values.get(tree) if isinstance(tree, str) else tree
    sign, left, right = tree[0], _reckon(tree[1], values), _reckon(tree[2], values)
    if left is None or right is None:
        return None
    if sign == "/":
        return left / right
    return left + right if sign == "+" else left - right if sign == "-" else left * right


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None:
            raise Refused(
                Say(N_("公式里看不懂“{part}”，只能用 [字段名]、数字、+ - * / 和括号"), part=text[at:].strip()[:10])
            )
        kind = str(found.lastgroup)
        yield kind, found[kind]
        at = found.end()


def _sum(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Node, int]:
    return _chain(tokens, at, depth, "+-")


def _chain(tokens: list[tuple[str, str]], at: int, depth: int, signs: str) -> tuple[Node, int]:
    def inner(place: int) -> tuple[Node, int]:
        return _chain(tokens, place, depth, "*/") if signs == "+-" else _one(tokens, place, depth)

    tree, at = inner(at)
    while at < len(tokens) and tokens[at][0] == "sign" and tokens[at][1] in signs:
        sign = tokens[at][1]
        right, at = inner(at + 1)
        tree = (sign, tree, right)
    return tree, at


def _one(tokens: list[tuple[str, str]], at: int, depth: int) -> tuple[Node, int]:
    if at >= len(tokens):
        raise Refused(Say(N_("公式没有写完")))
    if depth > _DEEPEST:
        raise Refused(Say(N_("公式的括号太多")))
    kind, text = tokens[at]
    if kind == "number":
        return Decimal(text), at + 1
    if kind == "name":
        return text.strip(), at + 1
    if text == "-":
        tree, rest = _one(tokens, at + 1, depth + 1)
        return ("-", Decimal(0), tree), rest
    if text != "(":
        raise Refused(Say(N_("公式里“{part}”放的位置不对"), part=text))
    tree, rest = _sum(tokens, at + 1, depth + 1)
    if rest >= len(tokens) or tokens[rest][1] != ")":
        raise Refused(Say(N_("公式少一个右括号")))
    return tree, rest + 1
