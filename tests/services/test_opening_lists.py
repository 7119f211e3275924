"""Opening balances: charged once, changed by the next list, taken back by reversal."""

from pathlib import Path

import pytest

from heat import db
from heat.models import ImportBatch
from heat.papers.workbook import export_workbook
from heat.queries import accounts
from heat.rules.permissions import SYSTEM
from heat.rules.tender import Handed
from heat.services import imports, payments, verify
from heat.services.import_runs import undo
from heat.services.payments import Paid
from tests import make

HEADERS = ("户号", "年度", "往年欠费")


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def bring(folder: Path, *lines, headers=HEADERS, title=()):
    path = folder / "往年欠费.xlsx"
    path.write_bytes(export_workbook("名单", title or headers, [headers, *lines] if title else lines))
    return imports.import_file(SYSTEM, "opening", path)


def states(examined) -> list[str]:
    return [finding.state for finding in examined.findings]


def codes(examined) -> list[str]:
    return [problem.code for problem in examined.problems]


def batch() -> ImportBatch:
    return ImportBatch.select().order_by(ImportBatch.id.desc()).get()


def test_what_is_owed_of_past_seasons_stands_on_the_account_of_the_household(tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"), ("300501", "2025-2026", "112.24"))

    # 1,830.30 + 112.24 = 1,942.54
    assert accounts.open_fen(home) == 194_254
    assert db.rows("SELECT kind, fen FROM charge ORDER BY id") == [("opening", 183_030), ("opening", 11_224)]
    assert list(verify.faults()) == []


def test_the_same_list_again_charges_nothing(tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"))

    assert states(bring(tmp_path, ("300501", "2024-2025", "1830.30"))) == ["same"]
    assert accounts.open_fen(home) == 183_030


def test_another_amount_takes_the_place_of_the_first_and_keeps_what_was_paid(office, tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"))
    payments.take(office.actor("cashier"), home, Paid((Handed("cash", 83_030),)), once_key="a")

    assert states(bring(tmp_path, ("300501", "2024-2025", "1900.00"))) == ["changed"]

    # 1,900.00 - 830.30 = 1,069.70
    assert accounts.open_fen(home) == 106_970
    assert list(verify.faults()) == []


def test_a_line_without_a_season_means_the_last_one_or_the_one_of_the_title(tmp_path, home):
    bring(tmp_path, ("300501", "50"), headers=("户号", "往年欠费"))
    bring(tmp_path, ("300501", "60"), headers=("户号", "往年欠费"), title=("2023-2024采暖季欠费表",))

    found = db.rows("SELECT s.code, c.fen FROM charge c JOIN season s ON s.id = c.season_id ORDER BY c.id")
    assert found == [("2025-2026", 5_000), ("2023-2024", 6_000)]


def test_an_undone_list_leaves_nothing_owed_and_can_come_again(office, tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"))

    assert undo(batch(), office.actor("accountant")) == {"undone": 1, "kept": 0}
    assert accounts.open_fen(home) == 0
    assert states(bring(tmp_path, ("300501", "2024-2025", "1830.30"))) == ["new"]
    assert accounts.open_fen(home) == 183_030
    assert list(verify.faults()) == []


def test_what_was_paid_on_since_is_not_undone(office, tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"))
    payments.take(office.actor("cashier"), home, Paid((Handed("cash", 100),)), once_key="a")

    assert undo(batch(), office.actor("accountant")) == {"undone": 0, "kept": 1}
    assert accounts.open_fen(home) == 182_930


def test_a_payment_that_was_voided_again_keeps_no_undo_away(office, tmp_path, home):
    bring(tmp_path, ("300501", "2024-2025", "1830.30"))
    receipt = payments.take(office.actor("cashier"), home, Paid((Handed("cash", 100),)), once_key="a")
    payments.void(office.actor("cashier"), receipt, "收错了")

    assert undo(batch(), office.actor("accountant")) == {"undone": 1, "kept": 0}
    assert accounts.open_fen(home) == 0
    assert list(verify.faults()) == []


def test_what_cannot_be_an_opening_balance_is_told_and_not_booked(tmp_path, home):
    found = bring(
        tmp_path,
        ("999999", "2024-2025", "5"),
        ("300501", "2026-2027", "5"),
        ("300501", "去年", "5"),
        ("300501", "2022", ""),
        ("300501", "2023", "-5"),
        ("300501", "2021", "5"),
        ("300501", "2021", "5"),
    )

    assert sorted(codes(found)) == [
        "amount_missing",
        "amount_negative",
        "duplicate_account_no",
        "household_unknown",
        "season_not_past",
        "season_unreadable",
    ]
    assert accounts.open_fen(home) == 500


def test_a_season_that_was_charged_another_way_takes_no_opening_balance(tmp_path, home):
    path = tmp_path / "应缴.csv"
    path.write_text("户号,年度,应缴,截止日\n300501,2025-2026,2000,2025-12-31\n", encoding="utf-8")
    imports.import_file(SYSTEM, "dues", path)

    assert codes(bring(tmp_path, ("300501", "2025-2026", "1830.30"))) == ["already_billed"]
    assert accounts.open_fen(home) == 200_000


def test_in_a_list_of_all_homes_an_empty_cell_is_a_household_that_owes_nothing(tmp_path, home):
    make.household("3-2-502", account_no="300502")

    found = bring(tmp_path, ("300501", "1830.30"), ("300502", ""), headers=("户号", "往年欠费"))

    assert (states(found), codes(found)) == (["new", "same"], [])
    assert accounts.open_fen(home) == 183_030


def test_an_empty_cell_takes_back_nothing_that_was_booked(tmp_path, home):
    bring(tmp_path, ("300501", "1830.30"), headers=("户号", "往年欠费"))

    assert states(bring(tmp_path, ("300501", ""), headers=("户号", "往年欠费"))) == ["same"]
    assert accounts.open_fen(home) == 183_030


def test_a_list_longer_than_one_question_to_the_database_is_known_to_its_end(office, tmp_path):
    long = [(f"{400000 + n}", "5") for n in range(501)]  # 500 households are asked for at once
    made = tmp_path / "住户.xlsx"
    made.write_bytes(export_workbook("名单", ("户号", "户主姓名", "收费面积"), [(no, "王伟", "90") for no, _ in long]))
    imports.import_file(SYSTEM, "households", made)
    bring(tmp_path, *long, headers=("户号", "往年欠费"))

    again = bring(tmp_path, *long, headers=("户号", "往年欠费"))

    assert set(states(again)) == {"same"}
    # 501 x 5.00 = 2,505.00
    assert db.value("SELECT sum(open_fen) FROM open_charge") == 250_500
