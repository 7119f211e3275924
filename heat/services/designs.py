"""Drawn things and their versions: what is built in, what is published, what a running ticket stands on."""

from __future__ import annotations

from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, Ticket, TicketKind
from heat.queries import flow_bodies
from heat.rules import built_in_flows, callbacks, flows, sla, tickets
from heat.rules.kind_templates import SHIPPED
from heat.rules.permissions import SYSTEM
from heat.services import audit

# built in: (kind, code, name, body)
BUILT_IN = (
    ("flow", "repair", "报修流程", tickets.REPAIR),
    ("flow", "complaint", "投诉流程", built_in_flows.COMPLAINT),
    ("flow", "answer", "登记答复", built_in_flows.ANSWER),
    ("flow", "valve", "开关阀流程", built_in_flows.VALVE),
    ("flow", "patrol", "巡检流程", built_in_flows.PATROL),
    ("flow", "inspection", "稽查流程", built_in_flows.INSPECTION),
    ("rule", "remind-due", "到期前提醒缴费", {"when": "due", "days": "reminder.days", "send": "reminder.text"}),
    ("sla", "repair", "报修时限", sla.DEFAULT),
    ("rule", "callback", "回访办法", callbacks.DEFAULT),
)


def install() -> None:
    """Publish what is built in: a changed body becomes a new version, running tickets stay on theirs.

    What the office has published itself stays as it is.
    """
    with db.writing():
        db.chain_lock("design")
        ids = {(kind, code): _publish(kind, code, name, body) for kind, code, name, body in BUILT_IN}
        for code, template in SHIPPED.items():
            row = {
                "code": code,
                "name": template.name,
                "family": template.family,
                "flow_id": ids["flow", template.flow],
                "sla_id": ids["sla", template.sla],
            }
            # a sort the office never drew follows the ready flow we ship for it; tickets that run stay on theirs
            TicketKind.insert(**row).on_conflict(
                conflict_target=(TicketKind.code,),
                update={"flow_id": row["flow_id"]},
                where=TicketKind.form_id.is_null(),
            ).execute()


def _publish(kind: str, code: str, name: str, body: dict[str, Any]) -> int:
    design = Design.get_or_none((Design.kind == kind) & (Design.code == code))
    design_id = design.id if design else Design.insert(kind=kind, code=code, name=name, org_id=1).execute()
    newest = _newest(kind, code)
    # what an office has drawn and published itself is its own: an upgrade leaves it alone
    if newest is None or (newest.by_id is None and newest.body != body):
        version = newest.version + 1 if newest else 1
        made = DesignVersion.insert(design_id=design_id, version=version, body=body, published_at=clock.now()).execute()
        Design.update(current_id=made, enabled_at=clock.now()).where(Design.id == design_id).execute()
        audit.record(SYSTEM, "design.published", "design", design_id, after={"code": code, "version": version})
    return int(design_id)


def current(kind: str, code: str) -> DesignVersion:
    """The published version that counts now; one query. LookupError when the design was never published."""
    found = _newest(kind, code)
    if found is None:
        raise LookupError(f"{kind} {code} is not published")
    return found


def current_of(design_id: int) -> DesignVersion:
    """The published version of a design that counts now; one query. LookupError when it was never published."""
    found: DesignVersion | None = (
        DesignVersion.select()
        .join(Design, on=(Design.current_id == DesignVersion.id))
        .where(Design.id == design_id)
        .first()
    )
    if found is None:
        raise LookupError(f"design {design_id} is not published")
    return found


def _newest(kind: str, code: str) -> DesignVersion | None:
    found: DesignVersion | None = (
        DesignVersion.select()
        .join(Design, on=(Design.current_id == DesignVersion.id))
        .where((Design.kind == kind) & (Design.code == code))
        .first()
    )
    return found


def flow(version_id: int) -> flows.Flow:
    """The flow of a published version; read once a process, since published versions never change."""
    return flow_bodies.flow(version_id)


def stage(ticket: Ticket) -> str:
    """Where a ticket stands in the field, see rules.flows: '' where no hand is needed there."""
    return flow(ticket.flow_version_id).stage(ticket.state)
