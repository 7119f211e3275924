"""Fields an office draws for itself: their kinds, what belongs to each, and who may read and fill them in."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from heat.rules import conditions
from heat.rules.conditions import Condition
from heat.words import N_

SUBJECTS = {"household": N_("住户"), "party": N_("户主"), "ticket": N_("工单")}
SURVEY = "survey-"  # before the number of a questionnaire: its questions are drawn by the same designer


@dataclass(frozen=True)
class Kind:
    """A kind of field: its name, icon and group in the palette; what it can do beside holding a value."""

    code: str
    name: str
    icon: str
    group: str
    searchable: bool = True
    file: bool = False
    typed: bool = True  # a person fills it in


TEXTS, CHOICES, FILES = N_("文字与数"), N_("选择"), N_("文件与更多")
KINDS = (
    Kind("text", N_("单行文字"), "note", TEXTS),
    Kind("long-text", N_("多行文字"), "file-text", TEXTS, searchable=False),
    Kind("number", N_("数字"), "list", TEXTS),
    Kind("money", N_("金额"), "currency-yuan", TEXTS),
    Kind("area", N_("面积"), "building", TEXTS),
    Kind("date", N_("日期"), "calendar-event", TEXTS),
    Kind("time", N_("时间"), "clock", TEXTS),
    Kind("choice", N_("单选"), "circle-check", CHOICES),
    Kind("choices", N_("多选"), "check", CHOICES),
    Kind("person", N_("员工"), "user", CHOICES),
    Kind("household", N_("住户"), "home", CHOICES),
    Kind("address", N_("地址"), "map-pin", CHOICES),
    Kind("photo", N_("图片"), "photo", FILES, searchable=False, file=True),
    Kind("file", N_("文件"), "paperclip", FILES, searchable=False, file=True),
    Kind("signature", N_("签名"), "signature", FILES, searchable=False, file=True),
    Kind("table", N_("子表"), "table", FILES, searchable=False),
    Kind("computed", N_("计算"), "wand", FILES, searchable=False, typed=False),
)
KIND = {kind.code: kind for kind in KINDS}
OF_FIELD = "own:"  # before the code of a field, as the kind of a file that is kept in it
NUMBERS = ("number", "money", "area", "computed")
_NOTHING_SAID: dict[str, Any] = dict.fromkeys(
    ("hint", "section", "message", "required", "unique", "default", "longest", "shape", "least", "most", "places",
     "unit", "formula", "across", "choices"), "",
)  # fmt: skip


@dataclass(frozen=True)
class OwnField:
    """One drawn field. `options` holds what only its kind knows: choices, bounds, unit, shape, formula, columns."""

    code: str
    name: str
    kind: str
    options: Mapping[str, Any] = field(default_factory=dict)
    required_when: Condition | None = None
    visible_when: Condition | None = None
    access: Mapping[str, Sequence[str]] = field(default_factory=dict)  # "read" and "write" to codes of roles
    searchable: bool = False
    id: int | None = None

    @property
    def told(self) -> dict[str, Any]:
        """All that can be said of any kind, '' where this field says nothing: what a page reads."""
        return _NOTHING_SAID | dict(self.options)

    @property
    def required(self) -> bool:
        """Whether it must be filled in whatever else is."""
        return bool(self.options.get("required"))

    @property
    def choices(self) -> list[str]:
        """The labels somebody may choose from."""
        return [choice["label"] for choice in self.options.get("choices", ())]

    @property
    def choice_pairs(self) -> list[tuple[str, str]]:
        """The same as value and label of a form."""
        return [(label, label) for label in self.choices]

    @property
    def columns(self) -> list[str]:
        """The columns of a table."""
        return list(self.options.get("columns", ()))

    def readable(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles sees it; a field that names nobody is everybody's."""
        return _open(self.access.get("read", ()), roles)

    def writable(self, roles: Collection[str]) -> bool:
        """Whether somebody with these roles fills it in; nobody writes what he may not read."""
        return KIND[self.kind].typed and self.readable(roles) and _open(self.access.get("write", ()), roles)


def is_survey(subject: str) -> bool:
    """Whether these are the questions of a questionnaire: asked by version, stored in no row's `ext`."""
    return subject.startswith(SURVEY)


def kinds_of(subject: str) -> list[Kind]:
    """What can be drawn there: a household answers what it can type or choose on a phone, and sends no files."""
    asked = ("text", "long-text", "number", "date", "time", "choice", "choices")
    return [kind for kind in KINDS if not is_survey(subject) or kind.code in asked]


def _open(named: Sequence[str], roles: Collection[str]) -> bool:
    return not named or "admin" in roles or bool(set(named) & set(roles))


def restored(row: Mapping[str, Any]) -> OwnField:
    """A field from how it is stored or drawn: the keys of the table `field`."""
    return OwnField(
        row["code"], row["name"], row["kind"], row.get("options") or {}, conditions.read(row.get("required_when")),
        conditions.read(row.get("visible_when")), row.get("access") or {}, bool(row.get("searchable")), row.get("id"),
    )  # fmt: skip


def plain(one: OwnField) -> dict[str, Any]:
    """The same for storing in a draft or a row."""
    return {
        "code": one.code, "name": one.name, "kind": one.kind, "options": dict(one.options),
        "required_when": conditions.written(one.required_when), "visible_when": conditions.written(one.visible_when),
        "access": {name: list(roles) for name, roles in one.access.items() if roles}, "searchable": one.searchable,
    }  # fmt: skip
