"""Dues that come by a list."""

from datetime import date, timedelta

import pytest

from heat import clock, db
from heat.models import ImportBatch
from heat.queries import accounts
from heat.services import import_runs, imports, reminders, verify
from tests import make

HEAD = "户号,姓名,电话,地址,应缴,已缴,截止日"


@pytest.fixture
def load(office, tmp_path):
    """Import a list as the command line does: rows as they stand in the sheet."""

    def load(*rows: str, head: str = HEAD, **more):
        file = tmp_path / "dues.csv"
        file.write_text("\n".join([head, *rows]), encoding="utf-8")
        return imports.import_file(office.actor("admin"), "dues", file, **more)

    return load


def home(account_no: str) -> int:
    return db.value("SELECT id FROM household WHERE account_no = ?", account_no)


def test_a_list_alone_is_enough_to_owe_and_to_be_reminded(load) -> None:
    soon = clock.today() + timedelta(days=3)

    load(f"0007,刘奶奶,13800000501,幸福里3-2-501,2410.00,0,{soon}")

    assert accounts.open_fen(home("0007")) == 241000
    assert [notice.debt.account_no for notice in reminders.rehearse(clock.today()).going] == ["0007"]
    assert db.value("SELECT count(*) FROM tariff WHERE code <> 'list'") == 0
    assert verify.ledger() == []


def test_what_was_paid_already_is_booked_as_paid(load) -> None:
    load("0007,刘奶奶,13800000501,幸福里3-2-501,2410.00,1000.00,2026-12-31")

    # 2,410.00 - 1,000.00 = 1,410.00
    assert accounts.open_fen(home("0007")) == 141000
    [payment] = accounts.payments(home("0007"))
    assert (payment.fen, payment.channel, payment.receipt) == (100000, "imported", None)


def test_the_same_list_again_changes_nothing(load) -> None:
    row = "0007,刘奶奶,13800000501,幸福里3-2-501,2410.00,1000.00,2026-12-31"
    load(row)
    txns = db.value("SELECT count(*) FROM txn")

    again = load(row)

    assert (again.counts["same"], again.counts["new"], again.counts["changed"]) == (1, 0, 0)
    assert db.value("SELECT count(*) FROM txn") == txns


def test_more_paid_is_one_more_payment(load) -> None:
    load("0007,刘奶奶,,,2410.00,1000.00,2026-12-31")
    load("0007,刘奶奶,,,2410.00,1500.00,2026-12-31")

    assert [payment.fen for payment in accounts.payments(home("0007"))] == [50000, 100000]
    assert accounts.open_fen(home("0007")) == 91000


def test_another_amount_reverses_the_line_and_what_was_paid_follows(load) -> None:
    load("0007,刘奶奶,,,2410.00,1000.00,2026-12-31")
    load("0007,刘奶奶,,,2000.00,1000.00,2026-12-31")

    # 2,000.00 - 1,000.00 = 1,000.00
    assert accounts.open_fen(home("0007")) == 100000
    assert db.rows("SELECT fen FROM charge ORDER BY id") == [(241000,), (-241000,), (200000,)]
    assert db.rows("SELECT open_fen FROM open_charge") == [(100000,)]
    assert verify.ledger() == []


def test_less_owed_than_paid_is_kept_ahead(load) -> None:
    load("0007,刘奶奶,,,2410.00,1000.00,2026-12-31")
    load("0007,刘奶奶,,,600.00,1000.00,2026-12-31")

    # 1,000.00 - 600.00 = 400.00
    assert (accounts.open_fen(home("0007")), accounts.prepaid_fen(home("0007"))) == (0, 40000)


def test_a_later_day_moves_the_due_day(load) -> None:
    load("0007,刘奶奶,,,2410.00,0,2026-12-31")
    load("0007,刘奶奶,,,2410.00,0,2027-01-31")

    assert db.rows("SELECT due_on, open_fen FROM open_charge") == [("2027-01-31", 241000)]


def test_less_paid_than_before_is_an_error_and_nothing_is_posted(load) -> None:
    load("0007,刘奶奶,,,2410.00,1000.00,2026-12-31")
    txns = db.value("SELECT count(*) FROM txn")

    found = load("0007,刘奶奶,,,2410.00,900.00,2026-12-31")

    assert [(problem.row, problem.code) for problem in found.problems if problem.code == "paid_shrunk"] == [
        (2, "paid_shrunk")
    ]
    assert db.value("SELECT count(*) FROM txn") == txns


def test_money_taken_at_the_counter_counts_as_paid(load, office) -> None:
    load("0007,刘奶奶,,,2410.00,0,2026-12-31")
    make.paid(office.actor("cashier"), home("0007"), "410.00")

    same = load("0007,刘奶奶,,,2410.00,410.00,2026-12-31")

    assert same.counts["same"] == 1
    assert accounts.open_fen(home("0007")) == 200000


def test_a_household_billed_by_tariff_is_not_billed_again_by_a_list(load) -> None:
    make.billed(account_no="0007", area="96.40")

    found = load("0007,刘奶奶,,,9999.00,0,2026-12-31")

    assert [problem.code for problem in found.problems if problem.severity == "error"] == ["already_billed"]
    assert accounts.open_fen(home("0007")) == 241000


def test_several_seasons_stand_on_lines_of_their_own(load) -> None:
    head = "户号,姓名,采暖季,应缴,已缴,截止日"
    load("0007,刘奶奶,2025-2026,112.24,0,2025-12-31", "0007,刘奶奶,2026,2410.00,0,2026-12-31", head=head)

    assert [account.season for account in accounts.of_household(home("0007"))] == ["2026-2027", "2025-2026"]
    assert accounts.open_fen(home("0007")) == 252224


def test_a_season_that_cannot_be_read_is_named(load) -> None:
    found = load("0007,刘奶奶,去年,112.24,0,2025-12-31", head="户号,姓名,采暖季,应缴,已缴,截止日")

    assert [problem.code for problem in found.problems if problem.severity == "error"] == ["season_unreadable"]


def test_a_list_without_a_day_is_due_on_the_day_of_the_season(load) -> None:
    load("0007,刘奶奶,2410.00", head="户号,姓名,应缴")

    assert db.value("SELECT due_on FROM open_charge") == "2026-12-31"


def test_a_list_of_what_is_unpaid_owes_just_that(load) -> None:
    load("0007,刘奶奶,892.40,2026-12-31", head="户号,姓名,欠费,截止日")

    assert accounts.open_fen(home("0007")) == 89240


def test_a_household_nobody_knows_is_found_afterwards(load) -> None:
    load("0007,刘奶奶,13800000501,幸福里3-2-501,2410.00,0,2026-12-31")

    assert db.value("SELECT address FROM household") == "幸福里3号楼2单元501室"
    assert db.value("SELECT count(*) FROM search_key WHERE kind = 'number' AND key = '0007'") == 1


def test_a_list_without_names_still_reminds_by_its_phones(load) -> None:
    soon = clock.today() + timedelta(days=2)
    load(f"0007,13800000501,100.00,{soon}", head="户号,电话,应缴,截止日")

    [notice] = reminders.rehearse(clock.today()).going
    assert (notice.debt.name, notice.debt.phone) == ("用户", "13800000501")


def test_all_or_nothing_posts_nothing_when_a_line_is_bad(load) -> None:
    found = load("0007,刘奶奶,,,2410.00,0,2026-12-31", ",无号,,,1,0,2026-12-31", all_or_nothing=True)

    assert found.counts["error"] == 1
    assert db.value("SELECT count(*) FROM charge") == 0


def test_an_import_is_taken_back_by_reversals(load, office) -> None:
    load("0007,刘奶奶,,,2410.00,1000.00,2026-12-31", "0008,张大爷,,,500.00,0,2026-12-31")

    result = import_runs.undo(ImportBatch.get(), office.actor("admin"))

    assert result == {"undone": 2, "kept": 0}
    assert (accounts.open_fen(home("0007")), accounts.open_fen(home("0008"))) == (0, 0)
    assert accounts.prepaid_fen(home("0007")) == 0
    assert verify.ledger() == []


def test_a_line_that_was_paid_since_stays_when_the_import_is_taken_back(load, office) -> None:
    load("0007,刘奶奶,,,2410.00,0,2026-12-31", "0008,张大爷,,,500.00,0,2026-12-31")
    make.paid(office.actor("cashier"), home("0007"), "10.00")

    result = import_runs.undo(ImportBatch.get(), office.actor("admin"))

    assert result == {"undone": 1, "kept": 1}
    assert accounts.open_fen(home("0007")) == 240000


def test_a_correction_taken_back_leaves_what_was_owed_before(load, office) -> None:
    load("0007,刘奶奶,,,2410.00,0,2026-12-31")
    load("0007,刘奶奶,,,2000.00,0,2026-12-31")

    import_runs.undo(ImportBatch.select().order_by(ImportBatch.id.desc()).first(), office.actor("admin"))

    assert accounts.open_fen(home("0007")) == 241000
    assert load("0007,刘奶奶,,,2410.00,0,2026-12-31").counts["same"] == 1


def test_the_books_of_lists_know_no_float(load) -> None:
    load("0007,刘奶奶,,,0.10,0,2026-12-31", "0008,张大爷,,,0.20,0,2026-12-31")

    assert db.value("SELECT sum(open_fen) FROM open_charge") == 30
    assert db.value("SELECT biz_on FROM txn") == date(2026, 11, 21).isoformat()


def test_a_number_nobody_knows_is_told_where_households_are_on_file(load) -> None:
    first = load("0007,刘奶奶,13800000501,幸福里3-2-501,2410.00,0,2026-12-31")
    second = load("0008,孙建国,13800000502,幸福里3-2-502,2410.00,0,2026-12-31")

    assert [problem.code for problem in first.problems] == []
    assert [(problem.code, problem.severity) for problem in second.problems] == [("account_no_unfiled", "warning")]
    assert accounts.open_fen(home("0008")) == 241000
