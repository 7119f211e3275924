"""Tickets of another system as a kind of import: closed ones, so that the file of a household remembers them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from heat import clock, db
from heat.queries import dues as homes_queries
from heat.queries.dues import Home
from heat.rules import complaints
from heat.rules import tickets as life
from heat.rules.columns import Layout
from heat.rules.intake import Checked
from heat.rules.lists import TICKETS
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.rules.ticket_list import TicketLine, check_tickets
from heat.services import designs, traces
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import at_home, homes_of
from heat.services.traces import Trace
from heat.words import N_, Say

_CHUNK = 500
SHOWN = (
    Shown("number", N_("工单号"), ("number",)),
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("address", N_("地址"), ("address",)),
    Shown("kind", N_("类型"), ("kind",)),
    Shown("opened", N_("受理时间"), ("opened_at",)),
    Shown("closed", N_("办结时间"), ("closed_at",)),
    Shown("summary", N_("内容"), ("summary",)),
)


def check(sheet: Sheet, layout: Layout) -> Checked[TicketLine | None]:
    """The lines of a list cleaned; nothing was done tomorrow."""
    return check_tickets(sheet, layout, today=clock.today())


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the tickets that are there: a number that is known is never written again.

    A line without an account number belongs to the household behind the door that its address names.
    """
    entries: list[Any] = at_home([entry for entry in reading.checked.entries if entry.value is not None])
    homes = homes_of(reading, by, [entry.value.account_no for entry in entries if entry.value.account_no])
    known = _known([entry.value.number for entry in entries])
    for entry in entries:
        line: TicketLine = entry.value
        said = {name: getattr(line, name) for name in ("number", "address", "kind", "opened", "closed", "summary")}
        there = known.get(line.number)
        finding = Finding(entry, said, known=there, after={} if there else said)
        finding.problems = homes.problems(line.row, line.account_no) if line.account_no else ()
        if there and there.strip() != line.account_no and not finding.problems:
            header = reading.layout.header_of("number")
            finding.problems = (Problem(line.row, header, "ticket_elsewhere", line.number, there.strip() or "—"),)
        elif line.address and not line.account_no:
            header = reading.layout.header_of("address")
            finding.problems = (Problem(line.row, header, "place_without_household", line.address),)
        yield finding


def _known(numbers: Sequence[str]) -> dict[str, str]:
    """The account number (or a blank) behind each ticket number that is there; one query for five hundred."""
    found: dict[str, str] = {}
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        found |= dict(
            db.rows(
                "SELECT t.number, coalesce(h.account_no, ' ') FROM ticket t LEFT JOIN household h "
                f"ON h.id = t.household_id WHERE t.number IN ({','.join('?' * len(chunk))})",
                *chunk,
            )
        )
    return found


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Write the tickets as done, with a line on the timeline of their household; inside the caller's transaction."""
    lines: list[TicketLine] = [finding.entry.value for finding in findings]
    homes = homes_queries.homes([line.account_no for line in lines if line.account_no], clock.today())
    kinds = dict(db.rows("SELECT code, id FROM ticket_kind"))
    flow_id = designs.current("flow", "repair").id
    return Written([_written(homes.get(line.account_no), line, kinds[line.kind], flow_id) for line in lines])


def _written(home: Home | None, line: TicketLine, kind_id: int, flow_id: int) -> Touched:
    trace = Trace()
    circuit_id, address = None, line.address
    if home:
        circuit_id, address = db.row("SELECT circuit_id, address FROM household WHERE id = ?", home.id) or (None, "")
    opened, closed = line.opened.at, line.closed.at
    summary = line.summary or life.KIND[line.kind].name
    ticket_id = trace.insert(
        "ticket",
        number=line.number,
        kind_id=kind_id,
        flow_version_id=flow_id,
        state="closed",
        phase="done",
        priority=life.priority_of(line.kind, None),
        household_id=home.id if home else None,
        community_id=home.community_id if home else None,
        circuit_id=circuit_id,
        address=address or None,
        party_id=(home.debtor_id if home else 0) or None,
        phone=line.phone or None,
        source="import",
        summary=summary,
        opened_at=opened,
        opened_on=line.opened.day,
        closed_at=closed,
        closed_on=line.closed.day,
        ext={},
    )
    if line.kind == complaints.KIND:
        trace.insert("complaint", ticket_id=ticket_id)
    if home:
        text = life.KIND[line.kind].name if line.kind == complaints.KIND else summary
        told = {"household_id": home.id, "at": opened, "kind": "ticket", "direction": "in", "text": text}
        trace.insert("contact", **told, subject="ticket", subject_id=ticket_id)
    return Touched(home.id if home else 0, 1, trace.steps)


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: _worded(value) for name, value in facts.items()}


def _worded(value: Any) -> str:
    return life.KIND[value].name if value in life.KIND else str(value)


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Tickets that somebody has worked on since they were imported, by row of the sheet."""
    why: dict[int, Say] = {}
    for one in imported:
        ticket_id = one.touched.steps[0][2]
        if db.value("SELECT version FROM ticket WHERE id = ? AND state = 'closed'", ticket_id) != one.touched.version:
            why[one.row] = Say(N_("导入后又被处理过"))
    return why


IMPORTS = offered(TICKETS, "household.import", globals(), take_back=traces.take_back_all)
