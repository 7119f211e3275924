"""Devices and where they hang today, as lists of devices and of readings are set beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from heat import db

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Hung:
    """A device, and the household it hangs in today; household 0 and number '' when it hangs nowhere."""

    id: int
    kind: str
    serial: str
    maker: str
    household_id: int
    account_no: str


def by_serial(serials: Sequence[str]) -> Iterator[Hung]:
    """The devices with these numbers; one query for five hundred."""
    yield from _hung("d.serial", serials)


def of_households(household_ids: Sequence[int]) -> Iterator[Hung]:
    """The devices that hang in these households today; one query for five hundred."""
    yield from _hung("f.household_id", household_ids)


def values(device_ids: Sequence[int]) -> dict[tuple[int, int], int]:
    """What these devices showed, by device and instant; one query for five hundred."""
    found: dict[tuple[int, int], int] = {}
    for start in range(0, len(device_ids), _CHUNK):
        chunk = device_ids[start : start + _CHUNK]
        marks = ",".join("?" * len(chunk))
        rows = db.rows(f"SELECT device_id, at, value FROM reading WHERE device_id IN ({marks})", *chunk)
        found |= {(device_id, at): value for device_id, at, value in rows}
    return found


def _hung(column: str, wanted: Sequence[object]) -> Iterator[Hung]:
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for row in db.rows(
            "SELECT d.id, d.kind, d.serial, coalesce(d.maker, ''), coalesce(f.household_id, 0), "
            "coalesce(h.account_no, '') FROM device d "
            "LEFT JOIN device_fit f ON f.device_id = d.id AND f.valid_to = '9999-12-31' "
            f"LEFT JOIN household h ON h.id = f.household_id WHERE {column} IN ({','.join('?' * len(chunk))})",
            *chunk,
        ):
            yield Hung(*row)
