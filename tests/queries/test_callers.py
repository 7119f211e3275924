"""Who is calling, and the card that opens."""

import pytest

from heat import clock, db
from heat.queries import callers
from heat.rules.permissions import Actor
from heat.services import search_keys
from tests import make
from tests.counting import queries_of


@pytest.fixture
def agent(office):
    return office.actor("agent")


def names(found) -> list[str]:
    return [match.name for match in found]


def test_a_number_is_found_however_it_is_written(agent):
    make.household()

    assert names(callers.by_phone(agent, "138-0000 0501")) == ["刘奶奶"]


def test_a_number_that_is_dead_finds_nobody(agent):
    make.household()
    db.run("UPDATE party_phone SET dead_at = 1")

    assert callers.by_phone(agent, "13800000501") == []


def test_whoever_moved_out_is_not_offered(agent):
    make.household()
    db.run("UPDATE household_party SET valid_to = '2026-06-01'")

    assert callers.by_phone(agent, "13800000501") == []


@pytest.mark.parametrize("typed", ["900501", "刘奶奶", "奶奶", "0501", "幸福里3-2-501", "3-2-501"])
def test_a_household_is_found_by_what_people_say(agent, typed):
    search_keys.add([make.household(account_no="900501")])

    assert names(callers.matching(agent, typed)) == ["刘奶奶"]


@pytest.mark.parametrize("typed", ["", " ", "\0", "'; --", "没有的人", "x" * 60])
def test_what_means_nobody_finds_nobody(agent, typed):
    search_keys.add([make.household()])

    assert callers.matching(agent, typed) == []


def test_a_household_of_another_company_is_not_found(agent):
    home = make.household()
    stranger = Actor("staff", 99, permissions=frozenset({"household.view"}), org_ids=())

    assert callers.by_phone(stranger, "13800000501") == []
    assert not callers.may_see(stranger, home)


def test_the_card_tells_who_lives_there(agent):
    home = make.household(area="96.40")
    db.run("UPDATE household SET ext = ?", '{"needs":["独居老人"]}')

    card = callers.card(home)

    assert (card.name, str(card.area_m2), card.needs, card.phones) == ("刘奶奶", "96.4", ["独居老人"], ["13800000501"])


def test_a_cold_room_is_marked(office):
    ticket = make.repaired(office)
    home = db.value("SELECT household_id FROM ticket WHERE id = ?", ticket)
    db.run(
        "INSERT INTO contact (household_id, at, kind, direction, text) VALUES (?, ?, 'temperature', 'internal', '17.9')",
        home,
        clock.now(),
    )

    assert callers.card(home).cold


def test_there_is_no_card_of_nobody(office):
    assert callers.card(99) is None


def test_the_card_costs_the_same_after_many_repairs(agent):
    home = make.household()
    make.ticket(agent, home)
    few = queries_of(lambda: callers.card(home))
    for _ in range(8):
        make.ticket(agent, home)

    assert queries_of(lambda: callers.card(home)) == few
