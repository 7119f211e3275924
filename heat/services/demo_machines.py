"""The equipment of the demo town: what stands in its substations, how it has run, and what is planned for it."""

from __future__ import annotations

from datetime import date, timedelta

from heat import clock, db
from heat.rules.permissions import Actor
from heat.services import field, machine_plans, machines, tickets
from heat.services.field import Pictures

# code, kind, name, where in the station, maker, model
STATION = (
    ("XHB-01", "pump", "1# 循环泵", "泵房东侧", "北辰泵业", "ISG100-160"),
    ("XHB-02", "pump", "2# 循环泵", "泵房东侧", "北辰泵业", "ISG100-160"),
    ("BSB-01", "pump", "补水泵", "泵房西侧", "北辰泵业", "ISG40-200"),
    ("HRQ-01", "exchanger", "板式换热器", "机组间", "恒通换热", "BR0.5-80"),
    ("CWQ-01", "filter", "除污器", "一次网回水", "", "DN150"),
    ("DTF-01", "valve", "电动调节阀", "一次网供水", "华远阀门", "DN100"),
    ("YLB-01", "instrument", "二次供水压力表", "集水器", "精准仪表", "0-1.6MPa"),
)
MOST_STATIONS = 4
_PLANS = (
    ("XHB-01", {"plan": "加润滑油、查机封", "every": "days", "n": "90"}),
    ("XHB-01", {"plan": "换轴承", "every": "hours", "n": "8000"}),
    ("HRQ-01", {"plan": "拆洗板片", "every": "after_season", "n": "20"}),
    ("CWQ-01", {"plan": "清洗滤网", "every": "before_season", "n": "15"}),
)


def fill(keeper: Actor, today: date) -> None:
    """Write every station's equipment down as of now (the town stops the clock), reckoned from the town's own day."""
    found = db.rows("SELECT id FROM substation WHERE id > 1 ORDER BY id LIMIT ?", MOST_STATIONS)
    with db.writing():
        for n, (station_id,) in enumerate(found, start=1):
            for row in STATION:
                _add(keeper, n, station_id, row, today)


def _add(keeper: Actor, n: int, station_id: int, row: tuple[str, ...], today: date) -> int:
    code, kind, name, spot, maker, model = row
    told = {
        "code": f"{n}Z-{code}", "kind": kind, "name": name, "spot": spot, "maker": maker, "model": model,
        "serial": f"DEMO{n}{code[-5:]}".replace("-", ""), "installed_on": today - timedelta(days=400 + n * 365),
        "warranty_until": today + timedelta(days=n * 200 - 380), "note": None,
        "calibration_due": today + timedelta(days=n * 25 - 40) if kind == "instrument" else None,
    }  # fmt: skip
    state = "standby" if code.endswith("02") else "in_use"
    return machines.add(keeper, told, f"substation-{station_id}", state)


def lately(keeper: Actor, today: date) -> None:
    """Running hours and plans of today."""
    known = dict(db.rows("SELECT code, id FROM machine ORDER BY id"))
    with db.writing():
        for n in range(1, 1 + len(known) // len(STATION)):
            machines.read_hours(keeper, known[f"{n}Z-XHB-01"], str(21_300 + n * 410))
            for code, told in _PLANS:
                counted = (today - timedelta(days=70 + n)).isoformat()
                machine_plans.add(keeper, known[f"{n}Z-{code}"], told | {"counted_on": counted})


def repairs(keeper: Actor, technician: Actor, today: date) -> None:
    """A pump that was repaired a week ago, and one that stands still since yesterday."""
    known = dict(db.rows("SELECT code, id FROM machine WHERE code IN ('1Z-XHB-01', '1Z-BSB-01')"))
    _repaired(keeper, technician, known["1Z-XHB-01"], today)
    _stands(keeper, technician, known["1Z-BSB-01"], today)


def _repaired(keeper: Actor, technician: Actor, machine_id: int, today: date) -> None:
    at = clock.start_of(today) + 8 * clock.HOUR - 9 * clock.DAY
    with clock.stopped(at):
        ticket_id = _sent(keeper, technician, machine_id, "轴承异响，停机检查")
    for hours, step in ((1, "accept"), (25, "arrive")):
        with clock.stopped(at + hours * clock.HOUR):
            tickets.move(technician, ticket_id, step)
    with clock.stopped(at + 28 * clock.HOUR):
        told = {"cause": "换热站故障", "work": "换轴承、重新找正，试运行两小时振动正常"}
        field.finish(technician, ticket_id, told, Pictures(), once_key=f"demopump{ticket_id}")
        machines.set_state(keeper, machine_id, "in_use", "换轴承后试运行正常")


def _stands(keeper: Actor, technician: Actor, machine_id: int, today: date) -> None:
    with clock.stopped(clock.start_of(today) + 8 * clock.HOUR - clock.DAY):
        ticket_id = _sent(keeper, technician, machine_id, "补水泵漏水，等机封")
        tickets.move(technician, ticket_id, "accept")


def _sent(keeper: Actor, technician: Actor, machine_id: int, text: str) -> int:
    ticket = machines.report(keeper, machine_id, text, broken=True)
    tickets.move(keeper, ticket.id, "assign", {"assignee": technician.id})
    return int(ticket.id)
