"""Tariffs: published ones to start from, stored ones read, cases answered so that an office can prove its set-up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from heat.rules import charging
from heat.rules.asks import ASKS, Answer
from heat.rules.facts import BadValue, Facts, MissingFact
from heat.rules.presets import PRESETS, Preset
from heat.rules.rates import AreaBasis, area_basis, area_price, early_windows, late_rule
from heat.words import N_, Refused, Say

__all__ = [
    "AreaBasis",
    "Preset",
    "answer",
    "area_basis",
    "area_price",
    "early_windows",
    "late_rule",
    "presets",
    "try_cases",
]


class UnknownAsk(Refused):
    """A case asks for something no rule answers."""


_ERRORS: dict[type[Refused], str] = {
    charging.Negotiated: "negotiated",
    charging.NoResumption: "refused",
    UnknownAsk: "unknown_ask",
    MissingFact: "missing_fact",
    BadValue: "bad_value",
}


def presets() -> tuple[Preset, ...]:
    """Published tariffs of real towns to start from, each with its source; check the town's own notice first."""
    return PRESETS


def answer(case: Mapping[str, Any]) -> Answer:
    """The answer to one case, amounts as yuan text; what cannot be answered has `error` and a sentence in `message`.

    Errors: negotiated, refused, unknown_ask, missing_fact, bad_value. Never raises for any JSON object.
    """
    try:
        ask = case.get("ask")
        asker = ASKS.get(ask) if isinstance(ask, str) else None
        if asker is None:
            raise UnknownAsk(Say(N_("没有 {ask} 这种问法，可用：{asks}。"), ask=str(ask)[:30], asks="、".join(ASKS)))
        given = Facts({"tariff": {}, **case})
        return asker(given.group("tariff"), given.group("facts"))
    except Refused as refusal:
        return {"error": _ERRORS.get(type(refusal), "refused"), "message": str(refusal)}


def try_cases(cases: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each case with its answer and whether it is as expected: `{"id", "answer", "ok"}`.

    Expected values are compared key by key and by value ("0.5" = "0.50"); further answer keys do not matter;
    ok is None where nothing is expected.
    """
    for case in cases:
        reply = answer(case)
        expected = case.get("expected")
        ok = None if expected is None else _as_expected(expected, reply)
        yield {"id": case.get("id"), "answer": reply, "ok": ok}


def _as_expected(expected: object, reply: Answer) -> bool:
    return isinstance(expected, Mapping) and all(
        key in reply and _same(value, reply[key]) for key, value in expected.items()
    )


def _same(expected: object, got: object) -> bool:
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(_same, expected, got))
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    try:
        return Decimal(str(expected)) == Decimal(str(got))
    except InvalidOperation:
        return expected == got
