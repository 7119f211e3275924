"""Questionnaires on their way to households: one link each, once, by message through the outbox."""

from __future__ import annotations

import secrets
from typing import Any

from heat import clock, db, settings
from heat.models import Job, SurveyAnswer, SurveyRound, Ticket
from heat.queries import callers, office
from heat.queries import surveys as queries
from heat.queries.surveys import Survey
from heat.rules import surveys as rules
from heat.services import jobs, one_time, outbox

MODULE = "survey"
_CHUNK = 100


def after_ticket(ticket: Ticket) -> None:
    """A ticket is done: send what the office asks after such tickets, inside the act's own transaction.

    A household is asked once in a month at most, and only where there is a number to send to.
    """
    if MODULE not in office.modules():
        return
    kind = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    for survey in queries.of_kind(str(kind)):
        phone = ticket.phone or next(iter(callers.phones(ticket.household_id or 0)), "")
        if phone and not _asked_lately(ticket):
            send(invited(survey, ticket), phone)


def _asked_lately(ticket: Ticket) -> bool:
    since = clock.now() - rules.ONCE_IN_DAYS * clock.DAY
    sql = "SELECT 1 FROM survey_answer WHERE household_id = ? AND at > ? LIMIT 1"
    return ticket.household_id is not None and db.row(sql, ticket.household_id, since) is not None


def invited(survey: Survey, ticket: Ticket) -> int:
    """The row of a ticket in the round of its questionnaire's version, made when there is none; its id."""
    round_id = db.value(
        "SELECT id FROM survey_round WHERE survey_id = ? AND version_id = ? AND kind = 'ticket'",
        survey.id,
        survey.version_id,
    )
    now = clock.now()
    if round_id is None:
        row = {"survey_id": survey.id, "version_id": survey.version_id, "kind": "ticket", "at": now}
        round_id = SurveyRound.insert(row, title=f"{survey.title} v{survey.version}").execute()
    found = db.value("SELECT id FROM survey_answer WHERE round_id = ? AND ticket_id = ?", round_id, ticket.id)
    if found:
        return int(found)
    row = {"round_id": round_id, "ticket_id": ticket.id, "household_id": ticket.household_id, "at": now}
    row |= {"community_id": ticket.community_id, "expires_at": now + rules.LIVES_DAYS * clock.DAY}
    return int(SurveyAnswer.insert(row).execute())


def send(answer_id: int, phone: str) -> bool:
    """Write one household its link; False when it has it already, so that a job may be started twice."""
    answer = SurveyAnswer.get_by_id(answer_id)
    if answer.token_hash is not None or answer.answered_at is not None:
        return False
    token = secrets.token_urlsafe(24)
    SurveyAnswer.update(token_hash=one_time.digest(token)).where(SurveyAnswer.id == answer_id).execute()
    title, number = db.row(
        "SELECT s.title, coalesce(t.number, '') FROM survey_answer a JOIN survey_round r ON r.id = a.round_id "
        "JOIN survey s ON s.id = r.survey_id LEFT JOIN ticket t ON t.id = a.ticket_id WHERE a.id = ?",
        answer_id,
    ) or ("", "")
    text = rules.message(office.setting("company.name"), title, f"{settings.base_url()}/q/{token}", number)
    return outbox.write(f"survey:{answer_id}", phone, text, household_id=answer.household_id)


def _send_all(job: Job) -> dict[str, Any]:
    """Send a whole sample in portions; safe to start twice, since each link is written with its message."""
    sent = last = done = 0
    while part := _portion(job.args["round"], last):
        with db.writing():
            for answer_id, household_id in part:
                phone = next(iter(callers.phones(household_id)), "")
                sent += bool(phone) and send(answer_id, phone)
        last, done = part[-1][0], done + len(part)
        jobs.progress(job.id, done)
    return {"sent": sent}


def _portion(round_id: int, after: int) -> list[tuple[int, int]]:
    return db.rows(
        "SELECT id, household_id FROM survey_answer WHERE round_id = ? AND id > ? AND household_id IS NOT NULL "
        f"ORDER BY id LIMIT {_CHUNK}",
        round_id,
        after,
    )


JOBS = {"survey-send": _send_all}
