"""Taking, linking and moving tickets: rows, audit, and who loses a race."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from heat import clock, db
from heat.models import Audit, SlaClock, Ticket
from heat.rules.fields import Bad
from heat.services import tickets
from heat.services.tickets import Intake
from heat.words import Missing, Moved, Refused
from tests import make

HOUR = clock.HOUR


@pytest.fixture
def worker(office):
    make.team("A区抢修组", office.technician)
    return office.actor("technician")


def clock_of(ticket, goal="finish"):
    """One of its clocks."""
    return SlaClock.get((SlaClock.ticket_id == ticket.id) & (SlaClock.goal == goal))


def walk(office, ticket, *steps):
    """Let the right people take these steps; the ticket afterwards."""
    told = {"assign": {"assignee": office.technician}, "finish": {"cause": "系统有气"}, "hold": {"reason": "无配件"}}
    who = {"assign": "leader", "close": "agent", "reopen": "agent"}
    for step in steps:
        ticket = tickets.move(office.actor(who.get(step, "technician")), ticket.id, step, told.get(step, {}))
    return ticket


def test_a_ticket_gets_number_deadline_and_the_customer(agent):
    home = make.household()

    ticket = tickets.take(agent, Intake("no_heat", "次卧不热", household_id=home))

    assert ticket.number == "GD261121-001"
    assert ticket.due_at - ticket.opened_at == 24 * HOUR
    assert (ticket.household_id, ticket.address) == (home, "幸福里3号楼2单元501")


def test_numbers_of_a_day_follow_each_other(agent):
    home = make.household()

    numbers = [make.ticket(agent, home).number for _ in range(3)]

    assert numbers == ["GD261121-001", "GD261121-002", "GD261121-003"]


def test_a_leak_has_the_urgent_limit(agent):
    ticket = make.ticket(agent, make.household(), kind="leak")

    assert ticket.due_at - ticket.opened_at == 2 * HOUR


def test_a_public_place_needs_an_address_only(agent):
    ticket = tickets.take(agent, Intake("leak", "", address="幸福里小区南门井盖", phone="138 0000 0502"))

    assert (ticket.household_id, ticket.phone, ticket.summary) == (None, "13800000502", "漏水")


@pytest.mark.parametrize(
    ("intake", "says"),
    [
        (Intake("no_heat", "冷"), "请先选择用户"),
        (Intake("fire", "冷", address="x"), "请选择问题类型"),
        (Intake("no_heat", "冷", address="x", source="pigeon"), "请选择来源"),
        (Intake("no_heat", "冷" * 2001, address="x"), "最多 2000 个字"),
        (Intake("no_heat", "a\x00b", address="x"), "不能保存的字符"),
        (Intake("no_heat", "冷", address="x\x00"), "不能保存的字符"),
        (Intake("no_heat", "冷", address="x", phone="一二三"), "不是电话号码"),
    ],
)
def test_what_nobody_could_work_on_is_refused_and_nothing_is_written(agent, intake, says):
    with pytest.raises(Refused, match=says):
        tickets.take(agent, intake)

    assert Ticket.select().count() == 0


def test_an_unknown_household_is_missing(agent):
    with pytest.raises(Missing):
        tickets.take(agent, Intake("no_heat", "冷", household_id=999))


def test_a_household_of_another_branch_is_missing_and_no_ticket_is_opened(office):
    home = make.household()
    clerk = make.clerk(make.branch(), "agent")

    with pytest.raises(Missing):
        tickets.take(clerk, Intake("no_heat", "冷", household_id=home))

    assert Ticket.select().count() == 0


def test_the_same_form_sent_twice_opens_one_ticket(agent):
    intake = Intake("no_heat", "冷", household_id=make.household(), once_key="a1b2")

    assert tickets.take(agent, intake).id == tickets.take(agent, intake).id
    assert Ticket.select().count() == 1


def test_a_call_is_linked_to_the_neighbours_ticket(agent):
    ticket = make.ticket(agent, make.household("3-2-401"))
    upstairs = make.household("3-2-501", owner="刘奶奶")

    linked = tickets.link(agent, ticket.id, upstairs, "")

    assert linked.urged == 1
    assert db.value("SELECT text FROM contact WHERE household_id = ?", upstairs) == "关联来电"


def test_a_finished_ticket_takes_no_more_calls(agent):
    ticket = make.ticket(agent, make.household())
    tickets.move(agent, ticket.id, "close", {"result": "答复"})

    with pytest.raises(Moved, match="已经结束"):
        tickets.link(agent, ticket.id, ticket.household_id, "又来电")


def test_the_whole_way_leaves_its_moves_and_a_visit(office, agent, worker):
    ticket = make.ticket(agent, make.household())

    walk(office, ticket, "assign", "accept", "arrive", "finish")

    moves = [action for (action,) in db.rows("SELECT action FROM ticket_move ORDER BY seq")]
    assert moves == ["take", "assign", "accept", "arrive", "finish"]
    assert db.row("SELECT staff_id, result FROM visit") == (office.technician, "系统有气")


def test_a_step_needs_its_right(agent, office, worker):
    ticket = make.ticket(agent, make.household())

    with pytest.raises(Refused, match="没有“派单”的权限"):
        tickets.move(agent, ticket.id, "assign", {"team": 1})


def test_a_step_says_what_it_needs(agent, leader):
    ticket = make.ticket(agent, make.household())

    with pytest.raises(Refused, match="请填写班组或维修工后再“派单”"):
        tickets.move(leader, ticket.id, "assign", {})


def test_the_loser_of_two_hears_who_was_faster(agent, leader, worker):
    ticket = make.ticket(agent, make.household())
    tickets.move(leader, ticket.id, "assign", {"assignee": worker.id}, version=ticket.version)

    with pytest.raises(Moved, match="刚被老李改过（12:00）"):
        tickets.move(leader, ticket.id, "assign", {"assignee": worker.id}, version=ticket.version)


def test_the_same_step_sent_twice_is_taken_once(agent, leader, worker):
    ticket = make.ticket(agent, make.household())
    first = tickets.move(leader, ticket.id, "assign", {"assignee": worker.id}, version=ticket.version, once_key="k1")

    again = tickets.move(leader, ticket.id, "assign", {"assignee": worker.id}, version=ticket.version, once_key="k1")

    assert again.version == first.version
    assert db.value("SELECT count(*) FROM ticket_move WHERE action = 'assign'") == 1


@pytest.fixture
def gate(data, office):
    """The office's database behind its real write gate."""
    db.close_database()
    db.use(db.sqlite_database(data / db.FILE), gate_file=data / "write.lock")


def at_once(n, act):
    """Do one act in several threads at the same moment; what came of each."""
    start = threading.Barrier(n)

    def go(_):
        start.wait()
        return act()

    with ThreadPoolExecutor(n) as pool:
        return list(pool.map(go, range(n)))


def test_a_double_click_at_the_same_moment_opens_one_ticket(gate, agent):
    intake = Intake("no_heat", "冷", household_id=make.household(), once_key="a1b2")

    opened = at_once(4, lambda: tickets.take(agent, intake).id)

    assert len(set(opened)) == 1
    assert Ticket.select().count() == 1


def test_a_double_click_at_the_same_moment_links_once(gate, agent):
    ticket = make.ticket(agent, make.household())

    at_once(4, lambda: tickets.link(agent, ticket.id, ticket.household_id, "也不热", once_key="a1b2"))

    assert Ticket.get_by_id(ticket.id).urged == 1


def test_of_two_assignments_at_the_same_moment_one_wins(gate, office, leader, worker):
    ticket = make.ticket(office.actor("agent"), make.household())

    def assign():
        try:
            tickets.move(leader, ticket.id, "assign", {"assignee": worker.id}, version=ticket.version)
            return "won"
        except Moved:
            return "lost"

    said = at_once(2, assign)

    assert sorted(said) == ["lost", "won"]


def test_a_technician_sees_no_ticket_of_others(agent, office):
    ticket = make.ticket(agent, make.household())

    with pytest.raises(Missing):
        tickets.move(office.actor("technician"), ticket.id, "accept")


def test_whoever_accepts_the_teams_ticket_has_it(office, agent, leader, worker):
    ticket = make.ticket(agent, make.household())
    team = db.value("SELECT id FROM team")
    tickets.move(leader, ticket.id, "assign", {"team": team})

    accepted = tickets.move(worker, ticket.id, "accept")

    assert accepted.assignee_id == worker.id


def test_giving_it_to_another_ends_the_first_visit(office, agent, leader, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept")

    tickets.move(leader, ticket.id, "assign", {"assignee": office.inspector})

    assert db.row("SELECT result FROM visit WHERE left_at IS NOT NULL") == ("改派",)


def test_holding_stops_the_clock_and_moves_the_deadline(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "hold")

    with clock.stopped(clock.now() + 3 * HOUR):
        resumed = walk(office, ticket, "resume")

    assert resumed.due_at - ticket.due_at == 3 * HOUR
    assert clock_of(ticket).paused_s == 3 * 3600


def test_a_hold_that_ends_by_another_technician_counts_too(office, agent, leader, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "hold")

    with clock.stopped(clock.now() + HOUR):
        moved = tickets.move(leader, ticket.id, "assign", {"assignee": worker.id})

    assert moved.due_at - ticket.due_at == HOUR
    assert clock_of(ticket).paused_at is None


def test_finishing_late_is_written_down(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household(), kind="leak"), "assign", "accept", "arrive")

    with clock.stopped(clock.now() + 2 * HOUR + 1):
        finished = walk(office, ticket, "finish")

    assert finished.in_time is False
    assert clock_of(ticket).breached


def test_an_enquiry_answered_at_once_is_in_time(agent):
    ticket = make.ticket(agent, make.household(), kind="enquiry")

    closed = tickets.move(agent, ticket.id, "close", {"result": "已答复"})

    assert (closed.phase, closed.in_time) == ("done", True)
    assert closed.closed_on == clock.today()


def test_reopening_is_urgent_and_starts_the_clock_anew(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "arrive", "finish")

    with clock.stopped(clock.now() + 30 * HOUR):
        again = tickets.move(agent, ticket.id, "reopen", {"reason": "还是不热"})
        assert again.due_at == clock.now() + 2 * HOUR

    assert (again.priority, again.reopened, again.assignee_id, again.state) == (1, 1, None, "new")


def test_the_visit_takes_the_time_between_arriving_and_finishing(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "arrive")

    with clock.stopped(clock.now() + 35 * clock.MINUTE):
        walk(office, ticket, "finish")

    assert db.value("SELECT minutes FROM visit") == 35


def test_typed_minutes_and_temperatures_are_kept(office, agent, worker):
    home = make.household()
    ticket = walk(office, make.ticket(agent, home), "assign", "accept", "arrive")

    told = {"cause": "过滤网脏堵", "minutes": "40", "before": "17.2", "celsius": "19.6℃"}
    finished = tickets.move(worker, ticket.id, "finish", told)

    assert db.value("SELECT minutes FROM visit") == 40
    assert finished.ext["celsius"] == 196
    assert db.value("SELECT text FROM contact WHERE kind = 'temperature'") == "19.6"
    data = db.value("SELECT data FROM ticket_move WHERE action = 'finish'")
    assert Decimal(json.loads(data)["before"]) == Decimal("17.2")


def test_an_impossible_temperature_leaves_the_ticket_alone(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "arrive")

    with pytest.raises(Bad, match="处理后室温"):
        tickets.move(worker, ticket.id, "finish", {"cause": "系统有气", "celsius": "180"})

    assert Ticket.get_by_id(ticket.id).state == "working"


def test_paper_and_phone_finish_a_ticket_once(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "arrive", "finish")

    with pytest.raises(Moved, match="待回访"):
        tickets.move(agent, ticket.id, "enter", {"cause": "系统有气"})

    assert db.value("SELECT count(*) FROM visit") == 1


def test_a_sheet_entered_by_the_clerk_is_the_technicians_visit(office, agent, leader, worker):
    ticket = make.ticket(agent, make.household())
    tickets.move(leader, ticket.id, "assign", {"assignee": worker.id})

    tickets.move(agent, ticket.id, "enter", {"cause": "阀门故障", "minutes": "50"})

    assert db.row("SELECT staff_id, minutes, on_paper FROM visit") == (worker.id, 50, 1)


def test_urging_counts_and_notes_stay(agent):
    ticket = make.ticket(agent, make.household())
    tickets.move(agent, ticket.id, "urge")
    tickets.move(agent, ticket.id, "note", {"text": "住户下午在家"})

    now = Ticket.get_by_id(ticket.id)
    assert (now.state, now.urged, now.version) == ("new", 1, 3)


def test_every_act_leaves_an_audit_line(office, agent, worker):
    ticket = walk(office, make.ticket(agent, make.household()), "assign", "accept", "hold", "resume", "finish")

    codes = [line.code for line in Audit.select().where(Audit.subject == "ticket").order_by(Audit.id)]
    assert codes == [f"ticket.{act}" for act in ("opened", "assign", "accept", "hold", "resume", "finish")]
    assert ticket.state == "finished"
