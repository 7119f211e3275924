"""The list of households."""

import pytest

from heat.models import Household, SupplyPeriod
from heat.queries import customers
from heat.queries.customers import PAGE, Filter
from tests import make
from tests.counting import queries_of


@pytest.fixture
def agent(office):
    return office.actor("agent")


def suspend(home: int) -> None:
    SupplyPeriod.insert(
        household_id=home, season_id=1, state="suspended", valid_from="2026-11-15", valid_to="2027-07-01"
    ).execute()


def numbers(agent, **chosen) -> list[str]:
    return [row.account_no for row in customers.listed(agent, Filter(**chosen))]


def test_the_list_is_read_in_pages_without_gaps(agent):
    homes = [make.household(f"3-2-{n}") for n in range(101, 161)]

    first = customers.listed(agent, Filter())[:PAGE]
    rest = customers.listed(agent, Filter(), after=first[-1].id)

    assert [row.id for row in (*first, *rest)] == homes


def test_the_list_is_narrowed_by_place_and_state(agent):
    one = make.household("3-2-501", account_no="300501")
    two = make.household("4-1-101", account_no="300101")
    make.household("1-1-101", account_no="300999", in_community="YJY")
    suspend(two)
    Household.update(connected="none").where(Household.id == one).execute()
    home = Household.get_by_id(one)

    assert numbers(agent, community_id=home.community_id) == ["300501", "300101"]
    assert numbers(agent, community_id=home.community_id, building_id=home.building_id) == ["300501"]
    assert numbers(agent, state="suspended") == ["300101"]
    assert numbers(agent, state="none") == ["300501"]
    assert numbers(agent, state="supplied") == ["300999"]
    assert numbers(agent, arrears="open") == []


def test_the_count_is_of_the_same_households(agent):
    for n in range(101, 104):
        make.household(f"3-2-{n}")
    suspend(1)

    assert customers.count(agent, Filter()) == 3
    assert customers.count(agent, Filter(state="suspended")) == 1


def test_the_list_costs_one_query_however_long_it_is(agent):
    make.household("3-2-501")
    few = queries_of(lambda: customers.listed(agent, Filter()))
    for n in range(101, 141):
        make.household(f"3-2-{n}")

    assert queries_of(lambda: customers.listed(agent, Filter())) == few
