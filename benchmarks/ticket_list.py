"""The list of 50 tickets at a million households and a million tickets, beside a bare Flask page in the same run.

python -m benchmarks.ticket_list [N] [FOLDER]: N households and N tickets, 15,000 of them open; an empty folder is
filled. A poll asks again when nothing has happened; "after an act" asks right after somebody has moved a ticket of
the list; "a busy minute" is what a request costs on average while somebody acts every second: thirty people who are
told of each act at once and ask, and thirty who have no stream and ask every 15 seconds.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from itertools import count, cycle
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.pages import ACT, head, measure, say
from benchmarks.town import grown
from heat import clock, db
from heat.rules.permissions import SYSTEM
from heat.services import audit, people, sessions

OPEN = 15_000
PART = {"HX-Request": "true", "HX-Request-Type": "partial", "HX-Target": "section#tickets"}
DESKS, EVERY = 30, 15  # desks, and seconds between two polls of one


def main(n: int, folder: str) -> None:
    """Print cpu of a request as time and as a multiple of the bare page's."""
    grown(Path(folder), n)
    _tickets(n)
    with clock.stopped(db.value("SELECT max(opened_at) FROM ticket")):  # a town that was kept has no tickets of today
        _measured(n)


def _measured(n: int) -> None:
    from app import create_app

    app = create_app()
    client, *others = [_signed_in(app, number) for number in range(DESKS)]
    print(f"{n:,} households, {db.value('SELECT count(*) FROM ticket'):,} tickets, {OPEN:,} open")
    head()
    for view in ("mine", "today", "all"):
        ask = lambda v=view: client.get(f"/desk?view={v}", headers=PART)  # noqa: E731
        assert ask().text.count("<tr id=") == 50
        say(f"{view}: a poll", measure(ask))
        say(f"{view}: the first after an act", measure(ask, before=lambda v=view: _act(v)))
        say(f"{view}: after an act elsewhere", measure(ask, before=lambda: audit.record(SYSTEM, *ACT)))
        say(f"{view}: a busy minute, told", measure(*_minute([client, *others], view, DESKS), rounds=10 * DESKS))
        say(f"{view}: a busy minute, untold", measure(*_minute([client, *others], view, DESKS // EVERY)))


def _act(view: str) -> None:
    """Somebody urges the first ticket of the list: its row is another one now."""
    order = {"mine": "closed_at IS NULL ORDER BY due_at, id", "today": "1 = 1 ORDER BY opened_at DESC, id DESC"}
    with db.writing():
        db.run(
            "UPDATE ticket SET urged = urged + 1, version = version + 1 WHERE id = "
            f"(SELECT id FROM ticket WHERE {order.get(view, order['today'])} LIMIT 1)"
        )
        audit.record(SYSTEM, "ticket.urge", "ticket", 1)


def _minute(clients: list[FlaskClient], view: str, each: int) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Everybody asks in turn, and before every `each` of the requests somebody acts."""
    turn, acts = cycle(clients), count()
    return lambda: next(turn).get(f"/desk?view={view}", headers=PART), lambda: next(acts) % each or _act(view)


def _signed_in(app: Flask, number: int) -> FlaskClient:
    login = f"desk{number}"
    found = db.value("SELECT id FROM staff WHERE login = ?", login)
    staff_id = found or people.add(SYSTEM, login=login, name=f"客服{number + 1}", roles=("agent",))
    client = app.test_client()
    client.set_cookie("sid", sessions.open_for_staff(staff_id, ("agent",)))
    return client


def _tickets(n: int) -> None:
    """One ticket a household over the last year; the youngest 15,000 are open, and each has its clock."""
    if db.value("SELECT count(*) FROM ticket"):
        return
    now, step = clock.now(), clock.DAY * 365 // n
    flow = db.value("SELECT current_id FROM design WHERE kind = 'flow' AND code = 'repair'")
    sla = db.value("SELECT current_id FROM design WHERE kind = 'sla' AND code = 'repair'")
    each = f"WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {n}) "
    closed = f"n <= {n - OPEN}"
    with db.writing():
        for place in range(10):
            db.run("INSERT INTO team (org_id, code, name) VALUES (1, ?, ?)", f"B{place}", f"{place + 1} 组")
        first = db.value("SELECT min(id) FROM team")
        db.run(
            "INSERT INTO ticket (id, number, kind_id, flow_version_id, state, phase, priority, household_id, "
            "community_id, circuit_id, address, party_id, phone, source, summary, team_id, opened_at, opened_on, "
            f"due_at, closed_at, closed_on, in_time) {each} SELECT n, 'GD' || printf('%07d', n) || '-001', n % 5 + 1, "
            f"{flow}, CASE WHEN {closed} THEN 'closed' ELSE 'assigned' END, "
            f"CASE WHEN {closed} THEN 'done' ELSE 'active' END, "
            f"2, n, (n - 1) / 400 + 1, 1, h.address, n, NULL, 'phone', '客厅不热，暖气片上热下凉', {first} + n % 10, "
            f"{now} - ({n} - n) * {step}, date(({now} - ({n} - n) * {step}) / 1000 + 28800, 'unixepoch'), "
            f"{now} - ({n} - n) * {step} + 86400000, CASE WHEN {closed} THEN {now} - ({n} - n) * {step} + 3600000 END, "
            f"CASE WHEN {closed} THEN date(({now} - ({n} - n) * {step} + 3600000) / 1000 + 28800, 'unixepoch') END, "
            f"CASE WHEN {closed} THEN 1 END FROM g JOIN household h ON h.id = g.n"
        )
        db.run(
            "INSERT INTO sla_clock (ticket_id, goal, policy_id, start_at, due_at, why) SELECT id, 'finish', "
            f"{sla}, opened_at, due_at, '{{}}' FROM ticket"
        )
    db.analyze()


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="heat-town-"),
    )
