"""What all papers share: explained lines, languages, codes."""

from decimal import Decimal

import pytest
from defusedxml import ElementTree
from jinja2 import UndefinedError

from heat.papers.bill import bill
from heat.papers.notice import notice
from heat.papers.order import order
from heat.papers.paper import Words, explained, qr, set_paper
from heat.papers.receipt import receipt
from heat.rules.charging import AreaPrice, Height, House, season_charge
from tests.papers.samples import BILL, FEE, NOTICE, ORDER, RECEIPT


def test_a_line_carries_the_arithmetic_of_its_tree() -> None:
    line = explained(FEE.tree, FEE.fen, note="单价见通知")

    assert (line.label, line.formula, line.fen) == ("本季热费", "96.40 ㎡ × 25.00 元/㎡·季", 241000)
    assert line.note == "单价见通知"


def test_steps_below_the_line_stand_in_its_remark() -> None:
    height = Height(Decimal("3.5"), Decimal("0.3"), Decimal("0.10"), Decimal(6))
    fee = season_charge(AreaPrice(Decimal(32), height=height), House(Decimal(200), Decimal("3.51")))

    line = explained(fee.tree, fee.fen)

    assert line.formula == "200 ㎡ × 35.2 元/㎡·季"
    assert "层高系数 = 100 % + 10 %" in line.note


def test_a_paper_speaks_the_language_it_is_given() -> None:
    english = {"供热费账单": "Heating bill", "{year} 年 {month} 月 {day} 日": "{year}-{month}-{day}"}

    html = bill(BILL, Words(lambda text: english.get(text, text)))

    assert "Heating bill" in html
    assert "2026-11-30" in html


def test_a_forgotten_value_is_an_error_and_not_a_hole() -> None:
    with pytest.raises(UndefinedError):
        set_paper("bill.html", Words())


def test_a_code_is_drawn_and_fetches_nothing() -> None:
    svg = qr("http://127.0.0.1:8000/t/0316-K7Q2")

    assert svg.startswith("<svg")
    assert "href" not in svg
    assert "style=" not in svg


@pytest.mark.parametrize("paper", [bill(BILL), notice(NOTICE), order(ORDER), receipt(RECEIPT)])
def test_our_papers_are_xml_which_the_press_reads_fastest(paper: str) -> None:
    assert ElementTree.fromstring(paper).tag == "html"
