"""Patrols of the demo town: a week of rounds of its substations, one finding, one round to walk; wells once a week."""

from __future__ import annotations

import random
from datetime import timedelta

from heat import clock
from heat.models import PatrolRound
from heat.rules import patrols as rules
from heat.rules.patrol_times import Schedule
from heat.rules.permissions import Actor
from heat.services import demo_valves, field, patrols, tickets
from heat.services.field import Pictures
from heat.services.patrols import Drawn

_DAYS = 7
_ROUTE = """# 1# 换热站
供水温度 60~95 ℃
回水温度 35~55 ℃
补水箱水位 0.5~ m
循环泵 正常/异响/停

# 2# 换热站
供水温度 60~95 ℃
回水温度 35~55 ℃
循环泵 正常/异响/停"""
_WELLS = """# 东街阀门井
井盖
积水 无/有
补偿器 正常/渗漏

# 北环路阀门井
井盖
积水 无/有

# 学府路阀门井
井盖
积水 无/有"""


def fill(leader: Actor, technician: Actor, other: Actor, dice: random.Random) -> None:
    """Two plans since a week: stations, walked each day but one, where a pump sounds wrong on the fourth, and wells."""
    today, now = clock.start_of(clock.today()), clock.now()
    with clock.stopped(today - _DAYS * clock.DAY):
        plan = Schedule("days", 1, minute=7 * 60)
        stations = patrols.save(leader, Drawn("换热站日检", _ROUTE, plan, staff_id=technician.id))
        plan = Schedule("weekdays", weekdays=((clock.today() + timedelta(days=4)).weekday(),), minute=6 * 60)
        wells = patrols.save(leader, Drawn("管网井室周检", _WELLS, plan, staff_id=other.id))
    for day in range(_DAYS, -1, -1):
        if today - day * clock.DAY + 9 * clock.HOUR > now:  # before nine in the morning today's round is still to come
            continue
        with clock.stopped(today - day * clock.DAY + 7 * clock.HOUR + clock.MINUTE):
            patrols.sweep()
        if day not in (0, 2):
            with clock.stopped(today - day * clock.DAY + 9 * clock.HOUR):
                _walk(technician, stations, dice, sounds=day == 3)
        if day == 3:
            with clock.stopped(today - day * clock.DAY + 11 * clock.HOUR):
                _walk(other, wells, dice)


def _walk(technician: Actor, plan_id: int, dice: random.Random, *, sounds: bool = False) -> None:
    walk = PatrolRound.select().where(PatrolRound.plan_id == plan_id).order_by(PatrolRound.due_at.desc()).get()
    for step in ("accept", "arrive"):
        tickets.move(technician, walk.ticket_id, step)
    said = {}
    for stop, point in enumerate(rules.route_of(walk.route)):
        for n, item in enumerate(point.items):
            said[f"{stop}-{n}"] = {"value": _value(item, dice)}
    if sounds:
        said["1-2"] = {"value": "异响", "note": "轴承响"}
    told = {rules.KIND: said, "cause": "巡检完成"}
    shown = Pictures(stops={rules.photo_of(1): [demo_valves.photo(99)]}) if sounds else Pictures()
    field.finish(technician, walk.ticket_id, told, shown, once_key=f"demowalk{walk.id}")


def _value(item: rules.Item, dice: random.Random) -> str:
    if item.kind != "number":
        return item.words[0]
    middle = {"供水温度": 74.0, "回水温度": 46.0}.get(item.name, 1.1)
    return f"{dice.gauss(middle, middle / 30):.1f}"
