"""PostgreSQL takes the phone's queue, stock and costs alike."""

import pytest

from heat.models import Ticket
from heat.queries import costs as cost_queries
from heat.queries import field as queries
from heat.queries import orders, stock, ticket_record
from heat.queries import tickets as ticket_queries
from heat.rules import field_work
from heat.rules.costs import STORE, van
from heat.services import costs, field, tickets
from heat.services import stock as keeping
from heat.services.field import Overtaken
from heat.services.stock import Named
from tests import make
from tests.conftest import TODAY

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def send(office, ticket, action, **typed):
    told = {"ticket": str(ticket.id), "action": action, "key": f"{action}12345678"} | typed
    return field.receive(office.actor("technician"), field_work.queued(told))


def test_a_completion_with_parts_is_booked_once_and_taken_back(pg):
    make.team("A区抢修组", pg.technician, pg.inspector)
    leader = pg.actor("leader")
    valve = keeping.name(leader, Named("material", "F20", "排气阀", "个", 1800, ("no_heat",)))
    keeping.receive(leader, valve, STORE, 10_000, once_key="a")
    keeping.transfer(leader, valve, STORE, van(pg.technician), 4_000, once_key="b")
    assert keeping.count(leader, valve, STORE, 5_000, "盘亏", once_key="c") == -1000
    ticket = make.ticket(pg.actor("agent"), make.household())
    tickets.move(leader, ticket.id, "assign", {"assignee": pg.technician})
    assert orders.of_technician(leader, pg.technician) == [ticket.id]
    for _ in range(2):
        send(pg, ticket, "accept")
        send(pg, ticket, "arrive", at="1795228800000")
        told = {"cause": "其他", f"part-{valve}": "2", "at": "1795230600000"}
        send(pg, ticket, "finish", borne_by="customer", quoted="36.00", consent="spoken", **told)

    assert stock.held("F20", van(pg.technician)) == 2000
    assert ticket_record.visits(ticket.id)[0].minutes == 30
    for group in cost_queries.GROUPS:
        (row,) = cost_queries.by(leader, group, TODAY, TODAY)
        assert (row.sum.cost_fen, row.sum.charged_fen, bool(row.name)) == (3600 + 3000, 3600, True)
    tickets.move(pg.actor("agent"), ticket.id, "reopen", {"reason": "又漏了"})
    assert costs.to_warranty(leader, ticket.id, "质保") == 3600
    assert [move.quantity_milli for move in stock.moves(2)] == [-2000, -1000]


def test_a_conflict_and_what_lies_on_the_way(pg):
    make.team("A区抢修组", pg.technician, pg.inspector)
    leader, technician = pg.actor("leader"), pg.actor("technician")
    ticket, near = (make.ticket(pg.actor("agent"), make.household(f"3-2-{room}")) for room in (501, 502))
    tickets.move(leader, ticket.id, "assign", {"assignee": pg.technician})

    mine = [ticket_queries.one(technician, ticket.id)]
    assert [row.id for row in queries.nearby(technician, mine)] == [near.id]
    assert queries.numbers(mine) == {ticket.id: "13800000501"}
    assert [flat.room for flat in queries.doors(ticket.household_id)] == ["502"]
    assert field.pick(technician, near.id, once_key="k").assignee_id == pg.technician
    field.hand_over(technician, near.id, pg.inspector, "", version=None)
    tickets.move(leader, ticket.id, "assign", {"assignee": pg.inspector})
    with pytest.raises(Overtaken):
        send(pg, ticket, "accept")
    assert queries.office_side(ticket.id, pg.technician).assignee == "小孙"
    send(pg, ticket, "accept", mode="mine")
    assert Ticket.get_by_id(ticket.id).state == "accepted"
