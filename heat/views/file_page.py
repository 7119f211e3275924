"""The file of one household as a page: its head, its line of seasons, and the tab that was asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import abort, request, url_for
from flask.wrappers import Response
from flask_babel import gettext as _

from heat import clock
from heat.queries import as_of, customer_file, neighbours, stewards
from heat.queries.as_of import AsOf
from heat.queries.customer_file import CustomerFile
from heat.queries.neighbours import Flat
from heat.rules.accounts import STATES, TONES
from heat.rules.contacts import ROLES
from heat.rules.money import yuan
from heat.rules.written import day_of
from heat.views import file_charts, gate
from heat.views.customer_tabs import TAB, TABS
from heat.views.filters import m2, price
from heat.views.page import page

_COLUMNS = 3  # of neighbours: one's own riser and one to each side


def seen() -> AsOf:
    """The day this address asks for, today when it names none that has been."""
    return as_of.on(_day())


def _day() -> date | None:
    return day_of(request.args.get("on", ""))


def opened(household_id: int) -> CustomerFile:
    """The file of a household on the day of this address; 404 when it is not this person's to see."""
    found = customer_file.customer_file(gate.actor(), household_id, seen())
    return found if found is not None else abort(404)


def show(household_id: int, code: str = "", status: int = 200, **more: Any) -> Response:
    """The file with one of its tabs open; `more` goes over what the tab's template is told."""
    actor, tab = gate.actor(), TAB.get(code)
    if tab is None:
        abort(404)
    if not actor.may(tab.permission):
        abort(403)
    file = opened(household_id)
    near = neighbours.around(file.building_id, file.floor, file.seen)
    context = {
        "file": file,
        "tab": tab,
        "tabs": [one for one in TABS if actor.may(one.permission)],
        "home": address(file, code),
        "on": on(file),
        "asked_for": request.args.get("on", "") if file.seen.past or not request.args.get("on") else "",
        "wrong_day": _wrong_day(file),
        "may_write": not file.seen.past,
        "marks": file_charts.scrubber(file, clock.today()),
        "states": STATES,
        "tones": TONES,
        "roles": ROLES,
        "near": _grid(file, near),
        "steward": None if file.seen.past else stewards.of(household_id),
    }
    return page(tab.template, status, **context, **(tab.context(actor, file) | more))


def on(file: CustomerFile) -> str | None:
    """The day as links carry it on, None for today."""
    return file.seen.day if file.seen.past else None


def address(file: CustomerFile, code: str = "") -> str:
    """Where a tab of this file stands, on the same day."""
    if code:
        return url_for("customers.tab", household_id=file.id, code=code, on=on(file))
    return url_for("customers.one", household_id=file.id, on=on(file))


def _wrong_day(file: CustomerFile) -> str:
    asked = request.args.get("on", "").strip()[:20]
    if not asked or file.seen.past or _day() == clock.today():
        return ""
    return _("没有“%(day)s”的档案，要写成 2025-01-15 这样的过去某一天；现在显示的是今天。", day=asked)


def _grid(file: CustomerFile, flats: list[Flat]) -> dict[str, Any]:
    """The neighbours as rows of floors: one's own riser and the ones beside it."""
    risers = sorted({flat.column for flat in flats}, key=lambda one: (len(one[0]), one))
    own = next((flat.column for flat in flats if flat.id == file.id), None)
    if own is None:
        return {"heads": [], "floors": [], "above": None, "below": None, "calling": []}
    first = max(0, min(risers.index(own) - 1, len(risers) - _COLUMNS))
    shown = risers[first : first + _COLUMNS]
    place = {(flat.floor, flat.column): flat for flat in flats}
    floors = sorted({flat.floor for flat in flats if flat.floor is not None}, reverse=True)
    rows: list[tuple[int, list[Flat | None]]] = [
        (floor, [place.get((floor, column)) for column in shown])
        for floor in floors
        if any((floor, column) in place for column in shown)
    ]
    heads = [_("%(entrance)s 单元 %(n)02d", entrance=entrance, n=n) if entrance else f"{n:02}" for entrance, n in shown]
    beside = {floor: place.get(((file.floor or 0) + floor, own)) for floor in (1, -1)}
    calling = [flat.room for flat in flats if flat.calls]
    return {"heads": heads, "floors": rows, "above": beside[1], "below": beside[-1], "calling": calling}


def compare(household_id: int) -> Response:
    """The file of the day beside today's: every dated fact, what differs marked."""
    then = opened(household_id)
    now = customer_file.customer_file(gate.actor(), household_id)
    if now is None:
        abort(404)
    pairs = zip(_facts(then), _facts(now), strict=True)
    facts = [(name, before, after) for (name, before), (_name, after) in pairs]
    differing = sum(before != after for _name, before, after in facts)
    return page("customers/compare.html", then=then, now=now, facts=facts, differing=differing)


def _facts(file: CustomerFile) -> list[tuple[str, str]]:
    """What a file says of a day, in words."""
    terms = file.terms
    own = terms.price if terms else None
    areas = [(_("收费面积"), file.charge_m2), (_("建筑面积"), file.gross_m2)]
    people = {
        _(name): "、".join(one.name for one in file.people if one.until is None and role in one.roles)
        for role, name in ROLES.items()
    }
    return [
        *people.items(),
        (_("供热状态"), _(STATES.get(file.state, file.state))),
        *((name, "" if area is None else f"{m2(area)} ㎡") for name, area in areas),
        (_("用热性质"), _(file.use_class) if file.use_class else ""),
        (_("单价"), "" if terms is None else _("按热价") if own is None else f"{price(own)} 元"),
        (_("欠费"), f"¥{yuan(file.open_fen)}" if gate.actor().may("ledger.view") else ""),
        (_("标签"), "、".join(dict.fromkeys(_(tag.name) for tag in file.tags))),
    ]
