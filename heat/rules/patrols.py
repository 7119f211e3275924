"""Patrols (巡检): a route written in lines, what is read at its points, and which finding is a hazard."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from heat.rules.fields import Number, Text
from heat.words import N_, Refused, Say

KIND = "patrol"  # the sort of ticket a round is
NAME = Text("name", N_("名称"), most=40)
MOST_POINTS, MOST_ITEMS, LONGEST = 40, 20, 40
YES, NO, PHOTO = "正常", "不正常", "照片"
_DIGITS = r"-?\d{1,7}(?:\.\d{1,3})?"
_NUMBER = re.compile(rf"^(?P<low>{_DIGITS})?\s*[~～]\s*(?P<high>{_DIGITS})?\s*(?P<unit>\D\S{{0,7}})?$")
_READ = Number("value", N_("读数"), least=Decimal(-9_999_999), most=Decimal(9_999_999), places=3)
_NOTE = Text("note", N_("说明"), required=False, most=200)


@dataclass(frozen=True)
class Item:
    """One check: a number within limits, a choice whose first word is the good one, or a photo alone."""

    name: str
    kind: str = "choice"
    low: str = ""
    high: str = ""
    unit: str = ""
    words: tuple[str, ...] = (YES, NO)

    @property
    def limits(self) -> str:
        """The limits as people write them, '' where there are none."""
        return f"{self.low}~{self.high}{' ' + self.unit if self.unit else ''}" if self.kind == "number" else ""

    def fine(self, value: str) -> bool:
        """Whether what was read is as it should be; a limit itself is within."""
        if self.kind == "number":
            number = Decimal(value)
            return not ((self.low and number < Decimal(self.low)) or (self.high and number > Decimal(self.high)))
        return self.kind == "photo" or value == self.words[0]


@dataclass(frozen=True)
class Point:
    """A place of the route with its checks; `key` names it on its label and stays when the route is written anew."""

    key: str
    name: str
    items: tuple[Item, ...]


def stored(points: Sequence[Point]) -> list[dict[str, Any]]:
    """The route as a plan keeps it."""
    return [
        {
            "key": point.key,
            "name": point.name,
            "items": [
                {"name": one.name, "kind": one.kind, "low": one.low, "high": one.high, "unit": one.unit}
                | {"words": list(one.words)}
                for one in point.items
            ],
        }
        for point in points
    ]


def route_of(body: Sequence[Mapping[str, Any]]) -> tuple[Point, ...]:
    """A route as it was kept."""
    return tuple(
        Point(
            str(point["key"]),
            str(point["name"]),
            tuple(Item(**{**one, "words": tuple(one["words"])}) for one in point["items"]),
        )
        for point in body
    )


def written(points: Sequence[Point]) -> str:
    """The route as lines, to be written anew."""
    return "\n".join(line for point in points for line in (f"# {point.name}", *(_line(one) for one in point.items), ""))


def _line(item: Item) -> str:
    if item.kind == "number":
        return f"{item.name} {item.limits}"
    if item.kind == "photo":
        return f"{item.name} {PHOTO}"
    return item.name if item.words == (YES, NO) else f"{item.name} {'/'.join(item.words)}"


def read_route(text: str, before: Sequence[Point] = ()) -> tuple[Point, ...]:
    """A route from its lines: `# point`, below it its checks; Refused with the first line that cannot be read.

    A check is `供水温度 60~95 ℃` (either limit may be left out), `阀门 正常/渗漏` (the first word is the good one),
    `全景 照片`, or a name alone, which asks 正常 or 不正常. A point that was there keeps its key.
    """
    names: list[str] = []
    items: dict[str, list[Item]] = {}
    for n, line in enumerate(text.replace("\r", "").split("\n"), start=1):
        said = line.strip()
        if not said:
            continue
        if "\0" in said or len(said) > 120:
            raise Refused(Say(N_("第 {n} 行太长，或有不能保存的字符"), n=n))
        if said.startswith("#"):
            name = said.lstrip("#").strip()[:LONGEST]
            if not name or name in items:
                raise Refused(Say(N_("第 {n} 行：点要有名字，同一条路线里不能重名"), n=n))
            names.append(name)
            items[name] = []
        elif not names:
            raise Refused(Say(N_("第 {n} 行：先写点的名字，例如“# 1号站”，下面再写检查项"), n=n))
        else:
            items[names[-1]].append(_item(said, n, items[names[-1]]))
    if not names:
        raise Refused(Say(N_("路线还是空的：写“# 点的名字”，下面一行一个检查项")))
    if bare := next((name for name in names if not items[name]), ""):
        raise Refused(Say(N_("“{point}”还没有检查项"), point=bare))
    if len(names) > MOST_POINTS:
        raise Refused(Say(N_("一条路线最多 {most} 个点，请分成两条"), most=MOST_POINTS))
    return tuple(Point(key, name, tuple(items[name])) for key, name in _keyed(names, before))


def _keyed(names: Sequence[str], before: Sequence[Point]) -> list[tuple[str, str]]:
    known = {point.name: point.key for point in before}
    last = max((int(point.key[1:]) for point in before), default=0)
    keyed = []
    for name in names:
        if name not in known:
            last += 1
        keyed.append((known.get(name, f"P{last}"), name))
    return keyed


def _item(said: str, n: int, there: Sequence[Item]) -> Item:
    name, _space, rest = said.partition(" ")
    rest = rest.strip()
    if len(name) > LONGEST or any(one.name == name for one in there):
        raise Refused(Say(N_("第 {n} 行：检查项“{name}”太长，或在这个点写了两遍"), n=n, name=name[:20]))
    if len(there) >= MOST_ITEMS:
        raise Refused(Say(N_("第 {n} 行：一个点最多 {most} 个检查项"), n=n, most=MOST_ITEMS))
    if not rest:
        return Item(name)
    if rest == PHOTO:
        return Item(name, "photo", words=())
    if found := _NUMBER.match(rest):
        low, high, unit = (found[part] or "" for part in ("low", "high", "unit"))
        if not (low or high) or (low and high and Decimal(low) > Decimal(high)):
            raise Refused(Say(N_("第 {n} 行：上下限写反了，或都没有写"), n=n))
        return Item(name, "number", low, high, unit, ())
    words = tuple(word.strip()[:12] for word in rest.split("/"))
    if len(words) < 2 or not all(words) or len(set(words)) != len(words):
        sentence = N_("第 {n} 行看不懂：写“{name} 60~95 ℃”、“{name} 正常/渗漏”或“{name} 照片”")
        raise Refused(Say(sentence, n=n, name=name))
    return Item(name, words=words)


@dataclass(frozen=True)
class Answer:
    """What was read for one check; a value of '' is one nobody took."""

    value: str = ""
    note: str = ""


@dataclass(frozen=True)
class Result:
    """One check as it is kept: where, what, and whether it is fine."""

    stop: int
    item: int
    point: Point
    check: Item
    value: str
    note: str
    ok: bool

    @property
    def milli(self) -> int | None:
        """A number in thousandths of its unit, for the trend."""
        return int(Decimal(self.value) * 1000) if self.check.kind == "number" else None

    @property
    def finding(self) -> str:
        """What a hazard is called."""
        limits = f"（应为 {self.check.limits}）" if self.check.limits else ""
        unit = f" {self.check.unit}" if self.check.unit else ""
        return f"{self.check.name} {self.value}{unit}{limits}" + (f"：{self.note}" if self.note else "")


def field_of(stop: int, item: int) -> str:
    """The name of a check's field in a form."""
    return f"p-{stop}-{item}"


def photo_of(stop: int) -> str:
    """The kind of a photo that was taken at a point."""
    return f"stop-{stop}"


_FIELD = re.compile(r"^([pn])-(\d{1,2})-(\d{1,2})$")
PHOTO_KIND = re.compile(r"^stop-\d{1,2}$")


def told(typed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """The answers of a form or a queue, as a step of the ticket keeps them; {} when it holds none."""
    found: dict[str, dict[str, str]] = {}
    for name, value in typed.items():
        if (part := _FIELD.match(str(name))) and str(value).strip():
            key = f"{int(part[2])}-{int(part[3])}"
            found.setdefault(key, {})["value" if part[1] == "p" else "note"] = str(value).strip()[:300]
    return found


def check(route: Sequence[Point], said: Mapping[str, Mapping[str, str]], photos: Mapping[str, int]) -> list[Result]:
    """The results of a round; Refused with the first check that is missing, or a finding without its photo.

    `photos` counts those of each kind; a photo of the whole sheet (`sheet`) stands for those of the points.
    """
    results = []
    for stop, point in enumerate(route):
        for n, item in enumerate(point.items):
            answer = said.get(f"{stop}-{n}", {})
            results.append(_result(stop, n, point, item, answer))
        shown = photos.get(photo_of(stop)) or photos.get("sheet")
        wants = next((item for item in point.items if item.kind == "photo"), None)
        if wants and not shown:
            raise Refused(Say(N_("“{point}”还缺照片：{item}"), point=point.name, item=wants.name))
        bad = next((one for one in results if one.stop == stop and not one.ok), None)
        if bad and not shown:
            raise Refused(
                Say(N_("“{point}”的“{item}”不正常：请在这个点拍一张照片"), point=point.name, item=bad.check.name)
            )
    return results


def _result(stop: int, n: int, point: Point, item: Item, answer: Mapping[str, str]) -> Result:
    value, note = answer.get("value", ""), _NOTE.read(answer.get("note", ""))
    if item.kind == "photo":
        return Result(stop, n, point, item, PHOTO, note, ok=True)
    if not value:
        raise Refused(Say(N_("“{point}”的“{item}”还没有填"), point=point.name, item=item.name))
    if item.kind == "number":
        value = f"{Decimal(_READ.read(value)).normalize():f}"
    elif value not in item.words:
        raise Refused(Say(N_("“{point}”的“{item}”请从选项里选"), point=point.name, item=item.name))
    return Result(stop, n, point, item, value, note, item.fine(value))
