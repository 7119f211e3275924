"""Papers of many households, set in the background."""

import os

import pytest
from pypdf import PdfReader

from heat import clock, db, settings
from heat.queries import print_batches as queries
from heat.queries.bills import Filter
from heat.rules.permissions import SYSTEM
from heat.services import jobs, people, print_batches
from heat.words import Missing, Refused
from tests import make

SEASON = "2026-2027"


def work() -> None:
    jobs.run_due(print_batches.JOBS)


def newest(office) -> queries.Batch:
    return queries.batches(office.actor("accountant"), 0)[0]


@pytest.fixture
def three(office) -> list[int]:
    """Two flats that owe and one that has paid, billed from top to bottom."""
    homes = [make.billed(f"3-2-{room}", area="100.00", account_no=f"000{room}") for room in (501, 401, 301)]
    make.paid(office.actor("cashier"), homes[1], "2500.00")
    return homes


def test_a_batch_holds_a_page_a_household_in_the_order_of_the_doors(office, three) -> None:
    by = office.actor("accountant")
    job_id = print_batches.ask(by, "invoices", SEASON, Filter(), "k")
    work()

    path, batch = print_batches.file_of(by, job_id)
    pages = ["".join(page.extract_text().split()) for page in PdfReader(path).pages]
    assert [next(no for no in ("000301", "000401", "000501") if no in page) for page in pages] == [
        "000301", "000401", "000501",
    ]  # fmt: skip
    assert (batch.done, batch.total) == (3, 3)


def test_notices_go_to_those_who_owe(office, three) -> None:
    print_batches.ask(office.actor("accountant"), "notices", SEASON, Filter(), "k")
    work()

    assert newest(office).done == 2


def test_who_pays_before_the_paper_is_set_gets_no_notice(office, three) -> None:
    print_batches.ask(office.actor("accountant"), "notices", SEASON, Filter(), "k")
    make.paid(office.actor("cashier"), three[0], "2500.00")
    work()

    assert newest(office).done == 1


def test_the_same_key_asks_once(office, three) -> None:
    by = office.actor("accountant")

    assert print_batches.ask(by, "invoices", SEASON, Filter(), "k") == print_batches.ask(
        by, "invoices", SEASON, Filter(), "k"
    )


def test_nothing_to_print_is_said(office, three) -> None:
    with pytest.raises(Refused, match="没有符合条件的单据"):
        print_batches.ask(office.actor("accountant"), "invoices", SEASON, Filter(community_id=99), "k")


def test_more_than_a_file_should_hold_is_refused_with_the_way_out(office, three) -> None:
    with pytest.raises(Refused, match="一次最多打印 2 张，这里更多，请选一个小区"):
        print_batches.ask(office.actor("accountant"), "invoices", SEASON, Filter(), "k", most=2)


def test_nobody_lets_the_worker_print_without_end(office, three) -> None:
    by = office.actor("accountant")
    for n in range(print_batches.QUEUED):
        print_batches.ask(by, "invoices", SEASON, Filter(), f"k{n}")

    with pytest.raises(Refused, match="您已经有 10 批在打印"):
        print_batches.ask(by, "invoices", SEASON, Filter(), "one more")


def test_what_there_is_to_print_is_told_before(office, three) -> None:
    by = office.actor("accountant")

    assert print_batches.counted(by, SEASON, Filter()) == {"invoices": 3, "notices": 2}
    assert print_batches.counted(by, SEASON, Filter(state="paid")) == {"invoices": 1}


def test_a_whole_town_is_not_counted_to_the_end(office, three) -> None:
    told = print_batches.counted(office.actor("accountant"), SEASON, Filter(), most=1)

    assert told == {"invoices": 2, "notices": None}  # two stand for any more than one


def test_nobody_opens_the_file_of_another(office, three) -> None:
    job_id = print_batches.ask(office.actor("accountant"), "invoices", SEASON, Filter(), "k")
    work()

    with pytest.raises(Missing):
        print_batches.file_of(office.actor("manager"), job_id)


def test_who_has_left_gets_nothing_printed(office, three) -> None:
    print_batches.ask(office.actor("accountant"), "invoices", SEASON, Filter(), "k")
    people.disable(SYSTEM, office.accountant)
    work()

    assert "已经不能打印账单" in db.value("SELECT error FROM job")


def test_a_worker_that_was_killed_leaves_a_batch_that_is_set_anew(office, three) -> None:
    job_id = print_batches.ask(office.actor("accountant"), "invoices", SEASON, Filter(), "k")
    jobs.claim(("print",))  # and is killed
    with clock.stopped(clock.now() + 2 * jobs.LEASE):
        work()

    assert newest(office).state == "done"
    assert print_batches.file_of(office.actor("accountant"), job_id)


def test_a_file_is_thrown_away_after_a_week_and_said_to_be_gone(office, three) -> None:
    by = office.actor("accountant")
    job_id = print_batches.ask(by, "invoices", SEASON, Filter(), "k")
    work()
    path, _ = print_batches.file_of(by, job_id)
    old = (clock.now() - print_batches.KEPT - clock.MINUTE) / 1000
    os.utime(path, (old, old))
    print_batches.sweep()

    with pytest.raises(Missing, match="保留 7 天"):
        print_batches.file_of(by, job_id)


def test_a_batch_leaves_its_line_in_the_log(office, three) -> None:
    print_batches.ask(office.actor("accountant"), "notices", SEASON, Filter(), "k")
    work()

    [(after,)] = db.rows("SELECT after FROM audit WHERE code = 'paper.printed'")
    assert "notices" in str(after)


def test_what_a_killed_worker_left_half_written_is_swept_away_after_a_day(office) -> None:
    left = settings.data_dir() / "prints" / "heat-print-x"
    left.mkdir(parents=True)
    old = (clock.now() - clock.DAY - clock.MINUTE) / 1000
    os.utime(left, (old, old))
    print_batches.sweep()

    assert not left.exists()
