"""Shifts open with the first payment."""

import pytest

from heat import clock, db
from heat.rules.permissions import SYSTEM
from heat.services import shifts
from heat.words import Refused
from tests import make


def test_the_first_payment_of_a_day_opens_the_shift_and_others_join_it(office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "1.00")
    make.paid(office.actor("cashier"), home, "1.00")

    assert db.rows("SELECT cashier_id, biz_on FROM shift") == [(office.cashier, clock.today().isoformat())]
    assert db.value("SELECT count(*) FROM payment WHERE shift_id = 1") == 2


def test_each_cashier_has_a_shift_of_their_own(office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "1.00")
    make.paid(office.actor("admin"), home, "1.00")

    assert db.value("SELECT count(*) FROM shift") == 2


def test_nobody_takes_money_without_a_name(office) -> None:
    with pytest.raises(Refused, match="收费员"):
        shifts.open_today(SYSTEM)
