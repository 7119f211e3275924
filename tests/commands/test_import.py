"""heat import, as scripts call it."""

import json

import pytest

from heat import db
from tests.lists import line, workbook


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HEAT_DATA", str(tmp_path / "office"))

    def ran(*words: str):
        from app import main

        code = main(["import", *words])
        db.close_database()
        said = capsys.readouterr()
        return code, said.out, said.err

    return ran


@pytest.fixture
def sheet(tmp_path):
    def written(*lines, name="list.xlsx"):
        path = tmp_path / name
        path.write_bytes(workbook(*lines))
        return str(path)

    return written


def test_a_check_on_an_empty_folder_answers_and_leaves_it_empty(run, sheet, tmp_path):
    code, out, _ = run("households", sheet(line("300501"), line("300502", 楼号="003号楼")), "--check", "--json")

    answer = json.loads(out)
    assert code == 0
    assert (answer["rows"], answer["new"], answer["changed"], answer["unchanged"], answer["skipped"]) == (
        2,
        2,
        0,
        0,
        [],
    )
    (problem,) = answer["problems"]
    assert {key: problem[key] for key in ("row", "column", "code", "severity")} == {
        "row": 4,
        "column": "楼号",
        "code": "building_zero_padded",
        "severity": "fixed",
    }
    assert not (tmp_path / "office").exists()


def test_good_lines_are_imported_and_the_same_list_again_changes_nothing(run, sheet):
    file = sheet(line("300501"), line("300502", 状态="不清楚"))

    first = json.loads(run("households", file, "--json")[1])
    again = json.loads(run("households", file, "--json")[1])

    assert (first["rows"], first["new"], again["new"], again["unchanged"]) == (2, 1, 0, 1)


def test_all_writes_nothing_and_exits_1_when_a_line_is_bad(run, sheet):
    file = sheet(line("300501"), line("300502", 状态="不清楚"))

    code, _, _ = run("households", file, "--all", "--json")

    assert code == 1
    assert json.loads(run("households", file, "--check", "--json")[1])["new"] == 1


def test_a_file_that_is_not_there_exits_2_with_one_sentence(run, tmp_path):
    code, out, err = run("households", str(tmp_path / "none.xlsx"), "--json")

    assert code == 2
    assert "找不到文件" in err and "找不到文件" in json.loads(out)["error"]


def test_people_read_a_summary(run, sheet):
    code, out, _ = run("households", sheet(line("300501"), line("", 户主姓名="王伟")))

    assert code == 0
    assert "新增 1" in out and "错误 1" in out and "没有“户号”" in out
