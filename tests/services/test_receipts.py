"""Receipt numbers and prints."""

import pytest

from heat import clock, db
from heat.queries import receipts
from heat.services import receipts as slips
from heat.words import Missing, Refused
from tests import make


def test_a_branch_counts_its_own_receipts(office) -> None:
    home, other = make.billed("3-2-501"), make.billed("3-2-502")
    db.run("INSERT INTO org (id, parent_id, kind, code, name, pinyin) VALUES (2, 1, 'branch', 'DC', '东城分公司', '')")
    db.run("INSERT INTO org_above (org_id, above_id, depth) VALUES (2, 2, 0), (2, 1, 1)")
    make.paid(office.actor("cashier"), home, "1.00")
    db.run("UPDATE staff SET org_id = 2 WHERE id = ?", office.cashier)

    make.paid(office.actor("cashier"), other, "1.00")

    numbers = [slip.number for slip in receipts.of_cashier(office.cashier, clock.today())]
    assert numbers == ["SJDC-2026-00000001", "SJ2026-00000001"]


def test_a_used_up_range_takes_no_more_money(office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "1.00")
    db.run("UPDATE number_range SET last = 1")

    with pytest.raises(Refused, match="收据号已经用完"):
        make.paid(office.actor("cashier"), home, "1.00")

    assert db.value("SELECT count(*) FROM payment") == 1


def test_each_print_is_counted(office) -> None:
    receipt_id = make.paid(office.actor("cashier"), make.billed(), "1.00")

    slips.reprint(office.actor("cashier"), receipt_id)

    assert db.value("SELECT prints FROM receipt") == 2


def test_a_receipt_that_is_not_there_is_not_printed(office) -> None:
    with pytest.raises(Missing):
        slips.reprint(office.actor("cashier"), 99)


def test_a_printed_number_leads_back_to_its_receipt(office) -> None:
    receipt_id = make.paid(office.actor("cashier"), make.billed(), "1.00")

    assert receipts.by_number(" SJ2026-00000001 ") == receipt_id
    assert receipts.by_number("SJ2026-1x") is None
    assert receipts.by_number("SJ2026-00000009") is None
