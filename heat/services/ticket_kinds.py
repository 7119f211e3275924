"""Drawing sorts of tickets: a draft beside what is live, published as a version; one switch a door."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from heat import clock, db
from heat.models import Design, DesignVersion, TicketKind
from heat.queries import own_fields
from heat.queries import ticket_kinds as queries
from heat.rules import kind_templates, print_forms
from heat.rules.fields import Text
from heat.rules.kind_templates import DOORS, OWN_DOOR, SHIPPED, Template
from heat.rules.permissions import Actor
from heat.rules.print_forms import PrintForm
from heat.services import audit
from heat.services import print_forms as printing
from heat.words import N_, Missing, Refused, Say

REASON = Text("reason", N_("这次改了什么、为什么"), most=200)
MOST = 40


def create(by: Actor, name: str) -> str:
    """A new sort of ticket, not offered anywhere yet; its code."""
    named = kind_templates.NAME.read(name.strip())
    with db.writing():
        db.chain_lock("design")
        _must_be_free(named)
        if TicketKind.select().count() >= MOST:
            raise Refused(Say(N_("最多 {most} 种工单"), most=MOST))
        code = f"k{db.value('SELECT coalesce(max(id), 0) + 1 FROM ticket_kind')}"
        template = Template(named)
        row = {"code": code, "name": named, "family": template.family, "settings": kind_templates.plain(template)}
        made = int(
            TicketKind.insert(**row, flow_id=_design("flow", "repair"), sla_id=_design("sla", "repair")).execute()
        )
        audit.record(by, "kind.created", "ticket_kind", made, after={"name": named})
    return code


def draw(by: Actor, code: str, form: dict[str, Any]) -> Template:
    """Keep what a form tells of a kind as its draft; see rules.kind_templates.told. Refused with what cannot be."""
    fields = [one.code for one in own_fields.of("ticket")]
    template = kind_templates.told(form, dict(queries.flows()), dict(queries.slas()), fields)
    with db.writing():
        db.chain_lock("design")
        _must_be_free(template.name, but=code)
        return _keep(by, code, replace(template, sheet=_drawn(code).sheet))


def draw_sheet(by: Actor, code: str, form: dict[str, Any], move: str = "") -> Template:
    """Keep the sheet of a kind as a form tells it in the kind's draft; see rules.print_forms.told and moved."""
    sheet = print_forms.told(form)
    return _with_sheet(by, code, replace(sheet, parts=print_forms.moved(sheet.parts, move)))


def drop_sheet(by: Actor, code: str) -> Template:
    """Let a kind print the work order of all sorts again, in its draft."""
    return _with_sheet(by, code, None)


def _with_sheet(by: Actor, code: str, sheet: PrintForm | None) -> Template:
    with db.writing():
        db.chain_lock("design")
        return _keep(by, code, replace(printing.drawn(code).template, sheet=sheet))


def _drawn(code: str) -> Template:
    drawing = queries.drawing(code)
    if drawing is None:
        raise Missing(Say(N_("没有这种工单")))
    return drawing.template


def _keep(by: Actor, code: str, template: Template) -> Template:
    """Write a kind's draft, inside the caller's transaction."""
    kind, design_id = _kind(code), _form(code, template.name)
    body = kind_templates.plain(template)
    draft = _draft(design_id)
    if draft is None:
        newest = db.value("SELECT coalesce(max(version), 0) FROM design_version WHERE design_id = ?", design_id)
        DesignVersion.insert(design_id=design_id, version=newest + 1, body=body, by_id=by.id).execute()
    else:
        DesignVersion.update(body=body, by_id=by.id).where(DesignVersion.id == draft.id).execute()
    audit.record(by, "kind.drawn", "ticket_kind", kind.id, after={"name": template.name})
    return template


def discard(by: Actor, code: str) -> None:
    """Throw the draft away; what is live stays."""
    with db.writing():
        draft = _draft(_form(code, ""))
        if draft is None:
            raise Refused(Say(N_("没有草稿")))
        DesignVersion.delete().where(DesignVersion.id == draft.id).execute()
        audit.record(by, "kind.draft-dropped", "ticket_kind", _kind(code).id)


def publish(by: Actor, code: str, reason: str) -> int:
    """Make the draft live: new tickets are opened by it, those that run keep theirs; the version's number."""
    why = REASON.read(reason.strip())
    with db.writing():
        db.chain_lock("design")
        kind = _kind(code)
        draft = _draft(_form(code, ""))
        if draft is None:
            raise Refused(Say(N_("没有要发布的改动")))
        template = kind_templates.read(draft.body)
        DesignVersion.update(body={**draft.body, "why": why}, by_id=by.id, published_at=clock.now()).where(
            DesignVersion.id == draft.id
        ).execute()
        Design.update(current_id=draft.id, enabled_at=clock.now(), name=template.name).where(
            Design.id == draft.design_id
        ).execute()
        TicketKind.update(
            name=template.name,
            family=template.family,
            flow_id=_design("flow", template.flow),
            sla_id=_design("sla", template.sla),
            form_id=draft.design_id,
            settings=draft.body,
        ).where(TicketKind.id == kind.id).execute()
        after = {"name": template.name, "version": draft.version, "reason": why}
        audit.record(by, "kind.published", "ticket_kind", kind.id, after=after)
    return int(draft.version)


def offer(by: Actor, code: str, door: str, *, on: bool) -> None:
    """Offer a kind at a door, or no longer, at once and without a draft. The desk always keeps one."""
    if door not in DOORS:
        raise Refused(Say(N_("没有这个选项，请重新选择")))
    with db.writing():
        db.chain_lock("design")
        kind = queries.of(code)
        if kind is None:
            raise Missing(Say(N_("没有这种工单")))
        if on and code in OWN_DOOR:
            raise Refused(Say(N_("“{kind}”从它自己的页面登记，不在这里受理"), kind=kind.name))
        doors = [one for one in DOORS if (on if one == door else one in kind.template.open)]
        if door == "desk" and not on and [one.code for one in queries.offered("desk")] == [code]:
            raise Refused(Say(N_("客服至少要能受理一种工单")))
        settings = {**(TicketKind.get_by_id(kind.id).settings or {}), "open": doors}
        TicketKind.update(settings=settings).where(TicketKind.id == kind.id).execute()
        after = {"name": kind.name, "to": DOORS[door]}
        audit.record(by, "kind.offered" if on else "kind.withdrawn", "ticket_kind", kind.id, after=after)


def _kind(code: str) -> TicketKind:
    found = TicketKind.get_or_none(TicketKind.code == code)
    if found is None:
        raise Missing(Say(N_("没有这种工单")))
    return found


def _must_be_free(name: str, but: str = "") -> None:
    names = {row.name for row in TicketKind.select() if row.code != but}
    names |= {template.name for code, template in SHIPPED.items() if code != but}
    if name in names:
        raise Refused(Say(N_("已经有一种工单叫“{name}”"), name=name))


def _form(code: str, name: str) -> int:
    found = Design.get_or_none((Design.kind == "form") & (Design.code == f"kind-{code}"))
    row = {"kind": "form", "code": f"kind-{code}", "name": name or code, "org_id": 1}
    return int(found.id) if found else int(Design.insert(**row).execute())


def _draft(design_id: int) -> DesignVersion | None:
    found: DesignVersion | None = DesignVersion.get_or_none(
        (DesignVersion.design_id == design_id) & DesignVersion.published_at.is_null()
    )
    return found


def _design(kind: str, code: str) -> int:
    return int(Design.get((Design.kind == kind) & (Design.code == code)).id)
