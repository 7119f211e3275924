"""Kinds, deadlines and the drawn way of a ticket."""

from decimal import Decimal

import pytest

from heat.rules import tickets as life
from heat.rules.fields import Bad

MINUTE, HOUR = 60_000, 3_600_000


def test_a_leak_is_urgent_whatever_was_asked():
    assert life.priority_of("leak", life.NORMAL) == life.URGENT


def test_anybody_may_be_asked_to_hurry():
    assert life.priority_of("enquiry", life.URGENT) == life.URGENT


def test_an_ordinary_repair_is_due_after_the_hours_of_the_office():
    assert life.due_at(0, life.NORMAL, hours=24, urgent_hours=2) == 24 * HOUR


def test_an_urgent_repair_has_its_own_limit():
    assert life.due_at(0, life.URGENT, hours=24, urgent_hours=2) == 2 * HOUR


def test_finishing_on_the_very_deadline_is_in_time():
    assert life.in_time(1000, 1000) is True
    assert life.in_time(1000, 1001) is False
    assert life.in_time(None, 1) is None


@pytest.mark.parametrize(("now", "used"), [(0, 0), (30, 50), (60, 100), (90, 100)])
def test_the_bar_shows_how_much_of_the_time_has_gone(now, used):
    assert life.percent_used(0, 60 * MINUTE, now * MINUTE) == used


def test_a_pause_does_not_use_the_time():
    # two hours allowed, one hour on hold: due after three, and after two of them half is used
    assert life.percent_used(0, 3 * HOUR, 2 * HOUR, paused=HOUR) == 50


def test_a_deadline_without_length_is_used_up():
    assert life.percent_used(5, 5, 5) == 100


@pytest.mark.parametrize(("percent", "tone"), [(69, "ok"), (70, "warn"), (89, "warn"), (90, "bad")])
def test_the_bar_is_green_to_70_and_amber_to_90(percent, tone):
    assert life.tone_of(percent, overdue=False) == tone
    assert life.tone_of(percent, overdue=True) == "bad"


def test_a_temperature_is_read_with_its_unit():
    assert life.told({"celsius": "18.5℃", "minutes": "35"}) == {"celsius": Decimal("18.5"), "minutes": 35}


def test_nothing_told_is_left_out():
    assert life.told({"reason": "", "team": None, "cause": "系统有气"}) == {"cause": "系统有气"}


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"celsius": "很热"}, "不是数字"),
        ({"celsius": "180"}, "处理后室温应在"),
        ({"minutes": "1441"}, "用时应在"),
        ({"reason": "长" * 201}, "最多 200 个字"),
        ({"text": "a\x00b"}, "不能保存的字符"),
    ],
)
def test_what_cannot_be_is_refused_by_name(typed, says):
    with pytest.raises(Bad, match=says):
        life.told(typed)
