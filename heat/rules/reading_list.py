"""A list of readings, line by line: what a device showed, or how warm a household was, at a moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from heat.rules import cells
from heat.rules.columns import Layout
from heat.rules.devices import ROOM_SENSOR
from heat.rules.equipment_list import device_kind, shown_value
from heat.rules.intake import Checked, Once, RowReader, check
from heat.rules.sheets import Sheet
from heat.rules.ticket_list import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """One reading in the small unit of its device (195 is 19.5 ℃); without a number the device is the household's."""

    row: int
    account_no: str
    kind: str
    serial: str
    read: Moment
    value: int


@dataclass
class _Reading:
    """Today, and the moments that were said before."""

    today: date
    said: Once = field(default_factory=Once)

    def line(self, row: RowReader) -> ReadingLine | None:
        account_no = row.take("account_no", cells.account_no)
        kind = device_kind(row, ROOM_SENSOR)
        serial = row.take("serial", cells.number_text) or ""
        read = row.take("read_at", cells.moment)
        if read is None and not row.failed:
            row.note("read_at", "day_missing")
        elif read and read[0] > self.today:
            row.note("read_at", "day_in_future", was=read[0].isoformat())
        failed = row.failed
        value = shown_value(row, "value", kind)
        if value is None and row.failed == failed:
            row.note("value", "value_unreadable", was="")
        if row.failed or value is None:
            return None
        if before := self.said.row_before((account_no, kind, serial, read), row.row.number):
            row.note("read_at", "number_repeated", was=str(read[0]), now=str(before))
        return ReadingLine(
            row=row.row.number, account_no=account_no, kind=kind, serial=serial, read=Moment(*read), value=value
        )


def check_readings(sheet: Sheet, layout: Layout, *, today: date) -> Checked[ReadingLine | None]:
    """Every line of a list of readings, cleaned; a line with an error has no value. One moment, one value."""
    return check(sheet, layout, _Reading(today).line, list)
