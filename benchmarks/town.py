"""A town of a million households with years of history, made by the database itself in a few minutes.

Households, people, phones, terms, states and search keys for all; ten seasons of accounts, charges and payments for
every tenth household, one for the others. Guards are dropped while it is filled: a place to measure reading, no books.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from heat import db
from heat.services import install

SEASONS, DEEP = 10, 10  # seasons of every DEEP-th of the town
_EACH = "WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {n}) "
_FILLING = Path(__file__).with_suffix(".sql")


def grown(folder: Path, n: int) -> None:
    """The town in a folder, filled when it is empty; n households, a multiple of 400."""
    install.open_office(folder)
    if db.value("SELECT count(*) FROM household"):
        return
    for (name,) in db.rows("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        db.run(f"DROP TRIGGER {name}")
    db.run("PRAGMA foreign_keys = 0")
    db.run("PRAGMA synchronous = 0")
    sizes = {"communities": n // 400, "buildings": n // 40, "entrances": n // 20, "homes": n}
    told = {name: _EACH.format(n=size) for name, size in sizes.items()} | {"s": SEASONS, "deep": DEEP}
    script = _FILLING.read_text().partition("\n")[2].format(**told)
    for statement in filter(str.strip, script.split(";\n")):
        began = time.perf_counter()
        with db.writing():
            db.run(statement)
        print(f"{time.perf_counter() - began:6.1f} s  {statement.split()[2]}", flush=True)
    db.analyze()


if __name__ == "__main__":
    grown(Path(sys.argv[2]), int(sys.argv[1]))
