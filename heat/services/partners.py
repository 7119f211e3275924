"""Outside parties: registering them, and the one-time links by which a company does a single job."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat import clock, db, settings
from heat.models import Partner, Ticket
from heat.queries import flow_steps, office, visible
from heat.rules import partners as rules
from heat.rules import tickets as life
from heat.rules.flows import NEW, OWNER, Move
from heat.rules.permissions import Actor
from heat.services import audit, designs, field, journal, one_time, outbox, people, sessions, teams, throttle, tickets
from heat.services.field import Pictures
from heat.words import N_, Missing, Moved, Refused, Say

LINK, LIVES = "partner-link", 14 * clock.DAY
# what a company may do by its link, whatever else the flow offers to people of the office
LAST = ("finish", "return")  # after these the link has done its work
DEEDS = frozenset({"accept", "arrive", "hold", "resume", "return", "finish"})


def add(by: Actor, name: str, kind: str, phone: str = "") -> int:
    """Register one; the id. A company gets a team, under which it is timed, and an account without a password."""
    named, number = rules.NAME.read(name), life.CALLER.read(phone)
    if kind not in rules.KINDS:
        raise Refused(Say(N_("请选择是来单单位还是办理单位")))
    with db.writing():
        if db.row("SELECT 1 FROM partner WHERE name = ? AND retired_at IS NULL", named):
            raise Refused(Say(N_("已经登记过“{name}”"), name=named))
        row: dict[str, Any] = {"name": named, "kind": kind, "phone": number}
        if kind == rules.COMPANY:
            row["team_id"] = team_id = teams.create(by, named)
            row["staff_id"] = staff_id = people.add(by, login=f"partner-{team_id}", name=named, roles=("partner",))
            teams.change(by, team_id, name=named, leader_id=None, members=[staff_id], areas=[])
        partner_id = int(Partner.insert(row).execute())
        audit.record(by, "partner.added", "partner", partner_id, after={"name": named, "kind": kind})
    return partner_id


def retire(by: Actor, partner_id: int) -> None:
    """No longer work with one. Refused while it has open jobs or orders without an answer."""
    with db.writing():
        partner = find(partner_id)
        if db.row(
            "SELECT 1 FROM partner_order WHERE partner_id = ? AND replied_at IS NULL LIMIT 1",
            partner_id,
        ):
            raise Refused(Say(N_("“{name}”还有来单没有答复，请先答复"), name=partner.name))
        if partner.team_id:
            teams.retire(by, partner.team_id)
            people.disable(by, partner.staff_id)
        Partner.update(retired_at=clock.now()).where(Partner.id == partner_id).execute()
        audit.record(by, "partner.retired", "partner", partner_id, before={"name": partner.name})


def find(partner_id: int) -> Partner:
    """One in force; Missing otherwise."""
    found = Partner.get_or_none((Partner.id == partner_id) & Partner.retired_at.is_null())
    if found is None:
        raise Missing(Say(N_("没有登记这个单位，可能已经停用")))
    return found


def holder(ticket: Ticket) -> Partner | None:
    """The company that has this ticket; None when it is the office's own people's, or nobody's."""
    if ticket.team_id is None:
        return None
    return Partner.get_or_none((Partner.team_id == ticket.team_id) & Partner.retired_at.is_null())


def send_link(by: Actor, ticket_id: int) -> str:
    """A link by which the company that has the ticket can do it, told by message where it left a phone; the link.

    Links of before end with it. Refused while the ticket is with the office's own people, or over.
    """
    with db.writing():
        ticket = tickets.find(by, ticket_id)
        partner = holder(ticket)
        if partner is None or ticket.closed_at is not None:
            raise Refused(Say(N_("请先把工单派给一个办理单位，再发链接")))
        if _kept(partner, ticket):
            raise Refused(Say(N_("投诉只在公司里办，不能发给办理单位")))
        if ticket.assignee_id is None and designs.stage(ticket) == NEW:
            ticket = tickets.move(by, ticket_id, "assign", {"assignee": partner.staff_id})
        one_time.end(LINK, ticket_id)
        token = one_time.keep(LINK, LIVES, "ticket", ticket_id)
        link = f"{settings.base_url()}/p/job/{token}"
        if partner.phone:
            text = f"【{office.setting('company.name')}】{partner.name}：工单 {ticket.number} 请办理并反馈：{link}"
            outbox.write(f"partner-link:{ticket_id}:{token[:8]}", partner.phone, text)
        journal.moved(by, ticket, "note", ticket.state, {"text": f"已发办理链接给{partner.name}"})
        audit.record(by, "partner.link_sent", "ticket", ticket_id, after={"partner": partner.name})
    return link


def _kept(partner: Partner, ticket: Ticket) -> bool:
    """Whether the ticket is one that outsiders must not read."""
    actor = sessions.staff_actor(partner.staff_id)
    return actor is None or visible.keeps(actor, ticket.id)


@dataclass(frozen=True)
class Opened:
    """What a link opens: the ticket, whom it is for, who acts, and what may be done now."""

    ticket: Ticket
    partner: Partner
    actor: Actor
    state_name: str
    deeds: list[Move]


def opened(token: str, *, ip: str = "") -> Opened:
    """What a company's link opens. Missing when it is unknown, over, or the ticket went to somebody else."""
    throttle.count(f"partner-link:{ip}", 120, 15)
    found = one_time.find(LINK, token)
    ticket = Ticket.get_or_none(Ticket.id == found[1]) if found else None
    partner = holder(ticket) if ticket else None
    actor = sessions.staff_actor(partner.staff_id, ip=ip) if partner else None
    if ticket is None or partner is None or actor is None or ticket.closed_at or visible.keeps(actor, ticket.id):
        raise Missing(Say(N_("这个链接过期了，或者这项工作已经改派。请与供热公司联系。")))
    flow, live = designs.flow(ticket.flow_version_id), flow_steps.live(ticket.id)
    rights = flow_steps.rights(actor, ticket.state, live)
    moves = flow.actions(ticket.state, rights)
    deeds = [one for one in moves if one.action in DEEDS or one.permission == OWNER]
    return Opened(ticket, partner, actor, flow.states[ticket.state].name, deeds)


def act(
    token: str, action: str, told: Mapping[str, str], pictures: Pictures, *, once_key: str = "", ip: str = ""
) -> Ticket:
    """One step by a link, as the company's account would take it; the ticket afterwards. Errors as `tickets.move`."""
    link = opened(token, ip=ip)
    if action not in {one.action for one in link.deeds}:
        raise Moved(Say(N_("这一步已经办过了，请看最新情况")))
    said: dict[str, Any] = dict(told)
    with db.writing():
        if action in LAST:
            one_time.end(LINK, link.ticket.id)
        if action == "finish":
            return field.finish(link.actor, link.ticket.id, said, pictures, once_key=once_key)
        return tickets.move(link.actor, link.ticket.id, action, said | {"node": link.ticket.state}, once_key=once_key)
