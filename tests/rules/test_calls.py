"""Events of a telephone exchange as they come, and calls in words."""

import pytest

from heat.rules import calls
from heat.words import Refused


@pytest.mark.parametrize(
    ("dialled", "known_as"),
    [
        ("13800000501", "13800000501"),
        ("+86 138-0000-0501", "13800000501"),
        ("008613800000501", "13800000501"),
        ("013800000501", "13800000501"),
        ("053188880000", "053188880000"),
        ("01088880000", "01088880000"),
        ("anonymous", ""),
    ],
)
def test_a_number_is_known_as_the_files_hold_it(dialled, known_as):
    assert calls.number(dialled) == known_as


def test_an_event_is_read_with_its_extension():
    told = {"event": "Ring", "caller": "013800000501", "agent_ext": 8001, "call_id": "a-17"}

    assert calls.event(told) == calls.Event("ring", "13800000501", "8001", "a-17")


@pytest.mark.parametrize(
    "told",
    [
        {"event": "explode", "caller": "1", "agent_ext": "8001"},
        {"caller": "1", "agent_ext": "8001"},
        {"event": "ring", "caller": ["1"], "agent_ext": "8001"},
        {"event": "ring", "caller": "1", "agent_ext": "front desk"},
        {"event": "ring", "caller": "1" * 41, "agent_ext": "8001"},
        {"event": "ring", "caller": "1\x002", "agent_ext": "8001"},
    ],
)
def test_what_is_no_event_is_refused_in_words(told):
    with pytest.raises(Refused):
        calls.event(told)


def test_a_call_of_155_seconds_lasted_2_minutes_and_35_seconds():
    assert calls.lasted(1_000, 156_000) == (2, 35)


def test_a_call_nobody_took_lasted_nothing():
    assert calls.lasted(None, 156_000) is None


def test_the_log_says_whether_a_call_was_taken():
    assert "2 分 35 秒" in str(calls.told(1_000, 156_000))
    assert "未接" in str(calls.told(None, 156_000))
