"""Own fields of tickets as other programs tell and hear them: by name, in the same words as the form."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from heat import db
from heat.queries import own_fields as queries
from heat.queries import ticket_kinds
from heat.rules import own_values as rules
from heat.rules.fields import Text
from heat.rules.own_fields import KIND, OwnField
from heat.rules.permissions import Actor
from heat.words import N_, Refused, Say

_MOST_PARTS = 40  # choices of one field, and more than the rows of a table
_LONGEST_NUMBER = 40


def asked(by: Actor, kind: str) -> list[OwnField]:
    """The fields a program may fill in for a sort of ticket, files apart: those open to whoever writes; two queries."""
    known = ticket_kinds.of(kind)
    return [
        one
        for one in queries.of("ticket")
        if one.writable(by.roles) and not KIND[one.kind].file and (known is None or known.template.asks_for(one.code))
    ]


def typed(by: Actor, kind: str, told: Any) -> dict[str, Any]:
    """What `{name: value}` says, by code, as a form would have it; what is missing is found by `tickets.take`.

    Texts and numbers as they are, several choices and the rows of a table as lists, a household by its number, a
    member of staff by name. Refused for a name no field has, and for values that are none of these.
    """
    if not isinstance(told, dict):
        raise Refused(Say(N_("fields 要写成一个对象，字段名称后面跟它的值")))
    by_name = {one.name: one for one in asked(by, kind)}
    for name in told:
        if name not in by_name:
            raise Refused(Say(N_("这类工单没有可以由接口填写的字段“{name}”"), name=_said(name)))
    return {by_name[name].code: _text(by_name[name], value) for name, value in told.items()}


def _said(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:20])


def _text(one: OwnField, value: Any) -> Any:
    if isinstance(value, list) and one.kind in ("choices", "table"):
        if len(value) > _MOST_PARTS:
            raise Refused(Say(N_("{label}最多写 {most} 项"), label=one.name, most=_MOST_PARTS))
        return [_row(one, part) if one.kind == "table" else _plain(one, part) for part in value]
    text = _plain(one, value)
    if one.kind == "household" and text.strip():
        return _home(text.strip())
    return str(_person(one, text.strip())) if one.kind == "person" and text.strip() else text


def _row(one: OwnField, cells: Any) -> list[str]:
    if not isinstance(cells, list) or len(cells) > _MOST_PARTS:
        raise Refused(Say(N_("{label}要写成列表，一行一个列表"), label=one.name))
    return [_plain(one, cell) for cell in cells]


def _plain(one: OwnField, value: Any) -> str:
    """One text; a number without its exponent, nothing as ''."""
    if value is None:
        return ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = Decimal(str(value))
        value = f"{number:f}" if number.is_finite() and abs(number.adjusted()) < _LONGEST_NUMBER else None
    if not isinstance(value, str):
        raise Refused(Say(N_("{label}要写文字或数字，多选和子表写列表"), label=one.name))
    return Text(one.code, one.name, required=False, most=2000, lines=True).read(value) or ""


def _home(account_no: str) -> str:
    found = db.value("SELECT id FROM household WHERE account_no = ? AND merged_into_id IS NULL", account_no)
    return str(found) if found else rules.NO_HOME + account_no


def _person(one: OwnField, name: str) -> int:
    found = db.rows("SELECT id FROM staff WHERE name = ? AND disabled_at IS NULL LIMIT 2", name)
    if len(found) != 1:
        raise Refused(Say(N_("{label}要填一位在职员工的姓名，没有找到“{typed}”"), label=one.name, typed=name[:20]))
    return int(found[0][0])


def told(by: Actor, ticket_id: int) -> dict[str, Any]:
    """What is filled in of the fields a program may fill in, by name, written as it would send it; four queries."""
    kind, ext = db.row(
        "SELECT k.code, t.ext FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id WHERE t.id = ?", ticket_id
    ) or ("", None)
    values = queries.own(ext)
    drawn = rules.shown(asked(by, kind), values)
    return {one.name: _shown(one, values[one.code]) for one in drawn if one.code in values}


def _shown(one: OwnField, value: Any) -> Any:
    if one.kind in ("choices", "table"):
        return value
    if one.kind == "household":  # the number it was told by, not where it is
        return queries.number_of(value)
    return queries.named([one], {one.code: value})[one.code] if one.kind == "person" else rules.exported(one, value)
