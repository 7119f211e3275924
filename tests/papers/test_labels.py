"""设备标签: three across and eight down, each with its code to scan."""

from heat.papers import press
from heat.papers.labels import Label, labels
from tests.papers.samples import pages


def made(n: int) -> str:
    every = [
        Label(f"XHB-{i:02d}", f"{i}# 循环泵", "1# 换热站", f"http://127.0.0.1:8000/machines/{i}")
        for i in range(1, n + 1)
    ]
    return labels("暖心供热", every)


def test_a_sheet_holds_twenty_four() -> None:
    assert len(pages(press.render(made(24)))) == 1


def test_the_twenty_fifth_begins_another() -> None:
    first, second = pages(press.render(made(25)))

    assert "24#循环泵" in first
    assert "25#循环泵" in second


def test_each_has_its_own_code_and_says_what_it_is_on() -> None:
    html = made(2)

    assert html.count("<svg") == 2
    assert "XHB-01" in html
    assert "1# 换热站" in html
