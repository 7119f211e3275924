"""Payments of former times: booked once, equal ones asked about, taken back by reversal."""

from datetime import date
from pathlib import Path

import pytest

from heat import db
from heat.models import ImportBatch, Payment
from heat.papers.workbook import export_workbook
from heat.queries import accounts
from heat.rules.permissions import SYSTEM
from heat.rules.tender import Handed
from heat.services import import_repairs, import_runs, imports, payments, verify
from heat.services.payments import Paid
from tests import make

HEADERS = ("户号", "日期", "实收金额", "收款方式", "票号")


@pytest.fixture
def home(office) -> int:
    """A household that owes 1,000.00 yuan of 2025-2026."""
    home = make.household(account_no="300501")
    make.old_debt(home, "1000.00")
    return home


def book(*lines) -> bytes:
    return export_workbook("名单", HEADERS, lines)


def bring(folder: Path, *lines):
    path = folder / "缴费.xlsx"
    path.write_bytes(book(*lines))
    return imports.import_file(SYSTEM, "payments", path)


def upload(office, *lines) -> int:
    accountant = office.actor("accountant")
    batch_id = imports.upload(accountant, "payments", book(*lines), "缴费.xlsx")
    imports.recheck(accountant, batch_id)
    return batch_id


def states(examined) -> list[str]:
    return [finding.state for finding in examined.findings]


def codes(examined) -> list[str]:
    return [problem.code for problem in examined.problems]


def undo(office) -> dict[str, int]:
    batch = ImportBatch.select().order_by(ImportBatch.id.desc()).get()
    return import_runs.undo(batch, office.actor("accountant"))


def test_payments_settle_what_is_open_on_their_own_day_and_the_rest_is_kept_ahead(tmp_path, home):
    bring(tmp_path, ("300501", "2026-10-28", "300", "微信", "A1"), ("300501", "2025.12.01", "900.50", "现金", "A2"))

    # 300.00 + 900.50 = 1,200.50; 1,000.00 was owed
    assert (accounts.open_fen(home), accounts.prepaid_fen(home)) == (0, 20_050)
    days = [(one.received_on, one.fen, one.channel) for one in Payment.select().order_by(Payment.id)]
    assert days == [(date(2025, 12, 1), 90_050, "imported"), (date(2026, 10, 28), 30_000, "imported")]
    assert db.rows("SELECT reason FROM txn WHERE kind = 'payment' ORDER BY id") == [("现金 A2",), ("微信 A1",)]
    assert list(verify.faults()) == []


def test_two_equal_rows_are_asked_about_and_both_are_booked_when_both_are_true(office, home):
    lines = [("300501", "2025-12-01", "120", "", ""), ("300501", "2025-12-01", "120", "", "")]
    batch_id = upload(office, *lines)
    accountant = office.actor("accountant")
    assert imports.find(accountant, batch_id).counts["error"] == 1

    import_repairs.answer(accountant, batch_id, 3, "keep")
    import_runs.run(imports.find(accountant, batch_id), accountant, all_or_nothing=True)

    assert [one.fen for one in Payment.select()] == [12_000, 12_000]


def test_an_equal_row_may_be_left_out(office, home):
    batch_id = upload(office, ("300501", "2025-12-01", "120", "", ""), ("300501", "2025-12-01", "120", "", ""))
    accountant = office.actor("accountant")

    import_repairs.skip_all(accountant, batch_id, "equal_row")
    import_runs.run(imports.find(accountant, batch_id), accountant, all_or_nothing=True)

    assert [one.fen for one in Payment.select()] == [12_000]


def test_the_same_list_again_books_nothing(tmp_path, home):
    lines = [("300501", "2025-12-01", "120", "微信", "A1"), ("300501", "2025-12-02", "80", "", "")]
    bring(tmp_path, *lines)

    assert states(bring(tmp_path, *lines)) == ["same", "same"]
    assert Payment.select().count() == 2


def test_a_number_is_recognised_wherever_it_stands_and_another_number_is_another_payment(tmp_path, home):
    bring(tmp_path, ("300501", "2025-12-01", "120", "微信", "A1"))

    found = bring(
        tmp_path, ("300501", "2025-12-01", "120", "微信", "A2"), ("300501", "2025-12-01", "120", "微信", "A1")
    )

    assert states(found) == ["new", "same"]


def test_a_payment_like_one_that_was_taken_at_the_counter_is_asked_about(office, tmp_path, home):
    payments.take(office.actor("cashier"), home, Paid((Handed("cash", 12_000),)), once_key="a")

    found = bring(tmp_path, ("300501", "2026-11-21", "120", "现金", "A1"))

    assert codes(found) == ["payment_known"]
    assert "2026-11-21 已经有一笔 120.00 元入账" in str(found.problems[0].say)
    assert Payment.select().count() == 1


def test_what_is_no_payment_is_told(tmp_path, home):
    found = bring(
        tmp_path,
        ("999999", "2025-12-01", "120", "", ""),
        ("300501", "2027-12-01", "120", "", ""),
        ("300501", "", "120", "", ""),
        ("300501", "2025-12-01", "0", "", ""),
        ("300501", "2025-12-01", "一百", "", ""),
        ("300501", "2025-12-01", "5", "豆子", "B1"),
    )

    assert sorted(codes(found)) == [
        "amount_not_positive",
        "amount_unreadable",
        "day_in_future",
        "day_missing",
        "household_unknown",
        "method_unknown",
    ]
    assert db.value("SELECT reason FROM txn WHERE kind = 'payment'") == "B1 豆子"


def test_an_undone_list_leaves_everything_owed_and_can_come_again(office, tmp_path, home):
    bring(tmp_path, ("300501", "2025-12-01", "1200", "微信", "A1"))

    assert undo(office) == {"undone": 1, "kept": 0}
    assert (accounts.open_fen(home), accounts.prepaid_fen(home)) == (100_000, 0)
    assert states(bring(tmp_path, ("300501", "2025-12-01", "1200", "微信", "A1"))) == ["new"]
    assert list(verify.faults()) == []


def test_a_prepayment_that_was_spent_is_not_taken_back(office, tmp_path, home):
    bring(tmp_path, ("300501", "2025-12-01", "1200", "微信", "A1"))
    make.old_debt(home, "150.00", "2024-2025", date(2024, 12, 31))
    payments.take(office.actor("cashier"), home, Paid((Handed("prepaid", 15_000),)), once_key="a")

    batch = ImportBatch.get()
    assert import_runs.undo(batch, office.actor("accountant"), also=[2]) == {"undone": 0, "kept": 1}
    assert accounts.prepaid_fen(home) == 5_000
    assert list(verify.faults()) == []
