"""How long a list of households takes to check and to import, and with how much memory.

Run: python -m benchmarks.imports [rows]. Makes its own sheet in a temporary folder; nothing of the office is touched.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from heat import db
from heat.papers.workbook import export_workbook
from heat.rules.permissions import SYSTEM
from heat.services import imports, install
from heat.services.import_checks import Examined

HEADERS = ("户号", "小区", "楼号", "单元", "房号", "户主姓名", "联系电话", "建筑面积（㎡）", "性质", "单价", "状态")
_FAMILY, _GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文"


def rows(n: int, *, seed: int = 1) -> Iterator[tuple[str, ...]]:
    """A town of invented households: communities of 20 buildings with 3 entrances and 18 floors of two flats."""
    dice = random.Random(seed)
    for number in range(n):
        community, rest = divmod(number, 2160)
        building, rest = divmod(rest, 108)
        entrance, rest = divmod(rest, 36)
        name = dice.choice(_FAMILY) + "".join(dice.choices(_GIVEN, k=dice.choice((1, 2))))
        yield (
            f"{300000000 + number}",
            f"{'东南西北中'[community % 5]}苑{community}期",
            f"{building + 1:03}号楼",
            f"{entrance + 1}单元",
            f"{rest // 2 + 1}{rest % 2 + 1:02}",
            name if dice.random() > 0.01 else "空置房",
            f"138{number:08}",
            f"{dice.randint(4000, 16000) / 100:.2f}",
            "居民" if dice.random() > 0.03 else "商用",
            "30",
            "正常" if dice.random() > 0.05 else "报停",
        )


def town(folder: Path, n: int) -> None:
    """An office with n households, imported from one sheet, for the other benchmarks."""
    os.environ["HEAT_DATA"] = str(folder)
    install.open_office(folder)
    if not db.value("SELECT count(*) FROM household"):
        imports.import_file(SYSTEM, "households", _sheet(folder, n))


def _sheet(folder: Path, n: int) -> Path:
    path = folder / "households.xlsx"
    path.write_bytes(export_workbook("名单", HEADERS, rows(n)))
    return path


def main(n: int) -> None:
    """Print the times and the memory of a dry run, an import and the same import again."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HEAT_DATA"] = folder
        path = _sheet(Path(folder), n)
        install.open_office(Path(folder))
        first = _timed("dry run", lambda: imports.check_file(SYSTEM, "households", path))
        second = _timed("import", lambda: imports.import_file(SYSTEM, "households", path))
        _timed("import again", lambda: imports.import_file(SYSTEM, "households", path))
        size = (Path(folder) / db.FILE).stat().st_size / 2**20
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        print(f"{n} rows: {first + second:.1f} s dry run and import; {peak:.0f} MB here, {child:.0f} MB in the reader")
        print(f"database {size:.0f} MB, {db.value('SELECT count(*) FROM search_key')} search keys")


def _timed(what: str, act: Callable[[], Examined]) -> float:
    began, cpu = time.perf_counter(), time.process_time()
    examined = act()
    seconds = time.perf_counter() - began
    print(f"{what}: {seconds:.1f} s ({time.process_time() - cpu:.1f} s of it here) {examined.counts}", flush=True)
    return seconds


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
