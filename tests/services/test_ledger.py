"""The ledger: whole, balanced, once a key, corrected by reversal only."""

import pytest

from heat import db
from heat.rules.ledger import Account, Line, Posting
from heat.rules.permissions import SYSTEM
from heat.services import ledger, verify
from heat.words import Moved, Refused
from tests import make

GIFT = (Line(Account.CASH, 5000), Line(Account.SUSPENSE, -5000))


def test_a_posting_is_written_with_its_entries_and_continues_the_chain(office) -> None:
    first = ledger.post(SYSTEM, Posting("note", "a", GIFT))
    second = ledger.post(SYSTEM, Posting("note", "b", GIFT))

    assert (first, second) == (1, 2)
    assert db.value("SELECT prev_hash FROM txn WHERE id = 2") == db.value("SELECT hash FROM txn WHERE id = 1")
    assert db.value("SELECT n_entries FROM txn WHERE id = 2") == 2
    assert verify.ledger() == []


def test_the_same_key_answers_the_txn_that_is_there(office) -> None:
    first = ledger.post(SYSTEM, Posting("note", "a", GIFT))

    assert ledger.post(SYSTEM, Posting("note", "a", GIFT)) == first
    assert db.value("SELECT count(*) FROM txn") == 1


def test_the_same_key_with_other_content_is_refused(office) -> None:
    ledger.post(SYSTEM, Posting("note", "a", GIFT))
    other = (Line(Account.CASH, 6000), Line(Account.SUSPENSE, -6000))

    with pytest.raises(Moved):
        ledger.post(SYSTEM, Posting("note", "a", other))

    assert db.value("SELECT sum(fen) FROM entry WHERE account_id = 2") == 5000


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (Line(Account.CASH, 5000),),
        (Line(Account.CASH, 5000), Line(Account.SUSPENSE, -4999)),
        (Line(Account.CASH, 0), Line(Account.SUSPENSE, 0)),
    ],
)
def test_lines_that_do_not_balance_write_nothing(office, lines) -> None:
    with pytest.raises(Refused, match="借贷不平"):
        ledger.post(SYSTEM, Posting("note", "a", lines))

    assert db.value("SELECT count(*) FROM txn") + db.value("SELECT count(*) FROM entry") == 0


def test_a_charge_opens_and_a_payment_settles_what_is_open(office) -> None:
    home = make.billed()
    charge = db.value("SELECT id FROM charge WHERE household_id = ?", home)
    half = (Line(Account.CASH, 100000), Line(Account.RECEIVABLE, -100000, home, 1, charge))

    ledger.post(SYSTEM, Posting("payment", "p1", half))

    # 2,410.00 - 1,000.00 = 1,410.00
    assert db.value("SELECT open_fen FROM open_charge WHERE charge_id = ?", charge) == 141000


def test_what_is_settled_to_the_fen_is_no_longer_open(office) -> None:
    home = make.billed()
    charge = db.value("SELECT id FROM charge WHERE household_id = ?", home)

    ledger.post(
        SYSTEM,
        Posting("payment", "p", (Line(Account.CASH, 241000), Line(Account.RECEIVABLE, -241000, home, 1, charge))),
    )

    assert db.rows("SELECT * FROM open_charge") == []


def test_a_reversal_has_the_opposite_entries_and_happens_once(office) -> None:
    txn = ledger.post(SYSTEM, Posting("note", "a", GIFT))

    back = ledger.reverse(SYSTEM, txn, once_key="void:a", kind="void", reason="金额输错")

    assert [(line.account, line.fen) for line in ledger.lines_of(back)] == [(2, -5000), (11, 5000)]
    assert ledger.reverse(SYSTEM, txn, once_key="void:a", kind="void", reason="金额输错") == back
    with pytest.raises(Moved, match="已经冲正过"):
        ledger.reverse(SYSTEM, txn, once_key="void:b", kind="void", reason="又一次")


def test_a_bill_is_not_taken_back_as_a_whole(office) -> None:
    make.billed()

    with pytest.raises(Refused, match="红字应收"):
        ledger.reverse(SYSTEM, 1, once_key="x", kind="void", reason="x")


def test_the_numbers_of_the_accounts_are_those_of_the_office(office) -> None:
    assert dict(db.rows("SELECT code, id FROM ledger_account")) == {one.name.lower(): int(one) for one in Account}
