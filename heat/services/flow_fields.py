"""What a step lets people fill in: the office's own fields and what was noted at intake, as its flow says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from heat import db
from heat.models import Ticket
from heat.queries import own_fields as queries
from heat.rules import tickets as life
from heat.rules.flow_facts import CORRECTABLE
from heat.rules.flows import State
from heat.rules.own_fields import KIND, OwnField
from heat.rules.own_values import fill
from heat.rules.permissions import Actor
from heat.services import own_values
from heat.words import N_, Refused, Say

_READ = {"summary": life.SUMMARY, "phone": life.CALLER, "address": life.ADDRESS}


def asked(state: State) -> list[OwnField]:
    """The office's own fields this step lets people fill in, those that must be as required ones."""
    open_ = {code for code, access in state.fields.items() if access in ("edit", "must")}
    drawn = [one for one in queries.of("ticket") if one.code in open_ and not KIND[one.kind].file] if open_ else []
    return [
        replace(one, options={**one.options, "required": True}) if state.fields[one.code] == "must" else one
        for one in drawn
    ]


def corrected(state: State) -> dict[str, str]:
    """The noted facts this step lets people correct, by code with their names."""
    return {code: name for code, name in CORRECTABLE.items() if state.fields.get(code) in ("edit", "must")}


def hidden(state: State | None) -> set[str]:
    """What this step does not show."""
    return {code for code, access in state.fields.items() if access == "hide"} if state else set()


def keep(by: Actor, ticket: Ticket, state: State, told: Mapping[str, Any], *, going: bool) -> None:
    """Write what was filled in with a step, inside its transaction; Refused when something must still be filled in.

    `going` is False for acts that stay in the step: those may leave a field for later.
    """
    drawn, own = asked(state), told.get("own")
    if drawn and (own is not None or going):
        _keep_own(by, ticket, drawn, own or {}, going=going)
    for code, label in corrected(state).items():
        must, typed = state.fields[code] == "must", own is not None and code in own
        value = _read(code, str(own[code])) if own is not None and typed else getattr(ticket, code)
        if going and must and not value:
            raise Refused(Say(N_("请填写{label}。"), label=label))
        if typed and (value or not (must or code == "summary")):  # what must be there is never emptied
            db.run(f"UPDATE ticket SET {code} = ? WHERE id = ?", value, ticket.id)


def _read(code: str, text: str) -> Any:
    return _READ[code].read(text.replace("\r\n", "\n").strip())


def _keep_own(by: Actor, ticket: Ticket, drawn: list[OwnField], typed: Mapping[str, Any], *, going: bool) -> None:
    ext = db.unpacked(db.value("SELECT ext FROM ticket WHERE id = ?", ticket.id)) or {}
    stored = queries.own(ext)
    if not typed and all(one.code in stored or not one.required for one in drawn):
        return
    filled = fill(drawn, dict(typed), stored, by.roles)
    if filled.errors and (going or typed):
        raise Refused(next(iter(filled.errors.values())))
    own_values.keep(by, "ticket", ticket.id, ext, queries.of("ticket"), stored | filled.values)
