"""Room temperatures of one household over its seasons."""

from datetime import date
from decimal import Decimal

import pytest

from heat import clock
from heat.models import Contact, Device, DeviceFit, Reading
from heat.queries import as_of, temperatures
from tests import make

WINTER = ("2026-2027", date(2026, 11, 15), date(2027, 3, 15))


@pytest.fixture
def home(office) -> int:
    return make.household()


def by_hand(home: int, day: date, celsius: str) -> None:
    row = {"kind": "temperature", "direction": "internal", "text": celsius, "at": clock.start_of(day) + clock.HOUR}
    Contact.insert(household_id=home, **row).execute()


def sensor(home: int, since: str = "2026-01-01", until: str = "9999-12-31") -> int:
    device = Device.insert(kind="room-sensor", serial=f"T-{home}", unit="℃", scale=10).execute()
    DeviceFit.insert(device_id=device, household_id=home, valid_from=since, valid_to=until).execute()
    return device


def read(device: int, day: date, tenths: int) -> None:
    Reading.insert(device_id=device, at=clock.start_of(day) + 2 * clock.HOUR, value=tenths).execute()


def weeks(home: int):
    measured = temperatures.measured(home, as_of.now())
    (winter,) = temperatures.winters(home, [WINTER], measured, as_of.now())
    return winter


def test_a_week_is_the_mean_of_hands_and_sensors(home):
    by_hand(home, date(2026, 11, 15), "20.0")
    device = sensor(home)
    read(device, date(2026, 11, 16), 210)
    read(device, date(2026, 11, 17), 190)

    # (20.0 + 21.0 + 19.0) / 3
    assert weeks(home).weeks == ((0, Decimal("20.0")),)
    assert weeks(home).mean == Decimal("20.0")


def test_what_a_sensor_read_elsewhere_is_not_this_households(home):
    device = sensor(home, since="2026-11-17")
    read(device, date(2026, 11, 16), 250)
    read(device, date(2026, 11, 18), 190)

    assert weeks(home).weeks == ((0, Decimal("19.0")),)


def test_the_newest_is_the_newest_of_both(home):
    by_hand(home, date(2026, 11, 18), "20.0")
    device = sensor(home)
    read(device, date(2026, 11, 17), 210)
    measured = temperatures.measured(home, as_of.now())

    assert temperatures.newest(home, measured, as_of.now()).celsius == Decimal("20.0")
    read(device, date(2026, 11, 20), 172)
    assert temperatures.newest(home, measured, as_of.now()).celsius == Decimal("17.2")
    assert temperatures.newest(home, [], as_of.on(date(2026, 11, 16))) is None


def test_a_reading_nobody_can_read_is_left_out(home):
    by_hand(home, date(2026, 11, 18), "很冷")

    assert temperatures.measured(home, as_of.now()) == []
    assert weeks(home).mean is None


def test_a_season_nobody_planned_has_the_usual_days():
    assert temperatures.season_days("2020-2021", {}) == ("2020-2021", date(2020, 11, 15), date(2021, 3, 15))
