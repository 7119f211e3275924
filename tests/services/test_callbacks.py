"""Calling back: content, discontent, nobody there."""

from dataclasses import replace

import pytest

from heat import clock, db
from heat.models import Feedback, Ticket
from heat.queries import callback_plan as plans
from heat.queries import callbacks as queries
from heat.queries import ticket_kinds
from heat.rules import callbacks as rules
from heat.services import callback_plan, callbacks, tickets
from heat.services.tickets import Intake
from heat.words import Moved, Refused
from tests import make


@pytest.fixture
def repaired(office, agent) -> int:
    return make.repaired(office)


def test_a_content_household_closes_the_ticket(agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=6)

    assert db.row("SELECT phase, level FROM ticket t JOIN feedback f ON f.ticket_id = t.id") == ("done", 6)


def test_an_unsolved_repair_is_reopened_as_urgent(agent, repaired):
    callbacks.answered(agent, repaired, solved=False, level=3, text="还是不热")

    ticket = Ticket.get_by_id(repaired)
    assert (ticket.state, ticket.priority, ticket.reopened) == ("new", 1, 1)


@pytest.mark.parametrize(("solved", "level"), [(False, 5), (True, 3), (True, 1)])
def test_whoever_is_not_content_is_asked_why(agent, repaired, solved, level):
    with pytest.raises(Refused, match="原因"):
        callbacks.answered(agent, repaired, solved=solved, level=level)

    assert Ticket.get_by_id(repaired).state == "finished"


def test_a_level_must_be_chosen(agent, repaired):
    with pytest.raises(Refused, match="请选择满意度"):
        callbacks.answered(agent, repaired, solved=True, level=0)


def test_nobody_there_means_again_in_two_hours(agent, repaired):
    callbacks.not_reached(agent, repaired)

    call = queries.queue(agent)[0]
    assert (call.tries, call.waiting, call.next_at) == (1, True, clock.now() + 2 * clock.HOUR)


def test_after_the_third_time_the_ticket_is_closed(agent, repaired):
    for _ in range(3):
        callbacks.not_reached(agent, repaired)

    assert Ticket.get_by_id(repaired).state == "closed"
    assert queries.queue(agent) == []


def test_where_there_is_nobody_to_call_the_ticket_closes_by_itself(office, agent):
    pump = tickets.take(agent, Intake("public_repair", "2# 循环泵异响", address="2# 换热站"))
    make.repair(office, pump.id)
    assert queries.queue(agent) == []

    with clock.stopped(clock.now() + 3 * clock.DAY):
        assert callbacks.settle() == 1

    assert Ticket.get_by_id(pump.id).state == "closed"
    assert "nobody" in db.value("SELECT data FROM ticket_move WHERE action = 'close'")


def test_whoever_left_a_number_is_called_about_a_public_place(office, agent):
    lamp = tickets.take(agent, Intake("public_repair", "楼道漏水", address="幸福里 3 号楼", phone="13800000501"))
    make.repair(office, lamp.id)

    assert [call.ticket_id for call in queries.queue(agent)] == [lamp.id]


def test_two_clerks_do_not_close_the_same_call(agent, repaired):
    version = Ticket.get_by_id(repaired).version
    callbacks.answered(agent, repaired, solved=True, level=5, version=version)

    with pytest.raises(Moved):
        callbacks.answered(agent, repaired, solved=True, level=5, version=version)


def test_a_closed_call_is_not_tried_again(agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=5)

    with pytest.raises(Moved):
        callbacks.not_reached(agent, repaired)


def test_a_ticket_reopened_and_repaired_again_is_called_about_again(office, agent, repaired):
    callbacks.answered(agent, repaired, solved=False, level=3, text="还是不热")
    make.repair(office, repaired)

    callbacks.answered(agent, repaired, solved=True, level=5)

    assert [level for (level,) in db.rows("SELECT level FROM feedback ORDER BY id")] == [3, 5]


def test_reopened_tickets_are_called_about_first(office, agent, repaired):
    second = make.repaired(office, "3-2-502")
    tickets.move(agent, second, "reopen", {"reason": "又凉了"})
    make.repair(office, second)

    assert [call.ticket_id for call in queries.queue(agent)] == [second, repaired]


def test_the_clerks_day_adds_up(office, agent, repaired):
    callbacks.answered(agent, repaired, solved=True, level=6)
    callbacks.answered(agent, make.repaired(office, "3-2-502"), solved=False, level=2, text="漏得更多了")

    day = queries.today(agent.id)

    assert (day.called, day.reopened, day.content) == (2, 1, 50)


def test_each_finished_ticket_says_why_it_is_called(repaired):
    feedback = Feedback.get()

    assert (feedback.sampled, feedback.why) == (True, "all")


def test_what_the_sample_left_out_is_not_in_the_queue_and_closes_by_itself(office, agent):
    make.callback_plan(shares={"no_heat": 0}, days=3)
    left = make.repaired(office)
    assert queries.queue(agent) == []

    assert callbacks.settle() == 0  # not yet
    with clock.stopped(clock.now() + 3 * clock.DAY):
        assert callbacks.settle() == 1
        assert callbacks.settle() == 0

    feedback = Feedback.get()
    assert (Ticket.get_by_id(left).state, feedback.why, feedback.level) == ("closed", "left", None)
    assert feedback.done_at is not None


def test_what_was_left_out_has_no_clock_for_the_call(office):
    make.callback_plan(shares={"no_heat": 0})
    left = make.repaired(office)

    assert db.value("SELECT count(*) FROM sla_clock WHERE ticket_id = ? AND goal = 'call_back'", left) == 0


def test_a_reopened_one_is_called_whatever_the_share(office, agent):
    make.callback_plan(shares={"no_heat": 0})
    ticket = make.repaired(office)
    tickets.move(agent, ticket, "reopen", {"reason": "又凉了"})
    make.repair(office, ticket)

    assert [call.why for call in queries.queue(agent)] == ["urgent"]  # a reopened ticket is urgent


def test_one_with_special_needs_is_called_whatever_the_share(office, agent):
    make.callback_plan(shares={"no_heat": 0})
    home = make.household("3-2-503")
    db.run("UPDATE household SET ext = ? WHERE id = ?", '{"needs": ["独居老人"]}', home)
    make.repair(office, make.ticket(agent, home).id)

    assert [call.why for call in queries.queue(agent)] == ["vulnerable"]


def test_one_that_does_not_close_by_itself_is_called_about_instead(office, agent):
    make.callback_plan(shares={"no_heat": 0})
    left = make.repaired(office)
    child = make.ticket(agent, make.household("3-2-509"))
    db.run("UPDATE ticket SET parent_id = ? WHERE id = ?", left, child.id)

    with clock.stopped(clock.now() + 4 * clock.DAY):
        assert callbacks.settle() == 0
        assert [call.ticket_id for call in queries.queue(agent)] == [left]


def test_the_plan_says_how_often_and_how_soon(office, agent, repaired):
    make.callback_plan(tries=2, again=5)
    callbacks.not_reached(agent, repaired)
    assert queries.queue(agent)[0].next_at == clock.now() + 5 * clock.HOUR
    callbacks.not_reached(agent, repaired)

    assert Ticket.get_by_id(repaired).state == "closed"


def test_the_record_keeps_what_was_asked(office, agent, repaired):
    make.callback_plan(scripts={"no_heat": {"hello": "您好", "ask": "屋里暖了吗？", "thanks": "谢谢"}})
    callbacks.answered(agent, repaired, solved=True, level=6)
    second = make.repaired(office, "3-2-502")
    callbacks.answered(agent, second, solved=True, level=6)

    asked = [row.answers["asked"] for row in Feedback.select().order_by(Feedback.id)]
    assert asked == ["现在问题解决了吗？", "屋里暖了吗？"]  # the first was finished under the old script


@pytest.mark.parametrize("as_helper", [False, True])
def test_whoever_did_the_work_neither_calls_nor_rates(office, repaired, as_helper):
    who = replace(office.actor("technician"), permissions=frozenset({"ticket.work", "ticket.view", "ticket.call-back"}))
    if as_helper:
        db.run("UPDATE visit SET helper_id = staff_id, staff_id = ?", office.leader)
        db.run("UPDATE ticket SET assignee_id = ?", office.leader)

    assert queries.queue(who) == []
    for act in (
        lambda: callbacks.answered(who, repaired, solved=True, level=6),
        lambda: callbacks.not_reached(who, repaired),
        lambda: tickets.move(who, repaired, "close", {"result": "solved"}),
    ):
        with pytest.raises(Refused, match="您自己办的"):
            act()


def test_a_sort_that_is_not_offered_today_keeps_its_share(office):
    make.callback_plan(shares={"installation": 20})
    texts = {
        f"{part}_{kind.code}": text for kind in ticket_kinds.offered("desk") for part, text in rules.REPAIR.items()
    }
    shares = {f"share_{kind.code}": "100" for kind in ticket_kinds.offered("desk")}

    callback_plan.save(office.actor("admin"), texts | shares | {"days": "5", "tries": "3", "again": "2", "always": []})

    assert plans.current().plan.share("installation") == 20
    assert plans.current().plan.days == 5


def test_the_only_person_who_can_call_asks_about_their_own_work_too(office, repaired):
    boss = office.actor("technician")
    boss = replace(boss, permissions=boss.permissions | {"ticket.call-back"})
    db.run("UPDATE staff SET disabled_at = 1 WHERE id <> ?", boss.id)

    assert [call.ticket_id for call in queries.queue(boss)] == [repaired]
    assert queries.own_work(boss) == 0
    callbacks.answered(boss, repaired, solved=True, level=6)
    assert Feedback.get().answers["own"] is True
