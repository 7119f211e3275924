"""The tabs of a file: each with its address, its words, its template, and the questions its template needs answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import gettext as _

from heat import clock
from heat.queries import (
    accounts,
    change_requests,
    changes,
    customer_file,
    equipment,
    household_people,
    household_tags,
    own_fields,
    portrait,
    temperatures,
    timeline,
)
from heat.queries import office as office_queries
from heat.queries import seasons as season_queries
from heat.queries import valves as valve_queries
from heat.queries.customer_file import CustomerFile, state_on
from heat.queries.temperatures import Winter
from heat.queries.timeline import Asked, Line, Place
from heat.rules import contacts, devices, seasons, tags
from heat.rules import valves as valve_rules
from heat.rules.audit_codes import CODES
from heat.rules.permissions import Actor
from heat.services import scans
from heat.services.household_people import GIVEN_ROLES
from heat.services.household_people import KINDS as PARTY_KINDS
from heat.views import file_charts, own_values
from heat.views.changes import listed
from heat.views.filters import said
from heat.views.numbers import whole
from heat.views.told import Told
from heat.words import N_

Context = dict[str, Any]
_BLANK: Context = {"typed": {}, "wrong": {}, "errors": []}  # a form nobody has filled in


@dataclass(frozen=True)
class Tab:
    """One tab; `size` is the number beside its word, `permission` the right without which it stays away."""

    code: str
    name: str
    context: Callable[[Actor, CustomerFile], Context]
    size: Callable[[CustomerFile], int | None]
    permission: str = "household.view"

    @property
    def template(self) -> str:
        """Its template, named after it."""
        return f"customers/tabs/{self.code or 'overview'}.html"


def overview(actor: Actor, file: CustomerFile) -> Context:
    """What stands on the first tab: key figures, log, charts, neighbours, people."""
    measured = temperatures.measured(file.id, file.seen)
    found = _money(actor, file) | _warmth(file, measured) | log(file, timeline.LINES)
    calls, last_year = portrait.repairs(file.id, file.seen)
    return found | {
        "tickets": customer_file.tickets_of(actor, file.id, file.seen) if actor.may("ticket.view") else [],
        "calls": [(file_charts.short(code), n) for code, n in sorted(calls.items())][-file_charts.SEASONS :],
        "last_year": last_year,
        "levels": portrait.levels(file.id, file.seen),
    }


def _money(actor: Actor, file: CustomerFile) -> Context:
    if not actor.may("ledger.view"):
        return {"accounts": [], "season": None, "money_bars": [], "prepaid_fen": 0}
    of_day = seasons.season_code(file.seen.on)
    found = customer_file.seasons_of(file.id, file.seen)
    return {
        "accounts": found,
        "season": next((one for one in found if one.season == of_day), next(iter(found), None)),
        "money_bars": file_charts.money(portrait.paid(file.id, found, file.seen), of_day),
        "prepaid_fen": accounts.prepaid_fen(file.id, file.seen.on if file.seen.past else None),
    }


def _warmth(file: CustomerFile, measured: list[temperatures.Measured]) -> Context:
    now = seasons.season_code(file.seen.on)
    codes = [f"{year}-{year + 1}" for year in range(int(now[:4]) - file_charts.SEASONS + 1, int(now[:4]) + 1)]
    calendar = {one.code: (one.first_on, one.last_on) for one in season_queries.seasons() if one.first_on}
    spans = [temperatures.season_days(code, calendar) for code in codes]  # type: ignore[arg-type]
    winters = temperatures.winters(file.id, spans, measured, file.seen)
    states = {code: state_on(file.connected, file.history, last) for code, _first, last in spans}
    states[now] = file.state
    return {
        "winters": winters,
        "chart": file_charts.warmth(winters, states, now),
        "spark": _spark(winters[-1]),
        "measured": measured,
        "reading": temperatures.newest(file.id, measured, file.seen),
    }


def _spark(winter: Winter) -> tuple[str, tuple[float, float]] | None:
    """This season's weeks as a line of 76 by 34 points, None when there is nothing to draw."""
    if len(winter.weeks) < 2:
        return None
    values = [value for _week, value in winter.weeks]
    low, span = min(values), max(max(values) - min(values), 1)
    points = [
        (round(4 + n * 68 / (len(values) - 1), 1), round(float(28 - (value - low) / span * 20), 1))
        for n, value in enumerate(values)
    ]
    return " ".join(f"{x},{y}" for x, y in points), points[-1]


def log(file: CustomerFile, limit: int) -> Context:
    """The timeline as the address asks for it: `kind` of lines, `words` in them, `before` the last one shown."""
    kind = request.args.get("kind", "")
    kind = kind if kind in contacts.KIND else ""
    words = request.args.get("words", "").replace("\0", "").strip()[:60]
    asked = Asked(kind, words, _place(request.args.get("before", "")), limit)
    found = timeline.lines(file.id, file.history, asked, file.seen)
    lines = found[:limit]
    return {
        "days": _by_day(lines),
        "older": ",".join(map(str, lines[-1].place)) if len(found) > limit else "",
        "kind": kind,
        "words": words,
        "kinds": [one for one in contacts.KINDS if file.counts.get(one.code)],
        "kind_of": contacts.kind_of,
        "typed_kinds": contacts.TYPED,
        "filled": None,
    }


def _place(text: str) -> Place | None:
    parts = [whole(part) for part in text.split(",")]
    return Place(*parts) if len(parts) == 3 and None not in parts else None  # type: ignore[arg-type]


def _by_day(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """The lines of the log under the words for their day."""
    days: dict[str, list[Line]] = {}
    for line in lines:
        day = clock.day_of(line.at)
        ago = (clock.today() - day).days
        word = _("今天") if ago == 0 else _("昨天") if ago == 1 else f"{day:%Y-%m-%d}"
        days.setdefault(word, []).append(line)
    return list(days.items())


def money(actor: Actor, file: CustomerFile) -> Context:
    """The books of the household: seasons with their lines, and its payments."""
    on = file.seen.on if file.seen.past else None
    return _money(actor, file) | {"payments": accounts.payments(file.id, limit=50, on=on)}


def tickets(actor: Actor, file: CustomerFile) -> Context:
    """Its tickets, the newest hundred."""
    return {"tickets": customer_file.tickets_of(actor, file.id, file.seen, limit=100)}


def warmth(_actor: Actor, file: CustomerFile) -> Context:
    """Every temperature measured by hand, and the chart."""
    return _warmth(file, temperatures.measured(file.id, file.seen))


def talk(_actor: Actor, file: CustomerFile) -> Context:
    """The whole timeline in longer pages."""
    return log(file, 50)


def people(actor: Actor, file: CustomerFile) -> Context:
    """Everybody with a role, today or once, and the other homes of those who have one today."""
    here = [person for person in file.people if person.until is None]
    homes = household_people.other_homes(actor, file.id, [person.id for person in here])
    for person in here:
        person.homes = [home for home in homes if home.party_id == person.id]
    forms = {"given_roles": _words(GIVEN_ROLES), "party_kinds": _words(PARTY_KINDS)}
    return forms | _BLANK


def _words(options: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(code, _(name)) for code, name in options.items()]


def built_in(_actor: Actor, file: CustomerFile) -> Context:
    """Devices that are there, and those that were."""
    found = equipment.devices(file.id, file.seen)
    there = [one for one in found if one.until is None or one.until > file.seen.on]
    told = {"there": there, "gone": [one for one in found if one not in there], "kinds": devices.KIND}
    return told | _valve(file) | {"device_kinds": _words({kind.code: kind.name for kind in devices.KINDS}), **_BLANK}


def _valve(file: CustomerFile) -> Context:
    """The valve as its jobs proved it, where the office uses them."""
    if "valve" not in office_queries.modules():
        return {"valve": None}
    acts = valve_queries.of_household(file.id, file.seen.end)
    known = valve_queries.known(file.id)
    job = valve_queries.open_job(file.id)
    return {"valve": {"known": known, "acts": acts, "job": job, "words": valve_rules}}


def documents(_actor: Actor, file: CustomerFile) -> Context:
    """Contracts, scans and photos."""
    return {
        "contracts": equipment.contracts(file.id, file.seen),
        "papers": equipment.papers(file.id, file.seen),
        "scan_kinds": _words(scans.KINDS),
        "contract_kinds": _words(scans.CONTRACT_KINDS),
        "contract_states": _words(scans.STATES),
        "form": "",
        **_BLANK,
    }


def changed(_actor: Actor, file: CustomerFile) -> Context:
    """Who changed what and when, and the dated facts themselves."""
    found = changes.of(file.id, file.seen, whole(request.args.get("before", "")))
    lines = found[: changes.PAGE]
    return {
        **listed(change_requests.of_household(file.id)),
        "lines": lines,
        "more": lines[-1].id if len(found) > changes.PAGE else 0,
        "told": Told(lines),
        "codes": CODES,
        "ended": household_tags.ended(file.id, file.seen),
        "tag_name": tags.name_of,
        "said": said,
    }


# a further tab is one line here and its template customers/tabs/<code>.html
def own(actor: Actor, file: CustomerFile) -> Context:
    """What is filled in of the office's own fields, of the household and of its owner; they are of today on any day."""
    owner = own_fields.owner(file.id)
    rows = {"household": file.id} | ({"party": owner} if owner else {})
    return {"groups": [own_values.group(subject, row_id) for subject, row_id in rows.items()]}


TABS = (
    Tab("", N_("概览"), overview, lambda file: None),
    Tab("money", N_("账务"), money, lambda file: None, "ledger.view"),
    Tab("tickets", N_("工单"), tickets, lambda file: file.sizes["tickets"], "ticket.view"),
    Tab("warmth", N_("室温"), warmth, lambda file: file.counts.get("temperature", 0)),
    Tab("contacts", N_("沟通"), talk, lambda file: sum(file.counts.values())),
    Tab("people", N_("人员"), people, lambda file: len({one.id for one in file.people if one.until is None})),
    Tab("devices", N_("设备"), built_in, lambda file: file.sizes["devices"]),
    Tab("documents", N_("合同与影像"), documents, lambda file: file.sizes["documents"]),
    Tab("changes", N_("变更记录"), changed, lambda file: file.sizes["changes"]),
    Tab("own", N_("自定义"), own, lambda file: len(file.ext.get(own_fields.OWN) or {})),
)
TAB = {tab.code: tab for tab in TABS}
