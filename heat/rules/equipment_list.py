"""A list of devices in households, line by line: which device hangs where since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.devices import KIND, KINDS, ROOM_SENSOR
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.sheets import Sheet
from heat.rules.written import decimal_of, squeezed

_WORDS = {
    "valve": "阀门 锁闭阀 温控阀 调节阀 户阀",
    "heat-meter": "热表 热计量表 超声波热量表 热能表",
    ROOM_SENSOR: "室温 测温仪 温度采集器 室温计 室温传感器 温度计",
    "radiator": "暖气片 暖气",
    "floor-heating": "地热 地板采暖",
    "exchanger": "换热机",
    "thermostat": "温控面板 控温器",
}
_KIND = {kind.name: kind.code for kind in KINDS} | {
    word: code for code, words in _WORDS.items() for word in words.split()
}
_MOST = 2**53


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentLine:
    """One device: its kind as our code, its number, and what it showed when it was fitted, in its own small unit."""

    row: int
    account_no: str
    kind: str
    serial: str
    maker: str = ""
    fitted_on: date | None = None
    start_value: int | None = None


@dataclass
class _Reading:
    """Today, and the devices that were said before."""

    today: date
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> EquipmentLine:
        account_no = row.take("account_no", cells.account_no)
        kind = device_kind(row)
        serial = row.take("serial", cells.number_text) or ""
        if not serial:
            row.note("serial", "number_missing")
        elif before := self.said.row_before((kind, serial), row.row.number):
            row.note("serial", "number_repeated", was=serial, now=str(before))
        fitted_on = row.take("fitted_on", cells.day)
        if fitted_on and fitted_on > self.today:
            row.note("fitted_on", "day_in_future", was=fitted_on.isoformat())
        return EquipmentLine(
            row=row.row.number, account_no=account_no or "", kind=kind, serial=serial,
            maker=row.take("maker", cells.text) or "", fitted_on=fitted_on,
            start_value=shown_value(row, "start_value", kind),
        )  # fmt: skip


def check_equipment(sheet: Sheet, layout: Layout, *, today: date) -> Checked[EquipmentLine | None]:
    """Every line of a list of devices, cleaned; a line with an error has no value. A device stands once."""
    return check(sheet, layout, _Reading(today).line, list)


def device_kind(row: RowReader, usual: str = "") -> str:
    """The kind of device a line names, `usual` when it names none; a word nobody knows is noted."""
    said = squeezed(row.take("kind", cells.text) or "")
    kind = _KIND.get(said, "") if said else usual
    if not kind:
        row.note("kind", "device_unknown", was=said)
    return kind


def shown_value(row: RowReader, name: str, kind: str) -> int | None:
    """What a device showed, in the small unit it is stored in (19.5 ℃ is 195); None when nothing is said."""
    bare = row.take(name, cells.text) or ""
    if not bare:
        return None
    number = decimal_of(bare.rstrip("℃度CckKWwHh "))
    scale = KIND[kind].scale if kind in KIND else 1
    if number is None or not 0 <= abs(number * scale) < _MOST:
        row.note(name, "value_unreadable", was=bare)
        return None
    return int((number * scale).quantize(Decimal(1), ROUND_HALF_UP))
