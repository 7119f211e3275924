"""Papers put together from the books."""

import pytest
from pypdf import PdfReader

from heat import db
from heat.services import office as offices
from heat.services import prints
from heat.services.entry_code import entry_code
from heat.words import Missing, Refused
from tests import make


def text(html: str) -> str:
    return "".join(html.split())


def test_a_bill_explains_the_fee_takes_off_what_was_paid_and_names_old_debts(office) -> None:
    home = make.billed(area="96.40", account_no="0007")
    make.old_debt(home, "112.24")
    make.paid(office.actor("cashier"), home, "212.24")

    paper = text(prints.bill_paper(office.actor("cashier"), 1))

    # 212.24 paid: 112.24 of last winter, 100.00 of this one; 2,410.00 - 100.00 = 2,310.00
    assert "96.40㎡×25.00元/㎡·季" in paper
    assert "−100.00" in paper and "SJ2026-00000001" in paper
    assert "贰仟叁佰壹拾元整" in paper
    assert "往季欠费" not in paper


def test_a_bill_carries_the_number_and_the_code_that_open_the_hall(office) -> None:
    offices.switch_on(["hall"])
    home = make.billed(account_no="0007")

    paper = prints.bill_paper(office.actor("cashier"), 1)

    assert "0007" in paper and entry_code(home) in paper
    assert "扫码核对账单" in paper


def test_no_paper_leads_into_a_hall_that_is_closed(office) -> None:
    home = make.billed()

    papers = prints.bill_paper(office.actor("cashier"), 1) + prints.notice_paper(home)

    assert entry_code(home) not in papers
    assert "扫码核对账单" not in papers and "手机扫右边的码" not in papers


def test_the_company_stands_on_its_papers(office) -> None:
    offices.decide(office.actor("admin"), {"company.name": "云州暖心供热", "company.address": "城东大街 18 号"})
    make.billed()

    paper = prints.bill_paper(office.actor("cashier"), 1)

    assert "云州暖心供热" in paper and "城东大街 18 号" in paper


def test_a_receipt_names_seasons_roads_change_and_what_stays_open(office) -> None:
    home = make.billed()
    make.old_debt(home, "112.24")
    receipt_id = make.paid(office.actor("cashier"), home, "1004.64")

    paper = text(prints.receipt_paper(office.actor("cashier"), receipt_id))

    assert "2025-2026热费" in paper and "112.24" in paper
    assert "2026-2027热费" in paper and "892.40" in paper
    assert "壹仟零肆元陆角肆分" in paper
    assert "1,517.60" in paper
    assert "发票" not in paper


def test_a_notice_lists_every_open_season(office) -> None:
    home = make.billed()
    make.old_debt(home, "112.24")

    paper = text(prints.notice_paper(home))

    assert "2025-2026" in paper and "2026-2027" in paper
    assert "2,522.24" in paper


def test_who_owes_nothing_gets_no_notice(office) -> None:
    with pytest.raises(Refused, match="没有欠费"):
        prints.notice_paper(make.household())


def test_a_stranger_to_the_branch_sees_no_paper(office) -> None:
    make.billed()

    with pytest.raises(Missing):
        prints.bill_paper(office.actor("technician"), 1)


def test_a_batch_is_one_file_with_a_page_for_each_bill(office, tmp_path) -> None:
    make.billed("3-2-502")
    make.billed("3-2-501")
    heard: list[tuple[int, int]] = []

    n = prints.write("invoices", "2026-2027", "幸福里", tmp_path / "all.pdf", lambda *at: heard.append(at))

    pages = PdfReader(tmp_path / "all.pdf").pages
    assert (n, len(pages), heard) == (2, 2, [(1, 2), (2, 2)])
    # by door: 501 before 502
    assert "501" in pages[0].extract_text() and "502" in pages[1].extract_text()


def test_notices_go_only_to_those_who_owe(office, tmp_path) -> None:
    make.billed("3-2-502")
    home = make.billed("3-2-501")
    make.paid(office.actor("cashier"), home, "2410.00")

    assert prints.write("notices", "2026-2027", "", tmp_path / "n.pdf") == 1


def test_nothing_to_print_and_an_unknown_community_are_said(office, tmp_path) -> None:
    with pytest.raises(Refused, match="没有可打印"):
        prints.write("invoices", "2026-2027", "", tmp_path / "x.pdf")
    with pytest.raises(Refused, match="没有小区“云里”"):
        prints.write("invoices", "2026-2027", "云里", tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_the_paper_adds_up_also_after_a_correction(office) -> None:
    home = make.billed()
    db.run("UPDATE open_charge SET open_fen = 200000 WHERE household_id = ?", home)

    assert "−410.00" in text(prints.bill_paper(office.actor("cashier"), 1))
