"""常用材料: what a sort of ticket usually takes along, each line a name of the price list or a free word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from heat.rules.costs import QUANTITY, milli, shown
from heat.rules.fields import Text
from heat.rules.written import folded, squeezed
from heat.words import N_, Refused, Say

MARK = "×"
ONE = 1000  # what a line without a quantity means, in thousandths
NAME = Text("kit", N_("常用材料的名称"), most=60)  # as long as an item of the price list may be called


@dataclass(frozen=True)
class KitLine:
    """One line of a kit; `milli` is the usual quantity in thousandths of the item's unit, always more than nothing."""

    name: str
    milli: int = ONE

    @property
    def quantity(self) -> str:
        """The usual quantity as people write it: '1.5'."""
        return shown(self.milli)

    def __str__(self) -> str:
        return f"{self.name} {MARK} {self.quantity}"


def told(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines as they are stored, 名称 × 数量; Refused with the first that has no name, no quantity or a twin."""
    made: dict[str, KitLine] = {}
    for text in lines:
        line = _line(text)
        if key(line.name) in made:
            raise Refused(Say(N_("常用材料里“{name}”写了两次，请合成一行"), name=line.name))
        made[key(line.name)] = line
    return tuple(map(str, made.values()))


def read(lines: Iterable[str]) -> list[KitLine]:
    """Stored lines; what an older version stored without a quantity means one."""
    made = []
    for text in lines:
        try:
            made.append(_line(text))
        except Refused:
            made.append(KitLine(text))
    return made


def key(name: str) -> str:
    """What two writings of one name have in common: '排气阀DN20' is '排气阀 dn20'."""
    return squeezed(folded(name)).casefold()


def _line(text: str) -> KitLine:
    name, mark, typed = (part.strip() for part in text.rpartition(MARK))
    name = NAME.read(name if mark else text)
    typed = typed if mark else "1"
    try:
        return KitLine(name, milli(QUANTITY.read(typed)))
    except Refused:
        sentence = N_("常用材料“{name}”的数量“{typed}”不对：请填大于 0 的数，最多三位小数")
        raise Refused(Say(sentence, name=name, typed=typed[:20])) from None
