"""What the sheet of a sort of ticket prints: its words, kit and own fields; and the sheet with an invented example."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from heat import clock, settings
from heat.papers import order
from heat.papers.order import Blank, Checklist, Material, WorkOrder
from heat.papers.paper import CHINESE, Company, Household, Words
from heat.queries import office, own_fields, stock
from heat.queries import ticket_kinds as kinds
from heat.queries.stock import ItemRow
from heat.queries.ticket_kinds import Drawing
from heat.rules import valves
from heat.rules.field_work import REMEDIES
from heat.rules.kind_templates import OWN_DOOR, Template
from heat.rules.own_fields import KIND, OwnField
from heat.rules.permissions import Actor
from heat.rules.print_forms import ORDER, PrintForm
from heat.words import N_, Missing, Say

_MOST_PARTS = 7  # pre-printed beside the kit the office drew: more would push the sheet onto a second page
_EXAMPLE = N_("样张-0001")


def sheet(template: Template) -> PrintForm:
    """The sheet of a sort: its own, or the work order of all."""
    return template.sheet or ORDER


def drawn(code: str) -> Drawing:
    """A sort as it is being drawn; Missing for an unknown one and for one whose paper nobody draws."""
    found = kinds.drawing(code)
    if found is None:
        raise Missing(Say(N_("没有这种工单")))
    if code in OWN_DOOR:
        raise Missing(Say(N_("“{kind}”有专用的单子，不在这里画"), kind=found.kind.name))
    return found


def checklist(
    template: Template, kind: str, priced: Sequence[ItemRow], asked: tuple[Blank, ...] = (), words: Words = CHINESE
) -> Checklist:
    """What the technician ticks and fills in on paper."""
    is_valve = kind == valves.KIND
    return Checklist(
        causes=template.words("holds" if is_valve else "causes"),
        remedies=REMEDIES,
        materials=_materials(template, kind, priced, words),
        checks=template.words("checklist"),
        valve=tuple(words.gettext(name) for name in valves.FOUND.values()) if is_valve else (),
        results=template.words("results"),
        fields=asked,
    )


def _materials(template: Template, kind: str, priced: Sequence[ItemRow], words: Words) -> tuple[Material, ...]:
    """The kit first, with the price of today where there is one, then what the storekeeper offers for this kind."""
    kit = stock.kit_of(kind, template.words("kit"), priced)
    kept = [Material(item.name, item.price_fen, item.unit) for item in kit.items if item.usual_milli]
    kept += [Material(words.gettext(line.name), None) for line in kit.words]
    offered = [Material(item.name, item.price_fen, item.unit) for item in kit.items if not item.usual_milli]
    return (*kept, *offered[: max(0, _MOST_PARTS - len(kept))])


def blanks(template: Template, own: Sequence[OwnField], by: Actor, ext: Any = None) -> tuple[Blank, ...]:
    """The office's own fields as the sheet asks them: what intake filled in, else room for the pen.

    Without those that this person may not read, and without files. Two queries for names, none where the sheet asks
    for no fields.
    """
    if "fields" not in sheet(template).parts:
        return ()
    asked = [one for one in own if template.asks_for(one.code) and one.readable(by.roles) and not KIND[one.kind].file]
    filled = own_fields.named(asked, own_fields.own(ext))
    return tuple(Blank(one.name, filled[one.code], tuple(one.choices)) for one in asked)


def example(by: Actor, code: str, words: Words = CHINESE) -> str:
    """The sheet of a sort as it is being drawn, filled with an invented household, as HTML for the press.

    Missing for an unknown sort and for one that has a paper of its own.
    """
    drawing = drawn(code)
    template, say = drawing.template, words.gettext
    priced = stock.items() if "stock" in office.modules() else []
    asked = blanks(template, own_fields.of("ticket"), by)
    paper = WorkOrder(
        number=say(_EXAMPLE),
        short_code=say(N_("样张")),
        company=company(),
        team=say(N_("城东维修一组")),
        kind=say(template.name),
        urgent=template.urgent,
        household=Household("000000000000", say(N_("王样张")), say(N_("幸福里小区3号楼2单元501"))),
        phone="13800000000",
        problem=say(N_("这是一张样张，住户和诉求都是编的，只看单子的样子。")),
        due=moment(clock.now() + clock.DAY),
        printed=moment(clock.now()),
        entry_url=f"{settings.base_url()}/admin/kinds/{code}/sheet",
        technician=say(N_("小张")),
        facts=((say(N_("面积")), "96.40 ㎡"),),
        checklist=checklist(template, code, priced, asked, words),
        form=sheet(template),
    )
    return order.order(paper, words)


def company() -> Company:
    """Who sends the sheet, as the office has decided."""
    said = office.settings()
    return Company(said["company.name"], said["company.hotline"], said["company.address"])


def moment(at: int | None) -> str:
    """An instant as sheets print it, '11-21 10:48'; '' for none."""
    return f"{clock.local(at):%m-%d %H:%M}" if at is not None else ""
