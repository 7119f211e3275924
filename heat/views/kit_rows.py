"""The rows in which a sort's kit is drawn: a name, suggested from the price list, and a usual quantity."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any

from flask import request
from flask_babel import gettext as _

from heat.queries import office, stock
from heat.rules import kits
from heat.rules.kind_templates import MOST_LINES, Template
from heat.rules.money import yuan

_EMPTY = 3  # rows ready for more
Pairs = list[tuple[str, str]]


def pairs() -> Pairs:
    """The rows of this request's form that say anything."""
    names, quantities = request.form.getlist("kit_name"), request.form.getlist("kit_quantity")
    rows = zip_longest(names[: MOST_LINES + 1], quantities[: MOST_LINES + 1], fillvalue="")
    return [(name, quantity) for name, quantity in rows if name.strip() or quantity.strip()]


def typed() -> str:
    """The same as the rule reads them: a line each, 名称 × 数量."""
    return "\n".join(f"{name.strip()} {kits.MARK} {quantity.strip() or 1}" for name, quantity in pairs())


def drawn(template: Template, rows: Pairs | None = None) -> dict[str, Any]:
    """What the page draws: (name, quantity, what the price list says of it) a row, and the names to suggest."""
    if rows is None:
        rows = [(line.name, line.quantity) for line in kits.read(template.words("kit"))]
    items = stock.items() if "stock" in office.modules() else []
    notes = _notes([name for name, _quantity in rows], items) if items else {}
    lines = [(name, quantity, notes.get(name, "")) for name, quantity in rows]
    room = [("", "", "")] * min(_EMPTY, MOST_LINES - len(lines))
    return {
        "kit": lines + room,
        "price_list": [(item.name, f"¥{yuan(item.price_fen)} / {item.unit}") for item in items],
    }


def _notes(names: list[str], items: list[stock.ItemRow]) -> dict[str, str]:
    known = {
        kits.key(line.name): item for line, item in stock.named((f"{name} {kits.MARK} 1" for name in names), items)
    }
    gone = stock.once_priced(name for name in names if not known.get(kits.key(name)))
    return {name: _note(kits.key(name), known.get(kits.key(name)), gone) for name in names}


def _note(key: str, item: stock.ItemRow | None, gone: set[str]) -> str:
    if item:
        return f"¥{yuan(item.price_fen)} / {item.unit}"
    return _("已不在价目表，只当文字") if key in gone else _("不在价目表，只当文字")
