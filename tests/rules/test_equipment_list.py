"""Devices in households, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.equipment_list import check_equipment
from heat.rules.lists import EQUIPMENT
from tests.rules.sheet_makers import sheet


def read(*rows):
    town = sheet(("户号", "设备名称", "表号", "安装日期", "表底"), *rows)
    return check_equipment(town, layout_of([town], EQUIPMENT)[1], today=date(2026, 11, 21))


@pytest.mark.parametrize(
    ("said", "kind", "shown", "value"),
    [
        ("超声波热量表", "heat-meter", "12.5 kWh", 12_500),  # in thousandths of a kWh
        ("室温采集器", "room-sensor", "19.5℃", 195),  # in tenths of a degree
        ("锁闭阀", "valve", "", None),
    ],
)
def test_a_line_says_which_device_hangs_where(said, kind, shown, value):
    (line,) = read(["000117", said, "RB1", "2026.10.15", shown]).good

    assert (line.kind, line.serial, line.fitted_on, line.start_value) == (kind, "RB1", date(2026, 10, 15), value)


def test_a_device_stands_once():
    found = read(["000117", "热表", "1", "", ""], ["000118", "室温", "1", "", ""], ["000119", "热量表", "1", "", ""])

    assert [(one.row, one.code, one.now) for one in found.problems] == [(4, "number_repeated", "2")]


def test_a_start_beyond_all_numbers_is_no_reading():
    assert [one.code for one in read(["000117", "热表", "1", "", "9" * 40]).problems] == ["value_unreadable"]
