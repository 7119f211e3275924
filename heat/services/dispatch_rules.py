"""The office orders its rules of dispatch, and they choose for many tickets or at intake."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, Ticket
from heat.queries import dispatch_asks
from heat.queries import dispatch_rules as queries
from heat.rules import dispatch as rules
from heat.rules.dispatch import Rule
from heat.rules.flows import NEW
from heat.rules.permissions import Actor
from heat.services import audit, designs


def keep(by: Actor, chosen: tuple[Rule, ...], *, auto: bool) -> int:
    """Let these rules count from now on; the version. Refused when one stands twice or is unknown, and
    for an own field, value, team or skill that is not there or not this person's to read."""
    with db.writing():
        db.chain_lock("design")
        body: dict[str, Any] = {
            "rules": rules.written(dispatch_asks.checked(by.roles, chosen, queries.setting().rules)),
            "auto": auto,
        }
        rules.read(body)
        design_id = _design()
        version = 1 + (db.value("SELECT max(version) FROM design_version WHERE design_id = ?", design_id) or 0)
        made = DesignVersion.insert(
            design_id=design_id, version=version, body=body, published_at=clock.now(), by_id=by.id
        ).execute()
        Design.update(current_id=made, enabled_at=clock.now()).where(Design.id == design_id).execute()
        after = {"code": queries.CODE, "version": version}
        audit.record(by, "design.published", "design", design_id, after=after)
    return int(version)


def _design() -> int:
    found = db.value("SELECT id FROM design WHERE kind = 'rule' AND code = ?", queries.CODE)
    return int(found or Design.insert(kind="rule", code=queries.CODE, name="派单规则", org_id=1).execute())


def at_intake(by: Actor, ticket: Ticket) -> dict[str, Any] | None:
    """What an assignment by the rules tells of a ticket that was just taken; None where the leader decides."""
    setting = queries.setting()
    if not setting.auto or designs.stage(ticket) != NEW:
        return None
    offers = queries.offers(by, [ticket.id], setting.rules)
    chosen = offers[0].chosen if offers else None
    if chosen is None or chosen.person is None:
        return None
    return {"assignee": chosen.person.id, "rule": str(chosen)}
