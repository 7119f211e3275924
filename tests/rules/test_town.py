"""The invented town: the same for the same seed, different numbers, no phone that anybody has."""

import random

import pytest

from heat.rules import town


def made(n: int, seed: int = 1) -> list[town.Home]:
    return list(town.homes(n, random.Random(seed)))


@pytest.mark.parametrize("n", [1, 399, 400, 1201])
def test_the_town_has_as_many_households_as_asked_for(n):
    assert len(made(n)) == n


def test_the_same_seed_gives_the_same_town():
    assert made(500, seed=7) == made(500, seed=7)


def test_another_seed_gives_another_town():
    assert made(500, seed=7) != made(500, seed=8)


def test_no_account_number_address_or_phone_stands_twice():
    homes = made(2000)
    phones = [home.phone for home in homes if home.phone]

    assert len({home.account_no for home in homes}) == 2000
    assert len({(home.community, home.building, home.entrance, home.room) for home in homes}) == 2000
    assert len(set(phones)) == len(phones)


def test_phones_lie_in_a_range_that_no_operator_has():
    assert {home.phone[:4] for home in made(500) if home.phone} == {"1420"}


def test_every_kind_of_trouble_is_a_kind_of_ticket():
    from heat.rules.tickets import KIND

    assert set(town.SAID) == set(town.WEIGHTS) == set(KIND)


@pytest.mark.parametrize(("hour", "minute", "wait"), [(7, 30, 0), (20, 59, 0), (21, 0, 630), (0, 0, 450), (5, 44, 106)])
def test_what_need_not_be_hurried_waits_for_the_morning(hour, minute, wait):
    assert town.until_work(hour * 60 + minute) == wait  # 21:00 to 7:30 are 3 + 7.5 hours, 630 minutes


def test_hardly_anybody_calls_before_half_past_six():
    assert [town.is_night(minute) for minute in (0, 389, 390, 1439)] == [True, True, False, False]
