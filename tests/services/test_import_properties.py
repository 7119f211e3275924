"""What holds for every list: an export comes back without a difference, an undo leaves everything as it was."""

import json
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from heat import db
from heat.models import ImportBatch
from heat.rules.permissions import SYSTEM
from heat.services import import_runs, imports
from tests import make
from tests.lists import bring, line

FEW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=8,
    phases=[Phase.explicit, Phase.generate],
)
_TABLES = [
    *("household", "household_terms", "household_party", "supply_period", "party", "party_phone"),
    *("community", "building", "entrance", "circuit", "substation", "search_key"),
]
_NEVER_TAKEN_BACK = {"version": 0, "floors": 0, "entrances": 0}
_numbers = count(400_000)

_names = st.sampled_from(["刘奶奶", "欧阳娜娜", "云溪物业有限公司", "空置房", "=王伟", "+李雷", "阿卜杜拉·买买提"])
_lines = st.lists(
    st.fixed_dictionaries(
        {
            "楼号": st.sampled_from(["1号楼", "12", "A3", "003号楼"]),
            "单元": st.sampled_from(["", "1", "2单元"]),
            "户主姓名": _names,
            "联系电话": st.sampled_from(["", "13800000501", "13800000501/0459-6600001", "１３８０００００５０２"]),
            "建筑面积（㎡）": st.decimals("10", "300", places=2).map(str),
            "性质": st.sampled_from(["居民", "商用", ""]),
            "单价": st.sampled_from(["", "31", "28.5"]),
            "状态": st.sampled_from(["正常", "报停", "强制停供", "未开户", ""]),
        }
    ),
    min_size=1,
    max_size=5,
)


def written(lines: list[dict[str, str]]) -> list[list[str]]:
    """Lines with numbers and doors that nobody has yet."""
    found = []
    for one in lines:
        number = str(next(_numbers))
        found.append(line(number, 房号=number[-4:], **one))
    return found


def picture() -> dict[str, list[str]]:
    """Every row of the tables an import of households writes.

    Without versions, and without how high and wide buildings were seen to be: that is never forgotten.
    """
    found = {}
    for table in _TABLES:
        cursor = db.run(f"SELECT * FROM {table}")
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        found[table] = sorted(json.dumps(row | _NEVER_TAKEN_BACK, default=str, sort_keys=True) for row in rows)
    return found


def batch() -> ImportBatch:
    return ImportBatch.select().order_by(ImportBatch.id.desc()).get()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_exported_comes_back_without_a_difference(sign_in, tmp_path, form):
    admin = sign_in("admin")

    @FEW
    @given(lines=_lines)
    def identity(lines):
        bring(tmp_path, *written(lines))
        path = tmp_path / f"客户名单.{form}"
        path.write_bytes(admin.get(f"/customers/export.{form}").data)

        found = imports.check_file(SYSTEM, "households", path)

        assert {(one.state, *sorted(one.after)) for one in found.findings} <= {("same",)}
        assert found.counts["error"] == 0

    identity()


@FEW
@given(first=_lines, second=_lines, edits=st.lists(st.sampled_from(["", "edited", "ticket"]), min_size=5, max_size=5))
def test_an_undo_takes_back_whatever_nobody_has_touched_since(office, tmp_path: Path, first, second, edits):
    with db.database.atomic() as attempt:
        lines = written(first)
        bring(tmp_path, *lines)
        before = picture()
        # the second list changes the households of the first and brings its own
        changed = [
            [one[0], *other[1:4], one[4], *other[5:]] for one, other in zip(lines, written(second), strict=False)
        ]
        bring(tmp_path, *changed, *written(second), name="第二张.xlsx")
        last, touched = batch(), set()
        for one, edit in zip(import_runs.imported(last.id), edits, strict=False):
            if edit == "edited":
                db.run("UPDATE household SET version = version + 1 WHERE id = ?", one.touched.subject_id)
                touched.add(one.touched.subject_id)
            elif edit == "ticket" and one.new:
                make.ticket(office.actor("agent"), one.touched.subject_id)
                touched.add(one.touched.subject_id)

        result = import_runs.undo(last, office.actor("agent"))

        assert result["kept"] == len(touched)
        if not touched:
            assert picture() == before
        else:
            still = {home for (home,) in db.rows("SELECT id FROM household")}
            assert touched <= still
            assert still - touched <= {json.loads(one)["id"] for one in before["household"]}
        attempt.rollback()
