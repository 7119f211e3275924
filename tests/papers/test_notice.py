"""缴费通知单: the reminder on paper."""

from heat.papers import press
from heat.papers.notice import notice
from tests.papers.samples import NOTICE, pages


def test_a_notice_adds_up_by_season_and_in_all() -> None:
    [text] = pages(press.render(notice(NOTICE)))

    assert "2025–202688.00㎡×25.00元/㎡·季违约金已到上限2,200.001,000.00120.001,320.00" in text
    assert "合计叁仟伍佰肆拾贰元整4,400.001,000.00142.003,542.00" in text  # 1320.00 + 2222.00


def test_a_notice_names_the_day_the_house_and_the_way_out() -> None:
    [text] = pages(press.render(notice(NOTICE)))

    assert "请在2027年1月5日前缴清¥3,542.00" in text
    assert "幸福里小区3号楼2单元501（户号031020875501）" in text
    assert "对金额有疑问" in text


def test_a_notice_is_called_by_its_name() -> None:
    html = notice(NOTICE)

    assert "缴费通知单" in html
    assert "发票" not in html
