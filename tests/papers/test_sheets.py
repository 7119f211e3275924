"""A file that cannot be a list is refused in one sentence, quickly and in little memory."""

import struct
import subprocess
import sys
import time
import zipfile

import openpyxl
import pytest

from heat.papers.sheets import WHY_NOT, read_sheets
from heat.words import Refused
from tests.papers.workbooks import rewritten, workbook, written, zipped


def blown_up(good, path, size):
    """A workbook whose sheet unpacks to `size` bytes of nothing."""
    return rewritten(good, path, lambda name, part: part + b" " * size if "sheet1" in name else part)


def claiming(good, path, size, claimed):
    """A workbook whose sheet unpacks to about `size` bytes and claims another figure."""
    made = blown_up(good, path, size)
    with zipfile.ZipFile(made) as book:
        real = book.getinfo("xl/worksheets/sheet1.xml").file_size
    return written(path, made.read_bytes().replace(struct.pack("<I", real), struct.pack("<I", claimed)))


def far(path, cell):
    """One value at the end of the world."""
    book = openpyxl.Workbook()
    book.active.append(["户号"])
    book.active[cell] = "x"
    book.save(path)
    return path


READ_ALL = """
import contextlib, pathlib, resource, sys
from heat.papers.sheets import read_sheets
from heat.words import Refused
for path in sys.argv[1:]:
    with contextlib.suppress(Refused):
        read_sheets(pathlib.Path(path))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

BAD = {
    "truncated": (lambda good, path: written(path, good.read_bytes()[:2000]), "已损坏"),
    "bomb": (lambda good, path: blown_up(good, path, 12_000_000), "压缩得异常"),
    "huge": (lambda good, path: claiming(good, path, 5_000, claimed=300_000_000), "太大"),
    "lying": (lambda good, path: claiming(good, path, 30_000_000, claimed=4_000), "已损坏"),
    "far cell": (lambda good, path: far(path, "XFD1048576"), "太大"),
    "deep cell": (lambda good, path: far(path, "A1048576"), "超过 200,000 行"),
    "wide cell": (lambda good, path: far(path, "XFD1"), "超过 702 列"),
    "empty": (lambda good, path: written(path, b""), "是空的"),
    "empty sheets": (lambda good, path: workbook(path), "是空的"),
    "noise": (lambda good, path: written(path, bytes(range(256)) * 20), "不是表格"),
    "ole noise": (lambda good, path: written(path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\1" * 900), "已损坏"),
    "unclosed quote": (lambda good, path: written(path, b'a,"b' + b"c,d\n" * 60_000), "已损坏"),
    "long": (lambda good, path: written(path, b"a,b\n" * 200_001), "超过 200,000 行"),
    "locked": (lambda good, path: zipped(path, mimetype="application/vnd.oasis.opendocument.spreadsheet",
                                         **{"content.xml": "<x/>", "META-INF__manifest.xml": "<encryption-data/>"}),
               "打开密码"),
}  # fmt: skip


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return workbook(tmp_path_factory.mktemp("good") / "good.xlsx", ["户号", "姓名"], ["000117", "王伟"])


@pytest.fixture(scope="module")
def bad(good, tmp_path_factory):
    """One file of each fault, by its name."""
    return {fault: make(good, tmp_path_factory.mktemp("bad") / "用户名单.xlsx") for fault, (make, _) in BAD.items()}


@pytest.mark.parametrize("fault", BAD)
def test_a_bad_file_is_one_sentence_within_two_seconds(bad, fault):
    start = time.monotonic()
    with pytest.raises(Refused, match=BAD[fault][1]) as refused:
        read_sheets(bad[fault])

    assert time.monotonic() - start < 2
    assert str(refused.value).startswith("“用户名单.xlsx”")


def test_bad_files_never_take_three_hundred_megabytes(bad):
    said = subprocess.run(  # in a small process of its own, for a child inherits its parent's peak
        [sys.executable, "-c", READ_ALL, *map(str, bad.values())], capture_output=True, check=True, text=True,
    )  # fmt: skip

    assert int(said.stdout) < 300 * 1024


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Refused, match="找不到文件“名单.xlsx”"):
        read_sheets(tmp_path / "名单.xlsx")


def test_a_stored_file_is_called_by_the_name_it_came_with(tmp_path):
    with pytest.raises(Refused, match="“二期名单.xls”是空的"):
        read_sheets(written(tmp_path / "5f3a", b""), "二期名单.xls")


def test_reading_that_takes_too_long_is_stopped(good):
    with pytest.raises(Refused, match="读得太久"):
        read_sheets(good, seconds=0)


def test_every_refusal_says_what_to_do():
    assert all(sentence.endswith(("。", "？")) and "{name}" in sentence for sentence in WHY_NOT.values())
