"""A complaint from the desk to the file: found, put right, answered on paper, called about; who may not see it."""

from dataclasses import replace

import pytest

from heat import clock, db
from heat.models import Complaint, ComplaintLetter, InboxItem, SlaClock, Supervision, Ticket, TicketKind, TicketStep
from heat.queries import complaints as queries
from heat.queries import flow_steps, log, visible
from heat.rules.permissions import SYSTEM
from heat.services import breaches, callbacks, complaints, designs, people, tickets
from heat.services import flow_steps as moves
from heat.services.complaints import Finding
from heat.services.tickets import Intake
from heat.words import Missing, Moved, Refused
from tests import make


@pytest.fixture
def home(office) -> int:
    return make.household()


@pytest.fixture
def complaint(office, home) -> int:
    return make.complaint(office, home)


def found(office, ticket_id, **more):
    team = db.value("SELECT id FROM team") or make.team("A区抢修组", office.technician, leader=office.leader)
    said = {"finding": "true", "cause": "服务态度", "found": "问过师傅和邻居，确有其事", "team_id": team} | more
    return complaints.judge(office.actor("manager"), ticket_id, Finding(**said))


def answered(office, ticket_id):
    agent = office.actor("agent")
    complaints.write_letter(agent, ticket_id, "问过师傅，确有其事", "已批评教育，上门道歉", "陈总")
    letter = ComplaintLetter.get(ComplaintLetter.ticket_id == ticket_id)
    return complaints.deliver(agent, ticket_id, letter.id, "visit", "刘奶奶签收")


def test_a_complaint_runs_on_its_own_flow_with_its_own_deadline(office, complaint):
    ticket = Ticket.get_by_id(complaint)

    assert ticket.state == "blame"
    assert ticket.due_at == ticket.opened_at + 3 * clock.DAY
    assert {row.goal for row in SlaClock.select().where(SlaClock.ticket_id == complaint)} == {"first", "finish"}


def test_found_true_it_goes_to_the_leader_and_then_to_the_answer(office, complaint):
    assert found(office, complaint).state == "handle"

    complaints.measure(office.actor("leader"), complaint, "已批评教育")

    assert Ticket.get_by_id(complaint).state == "reply"


def test_found_false_it_goes_straight_to_the_answer(office, complaint):
    assert found(office, complaint, finding="false", cause="", team_id=None).state == "reply"


def test_what_is_true_names_somebody_responsible(office, complaint):
    with pytest.raises(Refused, match="责任"):
        complaints.judge(office.actor("manager"), complaint, Finding("true", "服务态度", "确有其事"))


def test_the_answer_is_a_letter_delivered_and_meets_the_deadline(office, complaint):
    found(office, complaint, finding="false", cause="", team_id=None)
    ticket = answered(office, complaint)

    letter = ComplaintLetter.get()
    assert (ticket.state, ticket.in_time) == ("call", True)
    assert (letter.number, letter.to_name, letter.via) == ("DF2026-0001", "刘奶奶", "visit")


def test_only_the_newest_letter_is_delivered_and_once(office, complaint):
    found(office, complaint, finding="false", cause="", team_id=None)
    agent = office.actor("agent")
    for _ in range(2):
        complaints.write_letter(agent, complaint, "查过", "解释过", "陈总")
    old, new = [letter.id for letter in ComplaintLetter.select().order_by(ComplaintLetter.id)]

    with pytest.raises(Moved, match="新的一份"):
        complaints.deliver(agent, complaint, old, "post")
    complaints.deliver(agent, complaint, new, "post")
    with pytest.raises(Refused):
        complaints.deliver(agent, complaint, new, "post")


def test_without_an_answer_it_is_not_filed(office, complaint):
    db.run("UPDATE ticket SET state = 'call', phase = 'waiting' WHERE id = ?", complaint)
    db.run("UPDATE ticket_step SET node = 'call' WHERE ticket_id = ? AND left_at IS NULL", complaint)

    with pytest.raises(Refused, match="先定责、答复"):
        tickets.move(office.actor("agent"), complaint, "close", {"result": "solved"})


def test_a_raw_step_does_not_skip_the_finding(office, complaint):
    with pytest.raises(Refused, match="定责"):
        tickets.move(office.actor("manager"), complaint, "blame-handle")


def test_it_waits_in_the_queue_of_calls_and_content_files_it(office, complaint):
    found(office, complaint, finding="false", cause="", team_id=None)
    answered(office, complaint)

    after = callbacks.answered(office.actor("agent"), complaint, solved=True, level=5)

    assert (after.state, queries.level(complaint)) == ("filed", 5)


def test_not_content_it_is_found_anew(office, complaint):
    found(office, complaint, finding="false", cause="", team_id=None)
    answered(office, complaint)

    after = callbacks.answered(office.actor("agent"), complaint, solved=False, level=2, text="没有说清楚")

    assert (after.state, queries.one(complaint).standing) == ("blame", queries.Standing())


def test_it_closes_only_after_the_repair_it_opened(office, complaint):
    child = complaints.open_repair(office.actor("agent"), complaint, "no_heat", "客厅不热")
    found(office, complaint, finding="false", cause="", team_id=None)
    answered(office, complaint)

    with pytest.raises(Refused, match=child.number):
        callbacks.answered(office.actor("agent"), complaint, solved=True, level=5)

    tickets.move(office.actor("agent"), child.id, "close", {"result": "answered"})
    assert callbacks.answered(office.actor("agent"), complaint, solved=True, level=5).state == "filed"


def test_one_press_twice_opens_one_repair(office, complaint):
    agent = office.actor("agent")
    made = {complaints.open_repair(agent, complaint, "no_heat", "", once_key="abc").id for _ in range(2)}

    assert len(made) == 1
    assert Ticket.get_by_id(made.pop()).parent_id == complaint


def test_whom_it_is_about_neither_sees_nor_handles_it(office, complaint):
    complaints.accuse(office.actor("agent"), complaint, office.leader)
    leader = office.actor("leader")

    assert visible.keeps(leader, complaint)
    assert not flow_steps.is_mine(leader, complaint)
    assert queries.listed(leader, queries.Asked()) == []
    with pytest.raises(Missing):
        complaints.measure(leader, complaint, "没事了")


def test_nobody_finds_himself_innocent(office, complaint):
    manager = office.actor("manager")

    with pytest.raises(Refused, match="回避"):
        complaints.judge(manager, complaint, Finding("partly", "服务态度", "是我", staff_id=manager.id))


def test_a_step_is_not_handed_to_whom_it_is_about_nor_to_who_may_not_read_it(office, complaint):
    complaints.accuse(office.actor("agent"), complaint, office.leader)
    manager = office.actor("manager")

    with pytest.raises(Refused, match="老李是被投诉人"):
        tickets.move(manager, complaint, "transfer", {"assignee": office.leader})
    with pytest.raises(Refused, match="小张没有查看投诉的权限"):
        tickets.move(manager, complaint, "transfer", {"assignee": office.technician})


@pytest.mark.parametrize("role", ["technician", "inspector", "cashier"])
def test_whoever_has_no_right_to_complaints_sees_none(office, complaint, role):
    with pytest.raises(Missing):
        tickets.find(office.actor(role), complaint)


def test_the_file_tells_of_a_complaint_but_not_what_was_said(office, complaint):
    said = db.rows("SELECT text FROM contact WHERE subject_id = ?", complaint)

    assert said == [("投诉",)]


def test_a_second_complaint_about_the_same_matter_is_recognised(office, complaint, home):
    again = make.complaint(office, home, "师傅说话态度还是不好")
    other = make.complaint(office, home, "多收了热费")

    assert Complaint.get(Complaint.ticket_id == again).repeat_of_id == complaint
    assert Complaint.get(Complaint.ticket_id == other).repeat_of_id is None


def test_a_repeat_can_be_told_apart(office, complaint, home):
    again = make.complaint(office, home, "师傅说话态度还是不好")
    complaints.tell_apart(office.actor("agent"), again)

    assert Complaint.get(Complaint.ticket_id == again).repeat_of_id is None


def test_supervision_brings_the_deadline_forward_and_tells_the_leader(office, complaint):
    due = clock.now() + clock.DAY
    complaints.supervise(office.actor("manager"), complaint, "局长信箱转来", due)

    assert Ticket.get_by_id(complaint).due_at == due
    assert SlaClock.get((SlaClock.ticket_id == complaint) & (SlaClock.goal == "finish")).due_at == due
    told = {item.staff_id for item in InboxItem.select() if not item.kind.startswith("step.arrived")}
    assert told == {office.leader}


def test_all_reminders_of_a_supervised_complaint_go_to_leader_and_manager(office, complaint):
    with clock.stopped(clock.now()):
        complaints.supervise(office.actor("manager"), complaint, "局长信箱转来", clock.now() + clock.HOUR)
        breaches.sweep()
    with clock.stopped(clock.now() + 2 * clock.HOUR):
        InboxItem.delete().execute()
        breaches.sweep()

    told = {(item.staff_id, item.kind) for item in InboxItem.select()}
    assert {(office.leader, "finish.breached"), (office.manager, "finish.breached")} <= told
    assert {(office.leader, "supervision.breached"), (office.manager, "supervision.breached")} <= told


def test_a_supervised_leader_who_is_complained_about_hears_nothing(office, complaint):
    complaints.accuse(office.actor("agent"), complaint, office.leader)
    complaints.supervise(office.actor("manager"), complaint, "局长信箱转来", clock.now() + clock.HOUR)

    assert office.leader not in {item.staff_id for item in InboxItem.select()}


def test_supervision_ends_once_with_a_reason(office, complaint):
    manager = office.actor("manager")
    complaints.supervise(manager, complaint, "局长信箱转来", clock.now() + clock.DAY)
    with pytest.raises(Moved):
        complaints.supervise(manager, complaint, "再来一次", clock.now() + clock.HOUR)
    complaints.unsupervise(manager, complaint, "已经当面说清")

    assert Supervision.get().end_reason == "已经当面说清"
    with pytest.raises(Moved):
        complaints.unsupervise(manager, complaint, "再解除")


def test_the_second_of_two_who_judge_loses(office, complaint):
    version = Ticket.get_by_id(complaint).version
    said = Finding("false", "", "查过了")
    complaints.judge(office.actor("manager"), complaint, said, version=version)

    with pytest.raises(Moved):
        complaints.judge(office.actor("admin"), complaint, said, version=version)


def test_an_office_without_a_manager_goes_on(office, complaint):
    said = Finding("false", "", "查过了")

    assert complaints.judge(office.actor("admin"), complaint, said).state == "reply"


def test_a_complaint_of_a_caller_without_a_household_finds_the_earlier_one(office):
    agent = office.actor("agent")
    first, second = (
        tickets.take(agent, Intake("complaint", "井盖一直响", address="幸福里东门", phone="13800000777")).id
        for _ in range(2)
    )

    assert Complaint.get(Complaint.ticket_id == second).repeat_of_id == first


def test_figures_count_causes_teams_and_months(office, complaint):
    found(office, complaint)

    seen = queries.figures(office.actor("manager"))

    assert seen.causes == [("服务态度", 1)]
    assert [(name, n, yes) for _, name, n, yes in seen.teams] == [("A区抢修组", 1, 1)]
    assert seen.months[-1] == ("2026-11", 1, 1)


@pytest.mark.parametrize("action", ["assign", "reassign"])
def test_on_another_flow_it_is_not_given_to_whom_it_is_about_either(office, home, action):
    kinds = {row.code: row for row in TicketKind.select()}
    TicketKind.update(flow_id=kinds["no_heat"].flow_id).where(TicketKind.code == "complaint").execute()
    ticket = tickets.take(office.actor("agent"), Intake("complaint", "师傅态度不好", household_id=home))
    complaints.accuse(office.actor("agent"), ticket.id, office.leader)
    dispatcher = replace(office.actor("manager"), permissions=office.actor("manager").permissions | {"ticket.assign"})
    if action == "reassign":
        tickets.move(dispatcher, ticket.id, "assign", {"assignee": office.manager})
    told = {"assignee": office.leader, "reason": "换人"}

    with pytest.raises(Refused, match="老李是被投诉人"):
        tickets.move(dispatcher, ticket.id, action, told)


def drawn_for(complaint, staff_id) -> TicketStep:
    """The step of a complaint whose flow names this person as the owner of its handling."""
    ticket = Ticket.get_by_id(complaint)
    handling = designs.flow(ticket.flow_version_id).states["handle"]
    moves.entered(SYSTEM, ticket, replace(handling, owner={"kind": "person", "id": staff_id}))
    return TicketStep.select().order_by(TicketStep.id.desc()).get()


def test_a_step_that_names_whom_it_is_about_goes_to_the_leaders(office, complaint):
    complaints.accuse(office.actor("agent"), complaint, office.technician)

    step = drawn_for(complaint, office.technician)

    assert (step.owner_kind, step.owner_id, step.owner_code) == ("role", None, "leader")
    assert "小张是被投诉人" in step.note


def test_the_log_leaves_complaints_out_for_those_without_the_right(office, complaint):
    manager = office.actor("manager")
    other = make.ticket(office.actor("agent"), make.household("3-2-502"))

    def told(actor):
        return {line.subject_id for line in log.lines(actor) if line.subject == "ticket"}

    assert told(manager) == {complaint, other.id}
    assert told(replace(manager, permissions=manager.permissions - {"complaint.view"})) == {other.id}


@pytest.fixture
def led_by_the_accused(office, complaint):
    """A complaint about 老李, a step of which 小王 has, who is in 老李's team; how 小王 leaves: who has the step then."""
    make.team("客服组", office.agent, office.leader, leader=office.leader)
    complaints.accuse(office.actor("agent"), complaint, office.leader)
    told = (office.agent, complaint)
    db.run("UPDATE ticket_step SET owner_kind = 'staff', owner_id = ? WHERE ticket_id = ? AND left_at IS NULL", *told)

    def leave() -> TicketStep:
        people.disable(office.actor("admin"), office.agent)
        return TicketStep.select().where(TicketStep.left_at.is_null()).get()

    return leave


def test_what_somebody_leaves_of_a_complaint_goes_past_the_leader_it_is_about_to_the_managers(led_by_the_accused):
    step = led_by_the_accused()

    assert (step.owner_kind, step.owner_id, step.owner_code) == ("role", None, "manager")
    assert step.note == "小王已停用，转给经理岗位"


def test_it_goes_to_the_next_leader_where_there_is_one(office, led_by_the_accused):
    make.team("东区客服", office.agent, leader=office.manager)

    assert led_by_the_accused().owner_id == office.manager


def test_it_goes_to_the_other_leaders_where_the_office_has_some(office, led_by_the_accused):
    people.take_roles(office.actor("admin"), office.inspector, ("inspector", "leader"))
    step = led_by_the_accused()

    assert (step.owner_kind, step.owner_code) == ("role", "leader")


def test_a_step_that_names_the_only_leader_goes_to_the_managers_when_it_is_about_that_one(office, complaint):
    complaints.accuse(office.actor("agent"), complaint, office.leader)

    step = drawn_for(complaint, office.leader)

    assert (step.owner_code, step.note) == ("manager", "老李是被投诉人，按回避规定转给经理岗位")
