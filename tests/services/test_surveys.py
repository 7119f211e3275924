"""A questionnaire from the designer to the answers: sent by sample or after a ticket, answered once."""

import re

import pytest

from heat import clock, db
from heat.models import Message, Survey, SurveyAnswer, SurveyRound, Ticket
from heat.queries import surveys as queries
from heat.services import callbacks, jobs, own_fields, surveys
from heat.services import office as verbs
from heat.services.surveys import Sample
from heat.tasks import handlers
from heat.words import Missing, Moved, Refused
from tests import make


@pytest.fixture
def manager(office):
    verbs.switch_on(["survey"])
    return office.actor("manager")


@pytest.fixture
def survey(office, manager) -> int:
    return make.survey(office)


def answer(n: int = 1) -> dict[str, object]:
    return {"x1": "选项一", "x2": f"第 {n} 句"}


def sent(phone: str = "") -> list[str]:
    """The tokens of all links that were written, in their order."""
    texts = [row.text for row in Message.select().order_by(Message.id) if not phone or row.to_address == phone]
    return [found[1] for text in texts if (found := re.search(r"/q/([\w-]+)", text))]


def test_questions_are_drawn_by_the_designer_and_published_as_versions(office, manager):
    admin, survey_id = office.actor("admin"), surveys.create(manager, "满意度", "")
    own_fields.add(admin, f"survey-{survey_id}", "choice")
    assert not queries.one(survey_id).ready

    own_fields.publish(admin, f"survey-{survey_id}")

    assert queries.one(survey_id).ready
    assert [one.kind for one in queries.published(queries.one(survey_id))] == ["choice"]


@pytest.mark.parametrize("kind", ["person", "photo", "computed", "household"])
def test_a_household_is_not_asked_for_what_it_cannot_say(office, manager, kind):
    survey_id = surveys.create(manager, "满意度", "")

    with pytest.raises(Refused):
        own_fields.add(office.actor("admin"), f"survey-{survey_id}", kind)


def test_a_questionnaire_that_is_not_there_is_not_drawn(office):
    with pytest.raises(Missing):
        own_fields.add(office.actor("admin"), "survey-9", "choice")


def test_a_sample_sends_one_link_each_and_a_second_start_sends_no_other(manager, survey):
    for n in range(3):
        make.household(f"3-2-50{n + 1}", phone=f"1380000050{n + 1}")
    make.household("3-2-504", phone="")

    surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    for _ in range(2):
        jobs.run_due(handlers())
        db.run("UPDATE job SET state = 'waiting', run_after = 0")

    assert len(sent()) == 3
    assert SurveyRound.get().plan == [{"community_id": 1, "homes": 4, "silent": 1, "drawn": 3}]


def test_the_same_draw_does_not_go_out_twice(manager, survey):
    make.household()
    surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")

    with pytest.raises(Moved, match="抽样号"):
        surveys.issue(manager, survey, Sample(10, 7), "又一次")


def test_a_sample_of_nobody_is_refused_and_writes_nothing(manager, survey):
    make.household(phone="")

    with pytest.raises(Refused):
        surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    assert SurveyRound.select().count() == 0


@pytest.fixture
def link(manager, survey) -> str:
    make.household()
    surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    jobs.run_due(handlers())
    return sent()[0]


def test_a_link_is_answered_once(link):
    assert surveys.answer_by_link(link, answer()).ok

    with pytest.raises(Missing):
        surveys.answer_by_link(link, answer())
    assert SurveyAnswer.get().answers == {"x1": "选项一", "x2": "第 1 句"}


def test_what_must_be_answered_is_asked_for_and_nothing_is_kept(link):
    filled = surveys.answer_by_link(link, {"x2": "只有话"})

    assert filled.errors.keys() == {"x1"}
    assert SurveyAnswer.get().answered_at is None


@pytest.mark.parametrize("over", ["expired", "closed", "wrong"])
def test_a_link_that_is_over_opens_nothing(manager, survey, link, over):
    if over == "closed":
        surveys.close(manager, survey)
    with clock.stopped(clock.now() + (16 * clock.DAY if over == "expired" else 0)), pytest.raises(Missing):
        surveys.opened(("x" if link[0] != "x" else "y") + link[1:] if over == "wrong" else link)


def test_a_running_round_keeps_the_questions_it_was_sent_with(office, survey, link):
    own_fields.remove(office.actor("admin"), f"survey-{survey}", "x2")
    own_fields.publish(office.actor("admin"), f"survey-{survey}")

    assert surveys.answer_by_link(link, answer()).ok
    assert SurveyAnswer.get().answers["x2"] == "第 1 句"


def test_after_a_ticket_its_household_is_asked_once_a_month(office, manager, survey):
    surveys.change(manager, survey, "满意度", "", ["no_heat"])
    home = make.household()
    for _ in range(2):
        ticket = make.repair(office, make.ticket(office.actor("agent"), home).id)
        callbacks.answered(office.actor("agent"), ticket, solved=True, level=6)

    assert len(sent()) == 1
    assert SurveyAnswer.get().ticket_id == Ticket.select().order_by(Ticket.id).get().id


def test_while_the_module_is_off_nobody_is_asked(office, manager, survey):
    surveys.change(manager, survey, "满意度", "", ["no_heat"])
    db.run("DELETE FROM setting WHERE key = 'modules'")
    callbacks.answered(office.actor("agent"), make.repaired(office), solved=True, level=6)

    assert sent() == []


def test_staff_answer_for_a_caller_in_the_same_call_and_once(office, manager, survey):
    surveys.change(manager, survey, "满意度", "", ["no_heat"])
    agent, ticket = office.actor("agent"), make.repaired(office)
    row = surveys.for_ticket(agent, ticket)
    assert surveys.for_ticket(agent, ticket) == row

    surveys.answer_by_staff(agent, row, answer(), "call")

    with pytest.raises(Moved):
        surveys.answer_by_staff(agent, row, answer(), "call")
    assert (SurveyAnswer.get().via, SurveyAnswer.get().by_id) == ("call", agent.id)


def test_who_answered_by_phone_before_the_ticket_closes_is_sent_no_link(office, manager, survey):
    surveys.change(manager, survey, "满意度", "", ["no_heat"])
    agent, ticket = office.actor("agent"), make.repaired(office)
    surveys.answer_by_staff(agent, surveys.for_ticket(agent, ticket), answer(), "call")
    callbacks.answered(agent, ticket, solved=True, level=6)

    assert sent() == []


def test_an_empty_questionnaire_is_no_answer(office, manager):
    survey_id = surveys.create(manager, "随便问问", "")
    own_fields.add(office.actor("admin"), f"survey-{survey_id}", "text")
    own_fields.publish(office.actor("admin"), f"survey-{survey_id}")
    make.household()
    surveys.issue(manager, survey_id, Sample(10, 7), "一次")
    jobs.run_due(handlers())

    with pytest.raises(Refused, match="至少回答一个"):
        surveys.answer_by_link(sent()[0], {"x1": ""})


def test_another_branch_neither_draws_nor_counts_foreign_households(office, manager, survey, link):
    surveys.answer_by_link(link, answer())
    other = make.clerk(make.branch(), "manager")

    assert surveys.preview(other, Sample(10, 9)) == ([], [])
    made = queries.round_of(other, SurveyRound.get().id)
    assert (made.asked, made.answered, queries.areas(other, made.id)) == (0, 0, [])
    assert queries.asked(other, SurveyAnswer.get().id) is None


def test_figures_by_area_and_question(manager, survey):
    for n in range(6):
        make.household(f"3-2-50{n + 1}", phone=f"1380000050{n + 1}")
    make.household("9-1-101", in_community="QTX", phone="13800000600")
    round_id = surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    jobs.run_due(handlers())
    for n, token in enumerate(sent()):
        if n != 0:
            surveys.answer_by_link(token, answer(n))

    made = queries.round_of(manager, round_id)
    assert (made.asked, made.answered, made.rate) == (7, 6, 86)
    assert [(one.asked, one.answered, one.few) for one in queries.areas(manager, round_id)] == [
        (6, 5, False), (1, 1, True),
    ]  # fmt: skip
    here, there = queries.areas(manager, round_id)
    [choice, _text] = queries.results(manager, made, here)
    assert (choice.n, choice.choices[0]) == (5, ("选项一", 5))
    assert queries.results(manager, made, there)[0].few


def test_branches_are_told_where_there_are_several(manager, survey):
    for n in range(6):
        make.household(f"3-2-50{n + 1}", phone=f"1380000050{n + 1}")
    db.run("UPDATE community SET org_id = ? WHERE id = ?", make.branch(), make.community(code="QTX", name="青藤巷"))
    make.household("9-1-101", in_community="QTX", phone="13800000600")
    round_id = surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    jobs.run_due(handlers())
    for token in sent():
        surveys.answer_by_link(token, answer())

    areas = queries.areas(manager, round_id)
    assert [(one.name, one.asked) for one in areas if one.branch] == [("东区分公司", 1), ("本公司", 6)]
    made = queries.round_of(manager, round_id)
    whole = next(one for one in areas if one.branch and one.name == "本公司")
    assert [result.n for result in queries.results(manager, made, whole)] == [6, 6]


def test_a_closed_questionnaire_stays_closed(manager, survey):
    surveys.close(manager, survey)

    with pytest.raises(Moved):
        surveys.close(manager, survey)
    assert Survey.get().closed_at == clock.now()
    with pytest.raises(Refused):
        surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
