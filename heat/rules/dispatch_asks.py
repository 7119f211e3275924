"""填了……就派给……: an own field of the ticket or its household, with given values, leads to a team or a skill."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from heat.rules import own_values
from heat.rules.own_fields import OwnField
from heat.rules.written import decimal_of
from heat.words import N_, Refused, Say

CODE = re.compile(r"own[1-9][0-9]?")
MOST, MOST_VALUES = 10, 12
_LONGEST, _FARTHEST = 20, 999_999_999  # the text of a number to compare with, and the number itself
# a value of these is one short text; a person, a home, a table or a file is none
KINDS = ("text", "number", "money", "area", "date", "time", "choice", "choices", "address", "computed")


@dataclass(frozen=True, slots=True)
class Ask:
    """What one such rule asks, by the code of the field, and where it leads: to a team, else to whoever has a skill.

    Without values it is enough that something is filled in. `name`, `goal` and `open` (whether everybody may read the
    field) are for the sentence alone and come with the office's names, not with what is stored.
    """

    field: str
    values: tuple[str, ...] = ()
    team_id: int | None = None
    skill: str = ""
    name: str = ""
    goal: str = ""
    open: bool = True

    @property
    def goal_code(self) -> str:
        """Where it leads, as one word of a form: team-3 or skill-leak."""
        return f"team-{self.team_id}" if self.team_id else f"skill-{self.skill}"

    def met(self, filled: Mapping[str, tuple[str, ...]]) -> str | None:
        """The value that counts among what is filled in, as texts by code of field; None where none does."""
        return next((text for text in filled.get(self.field, ()) if not self.values or text in self.values), None)

    def why(self, value: str) -> Say:
        """The reason in words; a value that not everybody may read is not told to everybody."""
        if not self.open:
            return Say(N_("按“{name}”的规则归{goal}"), name=self.name, goal=self.goal)
        return Say(N_("{name}填了“{value}”，归{goal}"), name=self.name, value=value, goal=self.goal)


@dataclass(frozen=True)
class Known:
    """What such a rule may name: fields by code (those of a household under `home:`), teams by id, skills by code."""

    fields: Mapping[str, OwnField]
    teams: Mapping[int, str]
    skills: Mapping[str, str]
    names: Mapping[str, str]


def restored(told: Mapping[str, Any] | None) -> Ask | None:
    """An ask as it is stored or typed: field, values, team, skill."""
    if not told:
        return None
    team = told.get("team")
    return Ask(str(told["field"]), tuple(told.get("values") or ()), team or None, str(told.get("skill") or ""))


def plain(ask: Ask) -> dict[str, Any]:
    """The same for storing."""
    return {"field": ask.field, "values": list(ask.values), "team": ask.team_id, "skill": ask.skill}


def split(text: str) -> list[str]:
    """Values as somebody types them, parted by 、 or a comma; each once, in their order."""
    return list(dict.fromkeys(part.strip() for part in re.split(r"[、，,;；\n]", text) if part.strip()))


def texts(one: OwnField, value: Any) -> tuple[str, ...]:
    """A stored value as the texts a rule compares: each choice for itself, a number without idle zeros."""
    if value is None:
        return ()
    again = own_values.typed_again(one, value)
    several = again if isinstance(again, list) else [again]
    number = own_values.numeric(one, value) if one.kind in ("number", "area", "computed") else None
    return (f"{number.normalize():f}",) if number is not None else tuple(map(str, several))


def checked(ask: Ask, known: Known) -> Ask:
    """The ask with its values as the field stores them. Refused for a field, value, team or skill there is not."""
    one = known.fields.get(ask.field)
    if one is None:
        raise Refused(Say(N_("“填了…就派给…”要选一个字段")))
    if ask.team_id not in known.teams and (ask.team_id or ask.skill not in known.skills):
        raise Refused(Say(N_("“{name}”这条要选派给哪个班组，或派给会做哪类工单的人"), name=known.names[ask.field]))
    if len(ask.values) > MOST_VALUES:
        raise Refused(Say(N_("“{name}”最多写 {most} 个值"), name=known.names[ask.field], most=MOST_VALUES))
    try:
        return replace(ask, values=tuple(text for value in ask.values for text in _stored(one, value)))
    except Refused as problem:
        raise Refused(Say(N_("“{name}”：{problem}"), name=known.names[ask.field], problem=problem.say)) from problem


def _stored(one: OwnField, text: str) -> tuple[str, ...]:
    if one.kind == "computed":  # nobody types it, but a number it is
        number = decimal_of(text[:_LONGEST])
        if number is None or abs(number) > _FARTHEST:
            raise Refused(Say(N_("要和数字比，现在是“{text}”"), text=text[:20]))
        return texts(one, str(number))
    if one.kind in ("choice", "choices") and text not in one.choices:  # typed here: there is no list to choose from
        raise Refused(Say(N_("没有“{text}”这个选项"), text=text[:_LONGEST]))
    return texts(one, own_values.read(one, [text] if one.kind == "choices" else text))


def named(ask: Ask, known: Known) -> Ask:
    """The ask with the office's names, for its sentence; what is gone is named by its code."""
    one = known.fields.get(ask.field)
    goal = known.teams.get(ask.team_id or 0) or known.skills.get(ask.skill, ask.skill)
    return replace(
        ask,
        name=known.names.get(ask.field, ask.field),
        goal=goal if ask.team_id else f"{N_('会做')}{goal}{N_('的人')}",
        open=one is None or not one.access.get("read"),
    )


def next_code(taken: Iterable[str]) -> str:
    """The code of one more such rule. Refused when there are as many as anybody can still overlook."""
    used = {code for code in taken if CODE.fullmatch(code)}
    if len(used) >= MOST:
        raise Refused(Say(N_("“填了…就派给…”最多 {most} 条"), most=MOST))
    return next(f"own{n}" for n in range(1, MOST + 1) if f"own{n}" not in used)
