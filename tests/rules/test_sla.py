"""Which limit a ticket has, how a pause moves it, and how the office hears the reckoning."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heat.rules import sla
from heat.rules.calendar import ALWAYS, MINUTE, OFF, SEASON, Calendar, Phase
from heat.rules.holidays import PUBLISHED
from heat.rules.sla import Case, Limit, Pause, read_limit
from heat.words import Refused
from tests.rules.test_calendar import at, calendars, instants

OFFICE = Calendar(ranges=PUBLISHED)
HOUR = 60 * MINUTE
WINTER = Phase(SEASON, 21)
BASE = {"kind": "", "priority": 0, "phase": "", "first": "30分钟", "arrive": "2小时", "call_back": "1天"}


def policy(*lines, **more):
    return sla.read({"lines": [BASE, *lines], **more})


def case(kind="no_heat", priority=2, phase=WINTER, hours=24):
    return Case(kind, priority, phase, hours)


def line(kind="", priority=0, phase="", **limits):
    return {"kind": kind, "priority": priority, "phase": phase, **limits}


@pytest.mark.parametrize(
    ("text", "limit"),
    [("30分钟", Limit(30)), ("2 小时", Limit(120)), ("4工作小时", Limit(240, True)), ("1天", Limit(1440)), ("", None)],
)
def test_a_limit_is_read_as_people_write_it(text, limit):
    assert read_limit(text) == limit


@given(st.integers(1, sla.MOST), st.booleans())
def test_a_limit_is_read_again_as_it_is_shown(minutes, working):
    assert read_limit(str(Limit(minutes, working))) == Limit(minutes, working)


@pytest.mark.parametrize("text", ["30", "两小时", "-1小时", "0分钟", "1001小时", "1工作天", "2h"])
def test_a_limit_that_cannot_be_is_refused(text):
    with pytest.raises(Refused):
        read_limit(text)


def test_an_office_that_set_nothing_keeps_its_own_hours():
    limit, said = policy().limit("finish", case(hours=24))

    assert (limit, said) == (Limit(24 * 60), None)


def test_the_line_that_says_most_wins():
    # kind before priority before phase
    asked = policy(line(phase=SEASON, finish="6小时"), line(priority=1, finish="5小时"), line("leak", finish="4小时"))

    assert asked.limit("finish", case("leak", 1))[0] == Limit(240)
    assert asked.limit("finish", case("no_heat", 1))[0] == Limit(300)
    assert asked.limit("finish", case("no_heat", 2))[0] == Limit(360)


def test_what_a_line_leaves_out_comes_from_the_general_one():
    asked = policy(line("leak", finish="4小时"))

    assert asked.limit("arrive", case("leak"))[0] == Limit(120)


def test_off_season_limits_count_working_time():
    asked = policy(line(phase=OFF, arrive="8工作小时", finish="16工作小时"))
    # Friday 16:40; 7.5 hours a day: 50 minutes, then 430 of Monday's 450
    made = sla.promise(asked, case(phase=Phase(OFF)), at("2026-07-03 16:40"))

    assert made["arrive"].due_at == at("2026-07-06 17:10")


def test_nobody_is_promised_to_come_after_it_is_done():
    made = sla.promise(policy(), case(hours=1), at("2026-12-05 08:00"))

    assert (made["arrive"].due_at, made["arrive"].capped) == (made["finish"].due_at, True)
    assert not made["first"].capped


def test_the_warning_comes_before_the_end():
    made = sla.promise(policy(warn=80), case(hours=10), at("2026-12-05 08:00"))

    assert made["finish"].warn_at == at("2026-12-05 16:00")


def test_the_call_back_begins_when_the_work_is_done():
    made = sla.simulated(policy(), case(hours=4), at("2026-12-05 08:00"))

    assert made["call_back"].start_at == at("2026-12-05 12:00")
    assert made["call_back"].due_at == at("2026-12-06 12:00")


def test_some_reasons_let_the_clock_run_on():
    asked = policy(runs_on=["无配件"])

    assert not asked.pauses("无配件")
    assert asked.pauses("联系不上")


@given(calendars, instants, st.integers(1, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_a_pause_moves_the_deadline_by_exactly_its_working_time(days, start, minutes, wait, length):
    due = days.add(start, minutes)
    paused_at = min(start + wait * MINUTE, due)
    now = paused_at + length * MINUTE

    moved, stood = sla.moved(days, due, paused_at, now)

    assert days.between(due, moved) == stood * 1000 == days.between(paused_at, now)


@given(calendars, instants, st.integers(1, 3000), st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000))
def test_the_counted_segments_sum_to_the_limit_and_end_at_the_deadline(days, start, minutes, wait, length, more):
    first = Pause(start + wait * MINUTE, start + (wait + length) * MINUTE)
    second = Pause(first.end + more * MINUTE, first.end + (more + length) * MINUTE)

    told = sla.segments(days, start, minutes * MINUTE, [second, first])

    assert sum(one.counted for one in told) == minutes * MINUTE
    assert [one.end for one in told[:-1]] == [one.start for one in told[1:]]


@given(calendars, instants, st.integers(1, 3000), st.integers(0, 2000), st.integers(0, 2000))
def test_the_explanation_ends_where_the_clock_stands(days, start, minutes, wait, length):
    due = days.add(start, minutes)
    paused = Pause(start + wait * MINUTE, start + (wait + length) * MINUTE)
    if paused.start < due:
        due, _ = sla.moved(days, due, paused.start, paused.end)

    told = sla.segments(days, start, minutes * MINUTE, [paused])

    # both are the same instant of working time, only a rest may lie between them
    assert days.between(*sorted((told[-1].end, due))) == 0


def test_the_reckoning_is_told_in_lines():
    told = sla.segments(OFFICE, at("2026-11-20 16:40"), 2 * HOUR)

    assert [(one.kind, one.why, one.counted // MINUTE) for one in told] == [
        ("work", (), 50),
        ("rest", ("下班", "周末"), 0),
        ("work", (), 70),
    ]


def test_a_pause_stands_in_the_reckoning_with_its_reason():
    start = at("2026-12-05 08:00")
    told = sla.segments(ALWAYS, start, 2 * HOUR, [Pause(start + HOUR, start + 3 * HOUR, "联系不上")])

    assert [(one.kind, one.why) for one in told] == [("work", ()), ("pause", ("联系不上",)), ("work", ())]
    assert told[-1].end == start + 4 * HOUR


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({"lines": [{**BASE, "first": ""}]}, "“所有工单”一行"),
        ({"lines": []}, "“所有工单”一行"),
        ({"lines": [BASE, line("leak"), line("leak")]}, "完全一样"),
        ({"lines": [BASE, line(phase="spring")]}, "没有“spring”这个时期"),
        ({"warn": 100}, "30 到 99"),
        ({"first_days": 0}, "1 到 60 天"),
        ({"week": [""] * 7}, "至少要有一天"),
    ],
)
def test_a_policy_that_cannot_be_is_refused(body, says):
    with pytest.raises(Refused, match=says):
        sla.read(body)


def test_a_policy_of_before_is_read_as_we_ship_it():
    old = sla.read({"hours": "repair.hours", "urgent_hours": "repair.urgent_hours"})

    assert old.limit("first", case(priority=1))[0] == Limit(15)


def test_every_act_meets_its_goals():
    assert sla.MEETS["assign"] == ("first",)
    assert sla.MEETS["finish"] == ("first", "arrive", "finish")
