"""How much our guarded reading and checking costs beside the bare parser, on one workbook of many households.

Run: .venv/bin/python -m benchmarks.reading [ROWS]
Bare and guarded reading take turns; medians of wall time and processor time, both with the child's share.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import python_calamine

from heat.papers.sheets import read_sheets
from heat.papers.workbook import export_workbook
from heat.rules.columns import layout_of
from heat.rules.household_list import check_households
from heat.rules.lists import HOUSEHOLDS

HEADERS = [
    "序号",
    "户号",
    "地址码",
    "小区",
    "楼号",
    "单元",
    "房号",
    "户主",
    "联系电话",
    "建筑面积",
    "性质",
    "单价",
    "状态",
    "往年欠费",
    "备注",
]
ROUNDS = 7


def main(rows: int) -> None:
    """Print one line a measurement and the two ratios."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "households.xlsx"
        path.write_bytes(export_workbook("名单", HEADERS, map(_household, range(rows))))
        bare, guarded = [], []
        for _ in range(ROUNDS):
            bare.append(_cost(lambda: _bare(path)))
            guarded.append(_cost(lambda: read_sheets(path)))
        sheet, layout = layout_of(read_sheets(path), HOUSEHOLDS)
        checking = _cost(lambda: check_households(sheet, layout))
    for name, costs in (("bare calamine", bare), ("guarded reading", guarded), ("checking", [checking])):
        wall, cpu = (statistics.median(column) for column in zip(*costs, strict=True))
        print(f"{name:16} {wall:6.2f} s wall {cpu:6.2f} s cpu  {rows / wall:10,.0f} rows/s")
    wall, cpu = (statistics.median(one[k] / other[k] for one, other in zip(guarded, bare, strict=True)) for k in (0, 1))
    print(f"guarded / bare   {wall:6.2f} wall   {cpu:6.2f} cpu    (wanted: at most 2)")


def _household(number: int) -> list[Any]:
    building, entrance, room = number // 120 + 1, number // 30 % 4 + 1, f"{number % 30 // 3 + 1}0{number % 3 + 1}"
    place = [f"XFL-{building:03}-{entrance:02}-{room:0>4}", "幸福里", f"{building}号楼", f"{entrance}单元", room]
    people = ["王李张刘陈"[number % 5] + "伟芳娜敏静丽强磊"[number % 8], f"1380{number:07}"]
    return [number + 1, f"{300000 + number}", *place, *people, f"{40 + number % 110}.50", "居民", 30, "正常", "", ""]


def _bare(path: Path) -> Any:
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def _cost(work: Callable[[], Any]) -> tuple[float, float]:
    """Wall and processor seconds of this process and the children it has waited for."""
    start, before = time.perf_counter(), _processor()
    work()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    spent = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in spent)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
