"""Drawing fields: add, move, change, take away; every step leaves a whole draft, and what cannot be is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from heat.rules import formulas
from heat.rules.conditions import COMPARISONS, WITHOUT_VALUE, Clause, Condition
from heat.rules.fields import Text
from heat.rules.own_fields import KIND, NUMBERS, Kind, OwnField
from heat.rules.own_values import read
from heat.rules.permissions import ROLE
from heat.rules.shapes import shape_of
from heat.rules.written import decimal_of
from heat.words import N_, Refused, Say

NAME = Text("name", N_("名称"), most=20)
HINT = Text("hint", N_("提示"), required=False, most=60)
SECTION = Text("section", N_("分组"), required=False, most=12)
MESSAGE = Text("message", N_("出错时怎么说"), required=False, most=60)
MOST, MOST_CHOICES, MOST_CLAUSES, MOST_COLUMNS = 60, 40, 3, 6
_FARTHEST, _LONGEST_BOUND = 999_999_999, 20  # what a number may be at all, either way, and how long its text is
Draft = tuple[OwnField, ...]


def added(draft: Sequence[OwnField], kind: str, taken: Sequence[str], at: int | None = None) -> Draft:
    """The draft with a new field of a kind, at a place or at the end; its code is one that was never used (`taken`)."""
    if kind not in KIND:
        raise Refused(Say(N_("没有这种字段")))
    if len(draft) >= MOST:
        raise Refused(Say(N_("最多 {most} 个字段，请先删掉不用的"), most=MOST))
    numbers = [int(code[1:]) for code in (*taken, *(one.code for one in draft)) if re.fullmatch("x[0-9]{1,9}", code)]
    new = OwnField(f"x{max(numbers, default=0) + 1}", _free(draft, KIND[kind].name), kind, _first_options(kind, draft))
    at = len(draft) if at is None else max(0, min(at, len(draft)))
    return (*draft[:at], new, *draft[at:])


def _free(draft: Sequence[OwnField], name: str) -> str:
    names, n = {one.name for one in draft}, 2
    if name not in names:
        return name
    while f"{name}{n}" in names:
        n += 1
    return f"{name}{n}"


def _first_options(kind: str, draft: Sequence[OwnField]) -> dict[str, Any]:
    if kind in ("choice", "choices"):
        return {"choices": [{"id": "c1", "label": N_("选项一")}, {"id": "c2", "label": N_("选项二")}]}
    if kind == "table":
        return {"columns": [N_("名称"), N_("数量")]}
    if kind == "computed":
        number = next((one.name for one in draft if one.kind in NUMBERS), None)
        return {"formula": f"[{number}] * 1" if number else "1"}
    return {}


def moved(draft: Sequence[OwnField], code: str, to: int) -> Draft:
    """The draft with one field at another place, counted from 0; beyond the ends is at the end."""
    one = find(draft, code)
    rest = [other for other in draft if other.code != code]
    to = max(0, min(to, len(rest)))
    return (*rest[:to], one, *rest[to:])


def removed(draft: Sequence[OwnField], code: str) -> Draft:
    """The draft without a field. Refused while another field of it asks for it, naming that one."""
    find(draft, code)
    if asking := users(draft, code):
        raise Refused(Say(N_("“{name}”还在用它（条件、公式或比较），请先改那边。"), name="”“".join(asking)))
    return tuple(one for one in draft if one.code != code)


def find(draft: Sequence[OwnField], code: str) -> OwnField:
    """One field of a draft; Refused when somebody else took it away."""
    for one in draft:
        if one.code == code:
            return one
    raise Refused(Say(N_("这个字段已经不在草稿里，请刷新页面")))


def users(draft: Sequence[OwnField], code: str) -> list[str]:
    """The names of the fields whose condition, comparison or formula asks for this one."""
    name = find(draft, code).name
    return [one.name for one in draft if one.code != code and _asks_for(one, code, name)]


def _asks_for(one: OwnField, code: str, name: str) -> bool:
    conditions = [when for when in (one.required_when, one.visible_when) if when]
    across = one.options.get("across") or {}
    in_formula = one.kind == "computed" and name in formulas.names_in(formulas.parsed(one.options["formula"]))
    return in_formula or across.get("field") == code or any(code in when.fields for when in conditions)


def changed(draft: Sequence[OwnField], code: str, told: Mapping[str, Any]) -> Draft:
    """The draft with the properties of one field as a form tells them; Refused with the first thing that cannot be.

    `told`: name, hint, section, message, required, searchable, unique, default, longest, shape, least, most, places,
    unit, choices [(id, label)], columns [name], formula, across_sign, across_field, visible_when and required_when
    [(field, comparison, value)] with visible_when_any and required_when_any, read and write [role].
    """
    one, others = find(draft, code), [other for other in draft if other.code != code]
    name = NAME.read(str(told.get("name", "")))
    if re.search(r"[\[\]{}]", name) or any(other.name == name for other in others):
        raise Refused(Say(N_("名称“{name}”已经有了，或带有方括号、花括号，请换一个。"), name=name))
    options = _common(KIND[one.kind], told) | _of_kind(one, told, others)
    new = replace(
        one,
        name=name,
        options={key: value for key, value in options.items() if value not in (None, "", [], False)},
        visible_when=_condition(told, "visible_when", others),
        required_when=_condition(told, "required_when", others),
        access={way: _roles(told.get(way, ())) for way in ("read", "write")},
        # what must be unique is looked up in the index of searchable fields
        searchable=bool(told.get("searchable") or options.get("unique")) and KIND[one.kind].searchable,
    )
    renamed = [_renamed(other, one.name, name) for other in draft if other.code != code]
    if default := new.options.get("default"):
        read(new, default.split("、") if one.kind == "choices" else default)
    _no_circle([*renamed, new])
    return tuple(new if other.code == code else _renamed(other, one.name, name) for other in draft)


def _renamed(one: OwnField, old: str, new: str) -> OwnField:
    """A formula follows the new name of a field it asks for."""
    if old == new or one.kind != "computed":
        return one
    return replace(one, options={**one.options, "formula": one.options["formula"].replace(f"[{old}]", f"[{new}]")})


def _common(kind: Kind, told: Mapping[str, Any]) -> dict[str, Any]:
    read_texts = {field.name: field.read(str(told.get(field.name, ""))) for field in (HINT, SECTION, MESSAGE)}
    # nobody types a computed value, and a file is no text
    default = str(told.get("default", "")).strip()[:200] if kind.typed and not kind.file else ""
    return {**read_texts, "required": bool(told.get("required")), "default": default}


def _of_kind(one: OwnField, told: Mapping[str, Any], others: Sequence[OwnField]) -> dict[str, Any]:
    if one.kind in ("choice", "choices"):
        return {"choices": _choices(told.get("choices", ()))}
    if one.kind == "table":
        columns = [column.strip()[:12] for column in told.get("columns", ()) if column.strip()]
        if not 1 <= len(columns) <= MOST_COLUMNS:
            raise Refused(Say(N_("子表要有 1 到 {most} 列"), most=MOST_COLUMNS))
        return {"columns": columns}
    if one.kind == "computed":
        return {"formula": _formula(str(told.get("formula", "")), others), "unit": str(told.get("unit", ""))[:6]}
    if one.kind == "number":
        return _span(told)
    found: dict[str, Any] = {"unique": bool(told.get("unique")) and KIND[one.kind].searchable}
    if one.kind == "text":
        found |= {"shape": shape_of(str(told.get("shape", ""))), "longest": _whole(told, "longest", 1, 200)}
    if told.get("across_field"):
        other = find(others, str(told["across_field"]))
        if other.kind != one.kind:
            raise Refused(Say(N_("只能和同一种字段比较，“{name}”不是。"), name=other.name))
        found["across"] = {"sign": _one_of(told.get("across_sign"), _SIGNS), "field": other.code}
    return found


_SIGNS = ("over", "under", "not-under", "not-over")


def _span(told: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"unit": str(told.get("unit", ""))[:6], "places": _whole(told, "places", 0, 4)}
    for key in ("least", "most"):
        text = str(told.get(key, "")).strip()
        number = decimal_of(text) if len(text) <= _LONGEST_BOUND else None
        if text and (number is None or abs(number) > _FARTHEST):
            raise Refused(Say(N_("上下限要填数字，现在是“{text}”，最大到 {most}"), text=text[:20], most=_FARTHEST))
        found[key] = "" if number is None else str(number)
    if found["least"] and found["most"] and Decimal(found["least"]) > Decimal(found["most"]):
        raise Refused(Say(N_("下限不能大于上限")))
    return found


def _whole(told: Mapping[str, Any], key: str, least: int, most: int) -> int | None:
    text = str(told.get(key) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
        raise Refused(
            Say(N_("这里要填 {least} 到 {most} 的整数，现在是“{text}”"), least=least, most=most, text=text[:20])
        )
    return int(text)


def _choices(told: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Choices keep the id they were given, so that a new label is a rename and not another choice."""
    found: list[dict[str, str]] = []
    numbers = [int(key[1:]) for key, _ in told if re.fullmatch("c[0-9]{1,6}", key)]
    for key, label in told:
        text = label.strip()[:30]
        if not text:
            continue
        if any(one["label"] == text for one in found):
            raise Refused(Say(N_("选项“{label}”写了两遍"), label=text))
        if not re.fullmatch("c[0-9]{1,6}", key):
            numbers.append(max(numbers, default=0) + 1)
            key = f"c{numbers[-1]}"
        found.append({"id": key, "label": text})
    if not 1 <= len(found) <= MOST_CHOICES:
        raise Refused(Say(N_("选项要有 1 到 {most} 个"), most=MOST_CHOICES))
    return found


def _formula(text: str, others: Sequence[OwnField]) -> str:
    known = {one.name for one in others if one.kind in NUMBERS}
    if strange := sorted(formulas.names_in(formulas.parsed(text)) - known):
        raise Refused(Say(N_("公式里的“{name}”不是一个数字、金额、面积或计算字段"), name=strange[0]))
    return text.strip()


def _no_circle(draft: Sequence[OwnField]) -> None:
    """Refused when a computed field needs itself, straight or through others."""
    needs = {
        one.name: formulas.names_in(formulas.parsed(one.options["formula"])) for one in draft if one.kind == "computed"
    }
    for start in needs:
        seen, open_ = set[str](), list(needs[start])
        while open_:
            name = open_.pop()
            if name == start:
                raise Refused(Say(N_("“{name}”的公式绕回到它自己"), name=start))
            if name not in seen:
                seen.add(name)
                open_ += needs.get(name, ())


def _condition(told: Mapping[str, Any], name: str, others: Sequence[OwnField]) -> Condition | None:
    clauses = []
    for code, comparison, value in list(told.get(name, ()))[:MOST_CLAUSES]:
        if not code:
            continue
        text = "" if comparison in WITHOUT_VALUE else str(value).strip()[:60]
        clauses.append(Clause(find(others, code).code, _one_of(comparison, COMPARISONS), text))
    return Condition(tuple(clauses), not told.get(f"{name}_any")) if clauses else None


def _one_of(text: Any, allowed: Any) -> str:
    if text not in allowed:
        raise Refused(Say(N_("请从列表中选择")))
    return str(text)


def _roles(told: Sequence[str]) -> list[str]:
    return [code for code in ROLE if code in told]
