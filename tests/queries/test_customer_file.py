"""The whole of one household on one page."""

import pytest

from heat.models import Community, Contact, Household, Org, OrgAbove, SupplyPeriod
from heat.queries import customer_file
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


def test_money_is_not_asked_for_by_those_who_may_not_see_it(office, home):
    found = customer_file.customer_file(office.actor("leader"), home)

    assert (found.accounts, found.payments) == ([], [])


def test_a_household_of_another_branch_is_not_there(office, home):
    branch = Org.insert(parent_id=1, kind="branch", code="2", name="西片", pinyin="xipian").execute()
    OrgAbove.insert(org_id=branch, above_id=branch, depth=0).execute()
    far = Actor("staff", 1, permissions=frozenset({"household.view"}), org_ids=(branch,))

    assert customer_file.customer_file(far, home) is None
    Community.update(org_id=branch).execute()
    assert customer_file.customer_file(far, home) is not None


def test_the_log_is_read_in_parts_and_by_kind(office, home):
    contact(home, 30)
    contact(home, 2, "call")

    first = customer_file.log(home)
    last = first[customer_file.LINES - 1]
    rest = customer_file.log(home, before=(last.at, last.id))

    assert (len(first), len(rest)) == (customer_file.LINES + 1, 32 - customer_file.LINES)
    assert [line.kind for line in customer_file.log(home, "call")] == ["call", "call"]
    assert customer_file.log_counts(home) == {"note": 30, "call": 2}


def test_the_neighbours_are_two_floors_up_and_down(office, home):
    for room in ("2-601", "2-701", "2-801", "1-502", "2-301"):
        make.household(f"3-{room}")
    make.household("4-2-501")

    found = customer_file.customer_file(office.actor("agent"), home)

    assert sorted(flat.room for flat in found.near) == ["301", "501", "502", "601", "701"]


def test_a_merged_household_is_no_neighbour(office, home):
    other = make.household("3-2-601")
    Household.update(merged_into_id=home).where(Household.id == other).execute()

    assert [flat.room for flat in customer_file.customer_file(office.actor("agent"), home).near] == ["501"]
