"""Readings, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import READINGS
from heat.rules.reading_list import check_readings
from heat.rules.ticket_list import Moment
from tests.rules.sheet_makers import sheet


def read(*rows):
    town = sheet(("户号", "测温时间", "室温"), *rows)
    return check_readings(town, layout_of([town], READINGS)[1], today=date(2026, 11, 21))


def test_a_line_without_a_device_is_a_room_temperature():
    (line,) = read(["000117", "2026-11-20 08:30", "18.3℃"]).good

    assert (line.kind, line.serial, line.value) == ("room-sensor", "", 183)
    assert line.read == Moment(date(2026, 11, 20), 510)


@pytest.mark.parametrize(
    ("moment", "value", "code"),
    [
        ("", "18.3", "day_missing"),
        ("2026-11-22", "18.3", "day_in_future"),
        ("2026-11-20", "", "value_unreadable"),
        ("2026-11-20", "冷", "value_unreadable"),
    ],
)
def test_what_is_no_reading_is_told_once(moment, value, code):
    assert [one.code for one in read(["000117", moment, value]).problems] == [code]


def test_one_moment_has_one_value():
    found = read(["000117", "2026-11-20 08:30", "18.3"], ["000117", "2026-11-20 08:30", "18.4"])

    assert [(one.row, one.code) for one in found.problems] == [(3, "number_repeated")]
