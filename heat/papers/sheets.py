"""Reading the office's spreadsheets: any Excel, OpenDocument or CSV file as rows, or one sentence why not."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from heat.paths import ROOT
from heat.rules.sheets import Formula, Merged, Sheet, SheetRow
from heat.words import N_, Refused, Say

MOST_BYTES = 64 * 2**20

WHY_NOT: dict[str, str] = {
    "archive": N_("“{name}”是压缩包，不是表格。请先解压，再导入里面的表格。"),
    "bomb": N_("“{name}”压缩得异常，展开后会占满内存，没有读取。请另存为新的 .xlsx 再试。"),
    "broken": N_("“{name}”已损坏或不完整，读不出来。请用 Excel 或 WPS 重新保存后再导入。"),
    "doctype": N_("“{name}”里有不该出现的文档声明(DOCTYPE)，为安全没有读取。请另存为新的 .xlsx 再试。"),
    "empty": N_("“{name}”是空的，没有可以导入的行。请确认选对了文件。"),
    "encrypted": N_("“{name}”加了打开密码，读不出来。请先在 Excel 或 WPS 里取消密码，再导入。"),
    "html": N_("“{name}”其实是网页，只是名字像 Excel。请用 Excel 打开它，另存为“Excel 工作簿(.xlsx)”后再导入。"),
    "missing": N_("找不到文件“{name}”，请检查路径。"),
    "not_a_sheet": N_("“{name}”不是表格文件。可以导入 .xlsx、.xls、.xlsb、.ods 和 .csv。"),
    "old_kind": N_("“{name}”是旧的表格格式。请用 Excel 或 WPS 打开，另存为“Excel 工作簿(.xlsx)”后再导入。"),
    "pdf": N_("“{name}”是 PDF，不是表格。请导入原来的 Excel 文件。"),
    "picture": N_("“{name}”是图片，不是表格。请导入原来的 Excel 文件。"),
    "too_big": N_("“{name}”太大，或在表格以外很远的格子里有内容。请把名单复制到新的工作簿，或按小区拆开后再导入。"),
    "too_long": N_("“{name}”超过 200,000 行。请删去表格下方多余的内容，或按小区拆成几个文件分别导入。"),
    "too_many_parts": N_("“{name}”里的部件太多(图片或附件)，没有读取。请把名单复制到新的工作簿再导入。"),
    "too_slow": N_("“{name}”读得太久，已经停止。请把名单复制到新的工作簿再导入。"),
    "too_wide": N_("“{name}”超过 702 列，不像名单。请删去表格右边多余的内容后再导入。"),
    "word": N_("“{name}”是 Word 文档，不是表格。请把里面的表格复制到 Excel 后再导入。"),
}


def read_sheets(path: Path, name: str = "", *, seconds: float = 120) -> tuple[Sheet, ...]:
    """Every visible worksheet with something in it, without blank rows, each row with the number Excel shows.

    The kind is told from the content, not the name: .xlsx .xlsm .xls .et .xlsb .ods, or CSV in UTF-8, UTF-16 or
    GB18030 cut by comma, semicolon or tab. Dates come as '2026-11-15', numbers as float, formula cells as Formula.
    Refused with one sentence for anything else, for bombs, locks, damage and files beyond 200,000 rows; `name` is
    what the sentence calls the file. A child process reads, so that no file can take this one down. Source: TRUST 9.
    """
    called = name or path.name
    if not path.is_file():
        raise _refused("missing", called)
    if path.stat().st_size > MOST_BYTES:
        raise _refused("too_big", called)
    child = subprocess.Popen(  # noqa: S603 - our own program and one argument that is a file of ours
        [*_reader(), str(path.resolve())], cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    stop = threading.Timer(seconds, child.kill)
    stop.start()
    try:
        with child:
            sheets, last = _sheets(child.stdout or ())
    finally:
        stop.cancel()
    if why := _why_not(last, child.returncode, sheets):
        raise _refused(why, called)
    return sheets


def _reader() -> list[str]:
    """How the child starts: a module of the interpreter, or the hidden command of the single binary."""
    return [sys.executable, "read-sheet"] if getattr(sys, "frozen", False) else [
        sys.executable, "-m", "heat.papers.sheet_child",
    ]  # fmt: skip


def _sheets(lines: Iterable[bytes]) -> tuple[tuple[Sheet, ...], dict[str, Any]]:
    """The sheets of the child's lines, and its last word ({} when it died before one)."""
    heads: list[dict[str, Any]] = []
    rows: list[list[SheetRow]] = []
    last: dict[str, Any] = {}
    for line in lines:
        try:
            said = json.loads(line, object_hook=_formula)
        except ValueError:  # the child was stopped in the middle of a line
            break
        if isinstance(said, list):
            rows[-1].extend(SheetRow(number, cells) for number, cells in said)
        elif "sheet" in said:
            heads.append(said)
            rows.append([])
        else:
            last = said
    found = zip(heads, rows, strict=True)
    return tuple(Sheet(head["sheet"], own, _merged(head["merged"])) for head, own in found if own), last


def _formula(said: dict[str, Any]) -> dict[str, Any] | Formula:
    return Formula(said["f"], said["v"]) if "f" in said else said


def _merged(ranges: list[list[list[int]]]) -> tuple[Merged, ...]:
    """Ranges as the parser counts (rows from 0) in the numbers people see."""
    return tuple(Merged(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in ranges)


def _why_not(last: dict[str, Any], code: int, sheets: tuple[Sheet, ...]) -> str:
    """The code of the refusal, '' when all was read. A child that died says by which limit."""
    if last.get("end"):
        return "" if sheets else "empty"
    if "refused" in last:
        return str(last["refused"])
    return {-6: "too_big", -9: "too_slow", -24: "too_slow"}.get(code, "broken")


def _refused(why: str, name: str) -> Refused:
    return Refused(Say(WHY_NOT[why], name=name))
