"""The building grid through HTTP."""

import re

import pytest

from heat import clock, db
from heat.models import Circuit, Contact, Device, DeviceFit, Household, Reading, Substation, SupplyPeriod
from heat.services import tickets
from tests import make
from tests.counting import queries_of


@pytest.fixture
def house(office) -> int:
    return make.house()


def at(room: str, entrance: str = "1") -> int:
    return db.value(
        "SELECT h.id FROM household h JOIN entrance e ON e.id = h.entrance_id WHERE h.room = ? AND e.number = ?",
        room,
        entrance,
    )


def measured(household_id: int, celsius: str) -> None:
    Contact.insert(
        household_id=household_id, at=clock.now(), kind="temperature", direction="internal", text=celsius
    ).execute()


def tone(page: str, household_id: int) -> str:
    return re.search(rf'class="flat cell-([a-z0-9-]+)[^"]*" id="flat-{household_id}"', page)[1]


def test_a_whole_building_stands_on_one_page(sign_in, house):
    page = sign_in("agent").get(f"/buildings/{house}").text

    assert page.count('class="flat ') == 6
    assert "3 层 · 6 户" in page


def test_a_stopped_flat_looks_different_and_is_found_between_heated_ones(sign_in, house):
    SupplyPeriod.insert(household_id=at("501"), season_id=1, state="suspended", valid_from="2026-11-01").execute()

    page = sign_in("agent").get(f"/buildings/{house}").text

    assert tone(page, at("501")) == "stopped"
    assert "1-501 停供，夹在供热住户之间" in page


def test_debts_colour_the_building(sign_in, house):
    make.old_debt(at("601"))

    page = sign_in("cashier").get(f"/buildings/{house}?mode=owed").text

    assert tone(page, at("601")) == "owed"
    assert "112 元" in page


def test_who_may_not_see_money_is_not_offered_the_debts(sign_in, house):
    page = sign_in("leader").get(f"/buildings/{house}?mode=owed").text

    assert "mode=owed" not in page
    assert 'aria-current="true">供热状态' in page


def test_three_cold_flats_on_a_riser_are_named_with_their_rooms(sign_in, house):
    for room in ("401", "501", "601"):
        measured(at(room), "17.2")

    page = sign_in("agent").get(f"/buildings/{house}?mode=warmth").text

    assert tone(page, at("501")) == "cold-1"
    assert "1 单元 01 立管有 3 户连续偏冷或报修（401、501、601）" in page


def test_a_sensor_that_read_later_than_the_technician_counts(sign_in, house):
    home = at("401")
    measured(home, "17.2")
    device = Device.insert(kind="room-sensor", serial="S-1", unit="℃", scale=10).execute()
    DeviceFit.insert(device_id=device, household_id=home, valid_from="2026-10-01").execute()
    Reading.insert(device_id=device, at=clock.now() + 1, value=215).execute()

    assert "21.5 ℃" in sign_in("agent").get(f"/buildings/{house}?mode=warmth").text


def test_a_flat_with_an_open_repair_carries_a_mark(sign_in, office, house):
    make.ticket(office.actor("agent"), at("501"))

    page = sign_in("agent").get(f"/buildings/{house}").text

    assert page.count("有未完结报修") == 1


def test_the_card_beside_the_grid_follows_the_chosen_flat(sign_in, house):
    part = sign_in("agent").part(f"/buildings/{house}?flat={at('501')}", "flat")

    assert "住户15" in part.text
    assert 'class="flat ' not in part.text


def test_the_grid_works_from_household_numbers_alone(sign_in, house):
    Household.update(floor=None, column_no=None, room="", room_key="x", account_no="0310200502").where(
        Household.id == at("501")
    ).execute()

    page = sign_in("agent").get(f"/buildings/{house}").text

    assert "5 层" not in page
    assert "没有楼层" not in page
    assert "02 立管" in page


def test_one_colour_of_the_legend_lets_the_others_fade(sign_in, house):
    SupplyPeriod.insert(household_id=at("501"), season_id=1, state="suspended", valid_from="2026-11-01").execute()

    assert sign_in("agent").get(f"/buildings/{house}?tone=stopped").text.count("flat--faded") == 5


def test_a_building_costs_the_same_questions_however_many_flats_it_has(sign_in, house):
    client = sign_in("agent")
    few = queries_of(lambda: client.get(f"/buildings/{house}"))
    for floor in range(7, 12):
        make.household(f"3-1-{floor}01")

    assert queries_of(lambda: client.get(f"/buildings/{house}")) == few


def test_a_building_of_another_branch_is_not_there(house, app):
    from heat.services import sessions
    from tests.critic import Client

    stranger = Client(app)
    stranger.set_cookie("sid", sessions.open_for_staff(make.clerk(make.branch(), "agent").id, ("agent",)))

    assert stranger.get(f"/buildings/{house}").status_code == 404


def test_a_closed_repair_of_this_week_is_counted_but_not_marked(sign_in, office, house):
    ticket = make.ticket(office.actor("agent"), at("501"))
    tickets.move(office.actor("agent"), ticket.id, "cancel", {"reason": "用户撤回"})

    page = sign_in("agent").get(f"/buildings/{house}?mode=repairs").text

    assert tone(page, at("501")) == "repaired"


def test_what_the_substation_measures_stands_beside_the_building(sign_in, house):
    station = Substation.insert(source_id=1, org_id=1, code="S3", name="城东3#站").execute()
    circuit = Circuit.insert(substation_id=station, code="H", name="高区", zone="high").execute()
    Household.update(circuit_id=circuit).execute()
    device = Device.insert(kind="supply-temperature", serial="T-1", scale=10, substation_id=station).execute()
    Reading.insert(device_id=device, at=clock.now() - 60_000, value=471).execute()
    Reading.insert(device_id=device, at=clock.now(), value=468).execute()

    page = sign_in("agent").get(f"/buildings/{house}").text
    assert "城东3#站 · 供水温度" in page
    assert "<b>46.8</b> ℃" in page
    assert "47.1" not in page
