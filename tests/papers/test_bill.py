"""账单: what is to be paid, why, and what is open from before."""

from dataclasses import replace

from heat.papers import press
from heat.papers.bill import Debt, bill
from heat.papers.paper import Household, Line
from tests.papers.samples import BILL, pages


def test_a_bill_is_one_sheet_with_the_sum_in_figures_and_capitals() -> None:
    [text] = pages(press.render(bill(BILL)))

    assert "供热费账单" in text
    assert "¥1,004.64" in text  # 2410.00 - 1517.60 + 112.24
    assert "壹仟零肆元陆角肆分" in text
    assert "请在2026年11月30日前缴清" in text


def test_a_bill_says_how_each_amount_was_computed() -> None:
    [text] = pages(press.render(bill(BILL)))

    assert "本季热费96.40㎡×25.00元/㎡·季2,410.00" in text
    assert "已缴2026-11-02微信−1,517.60" in text
    assert "本季还应缴892.40" in text
    assert "往季欠费2025–2026热费112.24" in text


def test_a_bill_opens_the_households_page_by_number_and_code() -> None:
    html = bill(BILL)

    assert "031020875501" in html
    assert "K7Q2M9" in html
    assert html.count("<svg") == 3  # the mark, the code to pay, the code of the slip


def test_a_settled_bill_asks_for_nothing_and_names_the_prepayment() -> None:
    paid = replace(BILL, lines=(Line("本季热费", "", 241000), Line("已缴", "", -250000)), debts=())

    [text] = pages(press.render(bill(paid)))

    assert "¥0.00零元整" in text
    assert "多缴¥90.00留作预存" in text


def test_twenty_old_seasons_flow_to_a_second_sheet_and_the_slip_follows() -> None:
    old = replace(BILL, debts=tuple(Debt(f"{year}–{year + 1}", "热费", 11224) for year in range(2000, 2025)))

    first, second = pages(press.render(bill(old)))

    assert BILL.is_short
    assert not old.is_short
    assert "2000–2001" in first
    assert "沿此线剪下" in second
    assert "2/2" in second


def test_a_bill_is_never_called_an_invoice() -> None:
    assert "发票" not in bill(BILL)


def test_what_people_typed_is_printed_and_not_obeyed() -> None:
    odd = replace(BILL, household=Household("1", "<script>alert(1)</script>", "{{7*7}} %s %(x)s &lt;", ""))

    text = "".join(pages(press.render(bill(odd))))

    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}%s%(x)s&lt;" in text
