"""Drawn flows running: owners, operations, branches side by side, automatic steps, households, people who leave."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from heat import clock, db
from heat.models import Ticket, Webhook
from heat.queries import flow_bodies, flow_steps, flow_trials
from heat.rules.flows import OWNER
from heat.rules.incidents import Scope
from heat.services import flow_jobs, incidents, jobs, outbox, own_values, people, sealing, tickets
from heat.services import office as verbs
from heat.services.incidents import Declared
from heat.services.tickets import Intake
from heat.words import Missing, Moved, Refused
from tests import make
from tests.counting import queries_of
from tests.rules.drawn import arrow, drawn, step

ALL = ["return", "transfer", "sign", "urge", "suspend", "withdraw"]
END = {"done": step("办结", "done"), "off": step("已撤回", "cancelled")}


def role(code, name="审核", **more):
    return step(name, owner={"kind": "role", "code": code}, **more)


def mine(source, to, action="", **more):
    return arrow(source, to, OWNER, action, **more)


@pytest.fixture
def checked(agent):
    """A ticket that an agent asks for and an accountant checks, standing at the accountant."""
    make.flow(drawn({"ask": role("agent", "申请"), "check": role("accountant", ops=ALL), **END}, "",
                    mine("ask", "check"), mine("check", "done")))  # fmt: skip
    ticket = make.ticket(agent, make.household(), kind="other")
    return tickets.move(agent, ticket.id, "go-check")


def owners(ticket):
    return [(one.node, one.owner) for one in flow_steps.live(ticket.id)]


def test_a_ticket_begins_at_the_first_step_of_its_kinds_flow(checked):
    assert db.value("SELECT to_state FROM ticket_move ORDER BY seq LIMIT 1") == "ask"
    assert owners(checked) == [("check", "财务")]


def test_only_the_owner_of_a_step_may_take_it_on(agent, accountant, checked):
    with pytest.raises(Refused, match="这一步由财务办理"):
        tickets.move(agent, checked.id, "go-done")

    assert tickets.move(accountant, checked.id, "go-done").phase == "done"


def test_the_owner_of_a_step_sees_a_ticket_of_no_branch_of_theirs(office, agent):
    technician = office.technician
    make.flow(drawn({"ask": role("agent", "申请"), "do": step("核实", owner={"kind": "person", "id": technician}), **END}, "",
                    mine("ask", "do"), mine("do", "done")))  # fmt: skip
    ticket = make.ticket(agent, make.household(), kind="other")
    with pytest.raises(Missing):
        tickets.find(office.actor("technician"), ticket.id)

    tickets.move(agent, ticket.id, "go-do")

    assert tickets.move(office.actor("technician"), ticket.id, "go-done").state == "done"


def test_a_step_is_returned_to_one_it_has_been_in(accountant, checked):
    back = tickets.move(accountant, checked.id, "back", {"step": "ask", "reason": "材料不全"})

    assert (back.state, owners(back)) == ("ask", [("ask", "客服")])


def test_a_step_is_not_returned_to_one_it_never_was_in(accountant, checked):
    with pytest.raises(Refused, match="请选择退回到哪一步"):
        tickets.move(accountant, checked.id, "back", {"step": "done", "reason": "x"})


def test_a_step_is_handed_to_somebody_else(office, accountant, checked):
    tickets.move(accountant, checked.id, "transfer", {"assignee": office.manager})

    assert owners(checked) == [("check", "陈总")]
    with pytest.raises(Refused, match="这一步由陈总办理"):
        tickets.move(accountant, checked.id, "go-done")


def test_whoever_was_asked_to_sign_must_sign_first(office, accountant, checked):
    tickets.move(accountant, checked.id, "sign", {"assignee": office.manager})
    with pytest.raises(Refused, match="还要等陈总会签"):
        tickets.move(accountant, checked.id, "go-done")
    with pytest.raises(Refused, match="已经请这个人会签了"):
        tickets.move(accountant, checked.id, "sign", {"assignee": office.manager})

    tickets.move(office.actor("manager"), checked.id, "signed")

    assert tickets.move(accountant, checked.id, "go-done").state == "done"


def test_a_step_waits_and_is_taken_up_again(accountant, checked):
    held = tickets.move(accountant, checked.id, "hold", {"reason": "无配件"})
    assert (held.state, held.phase) == ("held:check", "waiting")

    with clock.stopped(clock.now() + clock.HOUR):
        again = tickets.move(accountant, checked.id, "resume")
    assert (again.state, again.due_at - held.due_at) == ("check", clock.HOUR)


def test_a_ticket_is_withdrawn_from_a_step(agent, checked):
    assert tickets.move(agent, checked.id, "cancel", {"reason": "用户不办了"}).phase == "cancelled"


def test_a_step_has_its_own_time(agent):
    make.flow(
        drawn({"ask": role("agent", "申请", limit={"minutes": 30, "hours": "clock"}), **END}, "", mine("ask", "done"))
    )
    ticket = make.ticket(agent, make.household(), kind="other")

    assert flow_steps.live(ticket.id)[0].due_at - clock.now() == 30 * clock.MINUTE


def test_of_two_people_who_submit_one_step_one_wins_and_the_other_hears_who(office, accountant, checked):
    together = threading.Barrier(2)
    manager = office.actor("manager")
    db.run("UPDATE ticket_step SET owner_kind = 'role', owner_code = 'accountant' WHERE left_at IS NULL")
    people.take_roles(office.actor("admin"), office.manager, ("manager", "accountant"))

    def press(actor):
        together.wait()
        try:
            return tickets.move(actor, checked.id, "go-done", version=checked.version).state
        except Moved as problem:
            return str(problem)

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(press, [accountant, office.actor("manager") or manager]), key=len)

    assert said[0] == "done"
    assert re.search(r"刚被(老周|陈总)改过（12:00）|现在是“办结”", said[1])


def side_by_side(join="all"):
    make.flow(drawn(
        {"ask": role("agent", "申请"), "split": {"name": "同时办", "phase": "active", "kind": "fork"},
         "money": role("accountant", "查账"), "visit": role("inspector", "现场"),
         "meet": {"name": "会合", "phase": "active", "kind": "join", "join": join}, "sum": role("agent", "答复"), **END},
        "split>money split>visit meet>sum",
        mine("ask", "split"), mine("money", "meet"), mine("visit", "meet"), mine("sum", "done")))  # fmt: skip


def test_branches_run_side_by_side_and_meet(office, agent, accountant):
    side_by_side()
    ticket = tickets.move(agent, make.ticket(agent, make.household(), kind="other").id, "go-split")
    assert (ticket.state, owners(ticket)) == ("split", [("money", "财务"), ("visit", "稽查员")])

    tickets.move(accountant, ticket.id, "go-meet", {"node": "money"}, version=ticket.version)
    # the page of the other branch shows an older version: what happens beside it is no conflict
    after = tickets.move(office.actor("inspector"), ticket.id, "go-meet", {"node": "visit"}, version=ticket.version)

    assert (after.state, owners(after)) == ("sum", [("sum", "客服")])


def test_the_first_branch_ends_the_others_where_any_is_enough(office, agent, accountant):
    side_by_side("any")
    ticket = tickets.move(agent, make.ticket(agent, make.household(), kind="other").id, "go-split")

    tickets.move(accountant, ticket.id, "go-meet", {"node": "money"})

    with pytest.raises(Moved):
        tickets.move(office.actor("inspector"), ticket.id, "go-meet", {"node": "visit"})


def automatic(does, agent):
    auto = {"name": "自动", "phase": "active", "kind": "auto", "does": does}
    make.flow(drawn({"ask": role("agent", "申请"), "auto": auto, "last": role("agent", "收尾"), **END}, "auto>last",
                    mine("ask", "auto"), mine("last", "done")))  # fmt: skip
    return tickets.move(agent, make.ticket(agent, make.household(), kind="other").id, "go-auto")


def test_an_automatic_step_sends_a_message_and_goes_on(agent):
    ticket = automatic({"do": "message", "to": "household", "text": "您的工单{工单号}已受理"}, agent)

    assert ticket.state == "last"
    assert db.row("SELECT to_address, text FROM message") == ("13800000501", f"您的工单{ticket.number}已受理")


def test_an_automatic_step_opens_a_ticket_once(agent):
    ticket = automatic({"do": "ticket", "kind": "leak", "text": "复查{地址}"}, agent)

    assert jobs.run_due(flow_jobs.JOBS) == 1
    made = Ticket.get(Ticket.parent_id == ticket.id)
    assert (made.summary, made.household_id) == ("复查幸福里3号楼2单元501", ticket.household_id)


def test_a_ticket_a_flow_opens_waits_with_the_incident_of_its_household(office, agent):
    automatic({"do": "ticket", "kind": "no_heat", "text": "复查"}, agent)
    verbs.switch_on(["incident"])
    scope = Scope(household=(Ticket.get().household_id,))
    out = Declared(kind="outage", title="三号站停热", scope=scope, start_at=clock.now())
    incident_id = incidents.declare(office.actor("leader"), out)

    jobs.run_due({"flow-ticket": flow_jobs.JOBS["flow-ticket"]})

    made = Ticket.get(Ticket.parent_id.is_null(False))
    assert (made.state, made.incident_id) == ("on_hold", incident_id)


def test_a_step_of_the_intake_that_is_refused_leaves_the_ticket_taken(office, agent):
    hold = mine("ask", "off", "hold")  # only a step of the accountants, whoever takes the ticket
    make.flow(drawn({"ask": role("accountant"), **END}, "", mine("ask", "done"), hold), kind="no_heat")
    home = make.household()
    verbs.switch_on(["incident"])
    out = Declared(kind="outage", title="三号站停热", scope=Scope(household=(home,)), start_at=clock.now())
    incidents.declare(office.actor("leader"), out)

    assert make.ticket(agent, home).state == "ask"


def test_an_automatic_step_changes_a_field(agent):
    assert automatic({"do": "field", "field": "priority", "value": "紧急"}, agent).priority == 1


def test_a_webhook_goes_to_an_address_of_the_office_only(agent):
    row = {"name": "OA", "url": "http://127.0.0.1:9/", "secret_sealed": sealing.seal("s"), "events": []}
    Webhook.insert(**row, enabled_at=clock.now()).execute()
    automatic({"do": "webhook", "address": 1}, agent)

    jobs.run_due(flow_jobs.JOBS)

    assert db.row("SELECT kind, state, tries FROM job") == ("flow-webhook", "waiting", 1)
    assert Webhook.get_by_id(1).failing_since


def test_what_must_be_filled_in_is_never_emptied(agent):
    first = role("agent", "核对", fields={"phone": "must"})
    make.flow(drawn({"ask": first, **END}, "", mine("ask", "done")))
    ticket = make.ticket(agent, make.household(), kind="other")
    tickets.fill(agent, ticket.id, "ask", {"phone": "13800009999"})

    with pytest.raises(Refused, match="请填写联系电话"):
        tickets.move(agent, ticket.id, "go-done", {"own": {"phone": " "}})
    tickets.fill(agent, ticket.id, "ask", {"phone": ""})

    assert Ticket.get_by_id(ticket.id).phone == "13800009999"


@pytest.fixture
def confirmed_by_household(agent):
    confirm = step("确认", owner={"kind": "household"}, silent=3)
    make.flow(drawn({"ask": role("agent", "处理"), "confirm": confirm, **END}, "",
                    mine("ask", "confirm"), mine("confirm", "done", "agree") | {"name": "确认"},
                    mine("confirm", "ask", "no") | {"name": "没有解决"}))  # fmt: skip
    ticket = make.ticket(agent, make.household(), kind="other")
    return tickets.move(agent, ticket.id, "go-confirm")


def test_a_household_gets_a_link_for_its_step(confirmed_by_household):
    outbox.pump()

    text = db.value("SELECT text FROM message")
    assert f"工单 {confirmed_by_household.number} 请您确认" in text
    assert "3 天内没有回应视为确认" in text


def test_a_household_that_stays_silent_has_agreed_and_the_record_says_so(confirmed_by_household):
    assert flow_jobs.settle_silent() == 0

    with clock.stopped(clock.now() + 3 * clock.DAY + 1):
        assert flow_jobs.settle_silent() == 1
        assert flow_jobs.settle_silent() == 0

    assert Ticket.get_by_id(confirmed_by_household.id).state == "done"
    assert "3 天没有回应，视为确认" in db.value("SELECT data FROM ticket_move WHERE action = 'agree'")


def test_a_silence_the_flow_refuses_keeps_nobody_waiting_and_is_told_once(office, agent):
    confirm = step("确认", owner={"kind": "household"}, silent=3)
    asks = mine("confirm", "done", "agree") | {"name": "确认", "asks": ["level"]}
    make.flow(drawn({"ask": role("agent", "处理"), "confirm": confirm, **END}, "", mine("ask", "confirm"), asks))
    ticket = make.ticket(agent, make.household(), kind="other")
    tickets.move(agent, ticket.id, "go-confirm")

    for days in (3, 5, 7):
        with clock.stopped(clock.now() + days * clock.DAY + clock.HOUR):
            assert flow_jobs.settle_silent() == 0
            assert flow_steps.live(ticket.id)[0].due_at == clock.now() + clock.DAY

    (said,) = db.row("SELECT text FROM inbox_item WHERE staff_id = ?", office.leader)
    assert "用户 3 天没有回应，系统不能代为确认" in said


def test_the_counter_confirms_for_a_household(agent, confirmed_by_household):
    assert tickets.move(agent, confirmed_by_household.id, "agree").state == "done"


def test_what_somebody_has_falls_to_the_leader_when_they_leave_and_says_so(office, agent):
    make.team("A区抢修组", office.technician, leader=office.leader)
    ticket = make.ticket(agent, make.household())
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})

    people.disable(office.actor("admin"), office.technician)

    assert Ticket.get_by_id(ticket.id).assignee_id == office.leader
    assert db.value("SELECT reason FROM ticket_move WHERE action = 'handed'") == "小张已停用，转给班组长老李"


def test_a_step_of_somebody_who_has_left_goes_to_the_leader(office, agent):
    make.team("A区抢修组", office.technician, leader=office.leader)
    make.flow(
        drawn({"ask": step("核实", owner={"kind": "person", "id": office.technician}), **END}, "", mine("ask", "done"))
    )
    people.disable(office.actor("admin"), office.technician)

    ticket = make.ticket(agent, make.household(), kind="other")

    (live,) = flow_steps.live(ticket.id)
    assert (live.owner, live.note) == ("老李", "小张已停用，转给班组长老李")


def test_a_running_ticket_stays_on_its_version(agent, accountant, checked):
    make.flow(drawn({"only": role("agent", "直接办"), **END}, "", mine("only", "done")))

    assert tickets.move(accountant, checked.id, "go-done").state == "done"
    assert make.ticket(agent, checked.household_id, kind="other").state == "only"


@pytest.fixture
def by_house(office):
    """A flow that goes by 装修, a field of the household; the field's code."""
    code = make.own_field(office.actor("admin"), "choice", name="装修", choices=[("c1", "毛坯"), ("c2", "精装")])
    raw = {"every": True, "clauses": [[f"home:{code}", "is", "毛坯"]]}
    make.flow(drawn({"ask": role("agent", "申请"), "raw": role("agent", "看毛坯"), "fine": role("agent", "看精装"), **END},
                    "", mine("ask", "raw", "send", when=raw), mine("ask", "fine", "send"),
                    mine("raw", "done"), mine("fine", "done")))  # fmt: skip
    return code


def test_a_condition_asks_an_own_field_of_the_household_and_not_the_tickets(office, agent, by_house):
    same = make.own_field(office.actor("admin"), "text", "ticket", name="装修")
    raw, fine = make.household(), make.household("3-2-601")
    own_values.save(office.actor("admin"), "household", raw, {by_house: "毛坯"}, {})
    assert same == by_house

    first = make.ticket(agent, raw, kind="other")
    second = tickets.take(agent, Intake("other", "x", household_id=fine, own={same: "毛坯"}))

    assert tickets.move(agent, first.id, "send").state == "raw"
    assert tickets.move(agent, second.id, "send").state == "fine"


def test_old_tickets_are_tried_with_the_fields_of_their_household_at_the_same_cost(office, agent, by_house):
    version = db.value("SELECT id FROM design_version WHERE body LIKE '%home:%'")
    flow, design = flow_bodies.flow(version), db.value("SELECT code FROM design WHERE current_id = ?", version)
    raw = make.household()
    own_values.save(office.actor("admin"), "household", raw, {by_house: "毛坯"}, {})

    def close(home):
        ticket = make.ticket(agent, home, kind="other")
        tickets.move(agent, ticket.id, "send")
        return tickets.move(agent, ticket.id, "go-done")

    ticket = close(raw)
    few = queries_of(lambda: flow_trials.replay(agent, design, flow))
    close(make.household("3-2-601"))

    assert [stop.state for stop in flow_trials.trial(ticket, flow).stops] == ["ask", "raw", "done"]
    replay = flow_trials.replay(agent, design, flow)
    assert (replay.ended, sorted(replay.minutes)) == (2, ["ask", "done", "fine", "raw"])
    assert queries_of(lambda: flow_trials.replay(agent, design, flow)) == few
