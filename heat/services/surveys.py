"""Questionnaires: made, sent to a sample, answered once by the household or by staff in its name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from heat import clock, db
from heat.models import Design, Survey, SurveyAnswer, SurveyRound
from heat.queries import surveys as queries
from heat.queries import ticket_kinds
from heat.queries.surveys import Asked, Round
from heat.rules import own_fields as fields
from heat.rules import own_values
from heat.rules import surveys as rules
from heat.rules.own_values import Filled
from heat.rules.permissions import Actor
from heat.rules.surveys import Stratum
from heat.services import audit, jobs, one_time, survey_sending, throttle, tickets, wake
from heat.words import N_, Missing, Moved, Refused, Say


@dataclass(frozen=True)
class Sample:
    """Whom to ask: so many households, drawn by a seed, of these communities or of all."""

    size: int
    seed: int
    community_ids: tuple[int, ...] = ()


def create(by: Actor, title: str, intro: str) -> int:
    """A new questionnaire without questions; its id. The designer draws them."""
    named, said = _words(title, intro)
    with db.writing():
        db.chain_lock("survey")
        # its number is known only when it is there, and its design has to be there before it
        design_id = Design.insert(kind="form", code="fields-new", name=named, org_id=1).execute()
        row = {"design_id": design_id, "title": named, "intro": said, "kinds": []}
        number = Survey.insert(row, by_id=by.id, at=clock.now()).execute()
        Design.update(code=f"fields-{fields.SURVEY}{number}").where(Design.id == design_id).execute()
        audit.record(by, "survey.created", "survey", number, after={"title": named})
    return int(number)


def _words(title: str, intro: str) -> tuple[str, str | None]:
    return rules.TITLE.read(title.strip()), rules.INTRO.read(intro.replace("\r\n", "\n").strip())


def change(by: Actor, survey_id: int, title: str, intro: str, kinds: list[str]) -> None:
    """Its name, its first words, and after which sorts of tickets it goes out by itself."""
    _one(survey_id)
    named, said = _words(title, intro)
    known = [kind.code for kind in ticket_kinds.all_kinds() if kind.code in kinds]
    with db.writing():
        Survey.update(title=named, intro=said, kinds=known).where(Survey.id == survey_id).execute()
        audit.record(by, "survey.changed", "survey", survey_id, after={"title": named})


def close(by: Actor, survey_id: int) -> None:
    """Nothing goes out any more and nobody answers any more; what came back stays. Moved when it is closed."""
    with db.writing():
        done = db.rows(
            "UPDATE survey SET closed_at = ? WHERE id = ? AND closed_at IS NULL RETURNING title", clock.now(), survey_id
        )
        if not done:
            raise Moved(Say(N_("问卷已经结束，请刷新页面")))
        audit.record(by, "survey.closed", "survey", survey_id, after={"title": done[0][0]})


def preview(by: Actor, sample: Sample) -> tuple[list[int], list[Stratum]]:
    """Whom a sample would draw and how it spreads; nothing is written."""
    return rules.sample(queries.homes(by, list(sample.community_ids)), sample.size, sample.seed)


def issue(by: Actor, survey_id: int, sample: Sample, title: str) -> int:
    """Draw the sample and send it; the round's id. Refused when nobody is left, Moved when the same draw went out.

    Each household is one row and, by a job, one message.
    """
    survey = _one(survey_id)
    if not survey.ready:
        raise Refused(Say(N_("问卷还没有发布，或已经结束，不能发放")))
    named = rules.TITLE.read(title.strip())
    drawn, strata = preview(by, sample)
    if not drawn:
        raise Refused(Say(N_("这个范围里没有登记电话的用户，请换小区")))
    communities = {home.id: home.community_id for home in queries.homes(by, list(sample.community_ids))}
    now = clock.now()
    with db.writing():
        db.chain_lock("survey")
        if db.row("SELECT 1 FROM survey_round WHERE survey_id = ? AND seed = ?", survey_id, sample.seed):
            raise Moved(Say(N_("这个抽样号已经发放过，请换一个抽样号")))
        plan = [vars(stratum) for stratum in strata]
        row = {"survey_id": survey_id, "version_id": survey.version_id, "kind": "sample", "title": named, "plan": plan}
        row |= {"seed": sample.seed, "by_id": by.id, "at": now, "expires_at": now + rules.LIVES_DAYS * clock.DAY}
        round_id = int(SurveyRound.insert(row).execute())
        db.many(
            "INSERT INTO survey_answer (round_id, household_id, community_id, at, expires_at) VALUES (?, ?, ?, ?, ?)",
            [(round_id, home, communities[home], now, row["expires_at"]) for home in drawn],
        )
        jobs.add("survey-send", f"survey-round:{round_id}", {"round": round_id}, by, total=len(drawn))
        audit.record(by, "survey.issued", "survey", survey_id, after={"title": named, "n": len(drawn)})
    wake.ring()
    return round_id


def for_ticket(by: Actor, ticket_id: int) -> int:
    """The row in which staff write down what a caller says about a ticket; its id. Refused where nothing is asked."""
    ticket = tickets.find(by, ticket_id)
    kind = db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id)
    found = next(iter(queries.of_kind(str(kind))), None)
    if found is None:
        raise Refused(Say(N_("这类工单没有在用的问卷")))
    with db.writing():
        return survey_sending.invited(found, ticket)


def opened(token: str, *, ip: str = "") -> Asked:
    """Whom a link belongs to. Missing when it is unknown, answered, over, or the questionnaire is closed."""
    throttle.count(f"survey:{ip}", 60, 15)
    found = queries.of_token(one_time.digest(token))
    if found is None or not found.open:
        raise Missing(Say(N_("这份问卷已经填过或过期了。谢谢您。")))
    return found


def answer_by_link(token: str, typed: Mapping[str, Any], *, ip: str = "") -> Filled:
    """What a household answered, kept once; with the errors, and nothing kept, where something is missing."""
    return _keep(Actor("link", name="用户"), opened(token, ip=ip), typed, "link")


def answer_by_staff(by: Actor, answer_id: int, typed: Mapping[str, Any], via: str) -> Filled:
    """What a household said on the phone or at the counter, kept once in its name."""
    if via not in ("call", "counter"):
        raise Refused(Say(N_("请选择是电话还是营业厅")))
    found = queries.asked(by, answer_id)
    if found is None:
        raise Missing(Say(N_("没有这份问卷，或不在您负责的范围")))
    if not found.open:
        raise Moved(Say(N_("这份问卷已经填过或过期了")))
    return _keep(by, found, typed, via)


def _keep(by: Actor, asked: Asked, typed: Mapping[str, Any], via: str) -> Filled:
    filled = own_values.fill(queries.questions(asked.version_id), typed, {}, ())
    if not filled.ok:
        return filled
    if not filled.values:
        raise Refused(Say(N_("请至少回答一个问题")))
    with db.writing():
        kept = SurveyAnswer.update(
            answered_at=clock.now(), via=via, answers=filled.values, by_id=by.id if by.kind == "staff" else None
        ).where((SurveyAnswer.id == asked.id) & SurveyAnswer.answered_at.is_null())
        if not kept.execute():
            raise Moved(Say(N_("这份问卷已经填过或过期了")))
        audit.record(by, "survey.answered", "survey", asked.round_id, after={"via": rules.WAYS[via]})
    return filled


def exported(by: Actor, made: Round) -> None:
    """Note that somebody took the figures away."""
    with db.writing():
        audit.record(by, "survey.exported", "survey", made.survey_id, after={"title": made.title, "n": made.answered})


def _one(survey_id: int) -> queries.Survey:
    found = queries.one(survey_id)
    if found is None:
        raise Missing(Say(N_("没有这份问卷")))
    return found
