"""Who has a price of their own is told to those who see the household."""

from decimal import Decimal

from heat import clock, db
from heat.queries import billing
from tests import make


def test_a_branch_learns_of_the_own_prices_of_its_households_alone(office) -> None:
    home = make.household()
    db.run("UPDATE household_terms SET price_override = 300000 WHERE household_id = ?", home)

    assert billing.own_prices(office.actor("accountant"), clock.today()) == [(Decimal(30), 1)]
    assert billing.own_prices(make.clerk(make.branch(), "accountant"), clock.today()) == []


def test_who_has_a_price_of_their_own_is_read_off_an_index(office) -> None:
    home = make.household()
    db.run("UPDATE household_terms SET price_override = 300000 WHERE household_id = ?", home)
    plan = db.rows("EXPLAIN QUERY PLAN SELECT 1 FROM household_terms t WHERE t.price_override IS NOT NULL")

    assert "household_terms_price_override_index" in plan[0][-1]
