"""heat verify finds whatever was changed behind the program's back."""

import hashlib
import json

import pytest

from heat import clock, db, settings
from heat.services import payments, verify
from tests import make

# every column of the books; a receipt's print count and hour say nothing about money
BOOKS = {
    "txn": "kind once_key biz_on posted_at by_id approved_by_id reason n_entries prev_hash hash",
    "entry": "txn_id line account_id fen household_id season_id charge_id",
    "charge": "account_id household_id season_id debtor_id kind fen qty price due_on once_key calc txn_id",
    "season_account": "household_id part season_id community_id debtor_id tariff_id run_id area_basis area_m2 price "
    "use_class charge_kind supply_state opened_at",
    "season_calc": "account_id tree sha256",
    "open_charge": "household_id community_id season_id debtor_id kind due_on open_fen",
    "payment": "txn_id payer_id channel fen received_on received_at once_key shift_id",
    "payment_part": "payment_id method fen given_fen channel trade_no",
    "receipt": "range_id number payment_id void_at void_by_id void_reason",
    "number_range": "next first",
    "audit": "at by_kind by_id code subject subject_id after prev_hash hash",
}
COLUMNS = [(table, column) for table, columns in BOOKS.items() for column in columns.split()]


@pytest.fixture
def books(office):
    """Two bills, a payment by card, a void one; everything in order."""
    home, other = make.billed("3-2-501"), make.billed("3-2-502")
    cashier = office.actor("cashier")
    make.paid(cashier, home, "1000.00", "pos")
    payments.void(cashier, make.paid(cashier, other, "5.00"), "输错")
    assert list(verify.faults()) == []
    return home


def _unguarded() -> None:
    """What somebody with the file and a database shell can do: drop every guard."""
    for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        db.run(f'DROP TRIGGER "{name}"')
    db.run("PRAGMA foreign_keys = 0")
    db.run("PRAGMA ignore_check_constraints = 1")


def _other(value: object) -> object:
    """A value that differs as little as can be: one more, or the last sign changed."""
    if value is None:
        return 1
    if isinstance(value, int):
        return value + 1
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1])
    text = str(value)
    if text.startswith("{"):
        return json.dumps({**json.loads(text), "value": "0.01"})
    # a key's neighbour may well exist, and the file would refuse it before anybody could look
    return text[:-1] + chr(ord(text[-1]) ^ (64 if ":" in text else 1))


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[".".join(one) for one in COLUMNS])
def test_a_value_changed_in_the_file_is_found(books, table: str, column: str) -> None:
    _unguarded()
    where = _last_of(table)
    old = db.value(f'SELECT "{column}" FROM {table} WHERE {where}')

    db.run(f'UPDATE {table} SET "{column}" = ? WHERE {where}', _other(old))

    assert next(verify.faults(), None) is not None


def _last_of(table: str) -> str:
    keys = {
        "entry": "(txn_id, line) = (SELECT txn_id, line FROM entry ORDER BY txn_id DESC, line DESC LIMIT 1)",
        "season_calc": "account_id = (SELECT max(account_id) FROM season_calc)",
        "open_charge": "charge_id = (SELECT max(charge_id) FROM open_charge)",
    }
    return keys.get(table) or f"id = (SELECT max(id) FROM {table})"


@pytest.mark.parametrize(
    "table", ["txn", "entry", "charge", "payment", "payment_part", "receipt", "audit", "open_charge"]
)
def test_a_row_taken_out_of_the_file_is_found(books, table: str) -> None:
    _unguarded()

    db.run(f"DELETE FROM {table} WHERE {_last_of(table)}")

    assert next(verify.faults(), None) is not None


def test_the_last_txn_taken_out_with_all_that_belongs_to_it_is_found_by_its_receipt(books) -> None:
    _unguarded()
    last = db.value("SELECT max(txn_id) FROM payment")
    db.run("DELETE FROM txn WHERE id >= ?", last)
    db.run("DELETE FROM entry WHERE txn_id >= ?", last)
    db.run("DELETE FROM payment WHERE txn_id >= ?", last)

    assert next(verify.faults(), None) is not None


def test_a_photo_that_is_gone_or_changed_is_found(office) -> None:
    content = b"a photo"
    sha256 = hashlib.sha256(content).hexdigest()
    path = settings.data_dir() / "blobs" / sha256[:2] / sha256
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    row = (sha256, len(content), clock.now())
    db.run("INSERT INTO blob (sha256, bytes, media_type, stored_at) VALUES (?, ?, 'image/jpeg', ?)", *row)
    assert list(verify.faults()) == []

    path.write_bytes(b"b photo")
    assert "改动" in str(next(verify.faults()))
    path.unlink()
    assert "不见了" in str(next(verify.faults()))


def test_the_first_fault_is_a_sentence_that_names_the_place(books) -> None:
    _unguarded()
    db.run("UPDATE entry SET fen = fen + 1 WHERE txn_id = 1 AND line = 1")

    assert str(next(verify.faults())) == "账 1 借贷不平，或分录缺少。"
