"""What 填了……就派给…… may ask and lead to, and what is filled in of it; an office without such rules asks nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from heat import db
from heat.queries import own_fields, ticket_kinds
from heat.queries.dispatch import OWN_TEAM
from heat.rules import dispatch_asks as rules
from heat.rules.dispatch import Rule
from heat.rules.dispatch_asks import Known
from heat.rules.flow_facts import HOME, home_name, of_home
from heat.rules.own_fields import OwnField


def known() -> Known:
    """What the office has that such a rule may name; four queries."""
    found: dict[str, OwnField] = {one.code: one for one in own_fields.of("ticket") if one.kind in rules.KINDS}
    names = {one.code: one.name for one in found.values()}
    for one in own_fields.of("household"):
        if one.kind in rules.KINDS:
            found[f"{HOME}{one.code}"] = one
            names[f"{HOME}{one.code}"] = home_name(one.name)
    teams = db.rows(f"SELECT t.id, t.name FROM team t WHERE {OWN_TEAM} ORDER BY t.id")
    skills = {kind.code: kind.name for kind in ticket_kinds.all_kinds() if not kind.retired}
    return Known(found, dict(teams), skills, names)


def open_to(known: Known, roles: Collection[str], chosen: Iterable[Rule]) -> Known:
    """Of what the office has, what somebody may read, and what rules that stand already ask for."""
    kept = {rule.ask.field for rule in chosen if rule.ask}
    fields = {code: one for code, one in known.fields.items() if code in kept or one.readable(roles)}
    return replace(known, fields=fields)


def checked(roles: Collection[str], chosen: Iterable[Rule], standing: Iterable[Rule] = ()) -> tuple[Rule, ...]:
    """The rules with values as their fields store them. Refused for what is not there, or not this person's to read.

    What stands already may stay as it is, whoever looks; with another value it would tell who has that one.
    """
    several = tuple(chosen)
    if not any(rule.ask for rule in several):
        return several
    there, kept = known(), {rule.ask for rule in standing}
    mine = open_to(there, roles, ())
    return tuple(
        replace(rule, ask=rules.checked(rule.ask, there if rule.ask in kept else mine)) if rule.ask else rule
        for rule in several
    )


def triable(known: Known, roles: Collection[str], chosen: Iterable[Rule], standing: Iterable[Rule]) -> list[Rule]:
    """The rules whose answers somebody may look at: all but those that newly ask for what is not theirs to read."""
    mine, kept = open_to(known, roles, ()).fields, {rule.ask for rule in standing}
    return [rule for rule in chosen if rule.ask is None or rule.ask in kept or rule.ask.field in mine]


@dataclass(frozen=True)
class Ready:
    """Rules with the names for their sentences, and the fields they ask for."""

    rules: tuple[Rule, ...]
    fields: dict[str, OwnField]

    def filled(self, ext: Any, home_ext: Any) -> dict[str, tuple[str, ...]]:
        """What is filled in of those fields, out of the ext of a ticket and of its household; no query."""
        if not self.fields:
            return {}
        values = own_fields.own(ext) | of_home(own_fields.own(home_ext))
        return {code: rules.texts(one, values[code]) for code, one in self.fields.items() if code in values}


def ready(chosen: Iterable[Rule]) -> Ready:
    """The rules ready to be asked; four queries where one of them asks for an own field, none otherwise."""
    several = tuple(chosen)
    asked = {rule.ask.field for rule in several if rule.ask}
    if not asked:
        return Ready(several, {})
    there = known()
    worded = tuple(replace(rule, ask=rules.named(rule.ask, there)) if rule.ask else rule for rule in several)
    return Ready(worded, {code: one for code, one in there.fields.items() if code in asked})
