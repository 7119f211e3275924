"""How long a billing run takes: tried, done, repeated; and how long the proof of what it wrote.

Run: .venv/bin/python -m benchmarks.billing [HOUSEHOLDS]
The town is made for the measurement in a temporary folder: any area from 40 to 140 m², one owner each, full durability.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from datetime import date
from decimal import Decimal
from pathlib import Path

from heat import clock, db
from heat.models import Community
from heat.rules.permissions import SYSTEM
from heat.services import billing, install, tariffs, verify

DAY = date(2026, 11, 21)


def main(households: int) -> None:
    """Print wall and cpu seconds of filling, the check, the run, the second run, and of verifying what was written."""
    with tempfile.TemporaryDirectory() as folder, clock.stopped(DAY):
        install.open_office(Path(folder))
        fill(households)
        tariffs.simple(SYSTEM, Decimal("25.00"), Decimal("38.50"), date(2026, 7, 1))
        for name, work in (
            ("check", lambda: billing.run(SYSTEM, "2026-2027", check=True)),
            ("run", lambda: billing.run(SYSTEM, "2026-2027")),
            ("run again", lambda: billing.run(SYSTEM, "2026-2027")),
            ("verify the ledger", verify.ledger),
        ):
            wall, cpu = time.monotonic(), time.process_time()
            result = work()
            print(
                f"{name:<18}{time.monotonic() - wall:7.2f} s  {time.process_time() - cpu:7.2f} s cpu  {_said(result)}"
            )
        db.close_database()


def _said(result: object) -> str:
    if isinstance(result, billing.Outcome):
        return f"new {result.new}, unchanged {result.unchanged}, skipped {len(result.skipped)}"
    return str(result or "")


def fill(households: int) -> None:
    """A town of households with terms and owners, straight into the tables."""
    chance = random.Random(1)
    place = {"org_id": 1, "code": "B", "name": "测试小区", "abbr": "B", "pinyin": "", "pinyin_initials": ""}
    community = Community.insert(**place).execute()
    with db.writing():
        db.many(
            "INSERT INTO building (id, community_id, number, sort, floors, entrances) VALUES (?, ?, ?, ?, 18, 4)",
            [(n, community, str(n), n) for n in range(1, households // 100 + 2)],
        )
        ids = range(1, households + 1)
        db.many(
            "INSERT INTO household (id, account_no, community_id, building_id, floor, column_no, room, room_key, "
            "circuit_id, address, connected) VALUES (?, ?, ?, ?, 1, 1, ?, ?, 1, ?, 'connected')",
            [(n, f"{n:010d}", community, n // 100 + 1, str(n), str(n), f"测试小区 {n}") for n in ids],
        )
        db.many(
            "INSERT INTO party (id, kind, name, pinyin, pinyin_initials) VALUES (?, 'person', ?, '', '')",
            [(n, f"用户{n}") for n in ids],
        )
        db.many(
            "INSERT INTO household_party (household_id, party_id, role, valid_from) "
            "VALUES (?, ?, 'owner', '2020-01-01')",
            [(n, n) for n in ids],
        )
        areas = [
            (n, chance.randint(4000, 14000) if n % 50 else 0, chance.choice(["居民"] * 9 + ["非居民"])) for n in ids
        ]
        db.many(
            "INSERT INTO household_terms (household_id, valid_from, gross_m2, charge_m2, use_class, stat_class, "
            "charge_kind) VALUES (?, '2020-01-01', ?, ?, ?, ?, 'area')",
            [(n, area, area, use, use) for n, area, use in areas],
        )
    db.analyze()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
