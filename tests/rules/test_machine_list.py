"""Company equipment, line by line."""

from datetime import date

import pytest

from heat.rules.columns import layout_of
from heat.rules.lists import MACHINES
from heat.rules.machine_list import check_machines, kind_of
from tests.rules.sheet_makers import sheet

HEADERS = ("设备编号", "设备名称", "所在换热站", "规格型号", "质保期至", "状态")


def read(*rows):
    found = sheet(HEADERS, *rows)
    return check_machines(found, layout_of([found], MACHINES)[1])


def test_a_line_says_which_machine_stands_where():
    (line,) = read(["1Z-01", "1# 循环泵", "1# 换热站", "ISG80", "2027.10.1", "备用"]).good

    assert (line.code, line.kind, line.station, line.model) == ("1Z-01", "pump", "1#换热站", "ISG80")
    assert (line.warranty_until, line.state) == (date(2027, 10, 1), "standby")


@pytest.mark.parametrize(
    ("said", "name", "kind"),
    [("水泵", "x", "pump"), ("", "补水泵", "pump"), ("", "板换", "exchanger"), ("", "泵出口压力表", "instrument"),
     ("", "锅炉安全阀", "valve"), ("", "Y型过滤器", "filter"), ("", "软水箱", "other")],
)  # fmt: skip
def test_the_kind_is_said_or_told_by_the_name(said, name, kind):
    assert kind_of(said, name) == kind


def test_a_code_stands_once_and_code_name_and_station_must_be_there():
    found = read(
        ["1", "泵", "站", "", "", ""],
        ["1", "泵", "站", "", "", ""],
        ["2", "", "站", "", "", ""],
        ["3", "泵", "", "", "", ""],
    )

    assert [(one.row, one.code) for one in found.problems] == [
        (3, "number_repeated"),
        (4, "number_missing"),
        (5, "number_missing"),
    ]
