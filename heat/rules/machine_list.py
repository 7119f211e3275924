"""A list of company equipment, line by line: which machine stands where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.machines import KINDS
from heat.rules.sheets import Sheet
from heat.rules.written import squeezed

# what in a name tells the kind, the surest first: a meter of a pump is a meter, a valve of a boiler a valve
_WORDS = {
    "instrument": ("表", "计", "仪", "传感器", "变送器", "温度", "压力"),
    "valve": ("阀",),
    "filter": ("除污", "过滤", "滤网"),
    "exchanger": ("换热器", "板换", "换热机", "热交换"),
    "boiler": ("锅炉",),
    "pump": ("泵",),
}
_KIND = {name: code for code, name in KINDS.items()}
_STATES = {"在用": "in_use", "使用": "in_use", "运行": "in_use", "正常": "in_use", "备用": "standby", "停用": "standby"}
TEXTS = ("spot", "maker", "model", "serial", "note")
DAYS = ("installed_on", "warranty_until", "calibration_due")


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineLine:
    """One machine as a list tells it; empty texts and days are what the list does not say."""

    row: int
    code: str
    name: str
    kind: str
    station: str
    circuit: str = ""
    state: str = "in_use"
    spot: str = ""
    maker: str = ""
    model: str = ""
    serial: str = ""
    note: str = ""
    installed_on: date | None = None
    warranty_until: date | None = None
    calibration_due: date | None = None


def kind_of(said: str, name: str) -> str:
    """The kind a list says, else the one its own words or its name tell; 'other' when nothing does."""
    if said in _KIND:
        return _KIND[said]
    for text in (said, name):
        for code, words in _WORDS.items():
            if any(word in text for word in words):
                return code
    return "other"


@dataclass
class _Reading:
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> MachineLine:
        code = row.take("number", cells.number_text) or ""
        if not code:
            row.note("number", "number_missing")
        elif before := self.said.row_before(code, row.row.number):
            row.note("number", "number_repeated", was=code, now=str(before))
        name = row.take("name", cells.text) or ""
        if not name:
            row.note("name", "number_missing")
        station = squeezed(row.take("station", cells.text) or "")
        if not station:
            row.note("station", "number_missing")
        said, circuit = squeezed(row.take("kind", cells.text) or ""), squeezed(row.take("circuit", cells.text) or "")
        state = _STATES.get(squeezed(row.take("state", cells.text) or ""), "in_use")
        own: dict[str, Any] = {one: row.take(one, cells.text) or "" for one in TEXTS}
        own |= {one: row.take(one, cells.day) for one in DAYS}
        kind = kind_of(said, name)
        return MachineLine(
            row=row.row.number, code=code, name=name, kind=kind, station=station, circuit=circuit, state=state, **own
        )


def check_machines(sheet: Sheet, layout: Layout) -> Checked[MachineLine]:
    """Every line of a list of company equipment, cleaned; a line with an error has no value. A code stands once."""
    return check(sheet, layout, _Reading().line, list)
