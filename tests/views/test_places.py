"""The two trees through HTTP."""

import pytest

from heat import db
from heat.models import Building, Circuit, Community, Household
from heat.queries import search
from heat.services import place_tree, search_keys
from heat.words import Missing, Refused
from tests import make


@pytest.fixture
def homes(office) -> list[int]:
    homes = [make.household(address) for address in ("3-2-501", "3-2-502", "4-1-101")]
    search_keys.add(homes)
    return homes


@pytest.fixture
def admin(office):
    return office.actor("admin")


def circuit(admin, name: str = "高区") -> int:
    source = place_tree.add_heat(admin, "heat_source", "城东热源厂")
    station = place_tree.add_heat(admin, "substation", "3# 站", source)
    return place_tree.add_heat(admin, "circuit", name, station, "high")


def circuits(homes: list[int]) -> list[int]:
    return [Household.get_by_id(home).circuit_id for home in homes]


def test_a_heat_tree_grows_level_by_level(sign_in):
    admin = sign_in("admin")
    admin.post("/admin/places/heat", data={"level": "heat_source", "name": "城东热源厂"})
    source = db.value("SELECT max(id) FROM heat_source")
    admin.post("/admin/places/heat", data={"level": "substation", "name": "3# 站", "above": f"heat_source-{source}"})
    station = db.value("SELECT max(id) FROM substation")
    admin.post(
        "/admin/places/heat",
        data={"level": "circuit", "name": "高区", "above": f"substation-{station}", "zone": "high"},
    )
    assert (
        "机组要选换热站"
        in admin.post(
            "/admin/places/heat", data={"level": "circuit", "name": "低区", "above": f"heat_source-{source}"}
        ).text
    )

    page = admin.get("/admin/places").text
    assert "城东热源厂" in page and "3# 站" in page and "高区" in page


def test_households_follow_their_building_and_the_building_its_community(admin, homes):
    low, high = circuit(admin, "低区"), circuit(admin, "高区")
    community, building = db.value("SELECT id FROM community"), db.value("SELECT id FROM building WHERE number = '3'")

    assert place_tree.set_circuit(admin, "community", community, low) == 3
    assert place_tree.set_circuit(admin, "building", building, high) == 2
    assert circuits(homes) == [high, high, low]
    assert place_tree.set_circuit(admin, "building", building, None) == 2
    assert circuits(homes) == [low, low, low]


def test_a_household_with_a_circuit_of_its_own_stays_on_it(admin, homes):
    low, high = circuit(admin, "低区"), circuit(admin, "高区")
    Household.update(circuit_id=high, circuit_own=True).where(Household.id == homes[0]).execute()

    place_tree.set_circuit(admin, "community", db.value("SELECT id FROM community"), low)
    assert circuits(homes) == [high, low, low]


def test_a_new_household_hangs_on_the_circuit_of_its_building(sign_in, admin, homes):
    high = circuit(admin)
    Building.update(circuit_id=high).where(Building.number == "3").execute()

    sign_in("agent").post(
        "/customers/new", data={"account_no": "7001", "address": "幸福里3-2-701", "use_class": "居民"}
    )
    assert db.value("SELECT circuit_id FROM household WHERE account_no = '7001'") == high


def test_the_circuit_of_a_building_is_chosen_on_the_page(sign_in, admin, homes):
    high = circuit(admin)
    building = db.value("SELECT id FROM building WHERE number = '3'")
    community = db.value("SELECT id FROM community")

    browser = sign_in("admin")
    answer = browser.post(f"/admin/places/building/{building}/circuit", data={"circuit": high, "community": community})
    assert "2 户换了机组" in browser.get(answer.location).text


def test_what_hangs_below_keeps_a_level_from_being_removed(admin, homes):
    high = circuit(admin)
    place_tree.set_circuit(admin, "community", db.value("SELECT id FROM community"), high)

    with pytest.raises(Refused, match="还有 4 项"):  # three households and the community
        place_tree.remove_heat(admin, "circuit", high)
    with pytest.raises(Missing):
        place_tree.remove_heat(admin, "circuit", 1)


def test_an_empty_level_is_removed(admin):
    high = circuit(admin)
    place_tree.remove_heat(admin, "circuit", high)

    assert Circuit.get_or_none(Circuit.id == high) is None


def test_a_renamed_community_is_found_by_its_new_name_and_its_addresses_follow(sign_in, office, homes):
    community = db.value("SELECT id FROM community")
    sign_in("admin").post(f"/admin/places/communities/{community}", data={"name": "福满园", "abbr": "FMY", "org": "1"})

    assert Household.get_by_id(homes[0]).address == "福满园3号楼2单元501"
    assert [row.id for row in search.search(office.actor("agent"), "福满园3-2-501").households] == [homes[0]]
    assert search.search(office.actor("agent"), "幸福里3-2-501").households == []


def test_two_communities_do_not_share_a_name(sign_in, homes):
    make.community("阳光苑", "YGY")
    other = db.value("SELECT id FROM community WHERE code = 'YGY'")

    answer = sign_in("admin").post(f"/admin/places/communities/{other}", data={"name": "幸福里", "org": "1"})
    assert answer.status_code == 422
    assert "已经有“幸福里”" in answer.text


def test_a_branch_decides_who_sees_a_community(sign_in, office, homes):
    admin = sign_in("admin")
    admin.post("/admin/places/branches", data={"name": "城东分公司", "kind": "branch", "parent": "1"})
    branch = db.value("SELECT max(id) FROM org")
    east = make.clerk(branch, "agent")
    assert search.search(east, "幸福里3-2-501").households == []

    community = db.value("SELECT id FROM community")
    admin.post(f"/admin/places/communities/{community}", data={"name": "幸福里", "abbr": "XFL", "org": branch})
    assert Community.get_by_id(community).org_id == branch
    assert len(search.search(east, "幸福里3-2-501").households) == 1


def test_only_those_who_set_up_the_office_change_the_trees(sign_in, homes):
    assert sign_in("agent").get("/admin/places").status_code == 403
    assert sign_in("manager").post("/admin/places/heat", data={"level": "heat_source", "name": "x"}).status_code == 403
