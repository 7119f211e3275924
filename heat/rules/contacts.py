"""The household's log (用户日志): what kinds of lines it has, and which a person may write by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple, Protocol

from heat.rules import lists
from heat.words import N_, Say


class ContactKind(NamedTuple):
    """A kind of line: its name, icon and colour on the timeline, and the direction of one written by hand."""

    code: str
    name: str
    icon: str
    tone: str
    typed: str = ""


class Terms(Protocol):
    """What decides the price from a day on: area in m², use class, an own price in yuan or None."""

    @property
    def since(self) -> date: ...
    @property
    def charge_m2(self) -> Decimal: ...
    @property
    def use_class(self) -> str: ...
    @property
    def price(self) -> Decimal | None: ...


class Supply(Protocol):
    """The state of supply from a day on."""

    @property
    def since(self) -> date: ...
    @property
    def state(self) -> str: ...


KINDS = (
    ContactKind("note", N_("备注"), "note", "plain", "internal"),
    ContactKind("call", N_("通话"), "phone-incoming", "heat", "in"),
    ContactKind("visit", N_("上门"), "home", "info", "out"),
    ContactKind("ticket", N_("工单"), "clipboard-check", "brand"),
    ContactKind("temperature", N_("室温"), "temperature", "info"),
    ContactKind("message", N_("消息"), "message", "plain"),
    ContactKind("payment", N_("缴费"), "currency-yuan", "ok"),
    ContactKind("people", N_("人员"), "users", "vio"),
    ContactKind("change", N_("变更"), "pencil", "warn"),
    ContactKind("import", N_("导入"), "file-spreadsheet", "plain"),
)
KIND = {kind.code: kind for kind in KINDS}
TYPED = tuple(kind for kind in KINDS if kind.typed)
ROLES = {
    "owner": N_("户主"),
    "payer": N_("付款人"),
    "tenant": N_("租户"),
    "contact": N_("联系人"),
    "developer": N_("开发商"),
}
_CAME = {
    "owner": N_("{name} 登记为户主"),
    "payer": N_("{name} 登记为付款人"),
    "tenant": N_("{name} 登记为租户"),
    "contact": N_("{name} 登记为联系人"),
    "developer": N_("{name} 登记为开发商"),
}
_WENT = {
    "owner": N_("{name} 不再是户主"),
    "payer": N_("{name} 不再是付款人"),
    "tenant": N_("{name} 不再是租户"),
    "contact": N_("{name} 不再是联系人"),
    "developer": N_("{name} 不再是开发商"),
}
_STATE = {
    "supplied": N_("供热状态：供热中"),
    "suspended": N_("供热状态：停供"),
    "partial": N_("供热状态：部分供热"),
    "limited": N_("供热状态：限温"),
    "cut": N_("供热状态：强制停供"),
    "none": N_("供热状态：未入网"),
}


def kind_of(code: str) -> ContactKind:
    """The kind of a line; one of another module without a look of its own shows as a note."""
    return KIND.get(code) or ContactKind(code, N_("其他"), "note", "plain")


def came(role: str, name: str) -> Say:
    """What the log says of somebody who took a role in the household."""
    return Say(_CAME[role], name=name)


def went(role: str, name: str) -> Say:
    """What the log says of somebody whose role has ended."""
    return Say(_WENT[role], name=name)


def imported(kind: str, state: str, row: int) -> Say:
    """What the log says of a list that opened (`new`) or changed the household, or told of it, and in which row."""
    if kind != lists.HOUSEHOLDS.name:
        return Say(N_("名单“{list}”第 {row} 行"), list=lists.KINDS[kind].label, row=row)
    return Say(N_("名单第 {row} 行建立档案") if state == "new" else N_("名单第 {row} 行改了档案"), row=row)


def changed_terms(rows: Sequence[Terms]) -> Iterator[tuple[date, Say]]:
    """What changed from one row of the charging terms to the next and from which day, rows oldest first."""
    for old, new in pairwise(rows):
        if old.charge_m2 != new.charge_m2:
            yield (
                new.since,
                Say(N_("收费面积 {old} ㎡ 改为 {new} ㎡"), old=_two(old.charge_m2), new=_two(new.charge_m2)),
            )
        if old.use_class != new.use_class:
            yield new.since, Say(N_("用热性质 {old} 改为 {new}"), old=old.use_class, new=new.use_class)
        if old.price != new.price:
            yield new.since, Say(N_("单价 {old} 改为 {new}"), old=_price(old.price), new=_price(new.price))


def changed_states(rows: Sequence[Supply]) -> Iterator[tuple[date, Say]]:
    """The states of supply that differ from the one before, each with its first day, oldest first.

    The first is told only when it is not the usual one.
    """
    before = "supplied"
    for row in rows:
        if row.state != before and row.state in _STATE:
            yield row.since, Say(_STATE[row.state])
        before = row.state


def _two(area: Decimal) -> str:
    return f"{area:.2f}"


def _price(price: Decimal | None) -> str:
    return "按热价" if price is None else f"{price.normalize():f}"
