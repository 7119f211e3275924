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
    bare = bare_page()
    base = measure(lambda: bare.get("/"))
    print(f"{'page':<34}{'p50 ms':>8}{'p95 ms':>8}{'cpu ms':>8}{'× bare':>8}")
    say("a bare Flask page", base, base[2])
    for role, name, path, target in _pages(db):
        staff = db.row("SELECT id FROM staff WHERE login = ?", role)
        client.set_cookie("sid", sessions.open_for_staff(staff[0], (role,)))
        headers = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": f"div#{target}"} if target else {}
        answer = client.get(path, headers=headers)
        if answer.status_code != 200:
            print(f"{name:<34} answered {answer.status_code}")
            continue
        asked = lambda p=path, h=headers: client.get(p, headers=h)  # noqa: E731
        say(name, measure(asked), base[2])
        if target:
            say("  the first after an act", measure(asked, before=lambda: audit.record(SYSTEM, *ACT)), base[2])


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


def bare_page() -> Any:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: "<!doctype html><title>bare</title><p>hello")
    return app.test_client()


def measure(call: Callable[[], Any], before: Callable[[], Any] | None = None) -> tuple[float, float, float]:
    for _ in range(5):
        call()
    walls, cpu = [], 0.0
    for _ in range(ROUNDS):
        if before:
            before()
        start, spent = time.perf_counter(), time.process_time()
        call()
        walls.append(time.perf_counter() - start)
        cpu += time.process_time() - spent
    walls.sort()
    return walls[ROUNDS // 2] * 1000, walls[int(ROUNDS * 0.95)] * 1000, cpu / ROUNDS * 1000


def say(name: str, measured: tuple[float, float, float], base: float) -> None:
    p50, p95, cpu = measured
    print(f"{name:<34}{p50:>8.2f}{p95:>8.2f}{cpu:>8.2f}{cpu / base:>8.1f}")


def _small_town() -> str:
    folder = tempfile.mkdtemp(prefix="heat-town-")
    os.environ["HEAT_DATA"] = folder
    from heat.services import demo, install

    install.open_office()
    demo.build(demo.Wish(households=2000, tickets=300, billed=True))
    return folder


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
