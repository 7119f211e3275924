"""The command line used wrongly: one Chinese sentence with the way out, and exit code 2."""

import re

import pytest

from heat.commands import front

_ENGLISH = re.compile(r"usage|error|argument|option|choose|show this|invalid|expected|required", re.IGNORECASE)
VERBS = ("bill", "demo", "doctor", "import", "migrate", "print", "remind", "serve", "tariff", "token", "user", "verify")


def _said(capsys: pytest.CaptureFixture[str], *words: str, code: int = 2) -> str:
    with pytest.raises(SystemExit) as ended:
        front.run(list(words))
    assert ended.value.code == code
    told = capsys.readouterr()
    return told.err if code else told.out


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("", "还缺 命令；`heat --help` 看说明"),
        ("bill", "还缺 --season；`heat bill --help` 看说明"),
        ("bill --season 2026-2027 --nope", "看不懂“--nope”：没有这样的选项，或者多写了内容；`heat bill --help` 看说明"),
        ("bill --season", "“--season”后面缺内容，或内容的个数不对；`heat bill --help` 看说明"),
        ("bill --json=3 --season x", "“--json”后面不要写内容，却写了“3”；`heat bill --help` 看说明"),
        ("serve --port abc", "“--port”要写整数，“abc”不是；`heat serve --help` 看说明"),
        ("demo --s 1", "“--s”可以是 --seasons、--seed：请写完整；`heat demo --help` 看说明"),
        ("user nope", "没有“nope”这个命令：可用的有 add、passwd；`heat user --help` 看说明"),
        ("user add", "还缺 登录名、--role、--name；`heat user add --help` 看说明"),
        (
            "print foo --out x.pdf",
            "“种类”不能是“foo”：可用的有 invoices、notices、orders；`heat print --help` 看说明",
        ),
        (
            "token add a --scopes x --sender y --office",
            "“--office”和“--sender”只能写一个；`heat token add --help` 看说明",
        ),
    ],
)
def test_what_cannot_be_understood_is_one_sentence_with_the_way_out(capsys, line, sentence):
    assert _said(capsys, *line.split()) == f"{sentence}\n"


@pytest.mark.parametrize("word", ["nosuch", "children", "front", "气", "a' (choose"])
def test_an_unknown_command_is_told_which_there_are(capsys, word):
    said = _said(capsys, word)

    assert said.startswith(f"没有“{word}”这个命令：可用的有 bill、demo、doctor、")
    assert "read-sheet" not in said  # the program's own child process: nobody types that


def test_the_help_of_the_program_is_chinese(capsys):
    told = _said(capsys, "--help", code=0)

    assert told.startswith("用法：heat")
    assert "显示这份说明" in told
    assert not _ENGLISH.search(told)


@pytest.mark.parametrize("verb", [*VERBS, "user add", "token add", "tariff try", "import households"])
def test_the_help_of_every_command_is_chinese_and_explains_each_word(capsys, verb):
    told = _said(capsys, *verb.split(), "--help", code=0)

    assert told.startswith("用法：heat")
    assert not _ENGLISH.search(told)
    assert not re.search(r"^  -\S+( \S+)?$(?!\n {10})", told, re.MULTILINE)  # an option alone on its line says nothing


@pytest.mark.parametrize("verb", [("bill", "--season", "2026-2027"), ("doctor",), ("verify",), ("migrate",)])
def test_a_data_folder_that_cannot_be_is_one_sentence_and_no_traceback(capsys, monkeypatch, verb):
    monkeypatch.setenv("HEAT_DATA", "")

    assert front.run([*verb, "--data", "/dev/null/office"]) == 2
    assert capsys.readouterr().err == (
        "数据目录 /dev/null/office 不能用：没有这个文件或文件夹，请核对路径；也可以用 --data 或 HEAT_DATA 换一个目录\n"
    )
