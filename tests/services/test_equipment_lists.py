"""Devices in households and what they showed, brought by lists."""

from pathlib import Path

import pytest

from heat import db
from heat.models import ImportBatch
from heat.papers.workbook import export_workbook
from heat.rules.permissions import SYSTEM
from heat.services import import_runs, imports
from tests import make

DEVICES = ("户号", "设备名称", "表号", "厂家", "安装日期", "起始读数")
READINGS = ("户号", "设备类型", "测温时间", "室温")


@pytest.fixture
def home(office) -> int:
    make.household("1-1-101", account_no="300502")
    return make.household(account_no="300501")


def bring(folder: Path, kind: str, headers, *lines):
    path = folder / f"{kind}.xlsx"
    path.write_bytes(export_workbook("名单", headers, lines))
    return imports.import_file(SYSTEM, kind, path)


def states(examined) -> list[str]:
    return [one.state for one in examined.findings]


def codes(examined) -> list[str]:
    return sorted(problem.code for problem in examined.problems)


def undo(office) -> dict[str, int]:
    return import_runs.undo(ImportBatch.select().order_by(ImportBatch.id.desc()).get(), office.actor("agent"))


METER = ("300501", "热表", "RB1", "恒通仪表", "2026-10-15", "12.5")
SENSOR = ("300501", "室温采集器", "SW1", "", "", "")


def test_devices_hang_in_their_household_since_their_day(tmp_path, home):
    bring(tmp_path, "equipment", DEVICES, METER, SENSOR)

    found = db.rows(
        "SELECT d.kind, d.serial, d.unit, d.scale, f.household_id, f.valid_from, f.start_value FROM device d "
        "JOIN device_fit f ON f.device_id = d.id ORDER BY d.id"
    )
    # 12.5 kWh in thousandths, as the meter counts
    assert [(*row[:5], str(row[5]), row[6]) for row in found] == [
        ("heat-meter", "RB1", "kWh", 1000, home, "2026-10-15", 12_500),
        ("room-sensor", "SW1", "℃", 10, home, "2026-11-21", None),
    ]


def test_the_same_devices_again_change_nothing_and_another_maker_is_a_change(tmp_path, home):
    bring(tmp_path, "equipment", DEVICES, METER, SENSOR)

    assert states(bring(tmp_path, "equipment", DEVICES, METER, SENSOR)) == ["same", "same"]
    other = (*METER[:3], "东风仪表", "", "")
    assert states(bring(tmp_path, "equipment", DEVICES, other)) == ["changed"]
    assert db.value("SELECT maker FROM device WHERE serial = 'RB1'") == "东风仪表"


def test_what_is_no_device_or_hangs_elsewhere_is_told(tmp_path, home):
    bring(tmp_path, "equipment", DEVICES, METER)
    found = bring(
        tmp_path,
        "equipment",
        DEVICES,
        ("300502", "热量表", "RB1", "", "", ""),
        ("999999", "热量表", "RB2", "", "", ""),
        ("300501", "收音机", "RB3", "", "", ""),
        ("300501", "热量表", "", "", "", ""),
        ("300501", "热量表", "RB4", "", "2027-01-01", ""),
        ("300501", "热量表", "RB5", "", "", "很多"),
    )

    assert codes(found) == [
        "day_in_future",
        "device_elsewhere",
        "device_unknown",
        "household_unknown",
        "number_missing",
        "value_unreadable",
    ]


def test_undone_devices_go_but_for_those_that_have_sent_readings(office, tmp_path, home):
    bring(tmp_path, "equipment", DEVICES, METER, SENSOR)
    db.run("INSERT INTO reading (device_id, at, value, quality) SELECT id, 1, 195, 0 FROM device WHERE serial = 'SW1'")

    assert undo(office) == {"undone": 1, "kept": 1}
    assert db.rows("SELECT serial FROM device") == [("SW1",)]


def test_readings_are_kept_in_the_unit_of_their_device_and_never_twice(office, tmp_path, home):
    bring(tmp_path, "equipment", DEVICES, METER, SENSOR)
    lines = [("300501", "", "2026-11-20 08:30", "19.5℃"), ("300501", "热量表", "2026-11-20", "1200.125")]
    assert states(bring(tmp_path, "readings", READINGS, *lines)) == ["new", "new"]

    assert sorted(value for (value,) in db.rows("SELECT value FROM reading")) == [195, 1_200_125]
    assert states(bring(tmp_path, "readings", READINGS, *lines)) == ["same", "same"]
    assert undo(office) == {"undone": 0, "kept": 0}
    assert db.value("SELECT count(*) FROM reading") == 2


def test_what_is_no_reading_is_told(tmp_path, home):
    bring(
        tmp_path,
        "equipment",
        DEVICES,
        SENSOR,
        (*SENSOR[:2], "SW2", *SENSOR[3:]),
        ("300502", *SENSOR[1:2], "SW3", "", "", ""),
    )
    bring(tmp_path, "readings", READINGS, ("300502", "", "2026-11-20 08:30", "19.5"))
    found = bring(
        tmp_path,
        "readings",
        READINGS,
        ("300501", "", "2026-11-20 08:30", "19.5"),
        ("300502", "热量表", "2026-11-20 08:30", "19.5"),
        ("300502", "", "2026-11-20 08:30", "18.0"),
        ("300502", "", "2026-11-20 09:30", "很热"),
        ("300502", "", "", "18.0"),
    )

    assert codes(found) == ["day_missing", "device_missing", "device_unclear", "value_differs", "value_unreadable"]
    assert db.value("SELECT count(*) FROM reading") == 1
