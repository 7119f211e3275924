"""A phone's queue in the office: each thing once, conflicts decided by the technician, the server's time counts."""

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import ticket_record
from heat.rules import field_work as rules
from heat.services import field, tickets
from heat.services.attachments import Picture
from heat.services.field import Overtaken, Pictures
from heat.words import Missing, Moved, Refused
from tests import make


@pytest.fixture
def job(office):
    make.team("A区抢修组", office.technician, office.inspector)
    ticket = make.ticket(office.actor("agent"), make.household())
    return tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})


def send(office, job, action, key="", by="technician", pictures=None, **typed):
    told = {"ticket": str(job.id), "action": action, "key": key or f"{action}12345678".replace("-", "")} | typed
    return field.receive(office.actor(by), rules.queued(told), pictures or Pictures())


def moves(job) -> list[str]:
    return [action for (action,) in db.rows("SELECT action FROM ticket_move WHERE ticket_id = ? ORDER BY seq", job.id)]


def test_a_whole_completion_comes_in_order_and_each_step_twice_but_counts_once(office, job):
    photo = Pictures((Picture(b"jpeg", 1, 1),), "before")
    for action, more in [
        ("accept", {}),
        ("arrive", {}),
        ("photo", {}),
        ("note", {"text": "排气"}),
        ("finish", {"cause": "其他"}),
    ]:
        answers = [send(office, job, action, pictures=photo if action == "photo" else None, **more) for _ in range(2)]
        assert answers[0] == answers[1]

    assert moves(job)[2:] == ["accept", "arrive", "photo", "note", "finish"]
    assert db.value("SELECT count(*) FROM attachment WHERE kind = 'before'") == 1


def test_one_key_is_one_thing(office, job):
    send(office, job, "accept", key="samekey1")

    with pytest.raises(Refused, match="已经用在另一步上"):
        send(office, job, "arrive", key="samekey1")


def test_the_servers_time_counts_and_the_phones_is_only_told(office, job):
    day_off = clock.now() - clock.DAY
    send(office, job, "accept", at=str(day_off))
    send(office, job, "arrive", at=str(day_off + clock.MINUTE))
    send(office, job, "finish", cause="其他", at=str(day_off + 36 * clock.MINUTE))

    visit = ticket_record.visits(job.id)[0]
    assert (visit.arrived_at, visit.left_at, visit.minutes) == (clock.now(), clock.now(), 35)
    assert ticket_record.history(job.id, {})[-1].data["phone_at"] == day_off + 36 * clock.MINUTE


def test_a_ticket_given_to_another_waits_for_a_decision_and_loses_nothing(office, job):
    send(office, job, "accept")
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector})

    with pytest.raises(Overtaken) as problem:
        send(office, job, "arrive")

    assert problem.value.mine
    assert Ticket.get_by_id(job.id).state == "assigned"


def test_what_was_done_can_be_taken_back_as_ones_own(office, job):
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector})

    send(office, job, "finish", mode="mine", cause="系统有气")

    ticket = Ticket.get_by_id(job.id)
    assert (ticket.state, ticket.assignee_id, ticket.cause) == ("finished", office.technician, "系统有气")
    assert moves(job)[-4:] == ["claim", "accept", "arrive", "finish"]


def test_nobody_takes_a_ticket_from_a_colleague_at_the_door(office, job):
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.inspector})
    for step in ("accept", "arrive"):
        tickets.move(office.actor("inspector"), job.id, step)

    with pytest.raises(Overtaken) as problem:
        send(office, job, "finish", mode="mine", cause="系统有气")

    assert not problem.value.mine
    send(office, job, "finish", mode="aside", cause="系统有气", text="我先到，已排气")
    assert Ticket.get_by_id(job.id).state == "working"
    assert ticket_record.history(job.id, {})[-1].data == {
        "cause": "系统有气",
        "text": "我先到，已排气",
        "aside": "finish",
    }


def test_work_on_a_cancelled_ticket_is_still_written_down(office, job):
    tickets.move(office.actor("agent"), job.id, "cancel", {"reason": "用户说不用来了"})

    with pytest.raises(Overtaken) as problem:
        send(office, job, "accept")

    assert not problem.value.mine
    send(office, job, "accept", mode="aside")
    assert moves(job)[-1] == "note"


def test_a_ticket_of_another_team_that_was_ones_own_takes_the_note_and_no_other(office, job):
    other = make.team("B区抢修组", office.cashier)
    tickets.move(office.actor("leader"), job.id, "assign", {"team": other})

    assert send(office, job, "note", text="门口已贴条")["number"] == job.number
    never_mine = make.ticket(office.actor("agent"), make.household("4-1-101"))
    with pytest.raises(Missing):
        send(office, never_mine, "note", key="another1", text="x")


def test_nobody_takes_back_what_another_team_has_been_sent_to_since(office, job):
    make.team("B区抢修组", office.cashier)
    tickets.move(office.actor("leader"), job.id, "assign", {"assignee": office.cashier})

    with pytest.raises(Overtaken) as problem:
        send(office, job, "finish", mode="mine", cause="系统有气")

    assert not problem.value.mine
    assert Ticket.get_by_id(job.id).assignee_id == office.cashier
    send(office, job, "finish", mode="aside", cause="系统有气")
    assert moves(job)[-1] == "note"


def test_a_press_on_a_second_phone_is_no_conflict(office, job):
    send(office, job, "accept", key="phone1key")

    assert send(office, job, "accept", key="phone2key")["state"] == "accepted"
    assert moves(job).count("accept") == 1


def test_an_empty_note_is_refused(office, job):
    with pytest.raises(Refused, match="备注"):
        send(office, job, "note")


def test_a_hold_plans_the_second_visit_and_resuming_begins_it(office, job):
    for action, more in [("accept", {}), ("arrive", {}), ("hold", {"reason": "无配件", "planned": "2026-11-22T09:30"})]:
        send(office, job, action, **more)

    first, second = ticket_record.visits(job.id)
    assert (first.result, second.no, clock.local(second.planned_at).isoformat()[:16]) == (
        "无配件",
        2,
        "2026-11-22T09:30",
    )
    send(office, job, "resume")
    send(office, job, "finish", cause="阀门故障", helper=str(office.inspector))
    assert [visit.result for visit in ticket_record.visits(job.id)] == ["无配件", "阀门故障"]
    assert ticket_record.visits(job.id)[1].helper == "小孙"


def test_a_ticket_goes_from_hand_to_hand_within_the_team(office, job):
    send(office, job, "accept")
    field.hand_over(office.actor("technician"), job.id, office.inspector, "我去漏水那家", version=None)

    assert Ticket.get_by_id(job.id).assignee_id == office.inspector
    assert [visit.result for visit in ticket_record.visits(job.id)] == ["我去漏水那家"]
    with pytest.raises(Refused, match="不在您手上"):
        field.hand_over(office.actor("technician"), job.id, office.inspector, "", version=None)
    with pytest.raises(Refused, match="同组"):
        field.hand_over(office.actor("inspector"), job.id, office.cashier, "", version=None)


def test_a_ticket_on_the_way_is_picked_by_one_and_not_by_two(office, job):
    near = make.ticket(office.actor("agent"), make.household("3-2-502"))
    db.run("UPDATE ticket SET team_id = ? WHERE id = ?", job.team_id, near.id)

    assert field.pick(office.actor("technician"), near.id, once_key="k1").state == "accepted"
    with pytest.raises(Moved, match="已经有人去了"):
        field.pick(office.actor("inspector"), near.id, once_key="k2")
