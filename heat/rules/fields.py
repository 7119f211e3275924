"""The one vocabulary of fields: the same kinds read coded forms, drawn forms, columns of a sheet and the API."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat.rules.money import Fen, parse_yuan, yuan
from heat.rules.written import FIRST_DAY, LAST_DAY, day_of, decimal_of, folded, phone_of
from heat.words import N_, Refused, Say

_EDGES = " \t\n\u00a0\u3000"
_MOST_TYPED = 20_000  # longer than any form asks for; what is shown again stays bounded
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):?([0-5][0-9])")


class Bad(Refused):
    """The text is not a value of this field; `say` is for the person who typed it."""


@dataclass(frozen=True)
class Field(ABC):
    """One thing that is asked for. `label` is Chinese, marked for the catalogue; an empty optional field is None."""

    name: str
    label: str
    required: bool = True

    def read(self, text: str) -> Any:
        """What a typed text means; Bad when it means nothing here, cannot be stored or is missing though required."""
        if not text.strip():
            if self.required:
                raise Bad(Say(N_("请填写{label}。"), label=self.label))
            return self._nothing()
        if text != _showable(text):
            raise Bad(Say(N_("{label}里有不能保存的字符，或长得无法处理，请删去后重填。"), label=self.label))
        return self._read(text)

    @abstractmethod
    def _read(self, text: str) -> Any:
        """The kind's own reading of a text that is there."""

    def _nothing(self) -> Any:
        """What nothing typed means."""
        return None


@dataclass(frozen=True)
class Text(Field):
    """Free text, kept as typed. One line loses spaces at its ends, `lines` keep everything."""

    most: int = 200
    lines: bool = False

    def _read(self, text: str) -> str:
        kept = text if self.lines else text.strip(_EDGES)
        if len(kept) > self.most:
            said = {"label": self.label, "most": self.most, "now": len(kept)}
            raise Bad(Say(N_("{label}最多 {most} 个字，现在有 {now} 个，请缩短。"), **said))
        return kept


@dataclass(frozen=True)
class Phone(Field):
    """A mobile or landline number, as bare digits."""

    def _read(self, text: str) -> str:
        number = phone_of(text)
        if number is None:
            raise Bad(Say(N_("“{typed}”不是电话号码，请填写 11 位手机号或带区号的座机号。"), typed=_short(text)))
        return number


@dataclass(frozen=True)
class Yuan(Field):
    """An amount of money, typed in yuan, meant in fen."""

    least_fen: Fen = 0
    most_fen: Fen = 10**13 - 1

    def _read(self, text: str) -> Fen:
        amount = parse_yuan(text)
        if not self.least_fen <= amount <= self.most_fen:
            span = {"least": yuan(self.least_fen), "most": yuan(self.most_fen)}
            raise Bad(Say(N_("{label}应在 {least} 元到 {most} 元之间，请核对。"), label=self.label, **span))
        return amount


@dataclass(frozen=True)
class Number(Field):
    """An exact number with at most `places` decimals, both bounds allowed."""

    least: Decimal = Decimal(0)
    most: Decimal = Decimal(999_999_999)
    places: int = 2
    unit: str = ""

    def _read(self, text: str) -> Any:
        plain = folded(text).strip().removesuffix(self.unit) if self.unit else text
        number = decimal_of(plain)
        if number is None:
            said = {"label": self.label, "typed": _short(text), "example": self._example}
            raise Bad(Say(N_("{label}“{typed}”不是数字，请只填写数字，例如 {example}。"), **said))
        if not self.least <= number <= self.most:
            raise Bad(self.outside)
        if number != round(number, self.places):
            raise Bad(Say(N_("{label}最多 {places} 位小数，请四舍五入后填写。"), label=self.label, places=self.places))
        return round(number, self.places)

    @property
    def outside(self) -> Say:
        """What is said of a number beyond the bounds; a page may say it before the form is sent."""
        span = {"least": self.least, "most": self.most, "unit": self.unit}
        return Say(N_("{label}应在 {least} 到 {most}{unit} 之间，请核对。"), label=self.label, **span)

    @property
    def _example(self) -> Decimal:
        """A number as people write it: a bound such as -50 or 0.0001 is none."""
        usual = Decimal("20.5") if self.places else Decimal(20)
        return usual if self.least <= usual <= self.most else self.least


@dataclass(frozen=True)
class Whole(Number):
    """A whole number, handed out as int."""

    places: int = 0

    def _read(self, text: str) -> int:
        return int(super()._read(text))


@dataclass(frozen=True)
class Area(Number):
    """Square metres with two decimals."""

    most: Decimal = Decimal(9_999_999)
    unit: str = "㎡"


@dataclass(frozen=True)
class Celsius(Number):
    """A temperature in ℃ with one decimal."""

    least: Decimal = Decimal(-50)
    most: Decimal = Decimal(150)
    places: int = 1
    unit: str = "℃"


@dataclass(frozen=True)
class Day(Field):
    """A business day; both bounds allowed."""

    first: date = FIRST_DAY
    last: date = LAST_DAY

    def _read(self, text: str) -> date:
        day = day_of(text)
        if day is None:
            raise Bad(Say(N_("“{typed}”不是日期，请按 2026-11-15 的样子填写。"), typed=_short(text)))
        if not self.first <= day <= self.last:
            span = {"first": self.first, "last": self.last}
            raise Bad(Say(N_("{label}应在 {first} 到 {last} 之间，请核对。"), label=self.label, **span))
        return day


@dataclass(frozen=True)
class Clock(Field):
    """A time of day as minutes since midnight: 8:30, 08:30, or 0830 as it is typed without leaving the digits."""

    def _read(self, text: str) -> int:
        found = _CLOCK.fullmatch(folded(text).strip())
        if not found:
            raise Bad(Say(N_("“{typed}”不是时间，请按 08:30 的样子填写。"), typed=_short(text)))
        return int(found[1]) * 60 + int(found[2])


@dataclass(frozen=True)
class Choice(Field):
    """One of the codes of `options`, pairs of code and Chinese label."""

    options: Sequence[tuple[str, str]] = ()

    def _read(self, text: str) -> str:
        if text not in {code for code, _ in self.options}:
            raise Bad(Say(N_("{label}里没有这一项，请从列表中选择。"), label=self.label))
        return text


@dataclass(frozen=True)
class Yes(Field):
    """A box to tick; not ticked is a clear no."""

    required: bool = False

    def _read(self, text: str) -> bool:
        return text not in ("0", "false", "off")

    def _nothing(self) -> bool:
        return False


@dataclass
class Filled:
    """A form somebody filled in: what was typed, what it means, what is wrong with it. Keys are field names."""

    typed: dict[str, str]
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Say] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every field could be read."""
        return not self.errors

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


def fill(fields: Sequence[Field], typed: Mapping[str, str]) -> Filled:
    """Read every field of a form; what cannot be read stands in `errors`, the typed text is kept to be shown again.

    Line ends become LF. A NUL or half a character (a lone surrogate) is refused, since it cannot be stored.
    """
    filled = Filled({one.name: _tidy(typed.get(one.name)) for one in fields})
    for one in fields:
        try:
            filled.values[one.name] = one.read(filled.typed[one.name])
        except Refused as wrong:
            filled.errors[one.name] = wrong.say
            filled.typed[one.name] = _showable(filled.typed[one.name])
    return filled


def _tidy(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n")


def _showable(text: str) -> str:
    """The text without what no page, file or database can hold."""
    return text[:_MOST_TYPED].replace("\0", "").encode("utf-8", "ignore").decode()


def _short(text: str) -> str:
    """Enough of the typed text to recognise it in a sentence."""
    return text.strip()[:20]
