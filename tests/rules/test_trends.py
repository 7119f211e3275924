"""The small line of readings."""

from decimal import Decimal

from heat.rules.trends import trend


def test_readings_fill_the_box_from_the_lower_limit_to_the_highest_one():
    drawn = trend([Decimal(60), Decimal(80)], "60", "100")

    assert drawn.line == "8.0,56.0 348.0,32.0"  # 80 lies halfway between 60 at the foot (56) and 100 at the top (8)
    assert (drawn.low, drawn.high, drawn.end) == (56.0, 8.0, (348.0, 32.0))


def test_nothing_read_is_nothing_drawn_and_one_reading_a_dot():
    assert trend([]).end is None
    assert trend([Decimal(5)]).end == (8.0, 56.0)
