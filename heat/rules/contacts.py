"""The household's log (用户日志): what kinds of lines it has, and which a person may write by hand."""

from __future__ import annotations

from typing import NamedTuple

from heat.words import N_


class ContactKind(NamedTuple):
    """A kind of line: its name, icon and colour on the timeline, and the direction of one written by hand."""

    code: str
    name: str
    icon: str
    tone: str
    typed: str = ""


KINDS = (
    ContactKind("note", N_("备注"), "note", "plain", "internal"),
    ContactKind("call", N_("通话"), "phone-incoming", "heat", "in"),
    ContactKind("visit", N_("上门"), "home", "info", "out"),
    ContactKind("ticket", N_("工单"), "clipboard-check", "brand"),
    ContactKind("temperature", N_("室温"), "temperature", "info"),
    ContactKind("message", N_("消息"), "message", "plain"),
    ContactKind("payment", N_("缴费"), "currency-yuan", "ok"),
)
KIND = {kind.code: kind for kind in KINDS}
TYPED = tuple(kind for kind in KINDS if kind.typed)


def kind_of(code: str) -> ContactKind:
    """The kind of a line; one of another module without a look of its own shows as a note."""
    return KIND.get(code) or ContactKind(code, N_("其他"), "note", "plain")
