"""PostgreSQL answers complaints, call-backs by sample, questionnaires and orders of other parties alike."""

import re

import pytest

from heat import clock
from heat.models import ComplaintLetter, Message, Ticket
from heat.queries import callbacks as queue
from heat.queries import complaints as queries
from heat.queries import dashboard, visible
from heat.queries import partners as partner_rows
from heat.queries import surveys as survey_queries
from heat.queries import tickets as ticket_queries
from heat.queries.complaints import Asked
from heat.services import breaches, callbacks, complaints, jobs, partner_orders, partners, surveys, tokens
from heat.services import office as verbs
from heat.services.complaints import Finding
from heat.services.surveys import Sample
from heat.tasks import handlers
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_complaint_is_found_answered_supervised_and_counted(pg):
    agent, manager = pg.actor("agent"), pg.actor("manager")
    home = make.household()
    first, again = make.complaint(pg, home), make.complaint(pg, home, "师傅说话态度还是不好")
    team = make.team("A区抢修组", pg.technician, leader=pg.leader)
    complaints.supervise(manager, again, "局长信箱", clock.now() + clock.HOUR)
    child = complaints.open_repair(agent, first, "no_heat", "客厅不热")
    complaints.judge(manager, first, Finding("true", "服务态度", "确有其事", team))
    complaints.measure(pg.actor("leader"), first, "已道歉")
    complaints.write_letter(agent, first, "确有其事", "已道歉", "陈总")
    complaints.deliver(agent, first, ComplaintLetter.get().id, "post")

    for view in queries.VIEWS:
        assert isinstance(
            queries.listed(manager, Asked(view, "true", "服务态度", team, "2026-11", (9**15, 9**9))), list
        )
    assert queries.counts(manager) == {"open": 2, "supervised": 1, "late": 0, "repeat": 1, "all": 2}
    figures = queries.figures(manager)
    assert (figures.months[-1], figures.answered, figures.in_time) == (("2026-11", 2, 1), 1, 1)
    assert first in {call.ticket_id for call in queue.queue(agent)}
    assert [row.id for row in ticket_queries.listed(agent, "call-back")] == [first]
    assert any(share.name == "定责" for share in dashboard.states(manager))
    assert Ticket.get_by_id(child.id).parent_id == first
    breaches.sweep()  # from now on the sweep knows where it stopped
    complaints.accuse(agent, again, pg.leader)
    assert visible.keeps(pg.actor("leader"), again)
    with clock.stopped(clock.now() + 2 * clock.HOUR):
        assert breaches.sweep() > 0


def test_what_the_sample_left_out_closes_by_itself(pg):
    make.callback_plan(shares={"no_heat": 0})
    left = make.repaired(pg)
    assert queue.queue(pg.actor("agent")) == []
    assert queue.left_out() == 1

    with clock.stopped(clock.now() + 4 * clock.DAY):
        assert callbacks.settle() == 1
    assert Ticket.get_by_id(left).state == "closed"


def test_a_questionnaire_is_sampled_answered_and_counted(pg):
    verbs.switch_on(["survey"])
    manager, survey = pg.actor("manager"), make.survey(pg)
    for n in range(5):
        make.household(f"3-2-50{n + 1}", phone=f"1380000050{n + 1}")
    round_id = surveys.issue(manager, survey, Sample(10, 7), "冬季抽样")
    jobs.run_due(handlers())
    for token in re.findall(r"/q/([\w-]+)", " ".join(row.text for row in Message.select())):
        assert surveys.answer_by_link(token, {"x1": "选项一"}).ok

    made = survey_queries.round_of(manager, round_id)
    assert (made.asked, made.answered) == (5, 5)
    assert survey_queries.results(manager, made)[0].choices[0] == ("选项一", 5)
    assert [area.answered for area in survey_queries.areas(manager, round_id)] == [5]
    assert survey_queries.by_way(manager, round_id) == {"link": 5}
    assert survey_queries.waiting(manager, round_id, "x") == []


def test_an_order_of_a_program_is_answered_in_the_senders_words(pg):
    sender = partners.add(pg.actor("admin"), "12345 热线", "official")
    by = tokens.holder(tokens.add(pg.actor("admin"), "平台", ("orders",), sender), "orders")
    ticket = partner_orders.from_program(by, {"number": "A1", "text": "家里不热", "address": "路口"})
    make.team("A区抢修组", pg.technician)
    make.repair(pg, ticket.id)
    partner_orders.reply(pg.actor("manager"), ticket.id, "solved", "已放气")

    (answer,) = partner_rows.answers(pg.actor("manager"), sender, 0)

    assert answer.sheet == {"number": "A1", "text": "家里不热", "address": "路口"}
