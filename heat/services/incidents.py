"""Incidents: declared once, told once to each household, followed by the tickets that come of them, restored."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from typing import Any

from heat import clock, db
from heat.models import Contact, Incident, Job, Ticket
from heat.queries import callers, flow_bodies, office
from heat.queries import incidents as queries
from heat.rules import incidents as rules
from heat.rules.flows import ASSIGNED, NEW
from heat.rules.incidents import Scope
from heat.rules.permissions import Actor
from heat.services import audit, designs, incident_joining, jobs, outbox, tickets, wake
from heat.words import N_, Missing, Moved, Refused, Say

log = logging.getLogger("heat.incidents")
_CHUNK = 200
_ACTS = frozenset({"ticket.take", "ticket.work", "ticket.assign"})  # what an incident does with its own tickets


@dataclass(frozen=True)
class Declared:
    """What was said of an incident; `notify` tells each household once."""

    kind: str
    title: str
    scope: Scope
    start_at: int
    expected_at: int | None = None
    cause: str = ""
    notify: bool = False
    once_key: str = ""


def declare(by: Actor, said: Declared) -> int:
    """Write an incident down, fix whom it touches, take up the tickets that have come of it already; its id.

    Refused when it names nobody. With `notify` a job tells each household once. The same `once_key` again answers the
    incident that is there.
    """
    rules.checked(said.kind, said.scope, said.start_at, said.expected_at, clock.now())
    title, cause = rules.TITLE.read(said.title), rules.CAUSE.read(said.cause)
    inside = queries.inside(by, said.scope)
    with db.writing():
        db.chain_lock("incident-number")
        key = said.once_key[:64] or None
        if again := db.value("SELECT id FROM incident WHERE once_key = ?", key):
            return int(again)
        row = {"kind": said.kind, "title": title, "state": "active", "start_at": said.start_at, "by_id": by.id}
        row |= {"expected_at": said.expected_at, "scope": said.scope.stored(), "cause": cause or None, "once_key": key}
        incident_id = int(Incident.insert(row, number=_number()).execute())
        db.run(
            "INSERT INTO incident_household (incident_id, household_id, from_at) "
            f"SELECT ?, h.id, ? FROM household h WHERE {inside.sql}",
            incident_id,
            said.start_at,
            *inside.values,
        )
        touched = db.value("SELECT count(*) FROM incident_household WHERE incident_id = ?", incident_id)
        if not touched:
            raise Refused(Say(N_("这个范围里没有已入网的用户，请重新选择")))
        after = {"title": title, "n": touched}
        audit.record(by, "incident.declared", "incident", incident_id, after=after)
        _take_up(by, Incident.get_by_id(incident_id))
        if said.notify:
            _tell(by, incident_id, "start")
    wake.ring()
    return incident_id


def _number() -> str:
    today = clock.today()
    n = db.value("SELECT count(*) FROM incident WHERE number LIKE ?", f"SJ{today:%y%m%d}-%") + 1
    return f"SJ{today:%y%m%d}-{n:02d}"


def _take_up(by: Actor, incident: Incident) -> None:
    """The open tickets of its households that came since a day before it and that nobody works on yet."""
    wanted, (standing, values) = rules.KIND[incident.kind].takes, flow_bodies.standing(NEW, ASSIGNED)
    found = db.rows(
        "SELECT t.id FROM ticket t JOIN ticket_kind k ON k.id = t.kind_id "
        "JOIN incident_household m ON m.household_id = t.household_id WHERE m.incident_id = ? "
        f"AND t.closed_at IS NULL AND t.incident_id IS NULL AND {standing} AND t.opened_at > ? "
        f"AND k.code IN ({','.join('?' * len(wanted))}) ORDER BY t.id",
        incident.id,
        *values,
        incident.start_at - clock.DAY,
        *wanted,
    )
    for (ticket_id,) in found:
        _join(by, ticket_id, incident)


def _join(by: Actor, ticket_id: int, incident: Incident) -> None:
    incident_joining.join(by, ticket_id, incident.id, incident.number)
    _moved(by, ticket_id, "hold", {"reason": rules.HELD})


def _moved(by: Actor, ticket_id: int, action: str, told: dict[str, Any]) -> bool:
    """A step the incident takes with a ticket, whoever tells of it; False where its process has no such step now."""
    ticket = Ticket.get_by_id(ticket_id)
    flow = designs.flow(ticket.flow_version_id)
    # a process of the office's own may only know that a step goes on
    step = action if (ticket.state, action) in flow.moves else "resume"
    if (ticket.state, step) not in flow.moves:
        return False
    try:
        tickets.move(replace(by, permissions=by.permissions | _ACTS), ticket_id, step, told)
    except Refused as problem:  # one ticket that will not must not keep the whole town waiting
        log.warning("ticket %s does not take the step %s of its incident: %s", ticket.number, step, problem.say)
        return False
    return True


def change(by: Actor, incident_id: int, *, expected_at: int | None, cause: str) -> None:
    """A better guess of the end, and the cause once it is known. Moved when it is over."""
    with db.writing():
        before = _mine(by, incident_id)
        rules.expected_after(before.start_at, expected_at)
        said = rules.CAUSE.read(cause)
        Incident.update(expected_at=expected_at, cause=said or None).where(Incident.id == incident_id).execute()
        audit.record(by, "incident.changed", "incident", incident_id, after={"cause": said})


def restore(by: Actor, incident_id: int, *, notify: bool = False) -> int:
    """The heat is back: its tickets wait for their call-back (复核); how many."""
    with db.writing():
        incident, done = _end(by, incident_id, "restored", "enter")
        audit.record(by, "incident.restored", "incident", incident_id, after={"n": done, "title": incident.title})
        if notify:
            _tell(by, incident_id, "end")
    wake.ring()
    return done


def withdraw(by: Actor, incident_id: int, reason: str) -> int:
    """It was no incident after all: its tickets are dispatched like all others; how many."""
    why = reason.strip()[:200]
    if not why:
        raise Refused(Say(N_("请写下撤销的原因")))
    with db.writing():
        _incident, done = _end(by, incident_id, "withdrawn", "return", why)
        audit.record(by, "incident.withdrawn", "incident", incident_id, after={"n": done, "reason": why})
    return done


def _end(by: Actor, incident_id: int, state: str, action: str, reason: str = "") -> tuple[Incident, int]:
    """End it now and take one step with each ticket that still waits for it; how many took it."""
    incident, now = _mine(by, incident_id), clock.now()
    end = max(now, incident.start_at + 1)
    Incident.update(state=state, end_at=end).where(Incident.id == incident_id).execute()
    db.run("UPDATE incident_household SET to_at = ? WHERE incident_id = ? AND to_at IS NULL", end, incident_id)
    # whoever has not been told yet that it begins need not be told any more
    db.run(
        "UPDATE message SET state = 'dropped' WHERE once_key >= ? AND once_key < ? AND state = 'waiting'",
        f"incident:{incident_id}:start:",
        f"incident:{incident_id}:start;",
    )
    told: dict[str, Any] = {"reason": reason}
    if not reason:
        told = {"cause": rules.KIND[incident.kind].cause, "text": incident.number, "incident": incident.id}
    return incident, sum(_moved(by, ticket_id, action, told) for ticket_id in queries.waiting(incident_id))


def exported(by: Actor, incident_id: int, n: int) -> None:
    """Note that somebody took the list of households away."""
    with db.writing():
        audit.record(by, "household.exported", "incident", incident_id, after={"n": n})


def _mine(by: Actor, incident_id: int) -> Incident:
    """An incident that is on and that this person may end; row-locked by the caller's transaction."""
    incident = Incident.get_or_none(Incident.id == incident_id)
    if incident is None:
        raise Missing(Say(N_("没有这个停热事件")))
    if incident.state != "active":
        raise Moved(Say(N_("停热事件 {number} 已经结束，请刷新页面"), number=incident.number))
    if queries.reaches_beyond(by, incident_id):
        raise Refused(Say(N_("停热事件 {number} 还影响别的片区，请能看到全部用户的同事来处理"), number=incident.number))
    return incident


def _tell(by: Actor, incident_id: int, what: str) -> None:
    touched = db.value("SELECT count(*) FROM incident_household WHERE incident_id = ?", incident_id)
    jobs.add(
        "incident-tell", f"incident:{incident_id}:{what}", {"incident": incident_id, "what": what}, by, total=touched
    )


def _tell_all(job: Job) -> dict[str, Any]:
    """Write each household's message once, in portions; safe to start twice, since every message has its own key."""
    incident, what = Incident.get_by_id(job.args["incident"]), job.args["what"]
    settings = office.settings()
    until = f"{clock.local(incident.expected_at):%m月%d日%H:%M}" if incident.expected_at else ""
    since = f"{clock.local(incident.start_at):%m月%d日%H:%M}" if incident.start_at > clock.now() else ""
    text = rules.message(
        settings["company.name"], settings["company.hotline"], incident.title, until, over=what == "end", since=since
    )
    sent = last = done = 0
    while part := _portion(incident.id, last):
        with db.writing():
            if what == "start" and Incident.get_by_id(incident.id).state != "active":
                break  # withdrawn or over meanwhile: what was not said yet is not true any more
            sent += sum(_tell_one(incident.id, what, text, household_id) for household_id in part)
        last, done = part[-1], done + len(part)
        jobs.progress(job.id, done)
    return {"sent": sent}


def _portion(incident_id: int, after: int) -> list[int]:
    found = db.rows(
        "SELECT household_id FROM incident_household WHERE incident_id = ? AND household_id > ? "
        "ORDER BY household_id LIMIT ?",
        incident_id,
        after,
        _CHUNK,
    )
    return [household_id for (household_id,) in found]


def _tell_one(incident_id: int, what: str, text: str, household_id: int) -> bool:
    phone = next(iter(callers.phones(household_id)), "")
    key = f"incident:{incident_id}:{what}:{household_id}"
    if not phone or not outbox.write(key, phone, text, household_id=household_id):
        return False
    line = {"household_id": household_id, "at": clock.now(), "kind": "message", "direction": "out", "text": text}
    Contact.insert(line, subject="incident", subject_id=incident_id).execute()
    return True


JOBS = {"incident-tell": _tell_all}
