"""Lists of orders that official parties send (12345 导出表) as a kind of import: each line becomes a ticket at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from heat import clock, db
from heat.models import Partner, Ticket
from heat.queries import dues as homes_queries
from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.lists import OFFICIAL
from heat.rules.official_list import OrderLine, check_orders
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.services import flow_moves, partner_orders, ticket_lists
from heat.services.import_kinds import Finding, Imported, InUse, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import at_home, homes_of
from heat.services.partner_orders import Order
from heat.words import N_, Refused, Say

SHOWN = (
    Shown("number", N_("来单编号"), ("number",)),
    Shown("sender", N_("来单单位"), ("sender",)),
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("address", N_("地址"), ("address",)),
    Shown("kind", N_("类型"), ("kind",)),
    Shown("due", N_("答复时限"), ("due_at",)),
    Shown("text", N_("诉求内容"), ("text",)),
)
_SAID = ("number", "sender", "account_no", "address", "kind", "due", "text")


def check(sheet: Sheet, layout: Layout) -> Checked[OrderLine | None]:
    """The lines of a list cleaned; nothing was sent tomorrow."""
    return check_orders(sheet, layout, today=clock.today())


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the orders that are there: a number of a sender is never taken twice."""
    entries = at_home([entry for entry in reading.checked.entries if entry.value is not None])
    homes = homes_of(reading, by, [entry.value.account_no for entry in entries if entry.value.account_no])
    senders, known, said_before = _Senders(), _known(), dict[tuple[int, str], int]()
    for entry in entries:
        line: OrderLine = entry.value
        partner = senders.get(line.sender)
        said = {name: getattr(line, name) for name in _SAID}
        there = (partner.id, line.number) in known if partner else False
        finding = Finding(entry, said, known=line.number if there else None, after={} if there else said)
        finding.problems = homes.problems(line.row, line.account_no) if line.account_no else ()
        if partner and (before := said_before.setdefault((partner.id, line.number), line.row)) != line.row:
            header = reading.layout.header_of("number")
            finding.problems = (Problem(line.row, header, "number_repeated", line.number, str(before)),)
        if partner is None:
            header = reading.layout.header_of("sender")
            finding.problems = (Problem(line.row, header, "sender_unknown", line.sender or "—"),)
        yield finding


class _Senders:
    """Who sends orders, by name; the only one there is where a list does not say."""

    def __init__(self) -> None:
        official = (Partner.kind == "official") & Partner.retired_at.is_null()
        self._all = list(Partner.select().where(official))

    def get(self, said: str) -> Partner | None:
        if not said:
            return self._all[0] if len(self._all) == 1 else None
        return next((one for one in self._all if one.name in said or said in one.name), None)


def _known() -> set[tuple[int, str]]:
    return set(db.rows("SELECT partner_id, number FROM partner_order"))


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Take each line as a ticket that waits to be given to somebody; inside the caller's transaction."""
    lines: list[OrderLine] = [finding.entry.value for finding in findings]
    homes = homes_queries.homes([line.account_no for line in lines if line.account_no], clock.today())
    senders = _Senders()
    touched = []
    for line in lines:
        home, partner = homes.get(line.account_no), senders.get(line.sender)
        if partner is None:  # compare keeps lines without one out; somebody has retired it since
            raise Refused(Say(N_("来单单位“{name}”刚刚被停用，请重新检查"), name=line.sender or "—"))
        order = Order(
            line.number,
            line.kind or "other",
            line.text,
            line.received.at,
            line.due.at if line.due else None,
            home.id if home else None,
            line.address,
            line.phone,
            line.sheet,
        )
        mine = not partner_orders.known(partner, line.number)  # another list was quicker: its undo takes it back
        ticket = partner_orders.receive(by, partner, order)
        steps = [["ticket", ticket.id]] if mine else []
        touched.append(Touched(home.id if home else 0, ticket.version, steps))
    return Written(touched)


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Orders that somebody has worked on since they came, by row of the sheet."""
    why: dict[int, Say] = {}
    for one in imported:
        ticket_id = one.touched.steps[0][1] if one.touched.steps else 0
        if ticket_id and not db.value(
            "SELECT 1 FROM ticket WHERE id = ? AND version = ?", ticket_id, one.touched.version
        ):
            why[one.row] = Say(N_("导入后已经有人办理"))
    return why


def take_back(imported: Sequence[Imported], by: Actor) -> None:
    """Cancel the tickets and forget the orders, so that the list can be imported anew; whoever keeps partners may.

    InUse when one cannot be cancelled any more.
    """
    taker = replace(by, permissions=by.permissions | {"ticket.take"})
    for one in reversed(imported):
        for _ticket, ticket_id in one.touched.steps:
            try:
                flow_moves.make(taker, Ticket.get_by_id(ticket_id), "cancel", {"reason": "撤销导入"})
            except Refused as problem:
                raise InUse from problem
            db.run("DELETE FROM partner_order WHERE ticket_id = ?", ticket_id)


IMPORTS = offered(OFFICIAL, "partner.keep", globals(), worded=ticket_lists.worded, module="partner")
