"""Taking money at the counter."""

from datetime import date

import pytest

from heat import clock, db
from heat.queries import accounts, receipts
from heat.rules.tender import Handed
from heat.services import outbox, payments, verify
from heat.services.payments import Paid
from heat.words import Missing, Moved, Refused
from tests import make


def of(office, receipt_id: int) -> receipts.Receipt:
    found = receipts.one(office.actor("cashier"), receipt_id)
    assert found is not None
    return found


def test_cash_pays_the_bill_and_gives_change(office) -> None:
    home = make.billed()

    receipt = of(office, make.paid(office.actor("cashier"), home, "2500.00"))

    # 2,500.00 - 2,410.00 = 90.00
    assert (receipt.fen, receipt.change_fen, receipt.prepaid_fen) == (241000, 9000, 0)
    assert accounts.open_fen(home) == 0
    assert verify.ledger() == []


def test_one_payment_settles_several_seasons_the_oldest_first(office) -> None:
    home = make.billed()
    make.old_debt(home, "112.24")

    receipt = of(office, make.paid(office.actor("cashier"), home, "1004.64"))

    # 1,004.64 = 112.24 of last winter + 892.40 of this one; 2,410.00 - 892.40 = 1,517.60 stays open
    assert [(line.season, line.fen) for line in receipt.lines] == [("2025-2026", 11224), ("2026-2027", 89240)]
    assert accounts.open_fen(home) == 151760


def test_only_the_chosen_lines_are_settled(office) -> None:
    home = make.billed()
    make.old_debt(home)
    this_winter = db.value("SELECT id FROM charge WHERE household_id = ? AND due_on > '2026-01-01'", home)

    receipt = of(office, make.paid(office.actor("cashier"), home, "2410.00", charge_ids=(this_winter,)))

    assert [line.season for line in receipt.lines] == ["2026-2027"]
    assert accounts.open_fen(home) == 11224


def test_a_pressed_twice_button_is_one_payment(office) -> None:
    home = make.billed()

    first = make.paid(office.actor("cashier"), home, "100.00", key="K")
    second = make.paid(office.actor("cashier"), home, "100.00", key="K")

    assert first == second
    assert db.value("SELECT count(*) FROM payment") == 1


def test_the_same_form_with_another_amount_is_refused(office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "100.00", key="K")

    with pytest.raises(Moved, match="已经收过款"):
        make.paid(office.actor("cashier"), home, "200.00", key="K")


def test_a_line_that_was_settled_meanwhile_is_not_paid_again(office) -> None:
    home = make.billed()
    charge = db.value("SELECT id FROM charge WHERE household_id = ?", home)
    make.paid(office.actor("cashier"), home, "2410.00", charge_ids=(charge,))

    with pytest.raises(Moved, match="刚刚已经缴清"):
        make.paid(office.actor("cashier"), home, "2410.00", charge_ids=(charge,))


def test_more_than_is_owed_is_kept_ahead_only_when_asked_for(office) -> None:
    home = make.billed()

    with pytest.raises(Refused, match="现金不够找零"):
        make.paid(office.actor("cashier"), home, "3000.00", "wechat")
    receipt = of(office, make.paid(office.actor("cashier"), home, "3000.00", "wechat", keep_rest=True))

    # 3,000.00 - 2,410.00 = 590.00
    assert receipt.prepaid_fen == accounts.prepaid_fen(home) == 59000


def test_prepaid_money_pays_the_next_debt(office) -> None:
    home = make.billed()
    make.paid(office.actor("cashier"), home, "3000.00", "wechat", keep_rest=True)
    make.old_debt(home, "112.24")

    make.paid(office.actor("cashier"), home, "112.24", "prepaid")

    # 590.00 - 112.24 = 477.76
    assert (accounts.open_fen(home), accounts.prepaid_fen(home)) == (0, 47776)


def test_prepaid_money_that_is_not_there_pays_nothing(office) -> None:
    home = make.billed()

    with pytest.raises(Refused, match="预存余额只有 0.00 元"):
        make.paid(office.actor("cashier"), home, "10.00", "prepaid")


def test_a_mixed_payment_keeps_each_road_apart(office) -> None:
    home = make.billed()
    mixed = Paid((Handed("cash", 200000), Handed("pos", 50000, "POS-1")))

    receipt = of(office, payments.take(office.actor("cashier"), home, mixed, once_key="m"))

    # 500.00 by card, so 2,410.00 - 500.00 = 1,910.00 in cash and 90.00 back
    assert [(one.method, one.fen, one.given_fen) for one in receipt.means] == [
        ("cash", 191000, 200000),
        ("pos", 50000, 50000),
    ]


def test_a_trade_number_counts_once(office) -> None:
    home = make.billed()
    swipe = Paid((Handed("pos", 100, "T-1"),))
    payments.take(office.actor("cashier"), home, swipe, once_key="a")

    with pytest.raises(Refused, match="单号 T-1 已经收过"):
        payments.take(office.actor("cashier"), home, swipe, once_key="b")


def test_receipt_numbers_count_up_without_gaps_also_after_a_refusal(office) -> None:
    home = make.billed()
    cashier = office.actor("cashier")

    first = of(office, make.paid(cashier, home, "1.00"))
    with pytest.raises(Refused):
        make.paid(cashier, home, "9999.00", "pos")
    second = of(office, make.paid(cashier, home, "1.00"))

    assert (first.number, second.number) == ("SJ2026-00000001", "SJ2026-00000002")


def test_a_new_year_begins_with_number_one(office) -> None:
    home = make.billed()
    cashier = office.actor("cashier")
    make.paid(cashier, home, "1.00")

    with clock.stopped(date(2027, 1, 4)):
        assert of(office, make.paid(cashier, home, "1.00")).number == "SJ2027-00000001"


def test_a_paid_household_is_not_reminded_any_more(office) -> None:
    home = make.billed()
    outbox.write(f"remind:{home}:2026-12-31", "13800000501", "请缴费", household_id=home)

    make.paid(office.actor("cashier"), home, "2410.00")

    assert db.value("SELECT state FROM message") == "dropped"


def test_a_payment_stands_in_the_log_of_the_household_and_in_the_audit(office) -> None:
    home = make.billed()

    make.paid(office.actor("cashier"), home, "100.00")

    assert db.value("SELECT text FROM contact WHERE household_id = ?", home) == "缴费 100.00 元，收据 SJ2026-00000001"
    assert db.value("SELECT count(*) FROM audit WHERE code = 'payment.taken'") == 1


def test_a_void_payment_opens_the_debt_again_and_keeps_its_number(office) -> None:
    home = make.billed()
    cashier = office.actor("cashier")
    receipt_id = make.paid(cashier, home, "2410.00")

    payments.void(cashier, receipt_id, "金额输错")

    assert accounts.open_fen(home) == 241000
    assert of(office, receipt_id).void_reason == "金额输错"
    assert of(office, make.paid(cashier, home, "1.00")).number == "SJ2026-00000002"
    assert verify.ledger() == []


def test_a_payment_is_void_only_once_today_and_with_a_reason(office) -> None:
    home = make.billed()
    cashier = office.actor("cashier")
    receipt_id = make.paid(cashier, home, "1.00")

    with pytest.raises(Refused, match="作废原因"):
        payments.void(cashier, receipt_id, " ")
    with clock.stopped(date(2026, 11, 22)), pytest.raises(Refused, match="只能作废当天"):
        payments.void(cashier, receipt_id, "晚了")
    payments.void(cashier, receipt_id, "输错")
    with pytest.raises(Moved):
        payments.void(cashier, receipt_id, "输错")


def test_prepaid_money_that_was_used_cannot_be_taken_back(office) -> None:
    home = make.household()
    cashier = office.actor("cashier")
    ahead = make.paid(cashier, home, "100.00", keep_rest=True)
    make.old_debt(home, "80.00")
    make.paid(cashier, home, "80.00", "prepaid")

    with pytest.raises(Refused, match="已经用掉"):
        payments.void(cashier, ahead, "退")


def test_a_credit_is_used_before_the_money(office) -> None:
    home = make.billed()
    make.old_debt(home, "-10.00")

    make.paid(office.actor("cashier"), home, "2400.00")

    # 2,410.00 - 10.00 = 2,400.00
    assert accounts.open_fen(home) == 0


def test_nobody_pays_for_a_household_that_is_not_there(office) -> None:
    with pytest.raises(Missing):
        make.paid(office.actor("cashier"), 4711, "1.00")


@pytest.mark.parametrize(
    "handed",
    [(), (Handed("cash", 0),), (Handed("cash", -5),), (Handed("gold", 5),), (Handed("cash", 5), Handed("cash", 5))],
)
def test_money_that_is_none_is_refused_and_nothing_is_written(office, handed) -> None:
    home = make.billed()

    with pytest.raises(Refused):
        payments.take(office.actor("cashier"), home, Paid(handed), once_key="x")

    assert db.value("SELECT count(*) FROM payment") == 0
