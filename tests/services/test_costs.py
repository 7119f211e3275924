"""A repair in money: parts out of the van, hours, the household's account, and taking it back as warranty."""

import pytest

from heat import db
from heat.models import Ticket
from heat.queries import accounts, billing
from heat.queries import costs as queries
from heat.queries import stock as stock_queries
from heat.rules.costs import van
from heat.services import costs, field, stock, tickets, verify
from heat.services.stock import Named
from heat.words import Refused
from tests import make
from tests.conftest import TODAY

CUSTOMER = {"borne_by": "customer", "quoted_fen": 6600, "consent": "spoken"}


@pytest.fixture
def valve(office) -> int:
    return stock.name(office.actor("leader"), Named("material", "F20", "排气阀 DN20", "个", 1800, ("no_heat",)))


@pytest.fixture
def call_out(office) -> int:
    return stock.name(office.actor("leader"), Named("labour", "SM", "上门费", "次", 3000))


def at_the_door(office, ticket) -> None:
    tickets.move(office.actor("leader"), ticket.id, "assign", {"assignee": office.technician})
    for step in ("accept", "arrive"):
        tickets.move(office.actor("technician"), ticket.id, step)


def finished(office, told, home: int | None = None, minutes="35"):
    """A ticket of 小张 that is finished with these costs."""
    if not db.value("SELECT count(*) FROM team"):
        make.team("A区抢修组", office.technician)
    ticket = make.ticket(office.actor("agent"), home or make.household())
    at_the_door(office, ticket)
    told = {"cause": "阀门故障", "minutes": minutes} | told
    return field.finish(office.actor("technician"), ticket.id, told, once_key=f"k{ticket.id}")


def test_parts_leave_the_van_at_the_price_of_the_day(office, valve):
    ticket = finished(office, {"borne_by": "company", "parts": {str(valve): 2000}})

    cost = queries.of_ticket(ticket)
    # 2 × 18.00 + 35 min at 60.00 an hour = 36.00 + 35.00 = 71.00 yuan
    assert (cost.material_fen, cost.labour_fen, cost.cost_fen, cost.charged_fen) == (3600, 3500, 7100, 0)
    assert stock_queries.held("F20", van(office.technician)) == -2000


def test_a_customer_is_charged_what_was_quoted_on_an_account_of_its_own(office, valve, call_out):
    home = make.billed("3-2-501")
    before = billing.charged(db.value("SELECT id FROM season WHERE code = '2026-2027'"))

    ticket = finished(office, CUSTOMER | {"parts": {str(valve): 2000, str(call_out): 1000}}, home)

    # 2 × 18.00 + 30.00 = 66.00 yuan; the call-out is charged and costs nothing
    assert queries.of_ticket(ticket).charged_fen == 6600
    assert queries.of_ticket(ticket).material_fen == 3600
    assert accounts.open_fen(home) == 241000 + 6600  # 96.40 m² × 25 yuan, and the repair
    assert billing.charged(db.value("SELECT id FROM season WHERE code = '2026-2027'")) == before
    assert verify.ledger() == []


def test_a_repair_before_the_bill_does_not_stand_in_its_way(office, valve):
    home = make.household()
    finished(office, CUSTOMER, home)

    season = db.value("SELECT id FROM season WHERE code = '2026-2027'")
    assert billing.billed(season, home, home) == set()
    assert accounts.open_fen(home) == 6600


def test_a_second_sending_charges_nothing_again(office, valve):
    ticket = finished(office, CUSTOMER | {"parts": {str(valve): 1000}})
    field.finish(office.actor("technician"), ticket.id, {"cause": "阀门故障"} | CUSTOMER, once_key=f"k{ticket.id}")

    assert db.value("SELECT count(*) FROM charge WHERE kind = 'repair'") == 1
    assert db.value("SELECT count(*) FROM stock_move") == 1


@pytest.mark.parametrize("how", ["finish", "enter"])
def test_a_form_sent_again_after_a_reopening_charges_no_later_visit(office, how):
    ticket = make.ticket(office.actor("agent"), make.household())
    told = {"cause": "其他", "borne_by": "customer", "quoted_fen": 6600, "consent": "spoken"}
    make.team("A区抢修组", office.technician)
    by, send = (office.actor("technician"), field.finish) if how == "finish" else (office.actor("agent"), field.enter)
    at_the_door(office, ticket)
    send(by, ticket.id, told, once_key="form1")
    tickets.move(office.actor("agent"), ticket.id, "reopen", {"reason": "又不热"})
    at_the_door(office, ticket)

    send(by, ticket.id, told, once_key="form1")

    assert queries.of_ticket(Ticket.get_by_id(ticket.id)).charged_fen == 6600
    assert Ticket.get_by_id(ticket.id).state == "working"


def test_a_reopened_ticket_becomes_warranty_and_what_was_paid_is_kept_ahead(office, valve):
    ticket = finished(office, CUSTOMER)
    home = ticket.household_id
    make.paid(office.actor("cashier"), home, "66.00")
    with pytest.raises(Refused, match="没有重新处理过"):
        costs.to_warranty(office.actor("leader"), ticket.id, "质保期内")
    tickets.move(office.actor("agent"), ticket.id, "reopen", {"reason": "又漏了"})

    assert costs.to_warranty(office.actor("leader"), ticket.id, "质保期内") == 6600

    cost = queries.of_ticket(Ticket.get_by_id(ticket.id))
    assert (cost.borne_by, cost.charged_fen) == ("warranty", 0)
    assert accounts.open_fen(home) == 0
    assert db.value("SELECT -sum(fen) FROM entry WHERE household_id = ? AND account_id = 7", home) == 6600
    assert verify.ledger() == []
    with pytest.raises(Refused, match="没有向客户收费"):
        costs.to_warranty(office.actor("leader"), ticket.id, "再来一次")


def test_a_public_place_has_no_account_to_charge(office, valve):
    make.team("A区抢修组", office.technician)
    ticket = finished(office, {"borne_by": "company"})
    db.run("UPDATE ticket SET household_id = NULL WHERE id = ?", ticket.id)

    with pytest.raises(Refused, match="不能向客户收费"):
        costs.book(office.actor("technician"), Ticket.get_by_id(ticket.id), CUSTOMER)


def test_costs_add_up_by_team_person_community_kind_and_ticket(office, valve):
    finished(office, {"borne_by": "warranty", "parts": {str(valve): 1000}}, minutes="30")  # 18.00 + 30.00 yuan
    finished(office, CUSTOMER, make.household("4-1-101"), minutes="60")  # 60.00 yuan, 66.00 charged

    for group in ("team", "person", "community", "kind"):
        (row,) = queries.by(office.actor("leader"), group, TODAY, TODAY)
        assert (row.sum.cost_fen, row.sum.charged_fen, row.sum.warranty_fen) == (10800, 6600, 4800)
        assert row.name
    assert [row.sum.cost_fen for row in queries.by(office.actor("leader"), "ticket", TODAY, TODAY)] == [6000, 4800]
    assert queries.by(office.actor("leader"), "team", TODAY.replace(day=1), TODAY.replace(day=20)) == []
