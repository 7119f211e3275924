"""Calling back (回访): whom the office calls after the work, why just these, how often, and what is said.

A plan is a design of kind `rule`; each saving is a version, so that a record keeps what was asked and why:

    {"shares": {"no_heat": 30}, "always": ["urgent", …], "days": 3, "tries": 3, "again": 2,
     "scripts": {"complaint": {"hello": "…", "ask": "…", "thanks": "…"}}}

A sort of ticket without a share is called about in full.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from heat.rules.complaints import KIND as COMPLAINT
from heat.rules.fields import Text
from heat.words import N_, Refused, Say

# what is always called about, whatever the share; complaints by law of the house, the others as the office likes
ALWAYS = {
    "urgent": N_("紧急工单"),
    "reopened": N_("返修工单"),
    "vulnerable": N_("有特殊需要的住户"),
    "discontent": N_("用户自己评了不满意"),
}
WHY = {"complaint": N_("投诉一律回访"), **ALWAYS, "all": N_("这类工单全部回访"), "drawn": N_("按比例抽中"),
       "left": N_("按比例没有抽中"), "nobody": N_("没有可以回访的人")}  # fmt: skip
NOT_CALLED = ("left", "nobody")  # these close by themselves
PARTS = {
    "hello": Text("hello", N_("开场白"), most=200, lines=True),
    "ask": Text("ask", N_("第一问"), most=60),
    "thanks": Text("thanks", N_("结束语"), most=200, lines=True),
}
REPAIR = {
    "hello": N_("您好，我是{{公司}}的客服{{客服}}。{{师傅}}给您家看过暖气，我想问您两件小事，可以吗？"),
    "ask": N_("现在问题解决了吗？"),
    "thanks": N_("谢谢您。屋里再有不热，随时打{{热线}}。"),
}
ANSWER = {
    "hello": N_("您好，我是{{公司}}的客服{{客服}}。您的投诉我们已经答复，我想问您两件小事，可以吗？"),
    "ask": N_("您认可我们的答复吗？"),
    "thanks": N_("谢谢您的监督。还有不满意的地方，随时打{{热线}}。"),
}
MARKS = ("公司", "客服", "师傅", "热线")
_SPANS = {"days": (N_("没抽中的几天后自己办结"), 1, 30), "tries": (N_("最多拨几次"), 1, 9),
          "again": (N_("没接通隔几小时再拨"), 1, 72)}  # fmt: skip
DEFAULT: dict[str, Any] = {
    "shares": {}, "always": list(ALWAYS), "days": 3, "tries": 3, "again": 2, "scripts": {},
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """How an office calls back, ready to be asked."""

    shares: Mapping[str, int] = field(default_factory=dict)
    always: frozenset[str] = frozenset(ALWAYS)
    days: int = 3
    tries: int = 3
    again: int = 2
    scripts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def share(self, kind: str) -> int:
        """Per cent of a sort of ticket that is called about."""
        return 100 if kind == COMPLAINT else self.shares.get(kind, 100)

    def script(self, kind: str) -> dict[str, str]:
        """What is said about such a ticket, by part."""
        return {**(ANSWER if kind == COMPLAINT else REPAIR), **self.scripts.get(kind, {})}


@dataclass(frozen=True)
class Case:
    """What decides about a finished ticket; `marks` are those of ALWAYS that it bears."""

    number: str
    kind: str
    marks: frozenset[str] = frozenset()
    nobody: bool = False  # neither a household nor a number: a pump of the office's own


def read(body: Mapping[str, Any]) -> Plan:
    """A plan from its stored form; what an older version does not say is as we ship it."""
    told = {**DEFAULT, **body}
    return Plan(
        dict(told["shares"]), frozenset(told["always"]) & ALWAYS.keys(), told["days"], told["tries"], told["again"],
        dict(told["scripts"]),
    )  # fmt: skip


def told(form: Mapping[str, Any], kinds: Collection[str]) -> dict[str, Any]:
    """The stored form of what a page says; Refused with the first thing that cannot be.

    `form`: share_<kind>, hello_<kind>, ask_<kind>, thanks_<kind> for each kind, always [code], days, tries, again.
    """
    spans = {name: _whole(form.get(name), *span) for name, span in _SPANS.items()}
    shares = {kind: _whole(form.get(f"share_{kind}"), N_("回访比例"), 0, 100) for kind in kinds if kind != COMPLAINT}
    scripts = {kind: {part: _part(form, part, kind) for part in PARTS} for kind in kinds}
    return {
        "shares": {kind: n for kind, n in shares.items() if n != 100},
        "always": [code for code in ALWAYS if code in form.get("always", ())],
        **spans,
        "scripts": {kind: said for kind, said in scripts.items() if said != (ANSWER if kind == COMPLAINT else REPAIR)},
    }


def _part(form: Mapping[str, Any], part: str, kind: str) -> str:
    text = PARTS[part].read(str(form.get(f"{part}_{kind}", "")).replace("\r\n", "\n").strip())
    if unknown := next((mark for mark in _marks(text) if mark not in MARKS), None):
        raise Refused(Say(N_("“{mark}”不能用，可用的有：{marks}"), mark=unknown[:10], marks="、".join(MARKS)))
    return str(text)


def _marks(text: str) -> list[str]:
    return [piece.partition("}}")[0].strip() for piece in text.split("{{")[1:]]


def _whole(text: Any, label: str, least: int, most: int) -> int:
    typed = str(text or "").strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 4 and least <= int(typed) <= most):
        raise Refused(Say(N_("“{label}”要填 {least} 到 {most} 的整数"), label=label, least=least, most=most))
    return int(typed)


def drawn(plan: Plan, case: Case) -> tuple[bool, str]:
    """Whether a finished ticket is called about, and why (a code of WHY). The same ticket always gets the same answer.

    Its number alone decides between two tickets of a sort, so that nobody chooses whom to ask.
    """
    if case.kind == COMPLAINT:
        return True, "complaint"
    if case.nobody:
        return False, "nobody"
    for code in ALWAYS:
        if code in case.marks and code in plan.always:
            return True, code
    share = plan.share(case.kind)
    if share == 100:
        return True, "all"
    return (True, "drawn") if lot(case.number) < share * 100 else (False, "left")


def lot(key: str) -> int:
    """A number from 0 to 9,999 that a key always draws, evenly over many keys."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big") % 10_000


def spoken(text: str, words: Mapping[str, str]) -> str:
    """A part of a script with the words for its marks; nothing else is replaced."""
    for mark in MARKS:
        text = text.replace("{{" + mark + "}}", words.get(mark, ""))
    return text


def must_be_another(actor_id: int | None, workers: Collection[int], callers: Collection[int]) -> None:
    """Refused for whoever did the work: nobody asks a household about himself, or rates himself.

    Unless nobody who calls was elsewhere: the only person of a small company calls too, or nobody ever would.
    """
    if actor_id in workers and set(callers) - set(workers):
        raise Refused(Say(N_("这张工单是您自己办的，不能由您回访和评价，请同事来打")))
