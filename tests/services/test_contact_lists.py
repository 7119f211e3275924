"""People beside households, brought by a list."""

from pathlib import Path

import pytest

from heat import db
from heat.models import ImportBatch
from heat.papers.workbook import export_workbook
from heat.queries import contact_lists as queries
from heat.rules.permissions import SYSTEM
from heat.services import import_runs, imports
from tests import make

HEADERS = ("户号", "姓名", "联系电话", "关系")


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501", owner="刘奶奶", phone="13800000501")


def bring(folder: Path, *lines):
    path = folder / "联系人.xlsx"
    path.write_bytes(export_workbook("名单", HEADERS, lines))
    return imports.import_file(SYSTEM, "contacts", path)


def people(home: int) -> set[tuple[str, str, tuple[str, ...]]]:
    return {(one.role, one.name, one.phones) for one in queries.people([home])}


def codes(examined) -> list[str]:
    return sorted(problem.code for problem in examined.problems)


def test_people_come_with_their_role_and_phones_and_are_found_by_them(office, tmp_path, home):
    bring(tmp_path, ("300501", "刘晓", "13800009999", "女儿"), ("300501", "王租客", "13800008888", "租户"))

    assert people(home) == {
        ("owner", "刘奶奶", ("13800000501",)),
        ("contact", "刘晓", ("13800009999",)),
        ("tenant", "王租客", ("13800008888",)),
    }
    assert db.value("SELECT count(*) FROM search_key WHERE household_id = ? AND key LIKE '9999%'", home) >= 1


def test_the_same_list_again_changes_nothing_and_a_further_phone_is_added(tmp_path, home):
    line = ("300501", "刘晓", "13800009999", "女儿")
    bring(tmp_path, line)

    assert [one.state for one in bring(tmp_path, line).findings] == ["same"]
    found = bring(tmp_path, ("300501", "刘晓", "13800009999/13800007777", "联系人"))
    assert [one.state for one in found.findings] == ["changed"]
    assert ("contact", "刘晓", ("13800009999", "13800007777")) in people(home)


def test_the_owner_gets_a_phone_but_is_never_exchanged_here(tmp_path, home):
    found = bring(tmp_path, ("300501", "刘奶奶", "13800007777", "户主"), ("300501", "张三", "13800006666", "业主"))

    assert codes(found) == ["owner_differs"]
    assert people(home) == {("owner", "刘奶奶", ("13800000501", "13800007777"))}


def test_what_says_nobody_is_told(tmp_path, home):
    found = bring(
        tmp_path,
        ("999999", "刘晓", "13800009999", ""),
        ("300501", "", "13800009999", ""),
        ("300501", "刘晓", "无", ""),
        ("300501", "刘晓", "13800009999", "邻居"),
        ("300501", "刘明", "13800009999", ""),
        ("300501", "刘明", "13800009999", ""),
    )

    assert codes(found) == ["household_unknown", "name_needed", "number_repeated", "phone_needed", "role_unknown"]


def test_an_undone_list_takes_its_people_back_but_for_those_edited_since(office, tmp_path, home):
    bring(tmp_path, ("300501", "刘晓", "13800009999", ""), ("300501", "刘明", "13800008888", ""))
    db.run("UPDATE party SET version = version + 1 WHERE name = '刘明'")

    assert import_runs.undo(ImportBatch.get(), office.actor("agent")) == {"undone": 1, "kept": 1}
    assert {name for _, name, _ in people(home)} == {"刘奶奶", "刘明"}
