"""Desk, board, week, rules, a ticket being taken and the sweep, beside a bare Flask page in the same run.

python -m benchmarks.dispatch [FOLDER]: an empty folder is filled in about a minute: ten teams of six, 4,500 open
tickets in all states, three clocks each, a planned visit for every second open one, a month of nights on the roster.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.pages import head, measure, say
from benchmarks.town import grown

HOMES, TICKETS, OPEN, TEAMS, CREW = 100_000, 300_000, 4_500, 10, 6


def main(folder: str) -> None:
    """Print a line a page: p50, p95, cpu, and cpu as a multiple of the bare page's; then the sweep of a minute."""
    os.environ["HEAT_DATA"] = folder
    grown(Path(folder), HOMES)
    from app import create_app
    from heat import db
    from heat.services import breaches, office, sessions

    if not db.value("SELECT count(*) FROM ticket"):
        _fill()
        office.switch_on(["board"])
    client = create_app().test_client()
    print(f"{HOMES:,} households, {TICKETS:,} tickets, {OPEN:,} open, {TEAMS * CREW} technicians")
    head()
    number = db.value("SELECT number FROM ticket ORDER BY id DESC LIMIT 1")
    for role, path in (
        ("agent", "/desk"),
        ("leader", "/board"),
        ("leader", "/board?team=1"),
        ("leader", "/board?by=team"),
        ("leader", "/board?by=state&team=1"),
        ("leader", "/board/week"),
        ("leader", "/board/week?team=0"),
        ("leader", "/board/duty"),
        ("leader", "/board/preview?team=1"),
        ("admin", "/admin/dispatch"),
        ("admin", "/admin/clocks"),
        ("leader", f"/tickets/{number}"),
    ):
        staff = db.value("SELECT id FROM staff WHERE login = ?", role)
        client.set_cookie("sid", sessions.open_for_staff(staff, (role,)))
        assert client.get(path).status_code == 200, path
        say(path, measure(lambda p=path: client.get(p)))
    say("a ticket is taken", measure(_taking(client, db, sessions)))
    breaches.sweep()
    began = time.perf_counter()
    breaches.sweep()
    print(f"a sweep of the clocks with nothing new: {(time.perf_counter() - began) * 1000:.2f} ms")


def _taking(client: Any, db: Any, sessions: Any) -> Callable[[], Any]:
    """An agent who sends the intake form for one household after the other."""
    client.set_cookie(
        "sid", sessions.open_for_staff(db.value("SELECT id FROM staff WHERE login = 'agent'"), ("agent",))
    )
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/desk").text)
    told = {"csrf_token": found[1] if found else "", "kind": "no_heat", "text": "客厅不热"}
    homes = count(1)

    def take() -> None:
        home = next(homes)
        answer = client.post("/desk/take", data=told | {"household": str(home), "once_key": f"bench-{home}"})
        assert answer.status_code == 303, answer.status_code

    return take


def _fill() -> None:
    from heat import clock, db
    from heat.rules.permissions import SYSTEM
    from heat.services import people

    for role in ("leader", "admin", "agent"):
        people.add(SYSTEM, login=role, name=role, roles=(role,))
    crew = [
        people.add(SYSTEM, login=f"t{n}", name=f"维修{n}", roles=("technician",)) for n in range(1, TEAMS * CREW + 1)
    ]
    now, first = clock.now(), crew[0]
    with db.writing():
        for n in range(TEAMS):
            db.run("INSERT INTO team (org_id, code, name) VALUES (1, ?, ?)", f"B{n}", f"{n + 1} 组")
        db.run(
            "INSERT INTO team_member (team_id, staff_id, valid_from) "
            f"SELECT (id - {first}) / {CREW} + 1, id, '2026-01-01' FROM staff WHERE id >= {first}"
        )
        db.run(f"INSERT INTO team_area (team_id, community_id) SELECT id % {TEAMS} + 1, id FROM community")
        _tickets(now, first)
        _clocks()
        _visits(now)
    db.analyze()


def _tickets(now: int, first: int) -> None:
    """Three years of them, the last 4,500 open, in every state and with everybody."""
    from heat import clock, db

    flow = db.value("SELECT current_id FROM design WHERE kind = 'flow' AND code = 'repair'")
    step = clock.DAY * 3 * 365 // TICKETS
    each = f"WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {TICKETS}) "
    at, closed = f"{now} - ({TICKETS} - n) * {step}", f"n <= {TICKETS - OPEN}"
    names = {0: "new", 1: "assigned", 2: "accepted", 3: "working", 4: "on_hold"}
    state = "CASE n % 5 " + " ".join(f"WHEN {n} THEN '{name}'" for n, name in names.items()) + " END"
    phase = "CASE n % 5 WHEN 0 THEN 'new' WHEN 4 THEN 'waiting' ELSE 'active' END"
    day = "date(({}) / 1000 + 28800, 'unixepoch')"
    db.run(
        "INSERT INTO ticket (id, number, kind_id, flow_version_id, state, phase, priority, household_id, "
        "community_id, circuit_id, address, party_id, source, summary, team_id, assignee_id, opened_at, opened_on, "
        f"due_at, closed_at, closed_on, in_time) {each} SELECT n, 'GD' || printf('%07d', n), n % 6 + 1, {flow}, "
        f"CASE WHEN {closed} THEN 'closed' ELSE {state} END, CASE WHEN {closed} THEN 'done' ELSE {phase} END, "
        f"1 + (n % 9 > 0), h.id, h.community_id, 1, h.address, h.id, 'phone', '客厅不热，暖气片上热下凉', "
        f"h.community_id % {TEAMS} + 1, CASE WHEN n % 5 > 0 OR {closed} THEN "
        f"{first} + h.community_id % {TEAMS} * {CREW} + n % {CREW} END, {at}, {day.format(at)}, {at} + 86400000, "
        f"CASE WHEN {closed} THEN {at} + 3600000 END, CASE WHEN {closed} THEN {day.format(f'{at} + 3600000')} END, "
        f"CASE WHEN {closed} THEN 1 END FROM g JOIN household h ON h.id = n % {HOMES} + 1"
    )


def _clocks() -> None:
    from heat import db

    sla = db.value("SELECT current_id FROM design WHERE kind = 'sla' AND code = 'repair'")
    db.run(
        "INSERT INTO sla_clock (ticket_id, goal, policy_id, start_at, due_at, warn_at, met_at, why) "
        f"SELECT t.id, goal, {sla}, opened_at, opened_at + hours * 3600000, opened_at + hours * 2880000, "
        "closed_at, "
        "'{\"from\":0,\"minutes\":60}' FROM ticket t, (SELECT 'first' AS goal, 1 AS hours UNION ALL "
        "SELECT 'arrive', 12 UNION ALL SELECT 'finish', 24) ORDER BY t.id, goal"
    )


def _visits(now: int) -> None:
    """One a ticket, done or planned, and a month of nights."""
    from heat import db

    db.run(
        "INSERT INTO visit (ticket_id, no, staff_id, planned_at, minutes, left_at) SELECT id, 1, assignee_id, "
        f"coalesce(closed_at, {now} + (id % 7 - 1) * 86400000 + id % 9 * 3600000), "
        "CASE WHEN closed_at > 0 THEN 30 + id % 60 END, closed_at "
        "FROM ticket WHERE assignee_id > 0 AND (closed_at > 0 OR id % 2)"
    )
    db.run(
        "INSERT INTO duty (team_id, staff_id, start_at, end_at, kind) SELECT m.team_id, m.staff_id, "
        f"{now} + d * 86400000, {now} + d * 86400000 + 43200000, 'night' FROM team_member m, "
        "(WITH RECURSIVE g(d) AS (SELECT -5 UNION ALL SELECT d + 1 FROM g WHERE d < 25) SELECT d FROM g) "
        f"WHERE m.staff_id % {CREW} = d % {CREW}"
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else tempfile.mkdtemp(prefix="heat-town-"))
