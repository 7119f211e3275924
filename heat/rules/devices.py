"""Kinds of devices in a household: what each measures, in which unit, and how fine."""

from __future__ import annotations

from dataclasses import dataclass

from heat.words import N_


@dataclass(frozen=True)
class Kind:
    """One kind of device; a reading is a whole number of `unit` / `scale` (172 of a room sensor is 17.2 ℃)."""

    code: str
    name: str
    unit: str = ""
    scale: int = 1


KINDS = (
    Kind("valve", N_("入户阀门")),
    Kind("heat-meter", N_("热量表"), "kWh", 1000),
    Kind("room-sensor", N_("室温采集器"), "℃", 10),
    Kind("radiator", N_("散热器")),
    Kind("floor-heating", N_("地暖")),
    Kind("exchanger", N_("换热器")),
    Kind("thermostat", N_("温控器")),
)
# what substations and circuits measure; nobody has one at home
PLANT = (
    Kind("supply-temperature", N_("供水温度"), "℃", 10),
    Kind("return-temperature", N_("回水温度"), "℃", 10),
    Kind("pressure", N_("供水压力"), "MPa", 1000),
)
KIND = {kind.code: kind for kind in (*KINDS, *PLANT)}
ROOM_SENSOR = "room-sensor"
