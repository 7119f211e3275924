"""Costs with the arithmetic spelled out. docs/rules/costs.md"""

import pytest

from heat.rules import costs
from heat.rules.costs import Spent
from heat.words import Refused


def test_a_line_is_rounded_once():
    # 0.335 m at 12.50 yuan = 4.1875 yuan = 4.19 yuan
    assert costs.line_fen(335, 1250) == 419
    assert costs.line_fen(2000, 1800) == 3600


def test_hours_cost_the_rate_of_everybody_who_was_there():
    # 35 min of 60 yuan an hour = 35.00 yuan, of two people 70.00 yuan
    assert costs.labour_fen(35, 6000) == 3500
    assert costs.labour_fen(35, 6000, people=2) == 7000
    assert costs.labour_fen(None, 6000) == costs.labour_fen(35, None) == 0


def test_quantities_are_read_in_thousandths_and_empty_ones_left_out():
    assert costs.parts({"part-3": "2", "part-4": "", "part-5": "0", "part-6": "0.5", "cause": "x"}) == {3: 2000, 6: 500}


@pytest.mark.parametrize("typed", ["-1", "1.0005", "many", "1e9"])
def test_a_quantity_that_is_none_is_refused(typed):
    with pytest.raises(Refused):
        costs.parts({"part-3": typed})


def test_a_customer_pays_what_was_quoted_and_agreed_to():
    agreed = costs.bearing({"borne_by": "customer", "quoted": "50.50", "consent": "spoken"})

    assert (agreed.quoted_fen, agreed.consent) == (5050, "spoken")
    with pytest.raises(Refused, match="先报价"):
        costs.bearing({"borne_by": "customer", "consent": "spoken"})
    with pytest.raises(Refused, match="客户同意"):
        costs.bearing({"borne_by": "customer", "quoted": "50"})
    assert costs.bearing({"borne_by": "warranty", "quoted": "50"}).quoted_fen is None


def test_sums_count_a_ticket_once_however_often_somebody_went():
    visits = [
        Spent(1, "A", 1800, 3500, costs.COMPANY, reopened=True),
        Spent(1, "A", 250, 1000, costs.WARRANTY, reopened=True),
        Spent(2, "A", 0, 3450, costs.CUSTOMER),
    ]

    total = costs.summed(visits, {1: 0, 2: 5050})["A"]

    assert (total.tickets, total.visits, total.reworked, total.rework_percent) == (2, 3, 1, 50)
    assert total.cost_fen == 1800 + 3500 + 250 + 1000 + 3450
    assert (total.warranty_fen, total.warranty_percent) == (1250, 12)  # 12.50 of 100.00 yuan
    assert total.charged_fen == 5050
