"""One outage: whom it touches, the tickets that come of it, the messages, its end."""

import pytest

from heat import clock, db
from heat.models import Incident, IncidentHousehold, Ticket
from heat.rules.incidents import Scope
from heat.services import incidents, jobs, outbox, tickets
from heat.services import office as verbs
from heat.services.incidents import Declared
from heat.tasks import handlers
from heat.words import Moved, Refused
from tests import make


@pytest.fixture
def leader(office):
    verbs.switch_on(["incident", "board"])
    return office.actor("leader")


@pytest.fixture
def homes(office) -> list[int]:
    return [make.household(f"3-2-50{n}", phone=f"1380000050{n}") for n in (1, 2, 3)]


def declared(by, homes: list[int], **more) -> int:
    said = {"kind": "outage", "title": "三号站停热", "scope": Scope(household=tuple(homes)), "start_at": clock.now()}
    return incidents.declare(by, Declared(**(said | more)))


def test_a_scope_by_community_touches_everybody_connected_in_it(leader, homes):
    make.household("9-1-101", in_community="QTX")
    db.run("UPDATE household SET connected = 'left' WHERE id = ?", homes[2])
    community = db.value("SELECT community_id FROM household WHERE id = ?", homes[0])

    declared(leader, homes, scope=Scope(community=(community,)))

    assert [row.household_id for row in IncidentHousehold.select()] == homes[:2]


def test_a_scope_that_touches_nobody_is_refused_and_writes_nothing(leader, homes):
    with pytest.raises(Refused):
        declared(leader, homes, scope=Scope(community=(999,)))

    assert Incident.select().count() == 0


def test_what_was_reported_before_joins_it(office, leader, homes):
    before = make.ticket(office.actor("agent"), homes[0])
    leak = make.ticket(office.actor("agent"), homes[0], kind="leak")

    incident_id = declared(leader, homes)

    assert (Ticket.get_by_id(before.id).incident_id, Ticket.get_by_id(before.id).state) == (incident_id, "on_hold")
    assert Ticket.get_by_id(leak.id).incident_id is None


def test_what_is_being_worked_on_is_left_alone(office, leader, homes):
    ticket = make.ticket(office.actor("agent"), homes[0])
    make.team("A区抢修组", office.technician)
    tickets.move(leader, ticket.id, "assign", {"assignee": office.technician})
    tickets.move(office.actor("technician"), ticket.id, "accept")

    declared(leader, homes)

    assert Ticket.get_by_id(ticket.id).state == "accepted"


def test_what_is_reported_meanwhile_joins_it_and_nobody_is_sent(office, leader, homes):
    incident_id = declared(leader, homes)

    ticket = make.ticket(office.actor("agent"), homes[1])

    assert (ticket.state, ticket.incident_id) == ("on_hold", incident_id)


def test_other_homes_and_other_troubles_go_their_own_way(office, leader, homes):
    declared(leader, homes[:1])

    assert make.ticket(office.actor("agent"), homes[1]).state == "new"
    assert make.ticket(office.actor("agent"), homes[0], kind="leak").state == "new"


def test_forty_tickets_wait_and_are_all_called_about_when_the_heat_is_back(office, leader):
    homes = [make.household(f"{n // 6 + 1}-1-{n % 6 + 1}01") for n in range(40)]
    incident_id = declared(leader, homes)
    for home in homes:
        make.ticket(office.actor("agent"), home)

    done = incidents.restore(leader, incident_id)

    assert done == 40
    states = db.rows("SELECT state, count(*) FROM ticket WHERE incident_id = ? GROUP BY state", incident_id)
    assert states == [("finished", 40)]


def test_heat_that_is_back_counts_as_nobodys_visit(office, leader, homes):
    incident_id = declared(leader, homes)
    ticket = make.ticket(office.actor("agent"), homes[0])

    incidents.restore(leader, incident_id)

    assert Ticket.get_by_id(ticket.id).state == "finished"
    assert db.value("SELECT count(*) FROM visit WHERE ticket_id = ?", ticket.id) == 0


def test_one_that_was_sent_out_all_the_same_is_not_finished_by_the_end(office, leader, homes):
    incident_id = declared(leader, homes)
    ticket = make.ticket(office.actor("agent"), homes[0])
    make.team("A区抢修组", office.technician)
    tickets.move(leader, ticket.id, "assign", {"assignee": office.technician})

    assert incidents.restore(leader, incident_id) == 0
    assert Ticket.get_by_id(ticket.id).state == "assigned"


def test_a_withdrawn_incident_lets_its_tickets_be_dispatched(office, leader, homes):
    incident_id = declared(leader, homes)
    ticket = make.ticket(office.actor("agent"), homes[0])

    incidents.withdraw(leader, incident_id, "登记错了小区")

    assert Ticket.get_by_id(ticket.id).state == "new"
    assert Incident.get().state == "withdrawn"


def test_a_second_sending_of_the_form_declares_nothing_more(leader, homes):
    first = declared(leader, homes, once_key="k1")

    assert declared(leader, homes, once_key="k1") == first
    assert Incident.select().count() == 1


def test_one_that_was_held_again_for_another_reason_stays_held(office, leader, homes):
    incident_id = declared(leader, homes)
    ticket = make.ticket(office.actor("agent"), homes[0])
    make.team("A区抢修组", office.technician)
    tickets.move(leader, ticket.id, "assign", {"assignee": office.technician})
    tickets.move(office.actor("technician"), ticket.id, "hold", {"reason": "无配件"})

    assert incidents.restore(leader, incident_id) == 0
    assert Ticket.get_by_id(ticket.id).state == "on_hold"


def test_whoever_was_not_told_yet_is_not_told_after_it_was_withdrawn(leader, homes):
    incident_id = declared(leader, homes, notify=True)
    jobs.run_due(handlers())

    incidents.withdraw(leader, incident_id, "登记错了")

    assert db.rows("SELECT DISTINCT state FROM message") == [("dropped",)]


def test_a_withdrawn_incident_tells_nobody_at_all(leader, homes):
    incidents.withdraw(leader, declared(leader, homes, notify=True), "登记错了")

    jobs.run_due(handlers())

    assert db.value("SELECT count(*) FROM message") == 0


def test_planned_works_are_told_as_what_will_be(leader, homes):
    declared(leader, homes, kind="works", title="管网检修", start_at=clock.now() + clock.DAY, notify=True)

    jobs.run_due(handlers())

    text = db.value("SELECT text FROM message LIMIT 1")
    assert "11月22日12:00起停热" in text
    assert "不必另外报修" not in text


def test_an_outage_of_months_still_gets_a_new_end(leader, homes):
    incident_id = declared(leader, homes)

    with clock.stopped(clock.now() + 60 * clock.DAY):
        incidents.change(leader, incident_id, expected_at=clock.now() + clock.DAY, cause="换管")

    assert Incident.get().cause == "换管"


def test_a_branch_does_not_end_what_touches_another_one_too(office, leader, homes):
    incident_id = declared(leader, homes)
    east = make.branch()
    db.run(
        "UPDATE community SET org_id = ? WHERE id = (SELECT community_id FROM household WHERE id = ?)", east, homes[0]
    )
    other = make.household("9-1-101", in_community="QTX")
    db.run("INSERT INTO incident_household (incident_id, household_id, from_at) VALUES (?, ?, 1)", incident_id, other)

    with pytest.raises(Refused):
        incidents.restore(make.clerk(east, "leader"), incident_id)


def test_it_ends_once(leader, homes):
    incident_id = declared(leader, homes)
    incidents.restore(leader, incident_id)

    with pytest.raises(Moved):
        incidents.restore(leader, incident_id)
    with pytest.raises(Moved):
        incidents.change(leader, incident_id, expected_at=None, cause="")


def test_each_household_is_told_once_when_it_begins_and_once_when_it_ends(leader, homes):
    incident_id = declared(leader, homes, notify=True)
    jobs.run_due(handlers())
    incidents._tell_all(db_job("incident-tell"))
    with clock.stopped(clock.now() + 3 * clock.HOUR):
        incidents.restore(leader, incident_id, notify=True)
        jobs.run_due(handlers())
        outbox.pump()

    told = db.rows("SELECT to_address, count(*) FROM message GROUP BY to_address ORDER BY to_address")
    assert told == [("13800000501", 2), ("13800000502", 2), ("13800000503", 2)]


def db_job(kind: str):
    from heat.models import Job

    return Job.get(Job.kind == kind)


def test_after_the_end_a_report_is_an_ordinary_one(office, leader, homes):
    incidents.restore(leader, declared(leader, homes))

    assert make.ticket(office.actor("agent"), homes[0]).state == "new"
