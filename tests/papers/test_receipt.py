"""收据: what was paid, for which seasons, and how."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from heat.papers import press
from heat.papers.paper import Line
from heat.papers.receipt import Means, receipt
from tests.papers.samples import RECEIPT, pages


def test_a_receipt_names_each_season_it_paid() -> None:
    [text] = pages(press.render(receipt(RECEIPT)))

    assert "收据号00081779" in text
    assert "2025–2026热费112.24" in text
    assert "2026–2027热费96.40㎡×25.00892.40" in text
    assert "合计¥1,004.64壹仟零肆元陆角肆分" in text


def test_a_receipt_names_cash_and_change() -> None:
    [text] = pages(press.render(receipt(RECEIPT)))

    assert "现金1,100.00找零95.36缴后尚欠0.00" in text
    assert "2026-11-2110:06:12" in text


def test_what_is_left_over_becomes_prepayment_on_the_receipt() -> None:
    more = replace(RECEIPT, prepaid_fen=5000, means=(Means("微信", 105464),), change_fen=0)

    [text] = pages(press.render(receipt(more)))

    assert "转入预存50.00" in text
    assert "合计¥1,054.64" in text


def test_a_reprint_and_a_void_receipt_say_so() -> None:
    html = receipt(replace(RECEIPT, print_no=2, void=True))

    assert "第 2 次打印" in html
    assert "已作废" in html
    assert "第 1 次打印" not in receipt(RECEIPT)


def test_money_given_back_is_written_as_such() -> None:
    html = receipt(replace(RECEIPT, lines=(Line("温度退费", "", -10470),), means=(), change_fen=0))

    assert "退 壹佰零肆元柒角整" in html


@pytest.mark.parametrize(("lines", "shortest", "longest"), [(1, 120, 160), (12, 180, 260)])
def test_a_receipt_is_as_long_as_its_lines(lines: int, shortest: int, longest: int) -> None:
    many = replace(RECEIPT, lines=(Line("热费", "96.40 ㎡ × 25.00", 100),) * lines)

    [page] = PdfReader(io.BytesIO(press.render(receipt(many)))).pages

    assert float(page.mediabox.width) / 72 * 25.4 == pytest.approx(80, abs=0.1)
    assert shortest < float(page.mediabox.height) / 72 * 25.4 < longest


def test_a_receipt_is_never_called_an_invoice() -> None:
    assert "发票" not in receipt(RECEIPT)
