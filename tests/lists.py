"""Lists as offices bring them, made in memory: a town of invented households under usual headers."""

from __future__ import annotations

from pathlib import Path

from heat.papers.workbook import export_workbook
from heat.rules.permissions import SYSTEM
from heat.services import imports

HEADERS = ("户号", "小区", "楼号", "单元", "房号", "户主姓名", "联系电话", "建筑面积（㎡）", "性质", "单价", "状态")


def line(account_no: str = "300501", **other: str) -> list[str]:
    """One line in which nothing is wrong; name what differs by its header."""
    room = account_no[-3:]
    usual = (account_no, "幸福里", "3号楼", "2单元", room, "王伟", f"13800000{room}", "95.50", "居民", "", "正常")
    return list((dict(zip(HEADERS, usual, strict=True)) | other).values())


def workbook(*lines: list[str], title: str = "2026-2027采暖季住户名单", headers=HEADERS) -> bytes:
    """An .xlsx with a title above the header."""
    return export_workbook("名单", [title], [list(headers), *lines])


def bring(folder: Path, *lines: list[str], by=SYSTEM, name: str = "名单.xlsx", **how):
    """Import such a list as the command line does; what was found."""
    path = folder / name
    path.write_bytes(workbook(*lines))
    return imports.import_file(by, "households", path, **how)
