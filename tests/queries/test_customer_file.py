"""The whole of one household on one page."""

from datetime import date
from decimal import Decimal

import pytest

from heat import clock
from heat.models import Community, Contact, Household, HouseholdTerms, Org, OrgAbove, SupplyPeriod
from heat.queries import as_of, customer_file, neighbours
from heat.rules.permissions import Actor
from tests import make
from tests.counting import queries_of


@pytest.fixture
def home(office) -> int:
    return make.household(account_no="300501")


def contact(home: int, n: int = 1, kind: str = "note") -> None:
    for at in range(n):
        Contact.insert(household_id=home, at=1_000 + at, kind=kind, direction="internal", text=f"第 {at} 条").execute()


def test_the_file_tells_where_who_and_how_large(office, home):
    found = customer_file.customer_file(office.actor("agent"), home)

    assert (found.account_no, found.building, found.entrance, found.room) == ("300501", "3", "2", "501")
    assert (found.owner.name, found.main_phone.phone, str(found.charge_m2)) == ("刘奶奶", "13800000501", "89.5")
    assert (found.state, found.open_fen) == ("supplied", 0)


def test_a_state_is_of_today(office, home):
    for state, first, last in [("suspended", "2025-11-15", "2026-07-01"), ("cut", "2026-11-15", "2027-07-01")]:
        SupplyPeriod.insert(household_id=home, season_id=1, state=state, valid_from=first, valid_to=last).execute()

    assert customer_file.head(office.actor("agent"), home).state == "cut"


def test_the_number_of_questions_does_not_grow_with_history(office, home):
    agent = office.actor("agent")
    bare = queries_of(lambda: customer_file.customer_file(agent, home))
    contact(home, 60)
    for n in range(12):
        make.ticket(agent, home)
        make.household(f"3-2-{n + 301}")

    assert queries_of(lambda: customer_file.customer_file(agent, home)) == bare <= 16


def test_money_is_not_asked_for_by_those_who_may_not_see_it(office):
    home = make.billed()

    assert customer_file.customer_file(office.actor("leader"), home).open_fen == 0
    assert customer_file.customer_file(office.actor("agent"), home).open_fen == 241_000


def test_a_household_of_another_branch_is_not_there(office, home):
    branch = Org.insert(parent_id=1, kind="branch", code="2", name="西片", pinyin="xipian").execute()
    OrgAbove.insert(org_id=branch, above_id=branch, depth=0).execute()
    far = Actor("staff", 1, permissions=frozenset({"household.view"}), org_ids=(branch,))

    assert customer_file.customer_file(far, home) is None
    Community.update(org_id=branch).execute()
    assert customer_file.customer_file(far, home) is not None


def around(home: int) -> list[str]:
    found = Household.get_by_id(home)
    return sorted(flat.room for flat in neighbours.around(found.building_id, found.floor))


def test_the_neighbours_are_two_floors_up_and_down(office, home):
    for room in ("2-601", "2-701", "2-801", "1-502", "2-301"):
        make.household(f"3-{room}")
    make.household("4-2-501")

    assert around(home) == ["301", "501", "502", "601", "701"]


def test_a_merged_household_is_no_neighbour(office, home):
    other = make.household("3-2-601")
    Household.update(merged_into_id=home).where(Household.id == other).execute()

    assert around(home) == ["501"]


# ---- as of a day: every dated row is half-open


def test_the_owner_of_a_day_is_who_it_was_then(office, home):
    make.sold(home, "2024-06-01")
    agent = office.actor("agent")

    owners = [
        customer_file.head(agent, home, as_of.on(date.fromisoformat(day))).owner.name
        for day in ("2024-05-31", "2024-06-01")
    ]
    assert owners == ["刘奶奶", "新房东"]


def test_area_and_price_of_a_day_are_those_of_then(office, home):
    HouseholdTerms.update(valid_to="2025-07-01").where(HouseholdTerms.household_id == home).execute()
    new = {"gross_m2": 100, "charge_m2": 96, "use_class": "居民", "stat_class": "居民", "charge_kind": "area"}
    HouseholdTerms.insert(household_id=home, valid_from="2025-07-01", price_override=22, **new).execute()
    agent = office.actor("agent")

    then = customer_file.head(agent, home, as_of.on(date(2025, 6, 30)))
    now = customer_file.head(agent, home)
    assert (then.charge_m2, then.price_override) == (Decimal("89.5"), None)
    assert (now.charge_m2, now.price_override) == (96, 22)


def test_the_state_of_a_day_is_the_state_of_then(office, home):
    SupplyPeriod.insert(
        household_id=home, season_id=1, state="suspended", valid_from="2024-11-15", valid_to="2025-03-16"
    ).execute()
    agent = office.actor("agent")

    states = [
        customer_file.head(agent, home, as_of.on(date.fromisoformat(day))).state
        for day in ("2024-11-14", "2024-11-15", "2025-03-15", "2025-03-16")
    ]
    assert states == ["supplied", "suspended", "suspended", "supplied"]


def test_the_books_of_a_day_know_nothing_of_later_payments(office):
    home = make.billed()
    with clock.stopped(date(2026, 11, 25)):
        make.paid(office.actor("cashier"), home, "410")

        then = as_of.on(date(2026, 11, 24))
        assert customer_file.open_fen(home, then) == 241_000
        assert [account.open_fen for account in customer_file.seasons_of(home, then)] == [241_000]
        assert customer_file.open_fen(home, as_of.now()) == 200_000
        assert customer_file.open_fen(home, as_of.on(date(2026, 11, 20))) == 0
        assert customer_file.seasons_of(home, as_of.on(date(2026, 11, 20))) == []


def test_a_ticket_of_a_past_day_is_in_the_state_of_then(office, home):
    made = make.ticket(office.actor("agent"), home)
    with clock.stopped(date(2026, 11, 23)):
        make.repair(office, made.id)
        (then,) = customer_file.tickets_of(office.actor("agent"), home, as_of.on(date(2026, 11, 21)))
        (now,) = customer_file.tickets_of(office.actor("agent"), home, as_of.now())

    assert (then.state, now.state) == ("new", "finished")


def test_tomorrow_has_not_been_yet(office):
    assert as_of.on(date(2026, 11, 22)) == as_of.now()
