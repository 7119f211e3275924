"""How fast work goes."""

from heat.rules.pace import pace


def test_the_pace_so_far_tells_what_is_left():
    # 3,000 rows in 2 s are 1,500 a second; the other 9,000 take 6 s
    assert pace(3_000, 12_000, 2_000) == (1_500, 6)


def test_slow_work_is_never_said_to_stand_still():
    # 1 row in 10 s: 99 rows take 990 s
    assert pace(1, 100, 10_000) == (1, 990)


def test_nothing_is_told_before_there_is_something_to_tell_from():
    assert pace(0, 100, 5_000) is None
    assert pace(50, 100, 900) is None
