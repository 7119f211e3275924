"""Values of the fields an office draws for itself: read from a form, checked, reckoned, stored, shown, found.

A value is stored as people read it (a choice by its label, a day as 2026-11-15), so that lists, exports and searches
need no translation; renaming a choice therefore rewrites what is stored.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from heat.rules import fields, formulas
from heat.rules.money import yuan
from heat.rules.own_fields import KIND, NUMBERS, OwnField
from heat.rules.shapes import fits
from heat.words import N_, Refused, Say

MOST_ROWS = 30  # of a table in a field
NO_HOME = "?"  # before a number that is no household's, so that it is never taken for the id of one


@dataclass
class Filled:
    """What somebody filled in: the texts as typed, the values to store, what is wrong, by field code."""

    typed: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    errors: dict[str, Say] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether all of it can be stored."""
        return not self.errors


def fill(
    drawn: Sequence[OwnField], typed: Mapping[str, Any], stored: Mapping[str, Any], roles: Collection[str]
) -> Filled:
    """Read a form of drawn fields beside what is stored; `values` is all that is to be stored afterwards.

    What somebody may not write stays as it is, and so does what is hidden. Files come as the ids they were kept under.
    """
    filled = Filled(values={one.code: stored[one.code] for one in drawn if stored.get(one.code) is not None})
    mine = [one for one in drawn if one.writable(roles)]
    for one in mine:
        text = typed.get(one.code)
        filled.typed[one.code] = text if text is not None else ""
        try:
            value = read(one, text)
        except Refused as refused:
            filled.errors[one.code] = refused.say
            continue
        filled.values.pop(one.code, None)
        if value not in (None, "", []):
            filled.values[one.code] = value
    _reckon(drawn, filled.values)
    for one in mine:
        wrong = unfit(one, drawn, filled.values)
        if wrong and one.code not in filled.errors:
            filled.errors[one.code] = wrong
    return filled


def shown(drawn: Sequence[OwnField], values: Mapping[str, Any]) -> list[OwnField]:
    """The fields whose condition holds."""
    return [one for one in drawn if one.visible_when is None or one.visible_when.holds(values)]


def unfit(one: OwnField, drawn: Sequence[OwnField], values: Mapping[str, Any]) -> Say | None:
    """Why a field cannot stay as it is among all values: it must be filled in, or contradicts another."""
    return _missing(one, values) or _across(one, drawn, values)


def _missing(one: OwnField, values: Mapping[str, Any]) -> Say | None:
    visible = one.visible_when is None or one.visible_when.holds(values)
    wanted = one.required or (one.required_when is not None and one.required_when.holds(values))
    if visible and wanted and one.code not in values:
        return _own(one) or Say(N_("请填写{label}。"), label=one.name)
    return None


_SIGNS = {"over": N_("大于"), "under": N_("小于"), "not-under": N_("不小于"), "not-over": N_("不大于")}


def _across(one: OwnField, drawn: Sequence[OwnField], values: Mapping[str, Any]) -> Say | None:
    """A field that must stand in a relation to another one: {"sign": "not-under", "field": code}."""
    rule = one.options.get("across")
    mine, other = values.get(one.code), values.get(rule["field"]) if rule else None
    if not rule or mine is None or other is None:
        return None
    a, b = _comparable(mine), _comparable(other)
    if type(a) is not type(b):
        return None
    if {"over": a > b, "under": a < b, "not-under": a >= b, "not-over": a <= b}[rule["sign"]]:
        return None
    names = {field.code: field.name for field in drawn}
    said = {"label": one.name, "sign": _SIGNS[rule["sign"]], "other": names.get(rule["field"], "")}
    return _own(one) or Say(N_("{label}要{sign}{other}。"), **said)


def _own(one: OwnField) -> Say | None:
    """The field's own words for what is wrong; never read as a pattern, since people write them."""
    return Say("{own}", own=one.options["message"]) if one.options.get("message") else None


def _comparable(value: Any) -> Any:
    try:
        number = Decimal(str(value))
    except ArithmeticError:
        return str(value)
    return str(value) if number.is_nan() else number


def _reckon(drawn: Sequence[OwnField], values: dict[str, Any]) -> None:
    """Fill in what is computed, from numbers by the names of their fields; each after those it asks for."""
    typed = [one for one in drawn if one.kind in NUMBERS and KIND[one.kind].typed]
    numbers = {one.name: numeric(one, values.get(one.code)) for one in typed}
    waiting = {one.name: one for one in drawn if one.kind == "computed"}

    def settle(one: OwnField) -> None:
        del waiting[one.name]  # the designer lets no formula come back to itself
        tree = formulas.parsed(one.options["formula"])
        for name in formulas.names_in(tree):
            if name in waiting:
                settle(waiting[name])
        result = numbers[one.name] = formulas.reckoned(tree, numbers)
        values.pop(one.code, None)
        if result is not None:
            values[one.code] = str(result)

    while waiting:
        settle(next(iter(waiting.values())))


def numeric(one: OwnField, value: Any) -> Decimal | None:
    """A stored value as a number: money in yuan, areas in m²."""
    return None if value is None else Decimal(value) / 100 if one.kind == "money" else Decimal(value)


def read(one: OwnField, text: Any) -> Any:
    """What was typed for one field as it is stored, None for nothing; Refused, in the field's words if it has any."""
    try:
        value = _read(one, text)
        if isinstance(value, str) and one.options.get("shape") and not fits(one.options["shape"], value):
            raise Refused(Say(N_("{label}要写成 {shape} 这样。"), label=one.name, shape=one.options["shape"]))
        return value
    except Refused as wrong:
        if own := _own(one):
            raise Refused(own) from wrong
        raise


def _read(one: OwnField, text: Any) -> Any:
    if one.kind == "choices":
        picked = list(text) if isinstance(text, (list, tuple)) else [text] if text else []
        if unknown := [label for label in picked if label not in one.choices]:
            said = {"label": one.name, "typed": str(unknown[0])[:20]}
            raise Refused(Say(N_("{label}里没有“{typed}”，请从列表中选择。"), **said))
        return [label for label in one.choices if label in picked]
    if one.kind == "table":
        return _rows(one, text)
    if KIND[one.kind].file:
        return list(text) if isinstance(text, (list, tuple)) else None
    if one.kind == "household" and str(text or "").startswith(NO_HOME):
        said = {"label": one.name, "typed": str(text).removeprefix(NO_HOME)[:20]}
        raise Refused(Say(N_("{label}要填您负责范围内的户号，没有找到“{typed}”。"), **said))
    value = _vocabulary(one).read(str(text or ""))
    if isinstance(value, date):
        return value.isoformat()
    if one.kind == "time" and value is not None:
        return f"{value // 60:02}:{value % 60:02}"
    return str(value) if isinstance(value, Decimal) else value


def _vocabulary(one: OwnField) -> fields.Field:
    """The same kinds that coded forms use."""
    options = one.options
    told: dict[str, Any] = {"name": one.code, "label": one.name, "required": False}
    if one.kind == "number":
        least, most = options.get("least") or "-999999999", options.get("most") or "999999999"
        span: dict[str, Any] = {"least": Decimal(least), "most": Decimal(most), "places": int(options.get("places", 2))}
        return fields.Number(**told, **span, unit=options.get("unit", ""))
    if one.kind == "choice":
        return fields.Choice(**told, options=[(label, label) for label in one.choices])
    if one.kind == "long-text":
        return fields.Text(**told, most=2000, lines=True)
    kinds: dict[str, type[fields.Field]] = {
        "money": fields.Yuan, "area": fields.Area, "date": fields.Day, "time": fields.Clock, "person": fields.Whole,
        "household": fields.Whole,
    }  # fmt: skip
    if one.kind in kinds:
        return kinds[one.kind](**told)
    return fields.Text(**told, most=int(options.get("longest", 200)))


def _rows(one: OwnField, text: Any) -> list[list[str]] | None:
    """A table: a row a line, its cells parted by | or tab, as it is typed or pasted from a sheet."""
    if isinstance(text, (list, tuple)):
        lines = ["\t".join(map(str, row)) for row in text]
    else:
        lines = [line for line in str(text or "").replace("\r\n", "\n").split("\n") if line.strip()]
    if len(lines) > MOST_ROWS:
        counted = {"label": one.name, "most": MOST_ROWS, "now": len(lines)}
        raise Refused(Say(N_("{label}最多 {most} 行，现在有 {now} 行。"), **counted))
    rows = [[cell.strip()[:60] for cell in re.split(r"[|｜\t]", line)] for line in lines]
    if wide := next((row for row in rows if len(row) > len(one.columns)), None):
        said = {"label": one.name, "n": len(one.columns), "row": " | ".join(wide)[:30]}
        raise Refused(Say(N_("{label}只有 {n} 列，“{row}”多了。"), **said))
    return [row + [""] * (len(one.columns) - len(row)) for row in rows] or None


def worded(one: OwnField, value: Any) -> str:
    """A stored value as people read it in one line; '' for nothing. Persons and households are named by the caller."""
    if value is None:
        return ""
    if one.kind == "money":
        return yuan(int(value))
    if one.kind == "table":
        return "；".join(" ".join(cell for cell in row if cell) for row in value)
    if isinstance(value, (list, tuple)):
        return "、".join(map(str, value))
    unit = one.options.get("unit", "") if one.kind in ("number", "computed") else "㎡" if one.kind == "area" else ""
    return f"{value} {unit}".strip()


def typed_again(one: OwnField, value: Any) -> Any:
    """A stored value as it stands in a form: a table as lines, money in yuan."""
    if value is None:
        return [] if one.kind == "choices" else ""
    if one.kind == "table":
        return "\n".join(" | ".join(row) for row in value)
    return yuan(int(value)).replace(",", "") if one.kind == "money" else value


def exported(one: OwnField, value: Any) -> str:
    """A stored value as it leaves in a list, so that the list comes back without a difference; '' for nothing."""
    again = typed_again(one, value)
    return "、".join(again) if isinstance(again, list) else str(again)


def keys(one: OwnField, value: Any) -> list[str]:
    """The texts under which a value is found: each choice for itself, all else as it is read."""
    if value is None or not one.searchable:
        return []
    several = value if isinstance(value, list) else [worded(one, value)]
    return [str(each).strip().lower()[:80] for each in several if str(each).strip()]
