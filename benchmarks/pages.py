"""Server time of pages of a town beside a bare Flask page, measured in one process in turn.

python -m benchmarks.pages [DATA]: DATA is the folder of a town made by `heat demo`; without one a small town is made.
Times are of the test client, whose own cost is in both, and of warm caches; cpu is what the process used.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

ROUNDS = 60
ACT = ("session.opened", "staff", 1)


def main(folder: str | None) -> None:
    """Print a line a page: p50, p95, cpu, and cpu as a multiple of the bare page's."""
    folder = folder or _small_town()
    os.environ["HEAT_DATA"] = folder
    from app import create_app
    from heat import db
    from heat.rules.permissions import SYSTEM
    from heat.services import audit, install, sessions

    install.open_office()
    app = create_app()
    client = app.test_client()
    homes = db.value("SELECT count(*) FROM household")
    print(f"{homes:,} households, {db.value('SELECT count(*) FROM ticket'):,} tickets in {Path(folder).name}")
    head()
    for role, name, path, target in _pages(db):
        staff = db.row("SELECT id FROM staff WHERE login = ?", role)
        client.set_cookie("sid", sessions.open_for_staff(staff[0], (role,)))
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"} if target else {}
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            print(f"{name:<34} answered {answer.status_code}")
            continue
        asked = lambda p=path, h=headers: client.get(p, headers=h)  # noqa: E731
        say(name, measure(asked))
        if target:
            say("  the first after an act", measure(asked, before=lambda: audit.record(SYSTEM, *ACT)))


def _pages(db: Any) -> list[tuple[str, str, str, str]]:
    home = db.value("SELECT household_id FROM ticket WHERE household_id IS NOT NULL ORDER BY id DESC LIMIT 1")
    number = db.value("SELECT number FROM ticket ORDER BY id DESC LIMIT 1")
    account_no = db.value("SELECT account_no FROM household WHERE id = ?", home)
    return [
        ("agent", "desk, today's list (fragment)", "/desk?view=today", "tickets"),
        ("agent", "desk, whole page", "/desk", ""),
        ("agent", "desk with a household", f"/desk?household={home}", ""),
        ("agent", "customers", "/customers", ""),
        ("agent", "customer file", f"/customers/{home}", ""),
        ("agent", "search by number", f"/search?q={account_no}", ""),
        ("agent", "search by name", "/search?q=王秀", ""),
        ("agent", "search by address", "/search?q=幸福里3-2-501", ""),
        ("agent", "ticket", f"/tickets/{number}", ""),
        ("leader", "board", "/board", ""),
        ("leader", "board by team", "/board?by=team", ""),
        ("leader", "week of the teams", "/board/week", ""),
        ("technician", "technician's jobs", "/m", ""),
        ("cashier", "counter with a household", f"/counter?q={account_no}", ""),
        ("agent", "call-backs", "/callbacks", ""),
        ("manager", "dashboard", "/dash", ""),
        ("manager", "reminders, rehearsal", "/reminders", ""),
        ("accountant", "bills", "/bills", ""),
    ]


@dataclass(frozen=True)
class Measured:
    """Milliseconds of a request: median, 95th percentile and cpu, and the cpu of the bare page beside it."""

    p50: float
    p95: float
    cpu: float
    bare: float


def bare_page() -> Any:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>bare</title><p>hello")
    return app.test_client()


_BARE = bare_page()


def measure(call: Callable[[], Any], before: Callable[[], Any] | None = None, rounds: int = ROUNDS) -> Measured:
    """Measure `call` and the bare page in turn, so that a machine that slows down slows both."""
    for _ in range(5):
        call()
    walls, cpu, bare = [], 0.0, 0.0
    for _ in range(rounds):
        if before:
            before()
        start, spent = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - start)
        cpu += time.process_time() - spent
        spent = time.process_time()
        _BARE.get("/")
        bare += time.process_time() - spent
    walls.sort()
    return Measured(
        *(1000 * one for one in (walls[rounds // 2], walls[int(rounds * 0.95)], cpu / rounds, bare / rounds))
    )


def head() -> None:
    """The heads of the columns."""
    print(f"{'page':<34}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}{'bare ms':>9}{'× bare':>8}")


def say(name: str, one: Measured) -> None:
    """One line."""
    print(f"{name:<34}{one.p50:>8.2f}{one.p95:>8.2f}{one.cpu:>8.2f}{one.bare:>9.2f}{one.cpu / one.bare:>8.1f}")


def _small_town() -> str:
    folder = tempfile.mkdtemp(prefix="heat-town-")
    os.environ["HEAT_DATA"] = folder
    from heat.services import demo, install

    install.open_office()
    demo.build(demo.Wish(households=2000, tickets=300, billed=True))
    return folder


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
