"""Company equipment: places, states, days that come near, and how whole it was."""

from datetime import date
from decimal import Decimal

import pytest

from heat.rules.machines import Place, Spell, must_not_run_back, percent, place_of, role_of, shares, state_of, until
from heat.words import Refused

DAY = 86_400_000


def test_a_place_is_told_by_level_and_id():
    assert place_of("substation-3") == Place("substation", 3)


@pytest.mark.parametrize("typed", ["", "3", "room-3", "circuit-", "circuit-x", "circuit-" + "9" * 16])
def test_no_other_place_is_taken(typed):
    with pytest.raises(Refused):
        place_of(typed)


def test_a_patrol_is_no_repair():
    assert [role_of(kind) for kind in ("patrol", "maintenance", "leak")] == ["patrol", "maintenance", "repair"]


def test_a_break_and_an_end_need_their_reason():
    assert state_of("standby", "", "in_use") == ""
    for state in ("broken", "retired"):
        with pytest.raises(Refused, match="要写原因"):
            state_of(state, " ", "in_use")


@pytest.mark.parametrize(("state", "now"), [("in_use", "in_use"), ("lost", "in_use")])
def test_no_change_is_no_change(state, now):
    with pytest.raises(Refused):
        state_of(state, "x", now)


def test_a_counter_never_runs_back():
    must_not_run_back(None, 5)
    must_not_run_back(5, 5)
    with pytest.raises(Refused, match="5 小时"):
        must_not_run_back(5, 4)


@pytest.mark.parametrize(
    ("day", "says"),
    [(None, ""), (date(2026, 12, 22), ""), (date(2026, 12, 21), "soon"), (date(2026, 11, 21), "soon"),
     (date(2026, 11, 20), "over")],
)  # fmt: skip
def test_a_day_is_near_for_thirty_days(day, says):
    assert until(day, date(2026, 11, 21)) == says


def test_one_broken_day_of_ten_is_ninety_per_cent():
    spells = [
        Spell(1, ("a",), "in_use", 0, 4 * DAY),
        Spell(1, ("a",), "broken", 4 * DAY, 5 * DAY),
        Spell(1, ("a",), "standby", 5 * DAY, 99 * DAY),
    ]

    share = shares(spells, 0, 10 * DAY)["a"]

    assert share.time_percent == Decimal("90.0")
    assert share.now_percent == Decimal("100.0")


def test_what_is_retired_is_on_no_register():
    share = shares([Spell(1, (), "in_use", 0, DAY), Spell(1, (), "retired", DAY, 9 * DAY)], 0, 2 * DAY)[""]

    assert (share.machines, share.all_ms) == (0, DAY)


def test_shares_are_counted_by_each_key_and_in_all():
    found = shares([Spell(1, ("s1", "pump"), "broken", 0, 9), Spell(2, ("s1", "valve"), "in_use", 0, 9)], 0, 5)

    assert (found["s1"].whole, found["s1"].machines) == (1, 2)
    assert found["pump"].now_percent == Decimal("0.0")
    assert found[""].now_percent == Decimal("50.0")


def test_a_share_of_nothing_is_none():
    assert percent(0, 0) is None


def test_a_third_is_rounded_half_up_to_one_decimal():
    assert percent(2, 3) == Decimal("66.7")  # 66.66…
