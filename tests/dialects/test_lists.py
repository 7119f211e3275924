"""PostgreSQL takes in every kind of list, mends its rows and takes it back as SQLite does."""

import pytest

from heat import db
from heat.models import ImportBatch
from heat.papers.workbook import export_workbook
from heat.queries import accounts
from heat.services import import_repairs, import_runs, imports, verify
from tests import make
from tests.lists import line, workbook

pytestmark = [pytest.mark.servers, pytest.mark.xdist_group("postgres")]

LISTS = {
    "opening": (("户号", "年度", "往年欠费"), ("300501", "2024-2025", "1830.30")),
    "payments": (("户号", "日期", "实收金额", "票号"), ("300501", "2025-12-01", "300", "A1")),
    "contacts": (("户号", "姓名", "联系电话", "关系"), ("300501", "刘晓", "13800009999", "女儿")),
    "tickets": (("工单号", "户号", "类型", "报修时间"), ("BX001", "300501", "不热", "2025-11-20 08:30")),
    "equipment": (("户号", "设备名称", "表号"), ("300501", "室温采集器", "SW1")),
    "readings": (("户号", "测温时间", "室温"), ("300501", "2026-11-20 08:30", "19.5")),
}


def test_lists_are_written_known_again_and_undone(pg, tmp_path):
    home = make.household(account_no="300501")
    admin, done = pg.actor("admin"), []
    for name, rows in LISTS.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(export_workbook("名单", rows[0], rows[1:]))

        assert [one.state for one in imports.import_file(admin, name, path).findings] == ["new"], name
        done.append(ImportBatch.select().order_by(ImportBatch.id.desc()).get())
        assert [one.state for one in imports.check_file(admin, name, path).findings] == ["same"], name

    # 1,830.30 - 300.00 = 1,530.30
    assert accounts.open_fen(home) == 153_030
    undone = {batch.kind: import_runs.undo(batch, admin)["undone"] for batch in reversed(done)}
    # a device that has sent readings stays, and so do its readings
    assert undone == dict.fromkeys(LISTS, 1) | {"equipment": 0, "readings": 0}
    assert (accounts.open_fen(home), db.value("SELECT count(*) FROM ticket")) == (0, 0)
    assert list(verify.faults()) == []


def test_a_bad_row_is_mended_beside_the_rows_that_say_the_same(pg):
    agent = pg.actor("agent")
    lines = [line("300501", 房号="501"), line("300501", 房号="502"), line("300503", 状态="已经停了")]
    batch_id = imports.upload(agent, "households", workbook(*lines), "名单.xlsx")
    imports.recheck(agent, batch_id)

    assert import_repairs.answer(agent, batch_id, 4, "replace") == [3, 4]
    assert import_repairs.adopt_all(agent, batch_id) == 1

    counts = imports.find(agent, batch_id).counts
    assert {name: counts[name] for name in ("rows", "new", "error", "left")} == {
        "rows": 2,
        "new": 2,
        "error": 0,
        "left": 1,
    }
