"""Company equipment brought by a list: written, compared, refused in words, taken back."""

import pytest

from heat import db
from heat.models import ImportBatch, Machine
from heat.papers.workbook import export_workbook
from heat.rules.permissions import SYSTEM
from heat.services import import_runs, imports, machines, place_tree
from tests import make

HEADERS = ("设备编号", "设备名称", "换热站", "厂家", "下次检定", "状态")
PUMP = ("1Z-01", "1# 循环泵", "1# 换热站", "某泵业", "", "在用")
GAUGE = ("1Z-02", "供水压力表", "1#换热站", "", "2027-09-15", "备用")


@pytest.fixture
def bring(office, tmp_path):
    source = place_tree.add_heat(SYSTEM, "heat_source", "城东热源厂")
    place_tree.add_heat(SYSTEM, "substation", "1# 换热站", source)

    def brought(*lines, headers=HEADERS):
        path = tmp_path / "设备.xlsx"
        path.write_bytes(export_workbook("设备", headers, lines))
        return imports.import_file(SYSTEM, "machines", path)

    return brought


def test_a_list_becomes_machines_with_their_first_state(bring):
    bring(PUMP, GAUGE)

    rows = [(row.code, row.kind, row.state, str(row.calibration_due)) for row in Machine.select().order_by(Machine.id)]
    assert rows == [("1Z-01", "pump", "in_use", "None"), ("1Z-02", "instrument", "standby", "2027-09-15")]
    assert db.value("SELECT count(*) FROM machine_state") == 2


def test_the_same_again_changes_nothing_and_another_maker_is_a_change(bring):
    bring(PUMP, GAUGE)

    assert [one.state for one in bring(PUMP, GAUGE).findings] == ["same", "same"]
    assert [one.state for one in bring((*PUMP[:3], "别的泵业", "", "")).findings] == ["changed"]
    assert Machine.get().maker == "别的泵业"


def test_a_kind_that_was_only_guessed_changes_nothing(bring):
    bring(PUMP)
    Machine.update(kind="other").execute()

    assert [one.state for one in bring(PUMP).findings] == ["same"]


def test_a_station_nobody_knows_is_told(bring):
    found = bring(("9Z-01", "泵", "9# 换热站", "", "", ""))

    assert [problem.code for problem in found.problems] == ["place_unknown"]
    assert Machine.select().count() == 0


def test_an_import_is_taken_back_while_nobody_has_touched_it(bring, office):
    bring(PUMP, GAUGE)
    machines.set_state(office.actor("leader"), Machine.get(Machine.code == "1Z-01").id, "broken", "异响")

    import_runs.undo(ImportBatch.get(), office.actor("admin"))

    assert [row.code for row in Machine.select()] == ["1Z-01"]


def test_another_branchs_machine_is_neither_shown_nor_overwritten(bring, tmp_path):
    bring(PUMP)
    east = make.branch()
    mine = place_tree.add_heat(SYSTEM, "heat_source", "东区热源厂")
    place_tree.add_heat(SYSTEM, "substation", "9# 换热站", mine)
    db.run("UPDATE heat_source SET org_id = ? WHERE id = ?", east, mine)
    db.run("UPDATE substation SET org_id = ? WHERE source_id = ?", east, mine)
    path = tmp_path / "东区.xlsx"
    path.write_bytes(export_workbook("设备", HEADERS, [("1Z-01", "我的泵", "9# 换热站", "别的泵业", "", "在用")]))

    found = imports.import_file(make.clerk(east, "leader"), "machines", path)

    assert [problem.code for problem in found.problems] == ["machine_not_yours"]
    assert [one.before for one in found.findings] == [{}]
    assert (Machine.get().name, Machine.get().maker) == ("1# 循环泵", "某泵业")
