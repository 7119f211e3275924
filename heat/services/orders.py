"""Work orders on paper: what is printed of a ticket, and that it was printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from heat import clock, db, settings
from heat.models import Ticket
from heat.papers import order, patrol, press, route
from heat.papers.order import Checklist, WorkOrder
from heat.papers.paper import CHINESE, Company, Household, Words
from heat.papers.route import Route, RouteStop
from heat.queries import inspections, office, orders, own_fields, patrols, stock, ticket_kinds, valves
from heat.queries.orders import Sheet
from heat.queries.patrols import Walk
from heat.queries.ticket_kinds import Kind
from heat.rules import valves as valve_rules
from heat.rules.codes import read_code, short_code
from heat.rules.flows import FINISHED, OPEN_PHASES
from heat.rules.inspections import KIND as INSPECTION
from heat.rules.kind_templates import Template
from heat.rules.patrols import KIND as PATROL
from heat.rules.permissions import Actor
from heat.services import audit, designs, inspection_papers, journal, print_forms, tickets
from heat.services.entry_code import entry_code
from heat.services.print_forms import moment
from heat.words import N_, Missing, Moved, Refused, Say

MOST = 200  # sheets of one printing: about half a minute of the press


def papers(by: Actor, ticket_ids: Sequence[int], words: Words = CHINESE) -> list[str]:
    """The work orders of tickets this person may see, as HTML for the press, in the given order. Seven queries.

    Each printing is counted, so that a sheet tells whether it is the newest. Missing when nothing may be seen.
    """
    found = orders.sheets(by, list(dict.fromkeys(ticket_ids))[:MOST])
    if not found:
        raise Missing(Say(N_("没有可打印的工单")))
    if problems := press.available():
        raise press.Unavailable(Say(f"{problems[0].say}{problems[0].remedy}"))
    _count(by, found)
    company, here = print_forms.company(), office.modules()
    priced = stock.items() if "stock" in here else []
    kinds = _kinds()
    own = own_fields.of("ticket")
    made = []
    for sheet in found:
        walk = patrols.walk_of(sheet.id) if sheet.kind == PATROL else None
        looked = inspections.one(by, sheet.id) if sheet.kind == INSPECTION else None
        if looked is not None:
            made.append(inspection_papers.paper(by, looked, sheet.customer or "", company, words))
        elif walk is not None:
            made.append(patrol.sheet(_round(sheet, walk, company), words))
        else:
            template = ticket_kinds.standing(kinds[sheet.kind], sheet.form_version_id)
            asked = print_forms.blanks(template, own, by, sheet.wishes)
            drawn = print_forms.checklist(template, sheet.kind, priced, asked, words)
            made.append(order.order(_paper(sheet, company, kinds, template, drawn, words, hall="hall" in here), words))
    return made


def _round(sheet: Sheet, walk: Walk, company: Company) -> patrol.Round:
    """A round as its route sheet prints it; each point has the code its label has."""
    code, base = short_code(sheet.id), settings.base_url()
    return patrol.Round(
        company,
        sheet.number,
        code,
        f"{base}/o/{code}",
        sheet.summary,
        sheet.team or "",
        sheet.technician or "",
        moment(sheet.due_at),
        moment(clock.now()),
        tuple(
            patrol.Stop(point.name, f"{base}/m/points/{walk.plan_id}/{point.key}", point.items, walk.open_at(point.key))
            for point in walk.route
        ),
    )


def cover(by: Actor, ticket_ids: Sequence[int], words: Words = CHINESE) -> str:
    """The cover of a technician's day as HTML, the tickets in the given order. Four queries."""
    found, kinds = orders.sheets(by, ticket_ids), _kinds()
    stops = tuple(_stop(sheet, kinds, words) for sheet in found)
    first = next((sheet for sheet in found if sheet.technician), None)
    who, team = (first.technician or "", first.team or "") if first else ("", "")
    return route.cover(Route(print_forms.company(), who, team, moment(clock.now()), stops), words)


def _stop(sheet: Sheet, kinds: Mapping[str, Kind], words: Words) -> RouteStop:
    code = short_code(sheet.id)
    return RouteStop(
        number=sheet.number,
        short_code=code,
        kind=words.gettext(kinds[sheet.kind].name),
        urgent=sheet.urgent,
        address=sheet.address,
        customer=sheet.customer or "",
        phone=sheet.phone or "",
        due=moment(sheet.due_at),
        problem=sheet.summary[:80],
        caution=_needs(sheet),
        entry_url=f"{settings.base_url()}/o/{code}",
    )


def _kinds() -> dict[str, Kind]:
    return {kind.code: kind for kind in ticket_kinds.all_kinds()}


def _count(by: Actor, found: Sequence[Sheet]) -> None:
    with db.writing():
        rows = {row.id: row for row in Ticket.select().where(Ticket.id.in_([sheet.id for sheet in found]))}
        for sheet in found:
            journal.moved(by, rows[sheet.id], "print", rows[sheet.id].state)
            audit.record(by, "ticket.printed", "ticket", sheet.id, after={"print": sheet.prints + 1})


def _paper(
    sheet: Sheet,
    company: Company,
    kinds: Mapping[str, Kind],
    template: Template,
    drawn: Checklist,
    words: Words,
    *,
    hall: bool,
) -> WorkOrder:
    code, base = short_code(sheet.id), settings.base_url()
    household = Household(
        sheet.account_no or "—",
        sheet.customer or "—",
        sheet.address,
        entry_code(sheet.household_id) if sheet.household_id and hall else "",
    )
    return WorkOrder(
        number=sheet.number,
        short_code=code,
        company=company,
        team=sheet.team or "",
        kind=words.gettext(template.name),
        urgent=sheet.urgent,
        household=household,
        phone=sheet.phone or "",
        problem=sheet.summary,
        due=moment(sheet.due_at),
        printed=moment(clock.now()),
        entry_url=f"{base}/o/{code}",
        technician=sheet.technician or "",
        facts=tuple((name, text) for name, text in _facts(sheet, words) if text),
        caution=_needs(sheet),
        history="；".join(_past(sheet, kinds, words)),
        progress_url=f"{base}/my/enter?account_no={sheet.account_no}" if sheet.account_no and hall else "",
        print_no=sheet.prints + 1,
        checklist=drawn,
        form=print_forms.sheet(template),
    )


def _facts(sheet: Sheet, words: Words) -> list[tuple[str, str]]:
    """What stands beside the household: when, how large, which circuit; of a valve what the register says."""
    facts = [
        (words.gettext(N_("受理")), moment(sheet.opened_at)),
        (words.gettext(N_("约定")), str((db.unpacked(sheet.wishes) or {}).get("when", ""))),
        (words.gettext(N_("面积")), f"{sheet.area_m2:.2f} ㎡" if sheet.area_m2 is not None else ""),
        (words.gettext(N_("机组")), sheet.circuit or ""),
    ]
    if sheet.kind == valve_rules.KIND and sheet.household_id:
        known = valves.known(sheet.household_id)
        state = words.gettext(valve_rules.STATES[known.state]) if known.state else "—"
        facts += [(words.gettext(N_("登记")), state), (words.gettext(N_("铅封")), known.seal or "—")]
    return facts


def _needs(sheet: Sheet) -> str:
    needs = (db.unpacked(sheet.ext) or {}).get("needs") or ""
    return "；".join(map(str, needs)) if isinstance(needs, list) else str(needs)


def _past(sheet: Sheet, kinds: Mapping[str, Kind], words: Words) -> list[str]:
    names = {code: words.gettext(kind.name) for code, kind in kinds.items()}
    return [f"{clock.local(at):%Y-%m-%d} {names.get(code, code)} {cause}".strip() for code, cause, at in sheet.past]


def ticket_of(by: Actor, typed: str) -> Ticket:
    """The ticket a short code on paper stands for. Refused for a code that was misread, Missing for a foreign one."""
    ticket_id = read_code(typed[:40])
    if ticket_id is None:
        raise Refused(
            Say(N_("短码“{typed}”不对：有一位看错或漏了，请对照工单右上角重新输入"), typed=typed.strip()[:20])
        )
    return tickets.find(by, ticket_id)


def still_open(ticket: Ticket) -> None:
    """Moved when the ticket has been finished already: digital and paper finish it once."""
    if designs.stage(ticket) == FINISHED or ticket.phase not in OPEN_PHASES:
        name = designs.flow(ticket.flow_version_id).states[ticket.state].name
        raise Moved(Say(N_("工单 {number} 已经是“{state}”，不用再补录"), number=ticket.number, state=name))
