"""PostgreSQL draws, publishes and runs flows alike."""

import pytest

from heat import clock, db
from heat.models import Ticket
from heat.queries import flow_designs, flow_steps, flow_trials, inbox, ticket_kinds
from heat.rules import flow_drafts, flow_reading
from heat.services import flow_designs as drawing
from heat.services import flow_jobs, tickets
from heat.services import ticket_kinds as kinds
from heat.services.tickets import Intake
from tests import make
from tests.services.test_flow_moves import side_by_side

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_branches_of_a_drawn_flow_meet(pg):
    agent = pg.actor("agent")
    side_by_side()
    ticket = tickets.move(agent, make.ticket(agent, make.household(), kind="other").id, "go-split")
    tickets.move(pg.actor("accountant"), ticket.id, "go-meet", {"node": "money"})

    assert flow_steps.waiting_for(pg.actor("inspector"))[0].node == "visit"
    assert flow_steps.count(pg.actor("inspector")) == 1
    assert [item.number for item in inbox.items(pg.actor("inspector")) if item.arrived] == [ticket.number]
    assert tickets.move(pg.actor("inspector"), ticket.id, "go-meet", {"node": "visit"}).state == "sum"
    assert flow_jobs.settle_silent() == 0


def test_a_flow_is_drawn_published_and_replayed(pg):
    admin = pg.actor("admin")
    code = drawing.create(admin, "投诉办理")
    drawing.draw(admin, code, lambda body: flow_drafts.added(body, "step", "s1")[0])
    drawing.undo(admin, code)
    drawing.publish(admin, code, "单独办")

    assert [line.version for line in flow_designs.listed() if line.code == code] == [1]
    assert flow_designs.any_drawn()
    assert flow_designs.versions(code)[0].why == "单独办"
    assert flow_trials.replay(admin, code, flow_reading.read(flow_designs.drawing(code).body)).n == 0


def test_running_tickets_are_taken_over(pg):
    admin, ticket = pg.actor("admin"), make.ticket(pg.actor("agent"), make.household())
    drawing.draw(admin, "repair", lambda body: flow_drafts.moved(body, "new", 1))
    drawing.publish(admin, "repair", "换次序")

    assert drawing.move_tickets(admin, "repair", ticket.flow_version_id, {"new": "new"}) == 1
    assert Ticket.get_by_id(ticket.id).flow_version_id != ticket.flow_version_id


def test_a_sort_of_ticket_is_made_and_taken(pg):
    admin = pg.actor("admin")
    code = kinds.create(admin, "换表")
    kinds.offer(admin, code, "desk", on=True)

    assert code in {kind.code for kind in ticket_kinds.offered("desk")}
    ticket = tickets.take(pg.actor("agent"), Intake(code, "表停了", household_id=make.household()))
    assert ticket.opened_at == clock.now()
    assert ticket_kinds.running()[db.value("SELECT id FROM ticket_kind WHERE code = ?", code)] == 1
