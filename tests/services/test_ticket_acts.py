"""Reassign, urge, escalate, ease, plan, merge, parent and child: each a recorded move with its reason."""

import json

import pytest

from heat import clock, db
from heat.models import InboxItem, Ticket, Visit
from heat.queries import clocks, related
from heat.services import tickets
from heat.words import Moved, Refused
from tests import make
from tests.services.test_tickets import walk

HOUR = clock.HOUR


@pytest.fixture
def team(office):
    return make.team("A区抢修组", office.technician, leader=office.leader)


@pytest.fixture
def ticket(office, team):
    return make.ticket(office.actor("agent"), make.household())


def go(office, who, ticket, action, **told):
    return tickets.move(office.actor(who), ticket.id, action, told)


def other(office, room="601", kind="no_heat"):
    return make.ticket(office.actor("agent"), make.household(f"3-2-{room}"), kind=kind)


def recorded(ticket):
    return db.rows("SELECT action, reason FROM ticket_move WHERE ticket_id = ? ORDER BY seq", ticket.id)[-1]


def told():
    return [(item.staff_id, item.kind) for item in InboxItem.select().order_by(InboxItem.id)]


def test_a_reassignment_says_why_and_ends_the_first_visit(office, ticket):
    walk(office, ticket, "assign", "accept")

    moved = go(office, "leader", ticket, "reassign", assignee=office.inspector, reason="小张请假")

    assert (moved.assignee_id, moved.state) == (office.inspector, "assigned")
    assert recorded(ticket) == ("reassign", "小张请假")
    assert Visit.get().result == "小张请假"


def test_a_reassignment_without_a_reason_is_refused(office, ticket):
    walk(office, ticket, "assign")

    with pytest.raises(Refused, match="请填写原因后再“转派”"):
        go(office, "leader", ticket, "reassign", assignee=office.inspector)


def test_a_hold_needs_a_reason_of_the_list(office, ticket):
    walk(office, ticket, "assign")

    with pytest.raises(Refused, match="从列表里选择"):
        go(office, "technician", ticket, "hold", reason="懒得去")


def test_urging_reaches_the_technician_and_the_leader(office, ticket):
    walk(office, ticket, "assign")
    go(office, "agent", ticket, "urge")
    go(office, "agent", ticket, "urge")

    assert told() == [(office.technician, "urged"), (office.leader, "urged")]


def test_an_escalated_ticket_is_urgent_from_now_on(office, ticket):
    with clock.stopped(clock.now() + 3 * HOUR):
        raised = go(office, "agent", ticket, "escalate", reason="家有新生儿")

        # two hours from the escalation, not from the call
        assert raised.due_at == clock.now() + 2 * HOUR
    assert raised.priority == 1
    assert set(told()) == {(office.leader, "escalated"), (office.manager, "escalated")}


def test_an_escalation_never_gives_more_time(office, ticket):
    with clock.stopped(clock.now() + 23 * HOUR):
        raised = go(office, "agent", ticket, "escalate", reason="家有新生儿")

    assert raised.due_at == ticket.due_at


def test_on_hold_an_escalated_clock_stands_still(office, ticket):
    walk(office, ticket, "assign", "accept", "hold")
    go(office, "agent", ticket, "escalate", reason="领导督办")
    with clock.stopped(clock.now() + HOUR):
        resumed = walk(office, ticket, "resume")

        assert resumed.due_at == clock.now() + 2 * HOUR


def test_an_eased_ticket_has_the_time_of_an_ordinary_one(office, team):
    made = make.ticket(office.actor("agent"), make.household())
    go(office, "agent", made, "escalate", reason="误报")

    eased = go(office, "leader", made, "ease", reason="核实不急")

    assert (eased.priority, eased.due_at) == (2, made.opened_at + 24 * HOUR)
    assert next(one.due_at for one in clocks.of(made.id) if one.goal == "finish") == eased.due_at


def test_nobody_makes_a_leak_wait(office, team):
    with pytest.raises(Refused, match="漏水一律按紧急处理"):
        go(office, "leader", other(office, kind="leak"), "ease", reason="不急")


def test_an_ordinary_ticket_is_not_eased_again(office, ticket):
    with pytest.raises(Refused, match="已经是普通工单"):
        go(office, "leader", ticket, "ease", reason="不急")


def test_a_visit_is_agreed_and_kept_by_the_one_who_accepts(office, ticket):
    walk(office, ticket, "assign")
    go(office, "leader", ticket, "plan", planned="2026-11-22T09:30")
    go(office, "leader", ticket, "plan", planned="2026-11-23T14:00")
    walk(office, ticket, "accept")

    visit = Visit.get()
    assert (f"{clock.local(visit.planned_at):%d %H:%M}", visit.accepted_at) == ("23 14:00", clock.now())
    assert Visit.select().count() == 1


def test_a_plan_is_forgotten_when_somebody_else_goes(office, ticket):
    walk(office, ticket, "assign")
    go(office, "leader", ticket, "plan", planned="2026-11-22T09:30")
    go(office, "leader", ticket, "reassign", assignee=office.inspector, reason="顺路")

    assert Visit.select().count() == 0


@pytest.mark.parametrize(("planned", "says"), [("明天", "不是时间"), ("2026-11-20T08:00", "已经过去")])
def test_an_hour_that_cannot_be_is_refused(office, ticket, planned, says):
    walk(office, ticket, "assign")

    with pytest.raises(Refused, match=says):
        go(office, "leader", ticket, "plan", planned=planned)


def test_nobody_is_planned_before_somebody_is_chosen(office, ticket, team):
    tickets.move(office.actor("leader"), ticket.id, "assign", {"team": team})

    with pytest.raises(Refused, match="先派给维修工"):
        go(office, "leader", ticket, "plan", planned="2026-11-22T09:30")


def test_a_merged_ticket_points_to_the_kept_one(office, ticket):
    gone = other(office)

    merged = go(office, "agent", gone, "merge", into=ticket.number.lower(), reason="同一根立管")

    assert (merged.state, merged.phase) == ("merged", "cancelled")
    assert Ticket.get_by_id(ticket.id).urged == 1
    agent = office.actor("agent")
    assert [(one.how, one.number) for one in related.of(agent, gone.id)] == [("kept", ticket.number)]
    assert [(one.how, one.number) for one in related.of(agent, ticket.id)] == [("merged", gone.number)]
    data = db.value("SELECT data FROM ticket_move WHERE ticket_id = ? AND action = 'merged-in'", ticket.id)
    assert json.loads(data)["number"] == gone.number


def test_a_ticket_is_not_merged_into_itself_an_ended_or_an_unknown_one(office, ticket):
    gone, ended = other(office), other(office, "602")
    go(office, "agent", ended, "cancel", reason="误报")

    for into, says in ((gone.number, "就是这张"), (ended.number, "已经结束"), ("GD0", "没有工单")):
        with pytest.raises(Refused, match=says):
            go(office, "agent", gone, "merge", into=into, reason="重复")
    assert Ticket.get_by_id(gone.id).state == "new"


def test_children_of_a_merged_ticket_go_to_the_kept_one(office, ticket):
    parent, child = other(office, "601"), other(office, "602")
    go(office, "agent", child, "attach", into=parent.number)

    go(office, "agent", parent, "merge", into=ticket.number, reason="重复")

    assert Ticket.get_by_id(child.id).parent_id == ticket.id


def test_a_parent_ends_only_after_its_children(office, ticket):
    child = other(office)
    go(office, "agent", child, "attach", into=ticket.number)

    for action, told_with in (("close", {"result": "solved"}), ("cancel", {"reason": "误报"})):
        with pytest.raises(Refused, match=f"子工单 {child.number} 还没有办结"):
            go(office, "agent", ticket, action, **told_with)
    go(office, "agent", child, "close", result="solved")
    assert go(office, "agent", ticket, "close", result="solved").phase == "done"


def test_families_have_one_level(office, ticket):
    child, third = other(office, "601"), other(office, "602")
    go(office, "agent", child, "attach", into=ticket.number)

    with pytest.raises(Refused, match="自己是子工单"):
        go(office, "agent", third, "attach", into=child.number)
    with pytest.raises(Refused, match="自己有子工单"):
        go(office, "agent", ticket, "attach", into=third.number)
    with pytest.raises(Refused, match="子工单，不能并到子工单里"):
        go(office, "agent", ticket, "merge", into=child.number, reason="重复")


def test_a_child_leaves_its_parent_with_a_reason(office, ticket):
    child = other(office)
    go(office, "agent", child, "attach", into=ticket.number)

    assert go(office, "agent", child, "detach", reason="不是一回事").parent_id is None
    with pytest.raises(Refused, match="没有挂在父工单下"):
        go(office, "agent", child, "detach", reason="不是一回事")


def test_the_loser_of_a_merge_changes_nothing(office, ticket):
    gone = other(office)
    go(office, "agent", gone, "note", text="看过")

    with pytest.raises(Moved):
        tickets.move(
            office.actor("agent"), gone.id, "merge", {"into": ticket.number, "reason": "重复"}, version=gone.version
        )
    assert Ticket.get_by_id(ticket.id).urged == 0
