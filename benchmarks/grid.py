"""How long the building grid takes for a house of a thousand flats, beside a bare Flask page.

Run: python -m benchmarks.grid [FLATS]. The house is made in a temporary folder: 20 risers, a bill for each flat.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

from benchmarks.billing import fill
from benchmarks.pages import head, measure, say
from heat import clock, db
from heat.rules.permissions import SYSTEM
from heat.services import billing, install, people, sessions, tariffs

DAY = date(2026, 11, 21)


def main(flats: int) -> None:
    """Print p50, p95, cpu and the multiple of a bare page for each way of looking at the building."""
    with tempfile.TemporaryDirectory() as folder, clock.stopped(DAY):
        os.environ["HEAT_DATA"] = folder
        install.open_office(Path(folder))
        fill(flats)
        db.run(
            "UPDATE household SET building_id = 1, floor = (id - 1) / 20 + 1, column_no = (id - 1) % 20 + 1, "
            "room = ((id - 1) / 20 + 1) || substr('0' || ((id - 1) % 20 + 1), -2)"
        )
        tariffs.simple(SYSTEM, Decimal("25.00"), Decimal("38.50"), date(2026, 7, 1))
        billing.run(SYSTEM, "2026-2027")
        from app import create_app

        client = create_app().test_client()
        staff = people.add(SYSTEM, login="admin", name="管理员", roles=("admin",))
        client.set_cookie("sid", sessions.open_for_staff(staff, ("admin",)))
        print(f"one building of {flats:,} flats")
        head()
        for mode in ("state", "owed", "repairs", "warmth"):
            answer = client.get(f"/buildings/1?mode={mode}")
            assert answer.status_code == 200
            say(mode, measure(lambda m=mode: client.get(f"/buildings/1?mode={m}")))
        print(f"{len(answer.data) / 1024:.0f} KB before compression")
        db.close_database()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
