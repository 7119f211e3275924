"""Tickets of another system, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import TICKETS
from heat.rules.ticket_list import Moment, check_tickets
from tests.rules.sheet_makers import sheet

HEADER = ("报修单号", "户号", "报修类型", "报修时间", "完成时间", "报修内容", "处理结果")


def read(*rows):
    town = sheet(HEADER, *rows)
    return check_tickets(town, layout_of([town], TICKETS)[1], today=date(2026, 11, 21))


def test_a_line_tells_an_old_ticket_from_call_to_end():
    (line,) = read(["BX/1", "000117", "暖气漏水", "2025/11/20 8:30", "2025年11月21日", "阀门漏水", "换阀"]).good

    assert (line.number, line.kind, line.summary) == ("BX-1", "leak", "阀门漏水\n处理：换阀")
    # half past eight is 8 * 60 + 30 = 510 minutes into the day
    assert (line.opened, line.closed) == (Moment(date(2025, 11, 20), 510), Moment(date(2025, 11, 21), 0))


def test_a_ticket_without_an_end_ended_when_it_came():
    (line,) = read(["BX1", "000117", "", "2025-11-20 08:30:15", "", "", ""]).good

    assert (line.closed, line.kind) == (line.opened, "other")


@pytest.mark.parametrize(
    ("opened", "closed", "code"),
    [
        ("", "", "day_missing"),
        ("上周", "", "time_unreadable"),
        ("2025-11-20 24:30", "", "time_unreadable"),
        ("2026-11-22", "", "day_in_future"),
        ("2025-11-20", "2025-11-19", "closed_before_opened"),
    ],
)
def test_times_that_cannot_be_are_told_once(opened, closed, code):
    assert [one.code for one in read(["BX1", "000117", "不热", opened, closed, "", ""]).problems] == [code]


@pytest.mark.parametrize(
    ("said", "minute"),
    [
        ("2025/11/20 上午 9:05", 9 * 60 + 5),
        ("2025-11-20 下午3:25:10", 15 * 60 + 25),
        ("2025-11-20 中午12:10", 12 * 60 + 10),
        ("11/20/2025 12:50:01 AM", 50),
        ("11/20/2025 12:50 PM", 12 * 60 + 50),
        ("2025-11-20T07:50:59.000", 7 * 60 + 50),
    ],
)
def test_the_hour_of_any_program_is_understood(said, minute):
    (line,) = read(["BX1", "000117", "不热", said, "2025-11-21", "", ""]).good

    assert line.opened == Moment(date(2025, 11, 20), minute)


def test_an_end_without_an_hour_is_no_earlier_than_the_call():
    (line,) = read(["BX1", "000117", "不热", "2025-11-20 8:30", "2025-11-20", "", ""]).good

    assert line.closed == line.opened
