"""Reading a tariff rule or the facts of a case, strictly: nothing missing, nothing misread, nothing guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from heat.rules.money import MOST_FEN, Fen
from heat.words import N_, Refused, Say

_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_MOST_DAYS = 36_600  # a hundred years: a later day is a slip of the pen

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


class MissingFact(Refused):
    """A number the rule needs is not there."""


class BadValue(Refused):
    """A number is there, but it is not one, or none that can be true."""


class Facts:
    """Named values of a case or a rule. Each reader takes a name and gives the value, MissingFact or BadValue.

    Numbers may be strings or numbers; a ratio lies between 0 and 1; money has at most two decimals.
    """

    def __init__(self, values: object, path: str = "") -> None:
        if not isinstance(values, Mapping):
            raise BadValue(Say(N_("{name} 应是一组名称和值，请核对。"), name=path.rstrip(".") or "facts"))
        self.values: Mapping[str, Any] = values
        self._path = path

    def has(self, name: str) -> bool:
        """Is there a value; null counts as none."""
        return self.values.get(name) is not None

    def number(self, name: str, *, least: int | None = 0, most: int | None = None) -> Decimal:
        """A decimal number, not below `least` and not above `most`."""
        text = _number_text(self._raw(name))
        if not _NUMBER.fullmatch(text):
            raise self._bad(name, N_("不是数字"))
        number = Decimal(text)
        if (least is not None and number < least) or (most is not None and number > most):
            raise self._bad(name, N_("超出了允许的范围"))
        return number

    def positive(self, name: str) -> Decimal:
        """A number above zero."""
        number = self.number(name)
        if not number:
            raise self._bad(name, N_("应大于零"))
        return number

    def ratio(self, name: str) -> Decimal:
        """A share from 0 to 1."""
        return self.number(name, most=1)

    def fen(self, name: str, *, least: int | None = 0) -> Fen:
        """Yuan with at most two decimals, in fen."""
        return self._to_fen(name, self.number(name, least=least))

    def fens(self, name: str) -> list[Fen]:
        """A list of amounts in yuan, in fen; may be negative."""
        return [Facts({name: item}, self._path).fen(name, least=None) for item in self._list(name)]

    def whole(self, name: str, *, least: int = 0, most: int = _MOST_DAYS) -> int:
        """A whole number, such as days."""
        number = self.number(name, least=least, most=most)
        if number != int(number):
            raise self._bad(name, N_("应是整数"))
        return int(number)

    def day(self, name: str) -> date:
        """A date as 2026-11-15."""
        value = self._raw(name)
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            raise self._bad(name, N_("不是日期，请写成 2026-11-15 这样")) from None

    def yes(self, name: str, *, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name)
        if value is None:
            return default
        if not isinstance(value, bool):
            raise self._bad(name, N_("应是 true 或 false"))
        return value

    def choice(self, name: str, kind: type[E], *, default: E | None = None) -> E:
        """One word of a closed list."""
        if default is not None and not self.has(name):
            return default
        value = self._raw(name)
        if not isinstance(value, str) or value not in set(kind):
            raise self._bad(name, N_("不在可选的词里"))
        return kind(value)

    def group(self, name: str) -> Facts:
        """Values that stand together under one name, such as season."""
        return Facts(self._raw(name), f"{self._path}{name}.")

    def groups(self, name: str) -> list[Facts]:
        """A list of such groups, such as refund bands."""
        return [Facts(item, f"{self._path}{name}.") for item in self._list(name)]

    def maybe(self, name: str, read: Callable[[str], T], default: T) -> T:
        """The value by one of the readers, or the default when there is none."""
        return read(name) if self.has(name) else default

    def refuse(self, name: str, why: str) -> BadValue:
        """A refusal that names the value, for rules across several of them."""
        return self._bad(name, why)

    def _raw(self, name: str) -> Any:
        if not self.has(name):
            raise MissingFact(Say(N_("缺少 {name}，请补上。"), name=self._path + name))
        return self.values[name]

    def _list(self, name: str) -> list[Any]:
        value = self._raw(name)
        if not isinstance(value, list) or not value:
            raise self._bad(name, N_("应是一个不空的列表"))
        return value

    def _to_fen(self, name: str, yuan: Decimal) -> Fen:
        amount = yuan * 100
        if amount != int(amount) or abs(amount) > MOST_FEN:
            raise self._bad(name, N_("不是最多两位小数的金额"))
        return int(amount)

    def _bad(self, name: str, why: str) -> BadValue:
        return BadValue(
            Say(N_("{name} 的值 {value} 有误：{why}。"), name=self._path + name, value=self._show(name), why=why)
        )

    def _show(self, name: str) -> str:
        return str(self.values.get(name))[:30]


def _number_text(value: object) -> str:
    """A JSON number or a number written as text, without exponent; anything else gives nothing."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return ""
    if isinstance(value, float):
        value = Decimal(str(value))
    return f"{value:f}" if isinstance(value, Decimal) else str(value).strip()
