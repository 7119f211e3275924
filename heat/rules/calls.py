"""What a telephone exchange may tell of a call, and how a call is said in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat.words import N_, Refused, Say

RING, ANSWER, HANG_UP, MISSED = "ring", "answer", "hangup", "missed"
EVENTS = (RING, ANSWER, HANG_UP, MISSED)
RESULTS = {"answered": N_("已接"), "missed": N_("未接")}
_LONGEST = 40


@dataclass(frozen=True)
class Event:
    """One word of the exchange: what happened to a call, from which number, at whose extension.

    `key` is the exchange's own number of the call, '' when it gives none.
    """

    what: str
    phone: str
    extension: str
    key: str = ""


def event(told: Mapping[str, Any]) -> Event:
    """The event in a request of the exchange; Refused names the field that is wrong and what it may hold."""
    what = _text(told, "event").lower()
    if what not in EVENTS:
        raise Refused(Say(N_("event 要写 {known} 之一，现在是“{what}”"), known=" ".join(EVENTS), what=what[:40]))
    extension = extension_of(_text(told, "agent_ext"))
    return Event(what, number(_text(told, "caller")), extension, _text(told, "call_id"))


def _text(told: Mapping[str, Any], name: str) -> str:
    value = told.get(name, "")
    text = str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else None
    if text is None or len(text) > _LONGEST or "\0" in text:
        raise Refused(Say(N_("{name} 要写不超过 {most} 个字的文字"), name=name, most=_LONGEST))
    return text


def number(dialled: str) -> str:
    """The digits of a number as customers' files hold it: without +86, and without the 0 before a mobile of afar.

    '' for a caller who hides the number.
    """
    digits = "".join(letter for letter in dialled if letter in "0123456789")
    digits = digits.removeprefix("0086") if digits.startswith("0086") else digits
    if len(digits) == 13 and digits.startswith("861"):
        return digits[2:]
    return digits[1:] if len(digits) == 12 and digits.startswith("01") and digits[2] in "3456789" else digits


def extension_of(typed: str) -> str:
    """An extension: up to ten digits, '' for none; Refused otherwise."""
    if len(typed) > 10 or not (typed == "" or (typed.isascii() and typed.isdigit())):
        raise Refused(Say(N_("分机号最多 10 位数字，现在是“{typed}”"), typed=typed[:40]))
    return typed


def lasted(answered_at: int | None, ended_at: int | None) -> tuple[int, int] | None:
    """Whole minutes and seconds of an answered call that has ended; None for any other."""
    if answered_at is None or ended_at is None:
        return None
    return divmod(max(0, ended_at - answered_at) // 1000, 60)


def told(answered_at: int | None, ended_at: int) -> Say:
    """How the household's log says a call that came in and has ended."""
    length = lasted(answered_at, ended_at)
    if length is None:
        return Say(N_("来电未接"))
    return Say(N_("来电已接，{minutes} 分 {seconds} 秒"), minutes=length[0], seconds=length[1])
