"""The books on PostgreSQL: billed, paid, voided, verified, and every forbidden write refused."""

from datetime import date

import pytest
from peewee import DatabaseError

from heat import clock, db
from heat.models import ImportBatch
from heat.queries import accounts, bill, bills, counter, print_batches, receipts, seasons
from heat.queries import billing as billing_queries
from heat.queries.bills import Filter
from heat.rules.permissions import SYSTEM
from heat.services import billing, import_runs, imports, prints, verify
from tests import forbidden, make

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]


def test_a_season_is_billed_paid_and_proved(pg):
    books = forbidden.books(pg)

    assert billing.run(SYSTEM, "2026-2027").new == 0
    assert accounts.open_fen(books.other) > 0
    assert list(verify.faults()) == []


def test_the_questions_of_the_counter_and_of_bills_answer(pg):
    books, cashier, day = forbidden.books(pg), pg.actor("cashier"), clock.today()
    season = seasons.season("2026-2027")

    assert counter.desk(cashier, books.home, day).name == "刘奶奶"
    assert counter.owed(books.home, day)[0].season == "2026-2027"
    assert [one.method for one in counter.takings(books.cashier, day)] == ["pos"]
    assert counter.payments_of(books.cashier, day) == 1
    assert counter.find(cashier, "501", day) is not None
    assert [slip.void for slip in receipts.of_cashier(books.cashier, day)] == [True, False]
    assert receipts.of_household(books.home)[0].number == "SJ2026-00000001"
    assert receipts.one(cashier, books.receipt).means[0].method == "pos"
    assert receipts.by_number("SJ2026-00000001") == books.receipt
    assert len(bills.listing(pg.actor("accountant"), season.id, Filter(state="open"))) == 2
    assert bills.totals(pg.actor("accountant"), season.id).lines == 2
    assert bills.communities(cashier)
    assert bill.bill(cashier, books.account).payments[0].fen == 100000
    assert bills.ids_to_print(pg.actor("accountant"), season.id, Filter(state="open"))
    assert bills.count(pg.actor("accountant"), season.id, Filter(state="open"), 1) == 2
    assert print_batches.batches(pg.actor("accountant"), 0) == print_batches.batches(pg.actor("accountant"), 0, 7) == []
    assert seasons.tariffs()[0].rule["price"] == "38.50"
    assert billing_queries.own_prices(pg.actor("accountant"), day) == []
    assert "SJ2026-00000001" in prints.bill_paper(cashier, books.account)
    assert accounts.payments(books.home)[0].methods == "pos"


def test_a_run_in_the_background_is_found_again(pg):
    make.tariff()
    billing.ask(pg.actor("accountant"), "2026-2027", "k", check=True)

    assert seasons.last_run("2026-2027").check


def test_dues_come_by_a_list_and_go_again(pg, tmp_path):
    file = tmp_path / "dues.csv"
    for paid in ("1000", "1500"):
        file.write_text(f"户号,姓名,应缴,已缴,截止日\n0007,刘奶奶,2410,{paid},2026-12-31", encoding="utf-8")
        imports.import_file(pg.actor("admin"), "dues", file)
    home = db.value("SELECT id FROM household WHERE account_no = '0007'")
    assert accounts.open_fen(home) == 91000
    assert db.value("SELECT due_on FROM open_charge") == date(2026, 12, 31)

    import_runs.undo(ImportBatch.select().order_by(ImportBatch.id.desc()).first(), pg.actor("admin"))

    assert accounts.open_fen(home) == 141000
    assert list(verify.faults()) == []


@pytest.mark.parametrize("write", forbidden.WRITES, ids=lambda write: write.name.replace(" ", "-"))
def test_a_forbidden_write_is_refused(pg, write: forbidden.Write):
    books = forbidden.books(pg)

    with pytest.raises(DatabaseError), db.writing():
        for sql in forbidden.statements(write, books):
            db.run(sql)
        # the outer transaction is rolled back in the end, so what is checked at commit is checked here
        db.run("SET CONSTRAINTS ALL IMMEDIATE")
