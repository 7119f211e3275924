"""`heat tariff try FILE`, as the front door runs it."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from heat.commands import tariff
from heat.words import Refused

FLAT = {
    "id": "A",
    "ask": "season_charge",
    "tariff": {"price": "24", "area_basis": "gross"},
    "facts": {"gross_area_m2": "100.00"},
}


def test_each_case_is_one_line_and_agreement_ends_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = _try(tmp_path, json.dumps([FLAT | {"expected": {"amount": "2400"}}, FLAT]))

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert code == 0
    assert lines == [
        {"id": "A", "answer": {"amount": "2400.00"}, "ok": True},
        {"id": "A", "answer": {"amount": "2400.00"}, "ok": None},
    ]


def test_one_difference_ends_with_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _try(tmp_path, json.dumps([FLAT | {"expected": {"amount": "2401"}}, FLAT])) == 1
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_a_file_from_a_windows_editor_is_read(tmp_path: Path) -> None:
    assert _try(tmp_path, "\ufeff" + json.dumps([FLAT])) == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "不是 UTF-8 的 JSON"),
        ("[1,", "不是 UTF-8 的 JSON"),
        ("[" * 100_000, "不是 UTF-8 的 JSON"),
        ("9" * 5000, "不是 UTF-8 的 JSON"),
        ("{}", "JSON 数组"),
        ("[1]", "第 1 条不是算例"),
    ],
)
def test_what_is_no_list_of_cases_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        _try(tmp_path, text)


def test_a_file_in_another_encoding_is_one_sentence(tmp_path: Path) -> None:
    file = tmp_path / "cases.json"
    file.write_bytes('[{"id": "北京"}]'.encode("gb18030"))

    with pytest.raises(Refused, match="UTF-8"):
        _run(file)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="读不了文件"):
        _run(tmp_path / "nowhere.json")


def _try(folder: Path, text: str) -> int:
    file = folder / "cases.json"
    file.write_text(text, encoding="utf-8")
    return _run(file)


def _run(file: Path) -> int:
    parser = argparse.ArgumentParser()
    subparsers: Any = parser.add_subparsers(required=True)
    tariff.add(subparsers)
    args = parser.parse_args(["tariff", "try", str(file)])
    return int(args.run(args))
