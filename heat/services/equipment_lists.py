"""Devices in households as a kind of import: a device is known by its kind and number, and hangs in one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from heat import clock, db
from heat.queries import dues as homes_queries
from heat.queries import equipment_lists as queries
from heat.queries.equipment_lists import Hung
from heat.rules.columns import Layout
from heat.rules.devices import KIND
from heat.rules.equipment_list import EquipmentLine, check_equipment
from heat.rules.intake import Checked
from heat.rules.lists import EQUIPMENT
from heat.rules.permissions import Actor
from heat.rules.problems import Problem
from heat.rules.sheets import Sheet
from heat.services import traces
from heat.services.import_kinds import Finding, Imported, Reading, Shown, Touched, Written, offered
from heat.services.list_homes import homes_of
from heat.services.traces import Trace
from heat.words import N_, Say

SHOWN = (
    Shown("account_no", N_("户号"), ("account_no",)),
    Shown("kind", N_("设备类型"), ("kind",)),
    Shown("serial", N_("设备号"), ("serial",)),
    Shown("maker", N_("厂家"), ("maker",)),
    Shown("fitted_on", N_("安装日期"), ("fitted_on",)),
)


def check(sheet: Sheet, layout: Layout) -> Checked[EquipmentLine | None]:
    """The lines of a list cleaned; nothing was fitted tomorrow."""
    return check_equipment(sheet, layout, today=clock.today())


def compare(reading: Reading, by: Actor) -> Iterator[Finding]:
    """Every good line beside the devices that are there; a handful of queries for five hundred lines."""
    entries: list[Any] = [entry for entry in reading.checked.entries if entry.value is not None]
    homes = homes_of(reading, by)
    hung = {(one.kind, one.serial): one for one in queries.by_serial([entry.value.serial for entry in entries])}
    for entry in entries:
        line: EquipmentLine = entry.value
        home, there = homes.get(line.account_no), hung.get((line.kind, line.serial))
        finding = _beside(entry, there if there and there.household_id else None)
        finding.problems = homes.problems(line.row, line.account_no)
        if home and there and there.household_id not in (0, home.id) and not finding.problems:
            header = reading.layout.header_of("serial")
            finding.problems = (Problem(line.row, header, "device_elsewhere", line.serial, there.account_no),)
        yield finding


def _beside(entry: Any, there: Hung | None) -> Finding:
    line: EquipmentLine = entry.value
    said = {"kind": line.kind, "serial": line.serial, "maker": line.maker, "fitted_on": line.fitted_on}
    if there is None:
        return Finding(entry, said, after=said)
    if not line.maker or line.maker == there.maker:
        return Finding(entry, said, there)
    return Finding(entry, said, there, {"maker": there.maker}, {"maker": line.maker})


def write(reading: Reading, findings: Sequence[Finding], by: Actor) -> Written:
    """Write devices and where they hang; inside the caller's transaction."""
    lines: list[EquipmentLine] = [finding.entry.value for finding in findings]
    homes = homes_queries.homes([line.account_no for line in lines], clock.today())
    there = {(one.kind, one.serial): one for one in queries.by_serial([line.serial for line in lines])}
    return Written([_written(homes[line.account_no].id, line, there.get((line.kind, line.serial))) for line in lines])


def _written(household_id: int, line: EquipmentLine, there: Hung | None) -> Touched:
    trace = Trace()
    if there is None:
        kind = KIND[line.kind]
        own = {"kind": line.kind, "serial": line.serial, "maker": line.maker or None}
        device_id = trace.insert("device", **own, unit=kind.unit or None, scale=kind.scale, ext={})
    else:
        device_id = there.id
        if line.maker and line.maker != there.maker:
            trace.update("device", device_id, maker=line.maker)
    if there is None or not there.household_id:
        since: date = line.fitted_on or clock.today()
        fit = {"device_id": device_id, "household_id": household_id, "valid_from": since}
        trace.insert("device_fit", **fit, start_value=line.start_value)
    return Touched(household_id, 1, trace.steps)


def worded(facts: Mapping[str, Any]) -> dict[str, str]:
    """Facts as people read them."""
    return {name: KIND[value].name if value in KIND else str(value or "") for name, value in facts.items()}


def edited(imported: Sequence[Imported]) -> dict[int, Say]:
    """Devices that were taken down, or that have sent readings, since they were imported; by row of the sheet."""
    why: dict[int, Say] = {}
    for one in imported:
        for kind, table, row_id, *_ in one.touched.steps:
            if (kind, table) == ("+", "device") and db.value(
                "SELECT 1 FROM reading WHERE device_id = ? LIMIT 1", row_id
            ):
                why[one.row] = Say(N_("导入后已经有读数"))
            fitted = "SELECT 1 FROM device_fit WHERE id = ? AND valid_to = '9999-12-31'"
            if (kind, table) == ("+", "device_fit") and not db.value(fitted, row_id):
                why[one.row] = Say(N_("导入后又被修改过"))
    return why


IMPORTS = offered(EQUIPMENT, "household.import", globals(), take_back=traces.take_back_all)
