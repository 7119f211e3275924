"""Who should go (派单规则): ordered rules, each of which narrows the people down, and the reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heat.rules import dispatch_asks
from heat.rules.dispatch_asks import Ask
from heat.words import N_, Refused, Say

# code -> name and what it asks, in the order an office starts with
RULES: dict[str, tuple[str, str]] = {
    "duty": (N_("值班"), N_("此刻排了值班时，只派给值班的人；没有排班表时不管")),
    "steward": (N_("服务管家"), N_("这一户所在小区有指定的管家，就派给他")),
    "area": (N_("片区"), N_("负责这个小区或机组的班组")),
    "type": (N_("类型"), N_("有班组专门负责这类工单时，派给它")),
    "skill": (N_("技能"), N_("会做这类工单的人；谁都没有登记技能时不管")),
    "load": (N_("负荷"), N_("手上工单最少的人")),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the office uses it; with `must` a ticket nobody fits stays with the leader.

    The codes own1, own2 … are rules the office wrote itself: they have an `ask`.
    """

    code: str
    on: bool = True
    must: bool = False
    ask: Ask | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return f"{N_('填了')}{self.ask.name}" if self.ask else RULES[self.code][0]


@dataclass(frozen=True)
class Person:
    """A technician as the rules see them."""

    id: int
    name: str
    team_ids: frozenset[int]
    team: str
    skills: frozenset[str] = frozenset()
    on_duty: bool = False
    load: int = 0


@dataclass(frozen=True)
class Work:
    """A ticket as the rules see it. Teams are None where the office has said nothing at all about areas or kinds.

    `filled` are the texts of own fields, by code, those of its household under `home:`.
    """

    kind: str
    kind_name: str = ""
    area: str = ""
    area_teams: frozenset[int] | None = None
    kind_teams: frozenset[int] | None = None
    steward_id: int | None = None
    filled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """Whom the rules found, None for nobody, and why; `why` reads in the order of the rules."""

    person: Person | None
    why: tuple[Say, ...] = field(default=())

    def __str__(self) -> str:
        return "，".join(map(str, self.why))


Fit = Callable[[Sequence[Person], Work], "tuple[list[Person], Say] | None"]


def _duty(people: Sequence[Person], _work: Work) -> tuple[list[Person], Say] | None:
    found = [one for one in people if one.on_duty]
    return (found, Say(N_("正在值班"))) if found else None


def _steward(people: Sequence[Person], work: Work) -> tuple[list[Person], Say] | None:
    if work.steward_id is None:
        return None
    return [one for one in people if one.id == work.steward_id], Say(N_("本小区服务管家"))


def _area(people: Sequence[Person], work: Work) -> tuple[list[Person], Say] | None:
    if work.area_teams is None:
        return None
    return [one for one in people if one.team_ids & work.area_teams], Say(N_("片区一致：{area}"), area=work.area or "—")


def _type(people: Sequence[Person], work: Work) -> tuple[list[Person], Say] | None:
    if not work.kind_teams:
        return None
    return [one for one in people if one.team_ids & work.kind_teams], Say(N_("专管{kind}"), kind=work.kind_name)


def _skill(people: Sequence[Person], work: Work) -> tuple[list[Person], Say] | None:
    if not any(one.skills for one in people):
        return None
    return [one for one in people if work.kind in one.skills], Say(N_("会做{kind}"), kind=work.kind_name)


def _load(people: Sequence[Person], _work: Work) -> tuple[list[Person], Say] | None:
    least = min((one.load for one in people), default=0)
    return [one for one in people if one.load == least], Say(N_("手上 {n} 单"), n=least)


_FITS: Mapping[str, Fit] = {
    "duty": _duty,
    "steward": _steward,
    "area": _area,
    "type": _type,
    "skill": _skill,
    "load": _load,
}


# who usually goes to a place or for a sort of work: where an own field names the team, none of them must be heeded
_USUAL = ("steward", "area", "type")


def _asked(rule: Rule, people: Sequence[Person], work: Work) -> tuple[list[Person], Say] | None:
    if rule.ask is None:
        return _FITS[rule.code](people, work)
    ask = rule.ask
    if (value := ask.met(work.filled)) is None:
        return None
    if ask.team_id:
        return [one for one in people if ask.team_id in one.team_ids], ask.why(value)
    return [one for one in people if ask.skill in one.skills], ask.why(value)


def choose(rules: Iterable[Rule], people: Sequence[Person], work: Work) -> Chosen:
    """Whom the rules find for a ticket: each keeps those who fit, one that nobody fits is passed over unless it must.

    Once an own field has named the team, steward, area and type still narrow but no longer must.
    Of several who are left the one with the least work goes, then the one who has been here longest.
    """
    left, why, team_said = list(people), [], False
    if not left:
        return Chosen(None, (Say(N_("没有可派的维修工")),))
    for rule in rules:
        asked = _asked(rule, left, work) if rule.on else None
        if asked is None:
            continue
        fit, says = asked
        if fit:
            left = fit
            why.append(says)
            team_said = team_said or bool(rule.ask and rule.ask.team_id)
        elif rule.must and not (team_said and rule.code in _USUAL):
            return Chosen(None, (Say(N_("“{rule}”没有合适的人"), rule=rule.name),))
    return Chosen(min(left, key=lambda one: (one.load, one.id)), tuple(why))


def in_turn(rules: Sequence[Rule], people: Sequence[Person], works: Iterable[Work]) -> list[Chosen]:
    """The same for many tickets one after the other: whoever gets one has one more when the next is asked about."""
    crew, found = {one.id: one for one in people}, []
    for work in works:
        chosen = choose(rules, list(crew.values()), work)
        found.append(chosen)
        if one := chosen.person:
            crew[one.id] = replace(one, load=one.load + 1)
    return found


DEFAULT: dict[str, Any] = {
    "rules": [{"code": code, "on": True, "must": code == "area"} for code in RULES],
    "auto": False,
}


def read(body: Mapping[str, Any]) -> tuple[Rule, ...]:
    """The rules of a stored form, each once; what it does not name comes last and is off. Refused for unknown ones."""
    told = [
        Rule(one["code"], bool(one["on"]), bool(one["must"]), dispatch_asks.restored(one.get("ask")))
        for one in body["rules"]
    ]
    codes = [one.code for one in told]
    strange = [one for one in told if not _is_known(one)]
    if len(set(codes)) != len(codes) or strange or sum(one.ask is not None for one in told) > dispatch_asks.MOST:
        raise Refused(Say(N_("派单规则有重复或不认识的，请刷新后重新排序")))
    return (*told, *(Rule(code, on=False) for code in RULES if code not in codes))


def _is_known(rule: Rule) -> bool:
    if rule.ask is None:
        return rule.code in RULES
    return dispatch_asks.CODE.fullmatch(rule.code) is not None


def written(chosen: Iterable[Rule]) -> list[dict[str, Any]]:
    """The rules for storing; what `read` reads."""
    return [
        {"code": one.code, "on": one.on, "must": one.must} | ({"ask": dispatch_asks.plain(one.ask)} if one.ask else {})
        for one in chosen
    ]
