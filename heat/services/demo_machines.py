"""The equipment of the demo town: what stands in its substations, how it has run, and what is planned for it."""

from __future__ import annotations

from datetime import date, timedelta

from heat import clock, db
from heat.rules.permissions import Actor
from heat.services import machine_plans, machines

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
    """Running hours and plans of today, a pump that stood for two days and runs again, one that stands by now."""
    morning = clock.start_of(today) + 8 * clock.HOUR
    known = dict(db.rows("SELECT code, id FROM machine ORDER BY id"))
    with db.writing():
        for n in range(1, 1 + len(known) // len(STATION)):
            machines.read_hours(keeper, known[f"{n}Z-XHB-01"], str(21_300 + n * 410))
            for code, told in _PLANS:
                counted = (today - timedelta(days=70 + n)).isoformat()
                machine_plans.add(keeper, known[f"{n}Z-{code}"], told | {"counted_on": counted})
    for days, code, state, why in (
        (9, "1Z-XHB-01", "broken", "轴承异响，停机检查"),
        (7, "1Z-XHB-01", "in_use", "换轴承后试运行正常"),
        (1, "1Z-BSB-01", "broken", "补水泵漏水，等机封"),
    ):
        with clock.stopped(morning - days * clock.DAY):
            if code in known:
                machines.set_state(keeper, known[code], state, why)
