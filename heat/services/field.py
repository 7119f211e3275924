"""What a technician sends from the field: in one go from a form, or step by step out of a phone's queue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from heat import db
from heat.models import Ticket
from heat.queries import dispatch, sheet_hours, ticket_kinds
from heat.queries import field as queries
from heat.rules import field_work as rules
from heat.rules import tickets as life
from heat.rules.field_work import Queued
from heat.rules.flows import OPEN_PHASES, WORKING, NotAllowed
from heat.rules.permissions import Actor
from heat.services import attachments, audit, costs, designs, journal, patrols, replays, tickets
from heat.services.attachments import Picture
from heat.words import N_, Missing, Moved, Refused, Say


class Overtaken(Moved):
    """The ticket went another way while the phone had no network; `mine` tells whether 算我的 is still possible."""

    def __init__(self, say: Say, ticket: Ticket, mine: bool) -> None:
        super().__init__(say)
        self.ticket = ticket
        self.mine = mine


@dataclass(frozen=True)
class Pictures:
    """The photos that come with a step, and the customer's signature; the phone's kind of photo is before or after.

    `stops` are those of the points of a patrol, by their kind.
    """

    photos: Sequence[Picture] = ()
    kind: str = "after"
    signature: Picture | None = None
    before: Sequence[Picture] = ()
    stops: Mapping[str, Sequence[Picture]] = field(default_factory=dict)


def finish(
    by: Actor,
    ticket_id: int,
    told: dict[str, Any],
    pictures: Pictures = Pictures(),
    *,
    version: int | None = None,
    once_key: str = "",
) -> Ticket:
    """Finish a ticket with its photos in one transaction; the row. Errors as tickets.move and attachments.add.

    The same `once_key` again does nothing, whatever has become of the ticket: its money belongs to the visit of then.
    """
    ticket = tickets.find(by, ticket_id)
    told = _theirs(by, _checked(by, ticket, told)) | _signed(pictures)
    _agreed(told)
    before, stored = attachments.kept(pictures.before), attachments.kept(pictures.photos)
    stops = {kind: attachments.kept(photos) for kind, photos in pictures.stops.items()}
    with db.writing():
        if _done(ticket, "finish", once_key):
            return ticket
        attachments.add(by, ticket_id, before, kind="before")
        attachments.add(by, ticket_id, stored, kind=pictures.kind)
        for kind, blobs in stops.items():
            attachments.add(by, ticket_id, blobs, kind=kind)
        ticket = tickets.move(by, ticket_id, "finish", told, version=version, once_key=once_key)
        _booked(by, ticket, told)
    return ticket


def _theirs(by: Actor, told: dict[str, Any]) -> dict[str, Any]:
    """What somebody may tell of a job: an outside company writes nothing of the office's stock and money."""
    return {name: value for name, value in told.items() if name not in costs.TOLD} if by.outside else told


def _checked(by: Actor, ticket: Ticket, told: dict[str, Any]) -> dict[str, Any]:
    """What was told, its ticked checks held against the list of the ticket's own sort and version.

    Refused for a helper this person does not work with.
    """
    if told.get("helper"):
        dispatch.must_work_with(by, told["helper"])
    ticked = told.get("checks")
    if ticked is None:
        return told
    template = ticket_kinds.of_ticket(ticket.kind_id, ticket.form_version_id)
    rest = {name: value for name, value in told.items() if name != "checks"}
    return rest | rules.checked(ticked, template.words("checklist"))


def _done(ticket: Ticket, action: str, once_key: str) -> bool:
    """Whether this form has done its step already; asked behind the lock, since a double click comes twice at once."""
    db.chain_lock(f"ticket-{ticket.id}")
    return journal.done(journal.key(f"{ticket.id}:{action}", once_key)) is not None


def _booked(by: Actor, ticket: Ticket, told: dict[str, Any]) -> None:
    """What goes with a finished ticket: its money, repairs of what a patrol found, the signature among its pictures."""
    costs.book(by, ticket, told)
    patrols.open_repairs(by, ticket)
    if told.get("signature"):
        attachments.add_to(by, ticket, [told["signature"]], kind="signature")


def _agreed(told: dict[str, Any]) -> None:
    """A customer who agreed by signature must have signed on this phone."""
    if told.get("consent") == "signature" and not told.get("signature"):
        raise Refused(Say(N_("您选了客户签字同意：请客户在下面签字，或改选口头同意")))


def enter(
    by: Actor,
    ticket_id: int,
    told: dict[str, Any],
    sheet: Sequence[Picture] = (),
    *,
    once_key: str,
    hours: Mapping[str, str] | None = None,
) -> Ticket:
    """Finish a ticket from its paper twin, the photo of the signed sheet kept with it; errors as `finish`.

    `hours` are who came and when, as sheet_times.FORM names them: clocks and visit go by the sheet, not by the hour of
    typing. Who is named where nobody was sent yet has it from then on.
    """
    ticket = tickets.find(by, ticket_id)
    told = told | sheet_hours.when(ticket, hours or {})
    who, stored = sheet_hours.who(by, hours or {}), attachments.kept(sheet)
    with db.writing():
        if _done(ticket, "enter", once_key):
            return ticket
        attachments.add(by, ticket_id, stored, kind="sheet")
        _sent(by, ticket, who)
        ticket = tickets.move(by, ticket_id, "enter", _checked(by, ticket, told), once_key=once_key)
        costs.book(by, ticket, told)
        patrols.open_repairs(by, ticket)
    return ticket


def entering(by: Actor) -> Actor:
    """This person with the right to enter a sheet, for whoever has another right to the paper at hand."""
    return replace(by, permissions=by.permissions | {"ticket.take"})


def not_done(
    by: Actor, ticket_id: int, reason: str, planned: str, *, once_key: str, hours: Mapping[str, str] | None = None
) -> Ticket:
    """What a sheet says of a visit that came to nothing: its listed reason, and the next visit; the ticket waits.

    `hours` as in `enter`: somebody came and left again, whatever came of it.
    """
    ticket = tickets.find(by, ticket_id)
    told = {"reason": reason} | ({"planned": planned} if planned else {}) | sheet_hours.when(ticket, hours or {})
    who, worker = sheet_hours.who(by, hours or {}), replace(by, permissions=by.permissions | {"ticket.work"})
    with db.writing():
        if _done(ticket, "hold", once_key):
            return ticket
        _sent(by, ticket, who)
        return tickets.move(worker, ticket_id, "hold", told, once_key=once_key)


def _sent(by: Actor, ticket: Ticket, who: int | None) -> None:
    """Whom a sheet names where nobody was sent yet has the ticket from then on."""
    if who and ticket.assignee_id is None:
        tickets.move(_giving(by), ticket.id, "assign", {"assignee": who})


def receive(by: Actor, sent: Queued, pictures: Pictures = Pictures()) -> dict[str, Any]:
    """Do one thing out of a phone's queue, once; the answer for the phone, the same one when it asks again.

    Overtaken when the ticket went another way meanwhile: nothing is done then until the technician has decided.
    """
    asked = rules.fingerprint(sent, _contents(pictures))
    if (known := replays.answered(by, sent.key, asked)) is not None:
        return known
    if sent.action == "photo" and not pictures.photos:
        raise Refused(Say(N_("没有收到照片，请重新拍一张")))
    stored = attachments.kept(pictures.photos)
    told = _theirs(by, _told(sent)) | _signed(pictures)
    if sent.action == "finish":
        _agreed(told)
    with db.writing():
        db.chain_lock(f"queue-{by.id}")
        if (known := replays.answered(by, sent.key, asked)) is not None:
            return known
        ticket = _found(by, sent)
        told = _checked(by, ticket, told)
        if sent.action == "photo":
            attachments.add_to(by, ticket, stored, kind=pictures.kind, taken_at=sent.phone_at)
        elif sent.action == "note" or sent.mode == rules.ASIDE:
            _note(by, ticket, sent, told)
        else:
            ticket = _step(by, ticket, sent, told)
        answer = {"number": ticket.number, "state": ticket.state, "version": ticket.version}
        answer["stage"] = designs.stage(ticket)
        replays.keep(by, sent.key, asked, answer)
    return answer


def _contents(pictures: Pictures) -> bytes:
    return b"".join(one.data for one in (*pictures.photos, *([pictures.signature] if pictures.signature else ())))


def _signed(pictures: Pictures) -> dict[str, Any]:
    return {"signature": attachments.kept([pictures.signature])[0]} if pictures.signature else {}


def _told(sent: Queued) -> dict[str, Any]:
    return dict(sent.told) | ({"phone_at": sent.phone_at} if sent.phone_at else {})


def _found(by: Actor, sent: Queued) -> Ticket:
    """The ticket of a queued step. One that was taken away is still there for what was done at the door."""
    try:
        ticket = tickets.find(by, sent.ticket_id)
    except Missing:
        if not queries.had(by.id or 0, sent.ticket_id):
            raise
        ticket = Ticket.get_by_id(sent.ticket_id)
    others = ticket.assignee_id is not None and ticket.assignee_id != by.id
    if others and sent.action in rules.STEPS and sent.mode == rules.AS_SENT:
        raise _overtaken(by, ticket, sent)
    return ticket


def _step(by: Actor, ticket: Ticket, sent: Queued, told: dict[str, Any]) -> Ticket:
    if _done(ticket, sent.action, sent.key):
        return ticket
    if sent.mode == rules.MINE:
        return _claim(by, ticket, sent, told)
    flow = designs.flow(ticket.flow_version_id)
    try:
        flow.step(ticket.state, sent.action)
    except NotAllowed:
        if queries.reached(ticket.id, by.id or 0, sent.action):
            return ticket  # pressed on a second phone or page already: what was wanted has happened
        raise _overtaken(by, ticket, sent) from None
    if sent.action == "finish":
        told |= _worked(by, ticket, sent)
    return _moved(by, ticket, sent, told)


def _moved(by: Actor, ticket: Ticket, sent: Queued, told: dict[str, Any]) -> Ticket:
    after = tickets.move(by, ticket.id, sent.action, told, once_key=sent.key)
    if sent.action == "finish":
        _booked(by, after, told)
    return after


def _worked(by: Actor, ticket: Ticket, sent: Queued) -> dict[str, Any]:
    """Minutes at the door by the phone's clock: a queue that is sent in the evening arrives all in one second."""
    minutes = rules.minutes_between(queries.phone_arrived_at(ticket.id, by.id or 0), sent.phone_at)
    return {} if minutes is None or sent.told.get("minutes") else {"minutes": minutes}


def _overtaken(by: Actor, ticket: Ticket, sent: Queued) -> Overtaken:
    what = Say(N_("工单 {number} 在您没有网络的时候变了，这一步还没有算数，请决定怎么办"), number=ticket.number)
    return Overtaken(what, ticket, _claimable(by, ticket, sent.action))


def _claimable(by: Actor, ticket: Ticket, action: str) -> bool:
    """Whether the step can still be done in one's own name: the ticket is not over, and nobody else is at the door.

    Whoever had it once may always write down what was done, but takes it from no team that has been sent since.
    """
    others = ticket.assignee_id not in (None, by.id)
    if ticket.phase not in OPEN_PHASES or (others and designs.stage(ticket) == WORKING) or not _in_sight(by, ticket):
        return False
    return rules.way_to(designs.flow(ticket.flow_version_id), ticket.state, action) is not None


def _in_sight(by: Actor, ticket: Ticket) -> bool:
    try:
        return bool(tickets.find(by, ticket.id))
    except Missing:
        return False


def _claim(by: Actor, ticket: Ticket, sent: Queued, told: dict[str, Any]) -> Ticket:
    """算我的: take the ticket over and walk it to where the step can be taken, all in this transaction."""
    walk = rules.way_to(designs.flow(ticket.flow_version_id), ticket.state, sent.action)
    if walk is None or not _claimable(by, ticket, sent.action):
        if ticket.assignee_id == by.id and sent.action in ("accept", "arrive", "resume"):
            return ticket  # the ticket is further on already
        raise _overtaken(by, ticket, sent)
    if ticket.assignee_id != by.id:
        db.run("UPDATE ticket SET assignee_id = ?, version = version + 1 WHERE id = ?", by.id, ticket.id)
        journal.moved(by, ticket, "claim", ticket.state, {"from": ticket.assignee_id, "phone_at": sent.phone_at})
        audit.record(by, "ticket.claimed", "ticket", ticket.id, before={"assignee": ticket.assignee_id})
    for step in walk:
        tickets.move(by, ticket.id, step, {})
    return _moved(by, ticket, sent, told)


def note(by: Actor, ticket_id: int, text: str, *, once_key: str) -> Ticket:
    """Write a line on a ticket one sees from the field; it needs no right of the desk."""
    ticket = tickets.find(by, ticket_id)
    sent = Queued(ticket_id, "note", once_key, told={"text": text})
    with db.writing():
        if not journal.done(_note_key(ticket, sent)):
            _note(by, ticket, sent, {"text": text})
    return ticket


def _note_key(ticket: Ticket, sent: Queued) -> str:
    return f"{ticket.id}:note:{sent.key}"


def _note(by: Actor, ticket: Ticket, sent: Queued, told: dict[str, Any]) -> None:
    """What was done at the door as a line of the record, whatever has become of the ticket."""
    told = life.told(told)
    if sent.action == "note" and not told.get("text"):
        raise Refused(Say(N_("请先写下备注的内容")))
    data = told | ({"aside": sent.action} if sent.mode == rules.ASIDE else {})
    journal.moved(by, ticket, "note", ticket.state, data, _note_key(ticket, sent))
    audit.record(by, "ticket.note", "ticket", ticket.id, after={"text": str(told.get("text", ""))[:60]})


def pick(by: Actor, ticket_id: int, *, once_key: str = "") -> Ticket:
    """顺路: take a ticket of one's own team that nobody has been sent to yet, and accept it; the row.

    Refused for another team's, Moved when somebody has it by now.
    """
    ticket, key = tickets.find(by, ticket_id), journal.beside(once_key, "pick")
    if ticket.team_id not in by.team_ids:
        raise Refused(Say(N_("工单 {number} 不是您班组的，请班组长来派"), number=ticket.number))
    with db.writing():
        if ticket.assignee_id is not None and ticket.assignee_id != by.id:
            raise Moved(Say(N_("工单 {number} 已经有人去了，不用再接"), number=ticket.number))
        tickets.move(_giving(by), ticket_id, "assign", {"assignee": by.id, "picked": True}, once_key=key)
        return tickets.move(by, ticket_id, "accept", {}, once_key=key)


def hand_over(by: Actor, ticket_id: int, to: int, reason: str, *, version: int | None, once_key: str = "") -> Ticket:
    """交给同事: give one's own ticket to somebody of the same team, who gets it as newly given; the row.

    Refused for a ticket of somebody else's, or to somebody who is not in the team today.
    """
    ticket = tickets.find(by, ticket_id)
    if ticket.assignee_id != by.id and not by.may("ticket.assign"):
        raise Refused(Say(N_("工单 {number} 不在您手上，不能转交"), number=ticket.number))
    if to not in {mate.id for mate in queries.mates(by)}:
        raise Refused(Say(N_("请选择今天和您同组的同事")))
    told = {"assignee": to, "team": ticket.team_id, "reason": reason.strip() or "转交同事"}
    return tickets.move(_giving(by), ticket_id, "assign", told, version=version, once_key=once_key)


def _giving(by: Actor) -> Actor:
    """This person with the right to dispatch, for one step that the field's own rules have allowed."""
    return replace(by, permissions=by.permissions | {"ticket.assign"})
