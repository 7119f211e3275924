"""Questionnaires through HTTP: drawn, sent, answered by the household without signing in, entered by staff, counted."""

import io
import re

import pytest
from openpyxl import load_workbook

from heat import db
from heat.models import Message, Survey, SurveyAnswer, SurveyRound
from heat.queries import surveys as queries
from heat.services import complaints, jobs, surveys, throttle
from heat.services import office as verbs
from heat.services.surveys import Sample
from heat.tasks import handlers
from tests import make


@pytest.fixture
def manager(sign_in):
    verbs.switch_on(["survey"])
    return sign_in("manager")


@pytest.fixture
def survey(office, manager) -> int:
    return make.survey(office)


@pytest.fixture
def made(office, survey) -> int:
    for n in range(6):
        make.household(f"3-2-50{n + 1}", phone=f"1380000050{n + 1}")
    round_id = surveys.issue(office.actor("manager"), survey, Sample(10, 7), "冬季抽样")
    jobs.run_due(handlers())
    return round_id


def tokens() -> list[str]:
    return re.findall(r"/q/([\w-]+)", " ".join(row.text for row in Message.select().order_by(Message.id)))


def test_a_new_questionnaire_leads_to_its_page_and_to_the_designer(manager, sign_in):
    page = manager.post("/surveys", data={"title": "冬季满意度", "intro": "请说说"}, follow_redirects=True)
    assert "还没有问题" in page.text

    admin = sign_in("admin")
    sheet = admin.get("/admin/fields?subject=survey-1").text
    assert "用户看到的样子" in sheet
    assert "冬季满意度" in sheet
    assert "谁能看、谁能改" not in sheet
    assert admin.post("/admin/fields/survey-1/add", data={"kind": "choice"}).status_code == 303
    assert "必填" in admin.get("/admin/fields?subject=survey-1&field=x1").text
    assert admin.post("/admin/fields/survey-1/publish").status_code == 303
    assert "抽样发放" in manager.get("/surveys/1").text


def test_a_questionnaire_without_a_name_is_refused(manager):
    assert manager.post("/surveys", data={"title": ""}).status_code == 422
    assert Survey.select().count() == 0


def test_a_sample_is_counted_before_it_is_sent(manager, survey):
    make.household()
    make.household("3-2-502", phone="")
    told = {"title": "冬季抽样", "size": "10", "seed": "7"}

    counted = manager.post(f"/surveys/{survey}/sample", data=told | {"count": "1"}).text
    assert "发给 1 户" in counted
    assert SurveyRound.select().count() == 0

    assert manager.post(f"/surveys/{survey}/sample", data=told | {"send": "1"}).status_code == 303
    assert SurveyAnswer.select().count() == 1


@pytest.mark.parametrize("wrong", [{"size": "0"}, {"size": "很多"}, {"seed": ""}, {"title": ""}, {"areas": "99"}])
def test_a_sample_that_cannot_be_is_refused(manager, survey, wrong):
    make.household()
    told = {"title": "冬季抽样", "size": "10", "seed": "7"} | wrong

    assert manager.post(f"/surveys/{survey}/sample", data=told).status_code == 422
    assert SurveyRound.select().count() == 0


def test_a_household_answers_by_its_link_without_signing_in_and_once(client, made):
    token = tokens()[0]
    page = client.get(f"/q/{token}").text
    assert "请说说您家的情况" in page
    assert "只能填一次" in page

    done = client.post(f"/q/{token}", data={"own_x1": "选项二", "own_x2": "谢谢"})

    assert "谢谢，已经收到" in done.text
    assert client.get(f"/q/{token}").status_code == 404
    assert client.post(f"/q/{token}", data={"own_x1": "选项一"}).status_code == 409


def test_what_was_typed_stays_when_something_is_missing(client, made):
    answer = client.post(f"/q/{tokens()[0]}", data={"own_x2": "只有话"})

    assert answer.status_code == 422
    assert "请填写满意吗" in answer.text
    assert "只有话" in answer.text


def test_the_page_has_an_elder_version_without_scripts(client, made):
    page = client.get(f"/q/{tokens()[0]}?elder=1").text

    assert "data-elder" in page
    assert "标准版" in page


@pytest.mark.parametrize("token", ["x", "%00", "长" * 40, "a" * 400])
def test_a_made_up_link_opens_nothing(client, made, token):
    assert client.get(f"/q/{token}").status_code == 404


def test_while_the_module_is_off_no_link_opens(client, made):
    db.run("DELETE FROM setting WHERE key = 'modules'")

    assert client.get(f"/q/{tokens()[0]}").status_code == 404


def test_the_list_of_messages_does_not_show_the_link(sign_in, made):
    assert tokens()[0] not in sign_in("admin").get("/admin/log").text


def test_staff_enter_what_is_said_on_the_phone_or_at_the_counter(sign_in, made):
    agent, cashier = sign_in("agent"), sign_in("cashier")
    first, second = (row.id for row in SurveyAnswer.select().order_by(SurveyAnswer.id).limit(2))
    assert "138****0501" in agent.get(f"/surveys/rounds/{made}/calls").text

    assert agent.post(f"/surveys/answers/{first}", data={"via": "call", "own_x1": "选项一"}).status_code == 303
    assert cashier.post(f"/surveys/answers/{second}", data={"via": "counter", "own_x1": "选项一"}).status_code == 303

    assert [row.via for row in SurveyAnswer.select().order_by(SurveyAnswer.id).limit(2)] == ["call", "counter"]
    assert agent.post(f"/surveys/answers/{first}", data={"via": "call", "own_x1": "选项一"}).status_code == 409


def test_at_the_counter_a_household_is_found_by_its_number(sign_in, made):
    number = db.value("SELECT h.account_no FROM survey_answer a JOIN household h ON h.id = a.household_id LIMIT 1")
    page = sign_in("cashier").get(f"/surveys/rounds/{made}/calls?no={number}").text

    assert page.count("138****") == 1


def test_the_call_back_offers_the_questionnaire_of_the_ticket(sign_in, office, survey):
    surveys.change(office.actor("manager"), survey, "满意度", "", ["no_heat"])
    ticket = make.repaired(office)
    agent = sign_in("agent")
    assert "顺便填问卷" in agent.get("/callbacks").text

    page = agent.post(f"/surveys/tickets/{ticket}", follow_redirects=True)

    assert "满意吗" in page.text


def test_results_show_figures_and_hide_what_is_too_few(manager, client, made):
    for n, token in enumerate(tokens()):
        if n == 4:
            assert "不足 5 份" in manager.get(f"/surveys/rounds/{made}").text
        client.post(f"/q/{token}", data={"own_x1": "选项一"})

    page = manager.get(f"/surveys/rounds/{made}?area=1").text
    assert "回收率" in page
    assert "100%" in page


def test_the_workbook_hides_them_too(manager, client, made):
    for token in tokens()[:3]:
        client.post(f"/q/{token}", data={"own_x1": "选项一", "own_x2": "秘密的话"})

    book = load_workbook(io.BytesIO(manager.get(f"/surveys/rounds/{made}/results.xlsx").data))
    cells = [str(cell) for row in book.active.iter_rows(values_only=True) for cell in row]

    assert "不足 5 份，不显示" in cells
    assert "秘密的话" not in cells


@pytest.mark.parametrize("path", ["/surveys/9", "/surveys/rounds/9", "/surveys/rounds/9/calls", "/surveys/answers/9"])
def test_what_is_not_there_is_404(manager, survey, path):
    assert manager.get(path).status_code == 404


def test_the_module_is_off_at_first(sign_in):
    assert sign_in("manager").get("/surveys").status_code == 404


def test_settings_are_saved_and_the_end_is_final(manager, survey):
    sent = manager.post(f"/surveys/{survey}/change", data={"title": "新名字", "intro": "", "kinds": ["no_heat", "x"]})
    assert sent.status_code == 303
    assert (Survey.get().title, Survey.get().kinds) == ("新名字", ["no_heat"])
    assert manager.post(f"/surveys/{survey}/change", data={"title": ""}).status_code == 422

    assert manager.post(f"/surveys/{survey}/close").status_code == 303
    assert manager.post(f"/surveys/{survey}/close").status_code == 409


def test_too_many_tries_at_a_link_are_told_to_wait(client, made):
    for _ in range(60):
        throttle.count("survey:127.0.0.1", 60, 15)

    assert client.post(f"/q/{tokens()[0]}", data={"own_x1": "选项一"}).status_code == 429


def test_the_call_list_shows_no_complaint_to_whom_it_is_about(office, manager, made):
    ticket = make.complaint(office, make.household("3-2-601"))
    row = SurveyAnswer.select().order_by(SurveyAnswer.id).get()
    SurveyAnswer.update(ticket_id=ticket).where(SurveyAnswer.id == row.id).execute()
    number = db.value("SELECT number FROM ticket WHERE id = ?", ticket)
    path = f"/surveys/rounds/{made}/calls"
    assert number in manager.get(path).text

    complaints.accuse(office.actor("agent"), ticket, office.manager)

    assert number not in manager.get(path).text
    assert manager.get(f"/surveys/answers/{row.id}").status_code == 404


def test_answers_about_a_complaint_count_only_for_whoever_may_see_it(office, manager, sign_in, made):
    ticket = make.complaint(office, make.household("3-2-601"))
    SurveyAnswer.update(answers={"x1": "选项一", "x2": "一般"}, via="link", answered_at=1).execute()
    last = SurveyAnswer.select().order_by(SurveyAnswer.id.desc()).get()
    SurveyAnswer.update(ticket_id=ticket, answers={"x1": "选项一", "x2": "老陈骂人"}).where(
        SurveyAnswer.id == last.id
    ).execute()
    path = f"/surveys/rounds/{made}"
    page = manager.get(path).text
    assert "老陈骂人" in page
    assert "链接 6，电话 0" in page

    complaints.accuse(office.actor("agent"), ticket, office.manager)

    page, book = manager.get(path).text, load_workbook(io.BytesIO(manager.get(f"{path}/results.xlsx").data)).active
    assert "老陈骂人" not in page
    assert "链接 5，电话 0" in page
    assert [cell.value for cell in book[2]][:3] == ["全部", 5, 5]
    assert all("老陈骂人" not in str(row) for row in book.iter_rows(values_only=True))
    assert [one.answered for one in queries.areas(office.actor("manager"), made)] == [5]
    assert "发放 1 次，交回 5 份" in manager.get("/surveys").text
    assert [one.answered for one in queries.rounds(office.actor("agent"), 1)] == [6]


def test_a_round_after_tickets_says_that_complaints_count_for_those_who_may_see_them(manager, made):
    said = "投诉不公开：关于投诉的答卷"
    assert said not in manager.get(f"/surveys/rounds/{made}").text

    SurveyRound.update(kind="ticket").execute()

    assert said in manager.get(f"/surveys/rounds/{made}").text
