"""Questionnaires (满意度调查问卷): whom a sample draws, and what came back, counted so that nobody is recognised."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from heat.rules import own_values
from heat.rules.fields import Text
from heat.rules.own_fields import OwnField
from heat.words import N_, Refused, Say

FEW = 5  # fewer answers than this are not told: whoever knows the stairwell would know who said it
LIVES_DAYS = 15
ONCE_IN_DAYS = 30  # a household is not asked after a ticket more often
MOST = 5000  # households of one sample: each is a message that costs money
MOST_TEXTS = 200
TITLE = Text("title", N_("问卷名称"), most=30)
INTRO = Text("intro", N_("开头的话"), required=False, most=200, lines=True)
WAYS = {"link": N_("短信链接"), "call": N_("电话"), "counter": N_("营业厅")}
KINDS = {"ticket": N_("按工单"), "sample": N_("抽样")}


@dataclass(frozen=True)
class Home:
    """A household that might be asked."""

    id: int
    community_id: int
    phone: bool


@dataclass(frozen=True)
class Stratum:
    """A community in a sample: how many households, how many of them without a phone, how many are drawn."""

    community_id: int
    homes: int
    silent: int
    drawn: int


def allocated(sizes: Mapping[int, int], wanted: int) -> dict[int, int]:
    """How many of each stratum a sample takes: by its share, the largest remainders first, never more than there are.

    Parts sum to `wanted`, or to all there are.
    """
    whole = sum(sizes.values())
    wanted = min(wanted, whole)
    if not whole:
        return dict.fromkeys(sizes, 0)
    parts = {key: n * wanted // whole for key, n in sizes.items()}
    rest = sorted(sizes, key=lambda key: (-(sizes[key] * wanted % whole), key))
    for key in rest[: wanted - sum(parts.values())]:
        parts[key] += 1
    return parts


def sample(homes: Sequence[Home], wanted: int, seed: int) -> tuple[list[int], list[Stratum]]:
    """The households a sample draws, and how it spreads over communities; the same seed and homes give the same.

    Whoever has no phone is left out before the shares are made, and counted.
    """
    reached: dict[int, list[int]] = {}
    for home in homes:
        reached.setdefault(home.community_id, [])
        if home.phone:
            reached[home.community_id].append(home.id)
    parts = allocated({key: len(ids) for key, ids in reached.items()}, wanted)
    chosen = {key: sorted(ids, key=lambda one: _lot(seed, one))[: parts[key]] for key, ids in reached.items()}
    all_homes = Counter(home.community_id for home in homes)
    strata = [
        Stratum(key, all_homes[key], all_homes[key] - len(reached[key]), len(chosen[key])) for key in sorted(reached)
    ]
    return sorted(one for ids in chosen.values() for one in ids), strata


def _lot(seed: int, home: int) -> bytes:
    return hashlib.sha256(f"{seed}:{home}".encode()).digest()


def size_of(text: str) -> int:
    """How many households, as typed; Refused with the bounds."""
    return _whole(text, N_("抽多少户"), 1, MOST)


def seed_of(text: str) -> int:
    """The number that decides the draw, as typed."""
    return _whole(text, N_("抽样号"), 1, 999_999)


def _whole(text: str, label: str, least: int, most: int) -> int:
    typed = text.strip()
    if not (typed.isascii() and typed.isdigit() and len(typed) <= 7 and least <= int(typed) <= most):
        raise Refused(Say(N_("“{label}”要填 {least} 到 {most} 的整数"), label=label, least=least, most=most))
    return int(typed)


@dataclass
class Result:
    """What came back to one question: how many answered it, each choice with its number, the mean, the texts."""

    code: str
    name: str
    kind: str
    n: int = 0
    choices: list[tuple[str, int]] = field(default_factory=list)
    mean: Decimal | None = None
    texts: list[str] = field(default_factory=list)

    @property
    def few(self) -> bool:
        """Whether so few answered that nothing is told."""
        return self.n < FEW

    def percent(self, n: int) -> int:
        """A number of answers as per cent of those who answered the question."""
        return round(n * 100 / self.n) if self.n else 0


def tally(drawn: Iterable[OwnField], answers: Sequence[Mapping[str, Any]]) -> list[Result]:
    """The answers counted question by question; of a question with fewer than FEW answers only the number is kept."""
    return [_of(one, [said[one.code] for said in answers if said.get(one.code) not in (None, "", [])]) for one in drawn]


def _of(one: OwnField, said: list[Any]) -> Result:
    made = Result(one.code, one.name, one.kind, len(said))
    if made.few:
        return made
    if one.kind in ("choice", "choices"):
        counted = Counter(label for value in said for label in (value if isinstance(value, list) else [value]))
        # a choice that was renamed or taken away since stands behind those of today
        labels = [*one.choices, *sorted(label for label in counted if label not in one.choices)]
        made.choices = [(label, counted[label]) for label in labels]
    elif one.kind == "number":
        numbers = [Decimal(value) for value in said]
        made.mean = (sum(numbers, Decimal(0)) / len(numbers)).quantize(Decimal("0.1"))
    else:
        made.texts = [own_values.worded(one, value) for value in said][:MOST_TEXTS]
    return made


def message(company: str, title: str, link: str, number: str = "") -> str:
    """What a household is sent; `number` is the ticket it is asked about, '' for a sample."""
    about = f"工单 {number} 已办结，" if number else ""
    return f"【{company}】{about}请用一分钟填写“{title}”：{link} {LIVES_DAYS} 天内有效，只能填一次。"
