"""Kinds of devices."""

from heat.rules import devices


def test_a_room_sensor_counts_in_tenths_of_a_degree():
    assert (devices.KIND[devices.ROOM_SENSOR].unit, devices.KIND[devices.ROOM_SENSOR].scale) == ("℃", 10)
