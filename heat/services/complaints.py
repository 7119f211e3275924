"""What people do with a complaint: find, put right, answer on paper, supervise, open its repair."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import Complaint, ComplaintLetter, Supervision, Ticket
from heat.papers.letter import Letter as Paper
from heat.papers.letter import letter as set_letter
from heat.papers.paper import CHINESE, Words
from heat.queries import complaints as queries
from heat.queries import dispatch
from heat.rules import complaints as rules
from heat.rules import flows
from heat.rules.permissions import SYSTEM, Actor
from heat.services import audit, breaches, complaint_rows, deadlines, designs, inbox, journal, prints, tickets
from heat.services.tickets import Intake
from heat.words import N_, Missing, Moved, Refused, Say


@dataclass(frozen=True)
class Finding:
    """What an investigation says: the conclusion, its cause, who is responsible, and what was found."""

    finding: str
    cause: str
    found: str
    team_id: int | None = None
    staff_id: int | None = None


def accuse(by: Actor, ticket_id: int, staff_id: int | None) -> None:
    """Write down whom the complaint is about: from now on he neither sees nor hears of it. None takes it back."""
    ticket, found = _mine(by, ticket_id, "complaint.handle")
    who = complaint_rows.named(staff_id)
    with db.writing():
        _set(ticket, against_id=who)
        if who:
            complaint_rows.forgotten(ticket.id, who)
        name = db.value("SELECT name FROM staff WHERE id = ?", who or found.against_id)
        audit.record(by, "complaint.accused" if who else "complaint.cleared", "ticket", ticket.id, after={"name": name})


def judge(by: Actor, ticket_id: int, said: Finding, *, version: int | None = None) -> Ticket:
    """Write down what was found and who is responsible, and send the complaint on: to be put right, or to the answer.

    Refused for the person it is about, and where somebody names himself: then another has to find.
    """
    ticket, before = _mine(by, ticket_id, "complaint.judge")
    cause = rules.read_finding(said.finding, said.cause, queries.causes())
    found = rules.FOUND.read(said.found.replace("\r\n", "\n").strip())
    staff_id = complaint_rows.named(said.staff_id)
    rules.must_not_be(by.id, {one for one in (staff_id, before.against_id) if one is not None})
    # whoever is to blame may be of any branch: a complaint is not given to them
    team_id = dispatch.team_in_force(SYSTEM, said.team_id) if said.team_id else None
    if said.finding != rules.FALSE and not (team_id or staff_id):
        raise Refused(Say(N_("属实的投诉要写明责任班组或责任人")))
    with db.writing():
        _set(
            ticket, finding=said.finding, cause=cause, team_id=team_id, staff_id=staff_id, found=found,
            judged_by_id=by.id, judged_at=clock.now(),
        )  # fmt: skip
        if staff_id:
            complaint_rows.forgotten(ticket.id, staff_id)
        after = {"finding": rules.FINDINGS[said.finding], "cause": cause}
        audit.record(by, "complaint.judged", "ticket", ticket.id, after=after)
        action = rules.FOUND_FALSE if said.finding == rules.FALSE else rules.FOUND_TRUE
        _go_on(by, ticket, action, "judge", version)
    return Ticket.get_by_id(ticket.id)


def measure(by: Actor, ticket_id: int, text: str, *, version: int | None = None) -> Ticket:
    """Write down what was done about it, and send the complaint on to its answer."""
    ticket, _found = _mine(by, ticket_id, "complaint.handle")
    measures = rules.MEASURES.read(text.replace("\r\n", "\n").strip())
    with db.writing():
        _set(ticket, measures=measures, measured_by_id=by.id, measured_at=clock.now())
        audit.record(by, "complaint.measured", "ticket", ticket.id)
        _go_on(by, ticket, rules.DONE, "measure", version)
    return Ticket.get_by_id(ticket.id)


def write_letter(by: Actor, ticket_id: int, found: str, measures: str, signer: str) -> str:
    """Issue the letter of answer with its number; a letter never changes, a better one is another. The number."""
    ticket, about = _mine(by, ticket_id, "complaint.handle")
    if about.judged_at is None:
        raise Refused(Say(N_("还没有定责，不能出答复函")))
    texts = {
        "found": rules.FOUND.read(found.replace("\r\n", "\n").strip()),
        "measures": rules.MEASURES.read(measures.replace("\r\n", "\n").strip()),
        "signer": rules.SIGNER.read(signer.strip()),
    }
    name, address = _complainant(ticket)
    with db.writing():
        db.chain_lock("complaint-letter")
        year = clock.today().year
        # numbers of a year are written with the same width, so that the greatest is the last
        last = db.value("SELECT max(number) FROM complaint_letter WHERE number LIKE ?", f"DF{year}-%")
        number = rules.letter_number(year, int(last.rpartition("-")[2]) + 1 if last else 1)
        row = {"ticket_id": ticket.id, "number": number, "to_name": name, "address": address, **texts}
        ComplaintLetter.insert(row, matter=ticket.summary[:1000], by_id=by.id, at=clock.now()).execute()
        audit.record(by, "complaint.letter", "ticket", ticket.id, after={"number": number})
    return number


def _complainant(ticket: Ticket) -> tuple[str, str]:
    name = db.value("SELECT name FROM party WHERE id = ?", ticket.party_id) if ticket.party_id else None
    return name or "投诉人", ticket.address or ""


def deliver(
    by: Actor, ticket_id: int, letter_id: int, via: str, note: str = "", *, version: int | None = None
) -> Ticket:
    """Write down how the letter reached the complainant: with that the complaint is answered and waits for its call.

    Moved when a newer letter was issued meanwhile, or this one was delivered.
    """
    ticket, found = _mine(by, ticket_id, "complaint.handle")
    if via not in rules.WAYS:
        raise Refused(Say(N_("请选择怎样送达")))
    said = rules.NOTE.read(note.strip())
    newest = next(iter(queries.letters(ticket.id)), None)
    if newest is None or newest.id != letter_id:
        raise Moved(Say(N_("答复函刚被换成新的一份，请看过再登记送达")))
    if newest.delivered_at is not None and found.answered_at is not None:
        raise Moved(Say(N_("答复函 {number} 已经登记送达"), number=newest.number))
    with db.writing():
        now = clock.now()
        ComplaintLetter.update(via=via, delivered_at=now, delivered_note=said, delivered_by_id=by.id).where(
            ComplaintLetter.id == letter_id
        ).execute()
        _set(ticket, answered_at=now)
        audit.record(
            by, "complaint.answered", "ticket", ticket.id, after={"number": newest.number, "via": rules.WAYS[via]}
        )
        journal.told(by, ticket, ticket.household_id, "ticket", "out", f"投诉已答复，{newest.number}")
        _go_on(by, ticket, rules.ANSWERED, "deliver", version)
    return Ticket.get_by_id(ticket.id)


def letter_paper(by: Actor, ticket_id: int, letter_id: int, words: Words = CHINESE) -> tuple[str, str]:
    """A letter as HTML and its number; from the second print on the paper says which print it is."""
    ticket, _found = _mine(by, ticket_id, "complaint.view")
    one = _letter(ticket, letter_id)
    paper = Paper(
        one.number, clock.day_of(one.at), prints.company(), one.to_name, one.address, ticket.number,
        clock.day_of(ticket.opened_at), one.matter, one.found, one.measures, one.signer, one.prints,
    )  # fmt: skip
    return set_letter(paper, words), one.number


def print_letter(by: Actor, ticket_id: int, letter_id: int) -> None:
    """Count one more print of a letter; the paper then says which print it is."""
    ticket, _found = _mine(by, ticket_id, "complaint.handle")
    one = _letter(ticket, letter_id)
    with db.writing():
        db.run("UPDATE complaint_letter SET prints = prints + 1 WHERE id = ?", one.id)
        after = {"number": one.number, "print": one.prints + 1}
        audit.record(by, "complaint.printed", "ticket", ticket.id, after=after)


def _letter(ticket: Ticket, letter_id: int) -> queries.Letter:
    found = next((letter for letter in queries.letters(ticket.id) if letter.id == letter_id), None)
    if found is None:
        raise Missing(Say(N_("没有这份答复函")))
    return found


def supervise(by: Actor, ticket_id: int, reason: str, due_at: int) -> None:
    """Put a complaint under supervision with a reason and an earlier deadline; leader and managers hear of it.

    Moved when it is supervised already. Where the promise is broken already, the clocks stay as they are.
    """
    ticket, _found = _mine(by, ticket_id, "complaint.judge")
    why, now = rules.REASON.read(reason.strip()), clock.now()
    running = ticket.due_at is not None and ticket.due_at > now and ticket.in_time is None
    rules.earlier(now, due_at, ticket.due_at if running else None)
    with db.writing():
        db.chain_lock(f"ticket-{ticket.id}")
        if queries.supervised(ticket.id):
            raise Moved(Say(N_("{number} 已经在督办中"), number=ticket.number))
        row = {"ticket_id": ticket.id, "reason": why, "due_at": due_at, "before_at": ticket.due_at}
        Supervision.insert(row, by_id=by.id, at=now).execute()
        if running:
            columns = deadlines.brought_forward(ticket, due_at, "supervised")
            Ticket.update(columns).where(Ticket.id == ticket.id).execute()
        _noted(by, ticket, "supervise", {"reason": why})
        text = f"{ticket.number} 列入督办，{clock.local(due_at):%m-%d %H:%M} 前答复：{why[:60]}"
        people = breaches.readers(ticket.id, breaches.leaders(ticket.team_id))
        inbox.tell([one for one in people if one != by.id], "supervised", "ticket", ticket.id, text, due_at=due_at)
        audit.record(by, "complaint.supervised", "ticket", ticket.id, after={"reason": why})


def unsupervise(by: Actor, ticket_id: int, reason: str) -> None:
    """End the supervision with a reason; the deadline stays. Moved when somebody ended it already."""
    ticket, _found = _mine(by, ticket_id, "complaint.judge")
    why = rules.REASON.read(reason.strip())
    with db.writing():
        ended = db.rows(
            "UPDATE supervision SET ended_at = ?, end_reason = ?, ended_by_id = ? WHERE ticket_id = ? "
            "AND ended_at IS NULL RETURNING id",
            clock.now(), why, by.id, ticket.id,
        )  # fmt: skip
        if not ended:
            raise Moved(Say(N_("{number} 已经不在督办中"), number=ticket.number))
        _noted(by, ticket, "unsupervise", {"reason": why})
        audit.record(by, "complaint.unsupervised", "ticket", ticket.id, after={"reason": why})


def open_repair(by: Actor, ticket_id: int, kind: str, text: str, *, once_key: str = "") -> Ticket:
    """Open the repair a complaint asks for, as its child: the complaint closes only after it. The child.

    The child carries its own words, since those who repair do not read the complaint.
    """
    ticket, _found = _mine(by, ticket_id, "complaint.handle")
    if ticket.phase not in flows.OPEN_PHASES:
        raise Moved(Say(N_("投诉 {number} 已经归档，请重新受理"), number=ticket.number))
    if kind == rules.KIND:
        raise Refused(Say(N_("请选择要开的是哪种工单")))
    intake = Intake(
        kind, text, household_id=ticket.household_id, address=ticket.address or "", phone=ticket.phone or "",
        source=ticket.source, once_key=once_key,
    )  # fmt: skip
    with db.writing():
        made = tickets.take(by, intake)
        if made.parent_id is None:
            db.run("UPDATE ticket SET parent_id = ?, version = version + 1 WHERE id = ?", ticket.id, made.id)
            _noted(by, ticket, "opened-child", {"number": made.number})
            audit.record(by, "complaint.repair-opened", "ticket", ticket.id, after={"number": made.number})
    return Ticket.get_by_id(made.id)


def tell_apart(by: Actor, ticket_id: int) -> None:
    """Somebody has read both: it is not the same matter as the earlier complaint."""
    ticket, found = _mine(by, ticket_id, "complaint.handle")
    if found.repeat_of is None:
        raise Moved(Say(N_("{number} 没有标为重复投诉，请刷新页面"), number=ticket.number))
    with db.writing():
        _set(ticket, repeat_of_id=None)
        audit.record(by, "complaint.told-apart", "ticket", ticket.id, after={"number": found.repeat_of})


def _mine(by: Actor, ticket_id: int, right: str) -> tuple[Ticket, queries.Complaint]:
    """The complaint if this person may see it and holds the right; Missing for what is none, or is about him."""
    if not by.may(right):
        raise Refused(Say(N_("您没有办理投诉的权限，请找经理或管理员")))
    ticket = tickets.find(by, ticket_id)
    found = queries.one(ticket.id)
    if found is None:
        raise Missing(Say(N_("这张工单不是投诉")))
    rules.must_not_be(by.id, queries.barred(ticket.id))
    return ticket, found


def _set(ticket: Ticket, **columns: Any) -> None:
    Complaint.update(**columns).where(Complaint.ticket_id == ticket.id).execute()


def _go_on(by: Actor, ticket: Ticket, action: str, noted: str, version: int | None) -> None:
    """Take the step that belongs to what was written; where the flow draws no such step from here, only note it."""
    if (ticket.state, action) in designs.flow(ticket.flow_version_id).moves:
        tickets.move(by, ticket.id, action, {}, version=version)
        return
    if version is not None and version != ticket.version:
        raise journal.faster(ticket)
    if ticket.phase not in flows.OPEN_PHASES:
        raise Moved(Say(N_("投诉 {number} 已经归档，请刷新页面"), number=ticket.number))
    _noted(by, ticket, noted, {})


def _noted(by: Actor, ticket: Ticket, action: str, data: dict[str, Any]) -> None:
    """A line of the record for an act that no flow draws; pages that show the ticket are out of date now."""
    db.run("UPDATE ticket SET version = version + 1 WHERE id = ?", ticket.id)
    journal.moved(by, ticket, action, ticket.state, data)
