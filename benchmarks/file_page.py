"""How long a household's file takes beside the bare SQL of the same questions.

Run: python -m benchmarks.file_page [households] [folder]. A folder keeps the town for the next run.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.imports import town
from benchmarks.town import grown
from heat import db
from heat.models import Contact
from heat.rules.permissions import SYSTEM
from heat.services import people, sessions, tickets
from heat.services.tickets import Intake

PAGES = 150


def main(n: int, folder: str) -> None:
    """Print the time of the page through HTTP, of its queries through our code, and of the same SQL alone."""
    (grown if n > 200_000 else town)(Path(folder), n)
    token, ids = _history(random.Random(7))
    from app import create_app

    client = create_app(testing=True).test_client()
    client.set_cookie("sid", token)
    paths = [f"/customers/{row_id}" for row_id in ids]
    assert client.get(paths[0]).status_code == 200
    first = _times([lambda p=path: client.get(p) for path in paths])
    asked = [_heard(lambda p=path: client.get(p)) for path in paths]
    page = _times([lambda p=path: client.get(p) for path in paths])
    bare = _times([lambda own=own: [db.database.connection().execute(sql).fetchall() for sql in own] for own in asked])
    size = len(client.get(paths[0]).data) / 1024
    print(
        f"{db.value('SELECT count(*) FROM household'):,} households, {len(asked[0])} statements a page, {size:.0f} KB"
    )
    for what, times in (("a first visit", first), ("page", page), ("its SQL alone", bare)):
        print(f"{what:16} p50 {statistics.median(times):6.2f}  p95 {statistics.quantiles(times, n=20)[18]:6.2f} ms")
    print(f"ratio {statistics.median(page) / statistics.median(bare):.1f}")


def _history(dice: random.Random) -> tuple[str, list[int]]:
    """Somebody to look, and households with forty lines of log and three tickets each."""
    if not people.any_staff():
        people.add(SYSTEM, login="agent", name="小王", roles=("agent",))
    staff_id = db.value("SELECT min(id) FROM staff")
    by = sessions.staff_actor(staff_id)
    assert by is not None
    highest = db.value("SELECT max(id) FROM household")
    # in the large town every tenth household has ten seasons behind it: those are looked at
    ids = [dice.randint(1, highest // 10) * 10 for _ in range(PAGES)]
    if not db.value("SELECT count(*) FROM ticket WHERE household_id = ?", ids[-1]):
        for row_id in ids:
            lines = [
                {"household_id": row_id, "at": at, "kind": "note", "direction": "internal", "text": "记"}
                for at in range(40)
            ]
            Contact.insert_many(lines).execute()
            for _ in range(3):
                tickets.take(by, Intake("no_heat", "客厅不热", household_id=row_id))
    return sessions.open_for_staff(staff_id, ("agent",)), ids


def _heard(work: Callable[[], Any]) -> list[str]:
    said: list[str] = []
    connection = db.database.connection()
    connection.set_trace_callback(said.append)
    work()
    connection.set_trace_callback(None)
    return [sql for sql in said if sql.startswith(("SELECT", "\nSELECT"))]


def _times(work: list[Callable[[], Any]]) -> list[float]:
    times = []
    for one in work:
        began = time.perf_counter()
        one()
        times.append((time.perf_counter() - began) * 1000)
    return times


if __name__ == "__main__":
    households = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    if len(sys.argv) > 2:
        main(households, sys.argv[2])
    else:
        with tempfile.TemporaryDirectory() as made:
            main(households, made)
