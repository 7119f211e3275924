"""Changes that wait for another person: written down with before, after and what they would do to the money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from heat import clock, db
from heat.models import ChangeRequest
from heat.queries.households import Known
from heat.rules import changes as rules
from heat.rules.permissions import Actor
from heat.services import recharging
from heat.services.household_opening import Book
from heat.services.traces import Trace


def guarded(household_id: int) -> bool:
    """Whether a bill of today's season is out, so that area, price, state and owner need a second person."""
    return bool(recharging.accounts(household_id))


def propose(trace: Trace, by: Actor, book: Book, known: Known, after: Mapping[str, Any], reason: str) -> list[int]:
    """One open request for each kind of change; their ids. What is asked for already is not asked again."""
    asked_by = by.id if by.kind == "staff" else _somebody()
    made = []
    for kind, facts in rules.by_kind(after).items():
        before = {fact: known.facts.get(fact) for fact in facts}
        if rules.same(before, facts) or (there := _there(known.id, kind, facts)):
            made += [] if rules.same(before, facts) else [there or 0]
            continue
        trace_id = trace.insert(
            "change_request",
            kind=kind,
            number=_number(),
            household_id=known.id,
            before=rules.written(before),
            after=rules.written(facts),
            effect_fen=recharging.of(known, facts, book).effect_fen,
            reason=reason,
            asked_by_id=asked_by,
            asked_at=clock.now(),
        )
        made.append(trace_id)
    return made


def _there(household_id: int, kind: str, facts: Mapping[str, Any]) -> int | None:
    for one in ChangeRequest.select().where(
        (ChangeRequest.household_id == household_id) & (ChangeRequest.kind == kind) & ChangeRequest.verdict.is_null()
    ):
        if rules.same(rules.read(one.after), facts):
            return int(one.id)
    return None


def _somebody() -> int:
    """Who stands for the system: the first administrator, since every request has somebody who asked."""
    administrator = db.value(
        "SELECT min(r.staff_id) FROM staff_role r JOIN role o ON o.id = r.role_id "
        "JOIN staff s ON s.id = r.staff_id WHERE o.code = 'admin' AND s.disabled_at IS NULL"
    )
    return int(administrator or db.value("SELECT min(id) FROM staff"))


def _number() -> str:
    # two people on PostgreSQL must not count the same day at once
    db.chain_lock("change-number")
    head = f"BG{clock.today():%y%m%d}-"
    last = db.value("SELECT max(number) FROM change_request WHERE number LIKE ?", f"{head}%")
    return f"{head}{int(last[len(head) :]) + 1 if last else 1:03d}"
