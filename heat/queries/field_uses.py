"""The flows and rules of dispatch that use an own field today."""

from __future__ import annotations

from heat import db
from heat.queries import dispatch_rules
from heat.rules import field_uses as rules
from heat.rules.field_uses import Use
from heat.rules.flow_facts import HOME
from heat.words import N_, Say

# published and in force, or still walked by tickets that began on it
_RUNNING = (
    "SELECT d.name, v.body FROM design_version v JOIN design d ON d.id = v.design_id WHERE d.kind = 'flow' "
    "AND v.published_at IS NOT NULL AND ((v.id = d.current_id AND d.retired_at IS NULL) OR EXISTS "
    "(SELECT 1 FROM ticket t WHERE t.flow_version_id = v.id AND t.closed_at IS NULL)) ORDER BY d.id, v.id"
)


def of(subject: str, code: str) -> list[Use]:
    """Who uses a field of tickets or households, each flow once; two queries, none for other subjects."""
    if subject not in ("ticket", "household"):
        return []
    fact = code if subject == "ticket" else f"{HOME}{code}"
    found: dict[str, frozenset[str]] = {}
    for name, body in db.rows(_RUNNING):
        values = rules.in_flow(db.unpacked(body), fact)
        if values is not None:
            found[name] = found.get(name, frozenset()) | values
    uses = [Use(Say(N_("流程“{name}”"), name=name), values) for name, values in found.items()]
    asked = rules.in_dispatch(dispatch_rules.setting().rules, fact)
    return uses if asked is None else [*uses, Use(Say(N_("派单规则")), asked)]
