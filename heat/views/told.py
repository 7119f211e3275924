"""The facts of an audit line as a person says them: names for ids, words for codes, yuan for fen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from heat.queries import log
from heat.rules import office, tender, tickets
from heat.rules.audit_codes import FACTS
from heat.rules.money import yuan
from heat.rules.permissions import ROLE
from heat.views.language import gettext
from heat.words import N_

_PROOFS = {"phone": N_("手机验证码"), "paper": N_("单据上的查询码")}
_LISTS = {"households": N_("住户名单"), "dues": N_("应缴名单")}
# facts that name a thing by its id
_THINGS = {"assignee": "staff", "leader": "staff", "team": "team", "household_id": "household"}


class Told:
    """One page of the log: knows every name its lines need, and says their facts."""

    def __init__(self, lines: list[log.Line]) -> None:
        ids = {(line.subject, line.subject_id) for line in lines if line.subject_id}
        ids |= {(_THINGS[key], value) for line in lines for key, value in line.after.items() if _is_thing(key, value)}
        self.names = log.called(ids)
        self.kinds = log.ticket_kinds()

    def subject(self, line: log.Line) -> str:
        """What the act was done to: a name or number when it has one, else its id; '' for nothing."""
        return self.names.get((line.subject, line.subject_id or 0)) or str(line.subject_id or "")

    def facts(self, line: log.Line) -> list[tuple[str, str, str]]:
        """(name, before, after) of each fact; before is '' when it was not there."""
        return [
            (_name(key), self._value(key, line.before[key]) if line.before.get(key) is not None else "", after)
            for key, value in line.after.items()
            if value is not None and (after := self._value(key, value))
        ]

    def _value(self, key: str, value: Any) -> str:
        if isinstance(value, bool):
            return gettext("是") if value else gettext("否")
        if _is_thing(key, value):
            return self.names.get((_THINGS[key], value), str(value))
        if key == "fen" and isinstance(value, int):
            return f"¥{yuan(value)}"
        if isinstance(value, dict):
            return "，".join(f"{_name(one)} {self._value(one, told)}" for one, told in value.items())
        say = self._words().get(key, str)
        return "、".join(say(one) for one in value) if isinstance(value, list) else say(value)

    def _words(self) -> dict[str, Callable[[Any], str]]:
        return {
            "roles": lambda code: gettext(ROLE[code].name) if code in ROLE else str(code),
            "methods": lambda code: gettext(tender.METHOD[code].name) if code in tender.METHOD else str(code),
            "modules": lambda code: (
                gettext(office.MODULES[code]).partition("：")[0] if code in office.MODULES else code
            ),
            "kind": lambda code: gettext(self.kinds.get(code) or _LISTS.get(code) or str(code)),
            "proof": lambda code: gettext(_PROOFS.get(str(code).partition(":")[0], str(code))),
            "level": lambda code: gettext(tickets.SATISFACTION[code]) if code in tickets.SATISFACTION else str(code),
        }


def _is_thing(key: str, value: Any) -> bool:
    return key in _THINGS and isinstance(value, int) and not isinstance(value, bool)


def _name(key: str) -> str:
    """The name of a fact: of the audit's own vocabulary, or of the office setting with that key."""
    setting = office.SETTING.get(key)
    return gettext(setting.name if setting else FACTS.get(key, key))
