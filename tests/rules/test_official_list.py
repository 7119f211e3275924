"""Orders of official parties, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import OFFICIAL
from heat.rules.official_list import check_orders
from heat.rules.ticket_list import Moment
from tests.rules.sheet_makers import sheet

HEADER = ("工单编号", "来单单位", "诉求地址", "诉求内容", "派单时间", "办结时限", "联系电话", "回复内容")
LINE = ["S1", "12345", "幸福里3-2-501", "家里不热", "2026-11-20 09:00", "2026-11-24", "13800000501", ""]


def read(*rows):
    town = sheet(HEADER, *rows)
    return check_orders(town, layout_of([town], OFFICIAL)[1], today=date(2026, 11, 21))


def test_a_line_says_who_wants_what_where_and_until_when():
    (line,) = read(LINE).good

    assert (line.sender, line.number, line.kind, line.phone) == ("12345", "S1", "no_heat", "13800000501")
    assert line.received == Moment(date(2026, 11, 20), 9 * 60)


def test_a_day_without_an_hour_lasts_until_midnight():
    (line,) = read(LINE).good

    assert line.due == Moment(date(2026, 11, 24), 24 * 60 - 1)


def test_the_line_is_kept_as_it_stood_for_the_answer():
    (line,) = read(LINE).good

    assert list(line.sheet) == list(HEADER)
    assert line.sheet["诉求内容"] == "家里不热"


def test_an_order_without_an_hour_came_today():
    (line,) = read([*LINE[:4], "", "", "", ""]).good

    assert (line.received, line.due) == (Moment(date(2026, 11, 21), 0), None)


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        (0, "", "number_missing"),
        (2, "", "order_place_missing"),
        (3, "", "order_text_missing"),
        (4, "2026-11-23", "day_in_future"),
        (5, "2026-11-19", "due_before_received"),
        (5, "尽快", "time_unreadable"),
    ],
)
def test_what_cannot_be_is_told_once(place, text, code):
    assert [one.code for one in read([*LINE[:place], text, *LINE[place + 1 :]]).problems] == [code]


def test_two_senders_may_use_one_number():
    assert len(read(LINE, [LINE[0], "住建局", *LINE[2:]]).good) == 2
    assert [one.code for one in read(LINE, LINE).problems] == ["number_repeated"]


@pytest.mark.parametrize(
    ("called", "text", "kind"),
    [
        ("投诉", "投诉家里不热没人管", "complaint"),
        ("供热投诉", "不热", "complaint"),
        ("", "投诉家里不热没人管", "no_heat"),
        ("求助", "家里不热", "no_heat"),
        ("求助", "投诉师傅态度", "complaint"),
        ("其他", "楼道漏水", "leak"),
    ],
)
def test_what_the_sender_calls_a_complaint_is_one_whatever_it_is_about(called, text, kind):
    town = sheet((*HEADER, "诉求类型"), [*LINE[:3], text, *LINE[4:], called])
    (line,) = check_orders(town, layout_of([town], OFFICIAL)[1], today=date(2026, 11, 21)).good

    assert line.kind == kind
