"""Tags of the rules follow the facts; of themselves at night, and within the acts that move a fact."""

from datetime import date

import pytest

from heat import clock
from heat.models import Tag
from heat.queries import as_of, customers, household_tags
from heat.queries.customers import Filter
from heat.services import bulk, households, tags
from tests import make
from tests.counting import queries_of


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def codes(home: int, seen=None) -> list[str]:
    return [tag.code for tag in household_tags.of(home, seen)]


def test_an_overdue_debt_is_tagged_at_night_and_untagged_when_it_is_paid(office):
    home = make.billed()
    make.old_debt(home, "112.24", due_on=date(2025, 12, 31))
    tags.refresh()

    (tag,) = household_tags.of(home)
    assert (tag.code, tag.reason, tag.since) == ("arrears", "2025-12-31 到期未缴 112.24 元", date(2026, 11, 21))
    make.paid(office.actor("cashier"), home, "112.24")
    assert codes(home) == []


def test_a_tag_that_goes_on_keeps_its_first_day_and_learns_the_new_amount(office):
    home = make.billed()
    make.old_debt(home, "112.24", due_on=date(2025, 12, 31))
    tags.refresh()
    with clock.stopped(date(2026, 11, 25)):
        make.paid(office.actor("cashier"), home, "12.24")
        (tag,) = household_tags.of(home)

    assert (tag.reason, tag.since) == ("2025-12-31 到期未缴 100.00 元", date(2026, 11, 21))
    assert Tag.select().count() == 1


def test_a_clock_that_was_set_back_stops_no_payment(office):
    home = make.billed()
    make.old_debt(home, "112.24", due_on=date(2025, 12, 31))
    with clock.stopped(date(2026, 11, 25)):
        tags.refresh()

    make.paid(office.actor("cashier"), home, "112.24")

    with clock.stopped(date(2026, 11, 25)):
        assert codes(home) == []


def test_nothing_is_written_when_nothing_has_changed(office, home):
    make.ticket(office.actor("agent"), home)
    make.ticket(office.actor("agent"), home)
    tags.refresh()

    assert tags.refresh() == 0


def test_a_second_ticket_of_one_kind_makes_repeated_repairs_until_a_month_is_over(office, home):
    make.ticket(office.actor("agent"), home)
    assert codes(home) == []
    make.ticket(office.actor("agent"), home)

    (tag,) = household_tags.of(home)
    assert (tag.code, tag.reason, tag.until) == ("repeat-repairs", "30 天内报“不热”2 次", date(2026, 12, 21))
    with clock.stopped(date(2026, 12, 21)):
        assert codes(home) == []


def test_special_needs_are_tagged_as_soon_as_they_are_written(office, home):
    households.edit(office.actor("agent"), home, 1, {}, {"needs": ["独居老人", "重病在家"]})

    assert codes(home) == ["alone", "vulnerable"]
    households.edit(office.actor("agent"), home, 2, {}, {"needs": []})
    assert codes(home) == []


def test_tampering_found_at_the_door_is_tagged(office, home):
    ticket = make.ticket(office.actor("agent"), home)
    make.repair(office, ticket.id, cause="用户自行改动")
    tags.refresh()

    assert codes(home) == ["tampering"]


def test_three_late_seasons_are_a_habit(office, home):
    for year in (2023, 2024, 2025):
        with clock.stopped(date(year, 10, 1)):
            make.old_debt(home, "100", season=f"{year}-{year + 1}", due_on=date(year, 12, 31))
    tags.refresh()

    assert codes(home) == ["arrears", "pays-late"]
    with clock.stopped(date(2026, 12, 1)):
        make.paid(office.actor("cashier"), home, "300")
        assert codes(home) == ["pays-late"]  # paid, but late


def test_three_seasons_paid_in_time_are_a_good_habit(office, home):
    cashier = office.actor("cashier")
    for year in (2023, 2024, 2025):
        with clock.stopped(date(year, 10, 1)):
            make.old_debt(home, "100", season=f"{year}-{year + 1}", due_on=date(year, 12, 31))
            make.paid(cashier, home, "100")
    tags.refresh()

    assert codes(home) == ["pays-on-time"]


def test_tags_of_a_past_day_are_those_of_then(office):
    home = make.billed()
    make.old_debt(home, "112.24", due_on=date(2025, 12, 31))
    tags.refresh()
    with clock.stopped(date(2026, 11, 25)):
        make.paid(office.actor("cashier"), home, "112.24")

        assert codes(home, as_of.on(date(2026, 11, 24))) == ["arrears"]
        assert codes(home) == []


def test_the_whole_office_is_asked_as_often_as_one_household(office, home):
    tags.refresh()
    few = queries_of(tags.refresh)
    for n in range(20):
        make.household(f"5-1-{n + 101}")

    assert queries_of(tags.refresh) == few


def test_staffs_own_tags_are_left_alone(office, home):
    bulk.do(office.actor("agent"), "tag", [home], {"tag": "老旧管网", "reason": "普查"})
    tags.refresh()

    assert codes(home) == ["老旧管网"]


def test_the_list_is_narrowed_by_a_tag(office, home):
    make.household("4-1-101")
    households.edit(office.actor("agent"), home, 1, {}, {"needs": ["独居老人"]})
    agent = office.actor("agent")

    assert household_tags.codes() == ["alone"]
    assert customers.ids(agent, Filter(tag="alone"), limit=9) == [home]
    assert customers.count(agent, Filter(tag="nothing")) == 0
