"""PostgreSQL answers desk, board, phone, call-back, paper and administration alike."""

import io

import pytest
from PIL import Image

from heat import clock, db
from heat.queries import board, callbacks, callers, clocks, dispatch, health, incident_homes, live, log, orders
from heat.queries import calls as call_queries
from heat.queries import incidents as incident_queries
from heat.queries import people as staff_queries
from heat.queries import tickets as queries
from heat.queries import tokens as token_queries
from heat.rules.calls import Event
from heat.rules.incidents import Scope
from heat.rules.permissions import SYSTEM
from heat.services import attachments, incidents, jobs, people, phones, search_keys, teams, tickets, tokens
from heat.services import callbacks as calls
from heat.services import calls as phones_of
from heat.services import dispatch as giving
from heat.services import orders as sheets
from heat.services.incidents import Declared
from heat.services.tickets import Intake
from tests import make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def photo() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(out, "JPEG")
    out.seek(0)
    return out


def test_a_team_is_set_up_and_proposed(pg):
    admin, place = pg.actor("admin"), make.community()
    team = teams.create(admin, "城东组")
    teams.change(admin, team, name="城东组", leader_id=pg.leader, members=[pg.technician], areas=[place])
    teams.change(admin, team, name="城东组", leader_id=None, members=[pg.technician], areas=[place])

    assert dispatch.proposal(place, 1, "no_heat").team_id == team
    assert dispatch.assignee(SYSTEM, None, pg.technician) == {"assignee_id": pg.technician, "team_id": team}
    assert [sheet.members for sheet in staff_queries.teams()] == [[pg.technician]]
    assert staff_queries.communities() == [(place, "幸福里")]


def test_a_caller_is_known(pg):
    agent, home = pg.actor("agent"), make.household(account_no="900501")
    search_keys.add([home])

    assert [match.id for match in callers.matching(agent, "刘奶奶")] == [home]
    assert [match.id for match in callers.by_phone(agent, "13800000501")] == [home]
    assert callers.card(home).phones == ["13800000501"]
    assert callers.may_see(agent, home)


def test_a_ticket_is_taken_linked_given_and_taken_back(pg):
    agent, leader = pg.actor("agent"), pg.actor("leader")
    make.team("A区抢修组", pg.technician)
    intake = Intake("no_heat", "次卧不热", household_id=make.household(), once_key="k1")
    ticket = tickets.take(agent, intake)

    assert tickets.take(agent, intake).id == ticket.id
    linked = tickets.link(agent, ticket.id, make.household("3-2-401"), "楼下也不热", once_key="k2")
    given = giving.assign(leader, [(ticket.id, linked.version)], team_id=None, staff_id=pg.technician)
    assert giving.undo(leader, given.moved).refused == []
    assert phones.of_ticket(agent, ticket.id) == "13800000501"
    assert len(queries.neighbours(make.household("3-2-601"), 1)) == 1


def test_the_field_and_the_paper(pg, data):
    agent, worker = pg.actor("agent"), pg.technician
    make.team("A区抢修组", worker)
    ticket = make.ticket(agent, make.household())
    attachments.add(agent, ticket.id, attachments.kept([attachments.cleaned(photo())]))
    assert len(attachments.of(ticket.id)) == 1
    assert len(orders.of_team_today(pg.actor("leader"), ticket.team_id)) == 1
    assert len(sheets.papers(pg.actor("leader"), [ticket.id])) == 1

    tickets.move(pg.actor("leader"), ticket.id, "assign", {"assignee": worker})
    with clock.stopped(clock.now() + clock.HOUR):
        tickets.move(pg.actor("technician"), ticket.id, "hold", {"reason": "无配件"})
        tickets.move(pg.actor("technician"), ticket.id, "resume")
        tickets.move(agent, ticket.id, "enter", {"cause": "系统有气", "celsius": "19.5"})
        assert board.done_today(worker) == 1
        assert callbacks.queue(agent)[0].ticket_id == ticket.id
        calls.not_reached(agent, ticket.id)
        assert callbacks.queue(agent)[0].waiting
        calls.answered(agent, ticket.id, solved=False, level=3, text="还是不热")
    assert any(one.why.get("again") for one in clocks.of(ticket.id))
    assert callbacks.today(agent.id).reopened == 1


def test_people_come_and_go(pg):
    admin = pg.actor("admin")
    people.take_roles(admin, pg.agent, ("agent", "cashier"))
    people.take_roles(admin, pg.agent, ("cashier",))
    people.disable(admin, pg.accountant)

    by_login = {person.login: person for person in staff_queries.staff()}
    assert by_login["agent"].roles == ["cashier"]
    assert by_login["accountant"].disabled


def test_the_log_and_the_heartbeat(pg):
    make.ticket(pg.actor("agent"))

    assert (
        log.lines(pg.actor("admin"), code="ticket.opened", staff_id=pg.agent, on=clock.today())[0].after["kind"]
        == "no_heat"
    )
    assert health.worker_is_late() is False
    assert db.dialect() == "postgres"


def account_no(home):
    return db.value("SELECT account_no FROM household WHERE id = ?", home)


def test_an_outage_and_a_call(pg):
    leader, agent = pg.actor("leader"), pg.actor("agent")
    home = make.household(phone="13800000501")
    incident_id = incidents.declare(
        leader, Declared("outage", "三号站停热", Scope(household=(home,)), clock.now(), notify=True)
    )
    ticket = make.ticket(agent, home)
    jobs.run_due({"incident-tell": incidents.JOBS["incident-tell"]})
    assert incident_queries.active(agent)[0].told == 1
    assert incident_queries.of_household(home).id == incident_id
    assert incident_queries.count(leader, Scope(source=(1,))) == 1
    row = incident_homes.Home(home, account_no(home), "刘奶奶", "幸福里3号楼2单元501", [], "waiting", ticket.number)
    assert incident_homes.listed(leader, incident_id, "untold") == [row]
    assert [incident_homes.listed(leader, incident_id, view) for view in ("needs", "silent")] == [[], []]
    assert incident_homes.listed(leader, incident_id, after=home) == []
    assert incident_queries.tickets(agent, incident_id) == [ticket.id]
    community = db.value("SELECT community_id FROM household WHERE id = ?", home)
    assert incident_queries.buildings(leader, [community]) != []
    with clock.stopped(clock.now() + clock.HOUR):
        assert incidents.restore(leader, incident_id) == 1
    assert incident_queries.hits(leader, incident_id)[0].hours == 1
    assert len(incident_queries.past(leader, after=(clock.now() + clock.DAY, 0))) == 1

    phones_of.sit_at(agent, "8001")
    for what in ("ring", "missed"):
        call_id = phones_of.happened(SYSTEM, Event(what, "13800000501", "8001", "1"))
    assert call_queries.listed(agent, missed=True)[0].household_id == home
    assert call_queries.missed() == 1
    phones_of.settle(agent, call_id)
    assert call_queries.ringing(agent) == []
    assert tokens.holder(tokens.add(pg.actor("admin"), "交换机", ("cti",)), "cti")
    assert token_queries.listed()[0].used_at
    assert live.since(0)[1]
