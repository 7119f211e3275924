"""Tags (标签): what the rules say of a household from what the office knows, each with reason, first day and last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from heat.rules.money import Fen, yuan
from heat.words import N_


@dataclass(frozen=True)
class Kind:
    """A tag the rules give, or the blacklist: its code, its word, its colour."""

    code: str
    name: str
    tone: str = ""


BLACKLIST = "blacklist"
KINDS = (
    Kind(BLACKLIST, N_("黑名单"), "bad"),
    Kind("arrears", N_("欠费"), "bad"),
    Kind("tampering", N_("稽查"), "bad"),
    Kind("alone", N_("独居"), "vio"),
    Kind("vulnerable", N_("弱势"), "vio"),
    Kind("repeat-repairs", N_("重复报修"), "warn"),
    Kind("pays-late", N_("常拖欠"), "warn"),
    Kind("pays-on-time", N_("按时缴费"), "ok"),
)
KIND = {kind.code: kind for kind in KINDS}
AUTOMATIC = tuple(kind for kind in KINDS if kind.code != BLACKLIST)
ALONE = ("独居",)
VULNERABLE = ("听力不便", "行动不便", "重病在家", "家有婴幼儿", "残疾", "高龄")
TAMPERED = "用户自行改动"
TAMPERING_DAYS = 365
_HABIT_SEASONS = 3  # what is called a habit: the last three seasons that have fallen due


@dataclass(frozen=True, slots=True)
class Repairs:
    """How often one kind of trouble was reported in the last days, and when last."""

    kind: str
    n: int
    last_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules look at of one household on a day.

    Overdue money with its first day; repairs by kind within the window; special needs; whether each of the seasons
    that fell due was settled in time, newest first; the last repair somebody's own tampering had caused.
    """

    overdue_fen: Fen = 0
    overdue_on: date | None = None
    repairs: Sequence[Repairs] = ()
    needs: Sequence[str] = ()
    paid_in_time: Sequence[bool] = ()
    tampered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the office calls repeated: at least `n` tickets of one kind within `days`."""

    n: int = 2
    days: int = 30


@dataclass(frozen=True, slots=True)
class Given:
    """A tag the rules give; `until` is the first day it no longer holds, None while the fact lasts."""

    code: str
    reason: str
    until: date | None = None


def given(facts: Facts, limits: Limits) -> list[Given]:
    """The tags of a household on the day its facts were gathered, one of each code at most."""
    found = [_arrears(facts), _tampering(facts), _alone(facts), _vulnerable(facts), _repeated(facts, limits)]
    return [one for one in (*found, _habit(facts)) if one]


def _arrears(facts: Facts) -> Given | None:
    if facts.overdue_fen <= 0 or facts.overdue_on is None:
        return None
    return Given("arrears", f"{facts.overdue_on:%Y-%m-%d} 到期未缴 {yuan(facts.overdue_fen)} 元")


def _tampering(facts: Facts) -> Given | None:
    if facts.tampered_on is None:
        return None
    until = facts.tampered_on + timedelta(days=TAMPERING_DAYS)
    return Given("tampering", f"{facts.tampered_on:%Y-%m-%d} 上门发现{TAMPERED}", until)


def _alone(facts: Facts) -> Given | None:
    found = [need for need in facts.needs if any(word in need for word in ALONE)]
    return Given("alone", f"特殊需要：{'、'.join(found)}") if found else None


def _vulnerable(facts: Facts) -> Given | None:
    found = [need for need in facts.needs if any(word in need for word in VULNERABLE)]
    return Given("vulnerable", f"特殊需要：{'、'.join(found)}") if found else None


def _repeated(facts: Facts, limits: Limits) -> Given | None:
    often = [one for one in facts.repairs if one.n >= limits.n]
    if not often:
        return None
    most = max(often, key=lambda one: (one.n, one.last_on))
    until = most.last_on + timedelta(days=limits.days)
    return Given("repeat-repairs", f"{limits.days} 天内报“{most.kind}”{most.n} 次", until)


def _habit(facts: Facts) -> Given | None:
    seasons = facts.paid_in_time[:_HABIT_SEASONS]
    late = seasons.count(False)
    if len(seasons) == _HABIT_SEASONS and not late:
        return Given("pays-on-time", f"最近 {_HABIT_SEASONS} 季都在截止日前缴清")
    if late >= 2:
        return Given("pays-late", f"最近 {len(seasons)} 季有 {late} 季过了截止日才缴清或未缴清")
    return None


def name_of(code: str) -> str:
    """The word on a tag; staff write their own words, which are their code."""
    return KIND[code].name if code in KIND else code


def tone_of(code: str) -> str:
    """The colour of a tag; staff's own are plain."""
    return KIND[code].tone if code in KIND else ""


def rank_of(code: str) -> int:
    """The order tags are shown in: the blacklist, debts, what a visitor must know, habits, staff's own words."""
    return next((n for n, kind in enumerate(KINDS) if kind.code == code), len(KINDS))
