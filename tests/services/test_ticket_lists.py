"""Tickets of another system, brought by a list."""

from datetime import date
from pathlib import Path

import pytest

from heat import clock, db
from heat.models import ImportBatch, Ticket
from heat.papers.workbook import export_workbook
from heat.rules.permissions import SYSTEM
from heat.services import import_runs, imports
from tests import make

HEADERS = ("工单号", "户号", "类型", "报修时间", "完成时间", "报修内容", "处理结果", "联系电话")
PLACED = (*HEADERS, "报修地址")


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def bring(folder: Path, *lines, headers=HEADERS):
    path = folder / "工单.xlsx"
    path.write_bytes(export_workbook("名单", headers, lines))
    return imports.import_file(SYSTEM, "tickets", path)


def old(number: str = "BX001", opened: str = "2025-11-20 08:30", closed: str = "2025-11-20 15:00:59", **other: str):
    usual = ("300501", "室温低", opened, closed, "客厅不热", "放气后恢复", "13800000501")
    return (number, *(dict(zip(HEADERS[1:], usual, strict=True)) | other).values())


def codes(examined) -> list[str]:
    return sorted(problem.code for problem in examined.problems)


def test_an_old_ticket_stands_closed_in_the_file_of_its_household(tmp_path, home):
    bring(tmp_path, old())

    ticket = Ticket.get()
    assert (ticket.number, ticket.state, ticket.phase, ticket.household_id) == ("BX001", "closed", "done", home)
    assert (ticket.summary, ticket.source) == ("客厅不热\n处理：放气后恢复", "import")
    assert ticket.opened_at == clock.start_of(date(2025, 11, 20)) + (8 * 60 + 30) * clock.MINUTE
    assert ticket.closed_on == date(2025, 11, 20)
    assert db.value("SELECT code FROM ticket_kind WHERE id = ?", ticket.kind_id) == "no_heat"


def test_a_known_number_is_never_written_again(tmp_path, home):
    bring(tmp_path, old())

    assert [one.state for one in bring(tmp_path, old()).findings] == ["same"]
    assert Ticket.select().count() == 1


def test_what_is_no_old_ticket_is_told(tmp_path, home):
    make.household("1-1-101", account_no="300502")
    bring(tmp_path, old("BX000"))
    found = bring(
        tmp_path,
        old("", 户号="300501"),
        old("BX001", 户号="999999"),
        old("BX002", "昨天"),
        old("BX003", "2025-11-20 25:00"),
        old("BX004", "2027-01-01", ""),
        old("BX005", closed="2025-11-19"),
        old("BX006", 类型="稀奇"),
        old("BX006"),
        old("BX000", 户号="300502"),
    )

    assert codes(found) == [
        "closed_before_opened",
        "day_in_future",
        "household_unknown",
        "kind_unknown",
        "number_missing",
        "number_repeated",
        "ticket_elsewhere",
        "time_unreadable",
        "time_unreadable",
    ]


def test_an_undone_list_takes_its_tickets_away_but_for_those_worked_on(office, tmp_path, home):
    bring(tmp_path, old("BX001"), old("BX002"))
    db.run("UPDATE ticket SET version = 2, state = 'new' WHERE number = 'BX002'")

    assert import_runs.undo(ImportBatch.get(), office.actor("agent")) == {"undone": 1, "kept": 1}
    assert [one.number for one in Ticket.select()] == ["BX002"]


def test_the_page_of_an_old_ticket_opens(tmp_path, home, sign_in):
    bring(tmp_path, old())

    page = sign_in("agent").get(f"/tickets/{Ticket.get().number}")

    assert page.status_code == 200 and "放气后恢复" in page.text


def test_a_line_without_account_number_belongs_to_the_household_at_its_address(tmp_path, home):
    address = db.value("SELECT address FROM household")
    bring(tmp_path, ("BX001", "", "不热", "2025-11-20 8:30", "2025-11-20", "客厅不热", "", "", address), headers=PLACED)

    assert Ticket.get().household_id == home


def test_a_place_where_nobody_lives_is_kept_as_words(tmp_path, home):
    found = bring(
        tmp_path,
        ("BX001", "", "漏水", "2025-11-20", "2025-11-20", "井盖冒水", "", "", "人民路与建设街路口"),
        ("BX002", "", "漏水", "2025-11-20", "", "有人说漏水", "", "", ""),
        headers=PLACED,
    )

    assert codes(found) == ["end_missing", "place_missing", "place_without_household"]
    kept = [(t.number, t.household_id, t.address) for t in Ticket.select().order_by(Ticket.number)]
    assert kept == [("BX001", None, "人民路与建设街路口"), ("BX002", None, None)]


def test_tickets_of_nobody_are_taken_back_too(tmp_path, home):
    bring(tmp_path, ("BX001", "", "", "2025-11-20", "2025-11-20", "井盖冒水", "", "", "路口"), headers=PLACED)
    import_runs.undo(ImportBatch.get(), SYSTEM)

    assert Ticket.select().count() == 0


def test_a_list_without_account_numbers_and_with_long_answers_is_read(tmp_path, office):
    headers = ("工单号", "地址", "受理时间", "办结时间", "处理结果")
    bring(tmp_path, ("BX001", "路口", "2025-11-20", "2025-11-22", "查" * 3000), headers=headers)

    ticket = Ticket.get()
    assert ticket.closed_at - ticket.opened_at == 2 * clock.DAY
    assert len(ticket.summary) == len("处理：") + 3000
